/* What every lens has: pass conditions, title with filters, legend, table twin, further tables, findings. */
(function (mc) {
  const QUESTIONS = { dde: "Was it built right?", bdv: "Is it the right thing?", acc: "Will it last?" };
  const ICONS = { dde: "bezier2", bdv: "card-checklist", acc: "layers" };
  const GLYPH = { pass: ["pass", "pass"], fail: ["fail", "fail"], pending: ["idle", "idle"], unknown: ["unknown", "warn"], waived: ["waived", "idle"] };
  const MANY = 300;

  /** How a pass condition shows itself; one that holds of a part alone is not ticked. */
  const partly = (c) => c.state === "pass" && c.share < 1;
  mc.conditionGlyph = (c) => (partly(c) ? mc.glyph("part", "pass") : mc.glyph(...(GLYPH[c.state] || GLYPH.unknown)));
  mc.conditionShare = (c) => (partly(c) ? mc.h`<i class="share" aria-hidden="true" style="--share:${(100 * c.share).toFixed(1)}%"></i>` : "");

  mc.conditions = function (view) {
    const lens = mc.lensOf(view);
    const figures = view.figures.map(([name, value]) => mc.h`<div class="figure"><div class="k"><span class="el">${name}</span></div><div class="v"><span>${value}</span></div></div>`);
    const cells = view.conditions.map((c) => mc.h`<div class="${c.state === "fail" ? "bad" : ""}"><div class="k">${mc.conditionGlyph(c)}<span class="el">${c.name}</span></div>
      <div class="v" title="${c.value} ${c.detail}"><span>${c.value}</span><small class="el">${c.detail}</small></div>${mc.conditionShare(c)}</div>`);
    mc.fill("conditions", mc.h`<div><h1 class="lt t-${lens}">${mc.icon(ICONS[lens] || "intersect")} ${lens.toUpperCase()}</h1><div class="k">${QUESTIONS[lens] || ""}</div></div>${cells}${figures}`);
  };

  const LEGENDS = {
    dde: [["needs", "solid", "edge"], ["contract", "dashed", "edge"], ["artifact", "dotted", "edge"], ["critical path", "solid", "ink"], ["path as it runs", "glow", "dde"]],
    bdv: [["contains", "solid", "edge"], ["contract link", "dashed", "edge-star"], ["mismatch", "dotted", "fail"]],
    acc: [["allowed", "solid", "edge-ok"], ["violation", "dashed", "fail"], ["cycle", "solid", "mixed"], ["suppressed", "dashed", "control"]],
    convergence: [["aligned", "dashed", "edge-star"], ["mismatched", "dotted", "fail"], ["missing", "dotted", "control"]],
  };

  mc.frame = function (view) {
    const lens = mc.lensOf(view);
    const chips = view.counts.filter(([, , n]) => n > 0).map(([glyph, word, n]) => {
      const on = mc.state.filter === glyph;
      return mc.h`<button class="chip ${on ? "on" : ""}" data-do="filter" data-arg="${glyph}" data-key="f:${glyph}" aria-pressed="${on ? "true" : "false"}">${mc.glyph(glyph, mc.toneOf(glyph))}${word} <b>${n.toLocaleString("en")}</b></button>`;
    });
    mc.fill(`head-${lens}`, mc.h`<h2>${view.title}</h2><span class="n el">${view.subtitle}</span>`);
    mc.fill(`tabs-${lens}`, mc.tabs(view));
    const lines = (LEGENDS[lens] || []).map(([word, style, tone]) => mc.h`<span class="lg"><i class="ln ${style}" style="--c:var(--mc-${tone})"></i>${word}</span>`);
    const note = view.note ? mc.h`<span class="el ink3" title="${view.note}">${view.note}</span>` : lens === "acc" ? mc.h`<span class="lg ink3">Ca|Ce in the node</span>` : "";
    mc.fill(`legend-${lens}`, mc.h`<div class="lgs">${mc.comparing() ? mc.compareLegend() : mc.h`${lines}${note}`}</div><div class="faces">${mc.foldButton(view)}${chips}</div>`);
  };

  mc.toneOf = (glyph) => ({ pass: "pass", fail: "fail", warn: "warn", flaky: "gap", retry: "warn", run: "warn" })[glyph] || "idle";

  const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
  /** Times come as UTC and are shown in the reader's zone. */
  const told = mc.asRead = (text) => (TIME.test(text || "") ? mc.stamp(Date.parse(text.replace(" UTC", "Z").replace(" ", "T"))) : text);

  function row(r, columns, still) {
    const first = mc.h`<td>${mc.glyph(r.glyph, r.tone)} <span>${told(r.cells[0])}</span></td>`;
    const rest = columns.slice(1).map((_, at) => mc.h`<td class="${/^[-\d.,%]+$/.test(r.cells[at + 1] || "") ? "num" : ""}">${told(r.cells[at + 1])}</td>`);
    return mc.h`<tr ${r.id && !still ? mc.h`tabindex="0" data-do="pick" data-arg="${r.id}" data-key="t:${r.id}"` : ""}>${first}${rest}</tr>`;
  }

  /** A table as markup; long ones stop at a number that a reader can still scan, and say so. */
  mc.table = function (table, filter, still) {
    const rows = filter ? table.rows.filter((r) => r.glyph === filter) : table.rows;
    const hidden = table.rows.length - rows.length;
    if (!rows.length && hidden) return mc.h`<div class="none">${mc.glyph("idle", "idle")} Nothing matches this filter. ${hidden} are hidden. <button class="btn sm" data-do="filter">Clear filters</button></div>`;
    if (!rows.length) return mc.h`<div class="none">${table.empty || "Nothing here at this moment."}</div>`;
    const all = mc.state.all === table.title;
    const elsewhere = table.total ? mc.h`<div class="none">The first ${table.rows.length.toLocaleString("en")} of ${table.total.toLocaleString("en")} rows.</div>` : "";
    const more = rows.length > MANY && !all ? mc.h`<div class="none"><button class="btn sm" data-do="all" data-arg="${table.title}">Show all ${rows.length.toLocaleString("en")}</button></div>` : "";
    return mc.h`<table><caption class="sr">${table.title}</caption><thead><tr>${table.columns.map((c) => mc.h`<th scope="col">${c}</th>`)}</tr></thead>
      <tbody>${rows.slice(0, all ? rows.length : MANY).map((r) => row(r, table.columns, still))}</tbody></table>${more}${elsewhere}`;
  };

  /** The drawing's twin: the same nodes as rows, with the same selection. */
  mc.twin = function (view) {
    const table = mc.tableOf(view) || view.tables[0];
    const shown = Boolean(mc.tableOf(view)) || mc.sequenceShown() || mc.tracesShown() || mc.storiesShown() || Boolean(mc.twinOf(view)) || innerWidth <= 760;
    document.body.classList.toggle("as-table", shown);
    shown ? fillTwin(view, table) : mc.whenIdle("twin", () => fillTwin(view, table));
    mc.flakes(view);
  };

  /** What nobody sees yet is made when the browser has time; the newest of each name wins. */
  const idle = new Map();
  mc.whenIdle = function (name, does) {
    idle.set(name, does);
    (window.requestIdleCallback || setTimeout)(() => { idle.get(name)?.(); idle.delete(name); });
  };

  const tableRows = ({ title, columns, rows, total, empty }, filter) => ({
    title, columns, total, filter, count: rows.length, empty: empty || "Nothing here at this moment.",
    cells: (at) => rows[at].cells, id: (at) => rows[at].id, face: (at) => [rows[at].glyph, rows[at].tone],
  });

  function fillTwin(view, table) {
    if (mc.sequenceShown()) return void mc.fill("twin-acc", mc.h`<div class="scroll" tabindex="0" role="region" aria-label="Main sequence">${mc.sequence()}</div>`);
    const place = mc.$(`twin-${mc.lensOf(view)}`);
    if (mc.tracesShown()) return void mc.traces(place);
    const own = mc.twinOf(view);
    if (place && own) return void mc.grid(place, own);
    if (mc.storiesShown()) return void mc.stories(place);
    const map = table === view.tables[0] && mc.mapped(mc.lensOf(view))?.map;
    if (place && table) mc.grid(place, map ? mc.mapRows(map, view.title) : tableRows(table, table === view.tables[0]));
  }

  mc.findings = function (view) {
    if (mc.comparing()) return void mc.changes("findings", mc.lensOf(view));
    const open = view.findings.filter((r) => r.blocking);
    const waits = view.findings.filter((r) => r.severity === "PENDING");
    const rest = view.findings.filter((r) => !r.blocking && r.severity !== "PENDING");
    const none = mc.h`<p class="none">${view.empty || "No finding at this moment."}</p>`;
    mc.fill("findings", mc.h`<div class="ph"><h2>Findings</h2><span class="n">${open.length ? mc.many(open.length, "blocking", "blocking") : ""}</span></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Findings">${view.findings.length ? "" : none}<ol class="why">${open.slice(0, 60).map((r) => mc.reason(r, false))}</ol>
      ${waits.length ? mc.h`<h3 class="sub">Still awaited <span class="ink3">${waits.length}</span></h3><ol class="why">${waits.map((r) => mc.reason(r, false))}</ol>` : ""}
      ${rest.length ? mc.h`<h3 class="sub">Does not block <span class="ink3">${rest.length}</span></h3><ul class="why">${rest.slice(0, 60).map((r) => mc.reason(r, true))}</ul>` : ""}</div>`);
  };

  mc.actions = mc.actions || {};
  mc.actions.all = (title) => mc.go({ all: title });
})(window.mc = window.mc || {});
