/* The overview: projects and their iterations, what needs a person first; what to do, how the verdict went and what broke it stand beside each. */
(function (mc) {
  const STATE = { pass: ["pass", "pass"], fail: ["fail", "fail"], pending: ["idle", "idle"], running: ["run", "warn"], unknown: ["unknown", "warn"], waived: ["waived", "idle"], not_required: ["skip", "idle"] };
  const WORD = { pass: "passed", fail: "failed", pending: "not decided", running: "running", unknown: "unknown", waived: "waived", not_required: "not required" };
  const KINDS = [["no", "May not ship", (r) => r.verdict !== "all_pass" && r.verdict !== "pending"], ["wait", "Not decided yet", (r) => r.verdict === "pending"], ["yes", "May ship", (r) => r.verdict === "all_pass"]];
  const kindOf = (row) => KINDS.find(([, , fits]) => fits(row))[0];

  const streams = (row) => mc.h`<span class="trio">${row.streams.map(([name, state]) => mc.h`<span class="one ${state}" title="${name.toUpperCase()} ${WORD[state] || state}"><span class="t-${name}">${name.toUpperCase()}</span>${mc.glyph(...(STATE[state] || STATE.unknown))}</span>`)}</span>`;

  const WIDE = 132;

  /** The latest turns of a verdict as a band in time; the last one holds. */
  function trend({ trend: spans = [], iteration }) {
    if (spans.length < 2) return "";
    const [from, to] = [spans[0].start, spans[spans.length - 1].end];
    const at = (ms, n) => ((ms - from) / Math.max(1, to - from)) * (WIDE - 4 * spans.length) + 4 * n;
    const bars = spans.map((s, n) => `<rect x="${at(s.start, n).toFixed(1)}" y="${s.verdict === "pending" ? 4 : 0}" width="${Math.max(3, at(s.end, n + 1) - at(s.start, n) - 1).toFixed(1)}" height="${s.verdict === "pending" ? 2 : 10}" rx="1.5" fill="var(--mc-${s.verdict === "pending" ? "control" : s.tone})"/>`);
    const told = spans.slice(-6).map((s) => `${s.display} ${mc.when(s.start)}`).join(", ");
    return mc.h`<span class="trend" role="img" aria-label="Trend of ${iteration}: ${told}" title="${told}">${mc.raw(`<svg width="${WIDE}" height="10" viewBox="0 0 ${WIDE} 10" aria-hidden="true">${bars.join("")}</svg>`)}</span>`;
  }

  const broke = (row) => (row.broke ? mc.h`<span class="broke ink3 el" title="${row.broke}${row.by ? `, by ${row.by}` : ""}">Turned with ${row.broke}${row.by ? mc.h`, by <b>${row.by}</b>` : ""}</span>` : "");

  function line(row) {
    const link = `/verdict?iteration=${encodeURIComponent(row.iteration)}`;
    return mc.h`<li><a class="orow ${row.tone}" href="${link}" data-do="open" data-arg="${row.iteration}" data-key="o:${row.iteration}">
      <span class="vcell">${mc.verdictBadge(row)}</span>
      <span class="who"><span class="b el">${row.title || row.iteration}</span><span class="mono ink3 el">${row.title && row.title !== row.iteration ? row.iteration : row.version || ""}</span></span>
      <span class="tri">${streams(row)}${row.scope_note ? mc.h`<span class="tag line" title="${row.scope_note}">not all streams</span>` : ""}</span>
      <span class="first"><span class="el2" title="${row.first}">${row.first ? mc.prose(row.first) : "Nothing to do."}</span>${broke(row)}</span>
      <span class="when ink3"><span>${row.since ? mc.since(row.since, Date.now()) : ""}</span>${trend(row)}<span>${mc.many(row.events, "event")}, last ${mc.when(row.last_valid)}</span></span></a></li>`;
  }

  function headline(rows) {
    const may = rows.filter((r) => r.verdict === "all_pass").length;
    const wait = rows.filter((r) => r.verdict === "pending").length;
    const no = rows.length - may - wait;
    const rest = [no ? `${no} may not` : "", wait ? mc.many(wait, "is not decided yet", "are not decided yet") : ""].filter(Boolean).join(", ");
    return mc.h`<h1>${may} of ${mc.many(rows.length, "iteration")} may ship</h1><p class="lead">${rest ? `${rest}.` : "Every one of them has passed all three streams."} Times are ${mc.zone(Date.now())}.</p>`;
  }

  function chips(rows) {
    return mc.h`<div class="chips" role="group" aria-label="Show only">${KINDS.map(([key, word]) => {
      const n = rows.filter((r) => kindOf(r) === key).length;
      const on = mc.state.filter === key;
      return mc.h`<button class="chip ${on ? "on" : ""}" data-do="filter" data-arg="${key}" data-key="k:${key}" aria-pressed="${on ? "true" : "false"}" ${n ? "" : mc.raw("disabled")}>${word} <b>${n}</b></button>`;
    })}</div>`;
  }

  function groups(rows) {
    const byProject = new Map();
    for (const row of rows) byProject.set(row.project, [...(byProject.get(row.project) || []), row]);
    return mc.h`${[...byProject].map(([project, its]) => mc.h`<section class="panel project" aria-label="${project}"><div class="ph"><h2>${project || "no project"}</h2><span class="n">${mc.many(its.length, "iteration")}</span></div><ul>${its.map(line)}</ul></section>`)}`;
  }

  const FUNNEL = '<svg class="funnel" viewBox="0 0 480 120" role="img" aria-label="Three streams lead to one verdict"><g fill="none" stroke-width="2" stroke-dasharray="4 6">' +
    '<path d="M42 18H190C280 18 290 60 356 60" stroke="var(--mc-dde)"/><path d="M42 60H356" stroke="var(--mc-bdv)"/><path d="M42 102H190C280 102 290 60 356 60" stroke="var(--mc-acc)"/></g>' +
    '<circle cx="386" cy="60" r="29" fill="none" stroke="var(--mc-control)" stroke-width="2" stroke-dasharray="5 4"/><g font-size="13" font-weight="600"><text x="0" y="22" fill="var(--mc-dde)">DDE</text>' +
    '<text x="0" y="64" fill="var(--mc-bdv)">BDV</text><text x="0" y="106" fill="var(--mc-acc)">ACC</text><text x="386" y="64" text-anchor="middle" fill="var(--mc-ink-2)">?</text></g><text x="428" y="64" font-size="12.5" fill="var(--mc-ink-3)">verdict</text></svg>';

  function step(icon, title, text, code) {
    return mc.h`<div class="panel step">${mc.icon(icon)}<h2>${title}</h2><p>${text}</p><pre class="code">${code}</pre></div>`;
  }

  function empty(seeding) {
    const filling = seeding && ["waiting", "running"].includes(seeding.state);
    const bar = filling ? mc.h`<div class="filling"><progress max="${seeding.total || 1}" value="${seeding.done}" aria-label="Filling with the first data"></progress><p class="ink2">Filling with the first data: ${seeding.step || "about to begin"}, ${seeding.done} of ${seeding.total}</p></div>` : "";
    return mc.h`<div class="nothing">${mc.raw(FUNNEL)}<h1>No events yet</h1><p class="lead">A verdict appears once all three streams have reported.</p>${bar}
      <div class="steps3">${step("terminal", "Send an event", "One call with any DDE, BDV or ACC event is enough to open an iteration.", `curl -X POST ${location.origin}/api/v1/events`)}
      ${step("upload", "Load files", "Test reports, findings, lineage, import graphs. Read in place, nothing leaves this machine.", "mission-control ingest FOLDER")}
      ${step("diagram-3", "Scan a repository", "The import graph of a Python repository, along its history.", "mission-control scan PATH --history 50")}</div>
      <p class="ink3 small">Listening. This page fills by itself with the first event.</p></div>`;
  }

  const show = () => mc.h`<div class="seg" role="group" aria-label="Show as">${[["", "Panels"], ["table", "Table"]].map(([value, word]) => mc.h`<button class="${(mc.state.as || "") === value ? "on" : ""}" data-do="show-as" data-arg="${value}" data-key="as:${value}" aria-pressed="${String((mc.state.as || "") === value)}">${word}</button>`)}</div>`;

  /** The same rows as a table. */
  function asTable(answer, rows, shown) {
    mc.fill("overview", mc.h`<div class="ohead"><div>${headline(rows)}</div><div class="choices">${mc.tenants(answer)}${chips(rows)}${show()}</div></div><section class="panel otable" aria-label="Iterations"><div class="twin" id="twin-overview"></div></section>`);
    mc.grid(mc.$("twin-overview"), mc.overviewRows(shown));
  }

  mc.overview = function (answer) {
    if (!answer) return;
    if (answer.fault) return void mc.fill("overview", mc.faultCard(answer.fault));
    const rows = answer.rows;
    const shown = KINDS.some(([key]) => key === mc.state.filter) ? rows.filter((r) => kindOf(r) === mc.state.filter) : rows;
    if (rows.length && mc.state.as === "table") return void asTable(answer, rows, shown);
    mc.fill("overview", rows.length ? mc.h`<div class="ohead"><div>${headline(rows)}</div><div class="choices">${mc.tenants(answer)}${chips(rows)}${show()}</div></div>${groups(shown)}` : empty(mc.pulse?.seeding));
  };
})(window.mc = window.mc || {});
