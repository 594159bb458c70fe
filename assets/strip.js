/* The strip of the dock: verdict band, three lanes of marks, real time axis. Drawn anew when time or width change. */
(function (mc) {
  const WIDE = { left: 58, right: 76, lanes: { dde: 53, bdv: 72, acc: 91 }, axis: 108, height: 130 };
  const SLIM = { left: 4, right: 30, lanes: { dde: 47, bdv: 58, acc: 69 }, axis: 77, height: 94 };
  let plan = WIDE;
  const WORST = ["note", "done", "locked", "retry", "failed"];
  const SHORT = { all_pass: "PASS", design_gap: "GAP", architectural_erosion: "EROSION", process_issue: "PROCESS", systemic_failure: "SYSTEMIC", mixed_failure: "MIXED", pending: "PENDING" };
  const n = (value) => value.toFixed(1);

  /** Where a moment lies on a strip of this width, and back. */
  mc.scale = function (timeline, width) {
    plan = width < 520 ? SLIM : WIDE;
    return mc.scaleOf(timeline, width, plan);
  };

  function band(span, scale) {
    const x = scale.at(Math.max(span.start, scale.start));
    const w = Math.max(2.5, (span.end >= scale.last ? scale.end : scale.at(span.end)) - x);
    const waits = span.verdict === "pending";
    const tone = waits ? "control" : span.tone;
    const word = w > 170 ? span.display : w > 82 ? SHORT[span.verdict] || "" : "";
    const fill = waits ? "none" : `var(--mc-${tone}-soft)`;
    const edge = waits ? `stroke="var(--mc-control)" stroke-dasharray="3 3"` : `stroke="var(--mc-${tone}-line)"`;
    const text = word ? `<text x="${n(x + 24)}" y="34.3" font-size="10.5" font-weight="600" letter-spacing=".02em" fill="var(--mc-${waits ? "ink-2" : tone})">${word}</text>` : "";
    const icon = w > 22 ? `<foreignObject x="${n(x + 7)}" y="22" width="14" height="16"><i class="bi bi-${mc.verdictIcon(span.verdict)} bandicon" style="color:var(--mc-${waits ? "idle" : tone})"></i></foreignObject>` : "";
    const lead = waits ? "" : `<rect x="${n(x)}" y="21" width="3" height="18" rx="1" fill="var(--mc-${tone})"/><line x1="${n(x + 1.5)}" x2="${n(x + 1.5)}" y1="40" y2="${plan.axis}" stroke="var(--mc-${tone})" stroke-dasharray="1.5 2.5" opacity=".75"/>`;
    return `<g><rect x="${n(x + 0.5)}" y="22.5" width="${n(w - 1)}" height="15" rx="3" fill="${fill}" ${edge}/>${lead}${icon}${text}</g>`;
  }

  const SHAPES = {
    done: (x, y, h) => `<rect x="${n(x - 1)}" y="${n(y - h / 2)}" width="2" height="${n(h)}" rx="1" fill="var(--mc-pass)"/>`,
    note: (x, y, h) => `<rect x="${n(x - 1)}" y="${n(y - h / 2)}" width="2" height="${n(h)}" rx="1" fill="var(--mc-control)"/>`,
    retry: (x, y) => `<rect x="${n(x - 1)}" y="${y - 6}" width="2" height="14" fill="var(--mc-warn)"/><circle cx="${n(x)}" cy="${y - 3}" r="3.2" fill="var(--mc-surface)" stroke="var(--mc-warn)" stroke-width="1.8"/>`,
    failed: (x, y) => `<rect x="${n(x - 1.2)}" y="${y - 8}" width="2.4" height="16" fill="var(--mc-fail)"/><path d="M${n(x)} ${y - 5}l5 5-5 5-5-5z" fill="var(--mc-fail)"/>`,
    locked: (x, y) => `<path d="M${n(x)} ${y - 4.5}l4.5 4.5-4.5 4.5-4.5-4.5z" fill="var(--mc-surface)" stroke="var(--mc-dde)" stroke-width="1.7"/>`,
  };

  /** Where loud marks stand close together each is drawn slim, as a bar. */
  function crowding(bins) {
    const last = {};
    for (const bin of bins.sort((a, b) => a.x - b.x)) {
      const key = `${bin.lane} ${bin.kind}`;
      bin.slim = last[key] !== undefined && bin.x - last[key].x < 10;
      if (bin.slim) last[key].slim = true;
      last[key] = bin;
    }
    return bins;
  }

  /** Marks that fall on the same three pixels become one: the worst wins, the height is the count. */
  function binned(ticks, scale) {
    const bins = new Map();
    for (const tick of ticks) {
      const x = Math.round(scale.at(tick.at) / 3) * 3;
      const key = `${tick.lane} ${x}`;
      const bin = bins.get(key) || { x, at: tick.at, lane: tick.lane, kind: "note", count: 0, learned: null };
      bin.count += tick.count || 1;
      bin.learned = bin.learned ?? tick.learned;
      if (WORST.indexOf(tick.kind) >= WORST.indexOf(bin.kind)) bin.kind = tick.kind;
      bins.set(key, bin);
    }
    const lone = crowding([...bins.values()]);
    return lone.sort((a, b) => WORST.indexOf(a.kind) - WORST.indexOf(b.kind));
  }

  const BARS = { failed: "fail", retry: "warn", locked: "dde" };

  function shape(bin, y) {
    const height = Math.min(16, 8 + 2 * Math.log2(bin.count)) * (plan === WIDE ? 1 : 0.7);
    if ((!bin.slim && plan === WIDE) || !BARS[bin.kind]) return (SHAPES[bin.kind] || SHAPES.note)(bin.x, y, height);
    const tall = bin.kind === "failed" ? Math.max(plan === WIDE ? 13 : 9, height) : height + 2;
    return `<rect x="${n(bin.x - 1)}" y="${n(y - tall / 2)}" width="2" height="${n(tall)}" rx="1" fill="var(--mc-${BARS[bin.kind]})"/>`;
  }

  function mark(bin, scale) {
    const y = plan.lanes[bin.lane];
    if (!y) return "";
    const late = bin.learned && scale.at(bin.learned) - bin.x > 4
      ? `<line x1="${n(bin.x)}" x2="${n(Math.min(scale.end, scale.at(bin.learned)))}" y1="${y}" y2="${y}" stroke="var(--mc-time)" stroke-dasharray="2 2"/>` : "";
    return `<g>${late}${shape(bin, y)}</g>`;
  }

  function lane(name, y, scale) {
    const word = plan === WIDE ? `<text x="0" y="${y + 4}" font-size="11" font-weight="600" fill="var(--mc-${name})">${name.toUpperCase()}</text>` : "";
    return `${word}<line x1="${plan.left}" x2="${n(scale.end)}" y1="${y}" y2="${y}" stroke="var(--mc-${name}-line)" opacity=".55"/>`;
  }

  /** How much happened when, below the lanes: taller is more, on a scale that lets single events be seen. */
  function density({ density: counts = [], start }, scale) {
    if (scale.start !== start) return "";  // all of it came at one moment: the hour before it is there for the eye alone
    const most = Math.log1p(Math.max(1, ...counts));
    const step = (scale.at(scale.last) - plan.left) / counts.length;  // parts are equally wide, whatever is folded
    const bars = counts.map((count, at) => (count ? `M${n(plan.left + (at + 0.5) * step)} ${plan.axis}v-${n(2 + 9 * (Math.log1p(count) / most))}` : ""));
    return `<path class="density" d="${bars.join("")}" stroke="var(--mc-control)" stroke-opacity=".55" stroke-width="${n(Math.max(1, step - 0.6))}" fill="none"/>`;
  }

  function axis(timeline, scale) {
    let last = -99;
    const marks = mc.axisMarks(timeline, scale).map(({ x, text, anchor }) => {
      const side = anchor || (x < plan.left + 16 ? "start" : "middle");
      return `<line x1="${n(x)}" x2="${n(x)}" y1="${plan.axis}" y2="${plan.axis + 4}" stroke="var(--mc-line-2)"/><text x="${n(side === "start" ? Math.max(x, plan.left + 2) : x)}" y="${plan.axis + 16}" font-size="10.5" text-anchor="${side}" fill="var(--mc-ink-3)">${text}</text>`;
    });
    const tags = timeline.commits.map(([ms, name]) => {
      const x = scale.at(ms);
      if (x - last < 1.5) return "";
      last = x;
      return `<rect x="${n(x - 0.5)}" y="${plan.axis - 5}" width="1" height="5" fill="var(--mc-ink-3)"><title>${mc.h`${name}`}</title></rect>`;
    });
    return `<line x1="${plan.left}" x2="${scale.width}" y1="${plan.axis}" y2="${plan.axis}" stroke="var(--mc-line-2)"/>${tags.join("")}${marks.join("")}`;
  }

  const HATCH = '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6" fill="var(--mc-hatch)"/></pattern></defs>';

  /** Up to the moment looked at the band shows what was believed then (where that is asked for), after it what came. */
  function bandOf(timeline, asOf) {
    if (!timeline.believed || asOf === null) return timeline.band;
    const cut = (spans, from, to) => spans.map((s) => ({ ...s, start: Math.max(s.start, from), end: Math.min(s.end, to) })).filter((s) => s.end > s.start);
    return [...cut(timeline.believed, 0, asOf), ...cut(timeline.band, asOf, Infinity)];
  }

  /** The strip as SVG; a veil over what lies after the moment looked at is the dock's. */
  mc.stripDrawing = function (timeline, width, asOf) {
    const scale = mc.scale(timeline, width);
    const ahead = `<rect x="${n(scale.end)}" y="20" width="${n(width - scale.end)}" height="${plan.axis - 20}" fill="url(#hatch)"/>${width > 700 ? `<text x="${n(scale.end + 8)}" y="76" font-size="10.5" fill="var(--mc-ink-3)">not yet</text>` : ""}`;
    return `<svg width="${width}" height="${plan.height}" viewBox="0 0 ${width} ${plan.height}">${HATCH}${ahead}${plan === WIDE ? '<text x="0" y="34" font-size="11" font-weight="600" fill="var(--mc-ink-2)">Verdict</text>' : ""}` +
      `<rect x="${plan.left}" y="22" width="${n(scale.end - plan.left)}" height="16" rx="3" fill="var(--mc-sunken)" opacity=".6"/>${bandOf(timeline, asOf).map((span) => band(span, scale)).join("")}` +
      `${Object.entries(plan.lanes).map(([name, y]) => lane(name, y, scale)).join("")}${density(timeline, scale)}${binned(timeline.ticks, scale).map((bin) => mark(bin, scale)).join("")}${axis(timeline, scale)}${mc.foldMarks(timeline, scale, plan)}</svg>`;
  };

  mc.stripEmpty = (width, text) => `<svg width="${width}" height="${plan.height}" viewBox="0 0 ${width} ${plan.height}">${HATCH}<rect x="${plan.left}" y="22.5" width="${width - plan.left}" height="15" rx="3" fill="none" stroke="var(--mc-control)" stroke-dasharray="3 3"/>` +
    `<rect x="${plan.left}" y="42" width="${width - plan.left}" height="${plan.axis - 42}" fill="url(#hatch)"/><text x="0" y="34" font-size="11" font-weight="600" fill="var(--mc-ink-2)">${plan === WIDE ? "Verdict" : ""}</text>${["dde", "bdv", "acc"].map((name) => plan !== WIDE ? "" : `<text x="0" y="${plan.lanes[name] + 4}" font-size="11" font-weight="600" fill="var(--mc-${name})">${name.toUpperCase()}</text>`).join("")}` +
    `<text x="${width / 2 + 20}" y="79" font-size="12" text-anchor="middle" fill="var(--mc-ink-2)">${mc.h`${text}`}</text></svg>`;
})(window.mc = window.mc || {});
