/* The flake panel: the last runs as a strip, the rate with its interval, and what to make of it. */
(function (mc) {
  const HINTS = { network: "its errors speak of connections or timeouts", data: "its errors speak of random values or times", environment: "its errors speak of the place it runs in", timing: "how long it takes varies by more than half", race: "it turns between passing and failing", unknown: "nothing in its errors and times hints at a cause" };
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
    const at = (share) => 4 + share * 92;
    const tone = f.rate > f.limit ? "gap" : "pass";
    return mc.raw(`<svg width="100" height="16" role="img" aria-label="between ${f.low.toFixed(2)} and ${f.high.toFixed(2)}"><line x1="4" x2="96" y1="8" y2="8" stroke="var(--mc-line)" stroke-width="2"/>` +
      `<line x1="${at(f.low)}" x2="${at(f.high)}" y1="8" y2="8" stroke="var(--mc-${tone}-line)" stroke-width="5" stroke-linecap="round"/><circle cx="${at(f.rate)}" cy="8" r="3.6" fill="var(--mc-${tone})"/>` +
      `<line x1="${at(f.limit)}" x2="${at(f.limit)}" y1="1" y2="15" stroke="var(--mc-ink-2)" stroke-dasharray="2 2"/></svg>`);
  }

  function row(f) {
    const cause = f.cause ? `${f.cause} ${f.cause_confidence === null ? "" : f.cause_confidence.toFixed(1)}` : "none";
    const until = [f.state === "quarantined" ? f.owner || "no owner" : "", f.ticket, f.until ? `${f.overdue ? "overdue since" : "to"} ${mc.day(f.until)}` : ""].filter(Boolean).join(", ");
    return mc.h`<tr class="${mc.state.selection === f.id ? "sel" : ""}" tabindex="0" data-do="pick" data-arg="${f.id}" data-key="k:${f.id}"><td class="fl" title="${f.label}">${mc.glyph(...(GLYPH[f.state] || GLYPH.steady))}&nbsp; ${f.label}</td>
      <td>${strip(f.runs)}</td><td class="num b">${f.rate === null ? mc.h`<span class="ink3">none</span>` : f.rate.toFixed(2)}</td><td>${meter(f)}</td><td>${trend(f)}</td><td class="ink2" title="${f.cause ? HINTS[f.cause] || "" : ""}">${cause}</td>
      <td><span class="tag ${TAGS[f.state] ?? ""}">${f.state}</span> <span class="${f.overdue ? "t-fail b" : "ink3"}" title="${f.reason}">${until}</span></td></tr>`;
  }

  /** How the rate came to be, from the third run on; the word says where it goes. */
  function trend(f) {
    if (!f.trend) return mc.h`<span class="ink3">none</span>`;
    const rates = [...f.runs].map((_, at) => [...f.runs.slice(0, at + 1)].filter((one) => one === "F").length / (at + 1)).slice(2);
    if (rates.length === 1) rates.push(rates[0]);  // three runs have but one rate: a level line
    const x = (at) => 2 + (at / (rates.length - 1)) * 36;
    const tone = { rising: "fail", falling: "pass", level: "ink-3" }[f.trend];
    const line = rates.map((rate, at) => `${x(at).toFixed(1)},${(15 - rate * 13).toFixed(1)}`).join(" ");
    return mc.h`<span class="trend" title="${(f.slope * 100).toFixed(1)} points per run">${mc.raw(`<svg width="40" height="17" aria-hidden="true"><polyline points="${line}" fill="none" stroke="var(--mc-${tone})" stroke-width="1.6" stroke-linejoin="round"/></svg>`)} ${f.trend}</span>`;
  }

  const COUNTS = {
    "Scenarios executed": "Of all scenarios that are known, those that ran to an outcome.",
    "Contracts with a scenario": "Of all contracts that are in use, those that at least one scenario validates.",
    "Requirements with a feature": "Of all requirements, those that at least one feature validates.",
    "Scenarios with a requirement": "Of all scenarios, those that name the requirement they are for.",
    "Steps with a definition": "Of all steps, each wording counted once, those for which the code had a definition when they ran last.",
  };
  const share = (c) => (c.total ? c.covered / c.total : 1);
  const bar = (c) => mc.h`<li><button class="cov" data-do="show-as" data-arg="gaps" data-key="cov:${c.name}" title="${COUNTS[c.name] || ""}
${c.missing.length ? `Missing: ${c.missing.slice(0, 5).map(([, name]) => name).join(", ")}${c.missing.length > 5 ? ` and ${c.missing.length - 5} more` : ""}` : "Nothing is missing"}"><span>${c.name}</span><span class="num">${c.total ? mc.h`<b>${c.covered.toLocaleString("en")}</b> of ${c.total.toLocaleString("en")}` : mc.h`<span class="ink3">none known</span>`}</span><i class="bar ${c.total && share(c) < 1 ? "part" : ""}" style="--share:${c.total ? (share(c) * 100).toFixed(1) : 0}%"></i></button></li>`;

  /** How much of what is asked for is covered; each line leads to what is missing. */
  const coverage = (view) => mc.h`<section class="panel covers" aria-label="Coverage"><div class="ph"><h2>Coverage</h2><span class="grow"></span><button class="btn sm" data-do="show-as" data-arg="traceability" data-key="cov:traces">Traceability</button></div><div class="scroll" tabindex="0" role="region" aria-label="Coverage"><ul>${view.coverage.map(bar)}</ul></div></section>`;

  mc.flakes = function (view) {
    const place = mc.$(`tables-${mc.lensOf(view)}`);
    if (!place) return;
    const flakes = [...view.flakes].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.rate || 0) - (a.rate || 0));
    place.hidden = !view.coverage.some((c) => c.total);
    if (place.hidden) return;
    const limit = (flakes[0]?.limit ?? 0.1).toFixed(2);
    const head = ["Scenario", "Runs, old to new", "Rate", "95 % interval", "Trend", "Likely cause", "State"].map((word) => mc.h`<th scope="col" class="${word === "Rate" ? "num" : ""}">${word}</th>`);
    mc.fill(place, mc.h`<section class="panel" aria-label="Flakes"><div class="ph"><h2>Flakes</h2><span class="n">last ${SHOWN} runs, dashed line is the limit ${limit}</span></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Flakes">${flakes.length ? mc.h`<table><thead><tr>${head}</tr></thead><tbody>${flakes.slice(0, MOST).map(row)}</tbody></table>` : mc.h`<p class="none">No scenario ran more than once, so nothing can be said about flakes.</p>`}</div></section>${coverage(view)}`);
  };
})(window.mc = window.mc || {});
