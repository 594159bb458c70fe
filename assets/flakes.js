/* The flake panel: the last runs as a strip, the rate with its interval, and what to make of it. */
(function (mc) {
  const SHOWN = 10;
  const MOST = 60;
  const TAGS = { quarantined: "quar", flaky: "gap", "keeps failing": "fail", steady: "", "too few runs": "line" };
  const GLYPH = { quarantined: ["quar", "gap"], flaky: ["flaky", "gap"], "keeps failing": ["fail", "fail"], steady: ["pass", "pass"], "too few runs": ["idle", "idle"] };
  const ORDER = ["quarantined", "flaky", "keeps failing", "steady", "too few runs"];

  function strip(runs) {
    const last = runs.slice(-SHOWN).padStart(SHOWN, " ");
    const failed = [...runs.slice(-SHOWN)].filter((one) => one === "F").length;
    return mc.h`<span class="runs" role="img" aria-label="${failed} of the last ${Math.min(runs.length, SHOWN)} runs failed">${[...last].map((one) => mc.raw(`<i class="${{ F: "f", " ": "n" }[one] || ""}"></i>`))}</span>`;
  }

  /** The 95 % interval on a line from 0 to 1, the rate as a dot, the limit dashed. */
  function meter(f) {
    if (f.rate === null) return mc.h`<span class="ink3">${f.state === "keeps failing" ? `${f.runs.length} of ${f.runs.length} runs failed` : "too few runs"}</span>`;
    const at = (share) => 4 + share * 132;
    const tone = f.rate > f.limit ? "gap" : "pass";
    return mc.raw(`<svg width="140" height="16" role="img" aria-label="between ${f.low.toFixed(2)} and ${f.high.toFixed(2)}"><line x1="4" x2="136" y1="8" y2="8" stroke="var(--mc-line)" stroke-width="2"/>` +
      `<line x1="${at(f.low)}" x2="${at(f.high)}" y1="8" y2="8" stroke="var(--mc-${tone}-line)" stroke-width="5" stroke-linecap="round"/><circle cx="${at(f.rate)}" cy="8" r="3.6" fill="var(--mc-${tone})"/>` +
      `<line x1="${at(f.limit)}" x2="${at(f.limit)}" y1="1" y2="15" stroke="var(--mc-ink-2)" stroke-dasharray="2 2"/></svg>`);
  }

  function row(f) {
    const cause = f.cause ? `${f.cause} ${f.cause_confidence === null ? "" : f.cause_confidence.toFixed(1)}` : "none";
    const until = [f.ticket, f.until ? `to ${mc.day(f.until)}` : ""].filter(Boolean).join(", ");
    return mc.h`<tr class="${mc.state.selection === f.id ? "sel" : ""}" tabindex="0" data-do="pick" data-arg="${f.id}" data-key="k:${f.id}"><td>${mc.glyph(...(GLYPH[f.state] || GLYPH.steady))}&nbsp; ${f.label}</td>
      <td>${strip(f.runs)}</td><td class="num b">${f.rate === null ? mc.h`<span class="ink3">none</span>` : f.rate.toFixed(2)}</td><td>${meter(f)}</td><td class="ink2">${cause}</td>
      <td><span class="tag ${TAGS[f.state] ?? ""}">${f.state}</span> <span class="ink3">${until}</span></td></tr>`;
  }

  mc.flakes = function (view) {
    const place = mc.$(`tables-${mc.lensOf(view)}`);
    if (!place) return;
    const flakes = [...view.flakes].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.rate || 0) - (a.rate || 0));
    place.hidden = !flakes.length;
    if (!flakes.length) return;
    const limit = flakes[0].limit.toFixed(2);
    const head = ["Scenario", "Runs, old to new", "Rate", "95 % interval", "Likely cause", "State"].map((word) => mc.h`<th scope="col" class="${word === "Rate" ? "num" : ""}">${word}</th>`);
    mc.fill(place, mc.h`<section class="panel" aria-label="Flakes"><div class="ph"><h2>Flakes</h2><span class="n">last ${SHOWN} runs, dashed line is the limit ${limit}</span></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Flakes"><table><thead><tr>${head}</tr></thead><tbody>${flakes.slice(0, MOST).map(row)}</tbody></table></div></section>`);
  };
})(window.mc = window.mc || {});
