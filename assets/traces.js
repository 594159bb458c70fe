/* Requirements × scenarios: heads that stay, only what is in sight is made, and arrow keys walk through all of it. */
(function (mc) {
  const [ROW, COL, LEFT, HEAD] = [30, 26, 300, 176];
  const MORE = 6;
  const board = { view: null, shown: "", cols: [], spans: [], rows: [], at: { r: 0, c: -1 }, only: false, place: null, owed: false };

  mc.tracesShown = () => mc.state.as === "traceability" && mc.state.lens === "bdv";

  /** Rows as maps from column to how it is joined; columns all, or those that stand for something. */
  function arrange() {
    const { view } = board;
    const used = new Set(view.requirements.flatMap((one) => [...one.named, ...one.through]));
    board.cols = view.scenarios.map((_, at) => at).filter((at) => !board.only || used.has(at));
    const placeOf = new Map(board.cols.map((at, c) => [at, c]));
    board.rows = view.requirements.map((one) => new Map([...one.through.map((at) => [placeOf.get(at), "through"]), ...one.named.map((at) => [placeOf.get(at), "named"])]));
    board.spans = [];
    board.cols.forEach((at, c) => {
      const { group } = view.scenarios[at];
      const last = board.spans.at(-1);
      last?.group === group ? (last.n += 1) : board.spans.push({ group, from: c, n: 1 });
    });
    board.used = used;
  }

  const on = (r, c) => board.at.r === r && board.at.c === c;
  const stop = (r, c) => mc.h`tabindex="${on(r, c) ? 0 : -1}" data-cell="${r},${c}" data-key="x:${r},${c}"`;
  const lit = (id) => (id === mc.state.selection ? "sel" : mc.members?.has(id) ? "mem" : "");

  function column(c) {
    const one = board.view.scenarios[board.cols[c]];
    const first = board.spans.some((span) => span.from === c) ? "edge" : "";
    return mc.h`<button class="trc ${first} ${lit(one.id)}" role="columnheader" aria-colindex="${c + 2}" style="left:${LEFT + c * COL}px" title="${one.label}: ${one.state}" data-do="pick" data-arg="${one.id}" ${stop(-1, c)}>${mc.glyph(one.glyph, one.tone)}<span class="el">${one.label}</span></button>`;
  }

  const span = ({ group, from, n }) => mc.h`<span class="trg el" style="left:${LEFT + from * COL}px;width:${n * COL - 3}px" title="${board.view.features[group]}">${n > 2 ? board.view.features[group] : ""}</span>`;

  function cell(r, c, kind) {
    const [row, one] = [board.view.requirements[r], board.view.scenarios[board.cols[c]]];
    const how = { named: "named by its tag", through: "by its feature alone" }[kind] || "not joined";
    const said = `${row.label} × ${one.label}: ${how}${kind ? `, ${one.state}` : ""}`;
    return mc.h`<button class="trx ${kind || ""} ${kind ? `t-${one.tone}` : ""}" role="gridcell" aria-colindex="${c + 2}" style="left:${LEFT + c * COL}px" aria-label="${said}" title="${said}" data-do="pick" data-arg="${one.id}" ${stop(r, c)}>${kind ? mc.glyph(one.glyph, one.tone) : ""}</button>`;
  }

  function row(r, from, to) {
    const one = board.view.requirements[r];
    const links = board.rows[r];
    const cells = [];
    for (let c = from; c < to; c += 1) if (links.has(c) || on(r, c)) cells.push(cell(r, c, links.get(c)));
    const many = one.named.length + one.through.length;
    const note = one.known ? one.title : "not declared anywhere";
    return mc.h`<div class="trr ${lit(one.id)}" role="row" aria-rowindex="${r + 2}" style="top:${HEAD + r * ROW}px"><button class="trh" role="rowheader" aria-colindex="1" title="${one.label} ${note}: ${one.state}" data-do="pick" data-arg="${one.id}" ${stop(r, -1)}>${mc.glyph(one.glyph, one.tone)}<b class="mono">${one.label}</b><span class="el ink2">${note}</span><span class="num ${many ? "ink3" : "t-warn b"}">${many}</span></button>${cells}</div>`;
  }

  function paint() {
    const scroll = board.place?.querySelector(".trscroll");
    if (!scroll || !board.view) return;
    const [rows, cols] = [board.rows.length, board.cols.length];
    const from = Math.max(0, Math.floor(scroll.scrollLeft / COL) - MORE);
    const to = Math.min(cols, Math.ceil((scroll.scrollLeft + scroll.clientWidth - LEFT) / COL) + MORE);
    const top = Math.max(0, Math.floor(scroll.scrollTop / ROW) - MORE);
    const end = Math.min(rows, Math.ceil((scroll.scrollTop + scroll.clientHeight - HEAD) / ROW) + MORE);
    const heads = [];
    for (let c = from; c < to; c += 1) heads.push(column(c));
    const inSight = board.spans.filter((one) => one.from < to && one.from + one.n > from);
    const listed = [];
    for (let r = top; r < end; r += 1) listed.push(row(r, from, to));
    mc.fill(scroll.querySelector(".trtop"), mc.h`<div class="trcorner ink3" role="columnheader" aria-colindex="1">Requirement<span class="grow"></span>scenarios</div>${inSight.map(span)}${heads}`);
    mc.fill(scroll.querySelector(".trbody"), mc.h`${listed}`);
  }

  function show() {
    const { view, place } = board;
    if (!place) return;
    if (!view) return void mc.fill(place, mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>`);
    if (view.fault) return void mc.fill(place, mc.faultCard(view.fault));
    if (!view.requirements.length) return void mc.fill(place, mc.h`<div class="none">${view.empty}</div>`);
    arrange();
    const bare = view.requirements.filter((one) => !one.named.length && !one.through.length).length;
    const loose = view.scenarios.length - board.used.size;
    mc.fill(place, mc.h`<div class="gridbar"><span>${mc.many(view.requirements.length, "requirement")} × ${mc.many(view.scenarios.length, "scenario")}</span><span class="${bare ? "t-warn b" : "ink3"}">${bare} without a scenario</span><span class="ink3">${loose} scenarios for none</span><span class="grow"></span>
      <span class="lg"><i class="trk named"></i>named by a tag</span><span class="lg"><i class="trk through"></i>by its feature</span><label class="lg"><input type="checkbox" data-traces="only" ${board.only ? mc.raw("checked") : ""}>only joined scenarios</label></div>
      <div class="scroll trscroll" role="grid" aria-label="Requirements and their scenarios; arrow keys move, Enter selects" aria-rowcount="${view.requirements.length + 1}" aria-colcount="${board.cols.length + 1}"><div class="trsize" style="width:${LEFT + board.cols.length * COL + 12}px;height:${HEAD + view.requirements.length * ROW + 8}px"><div class="trtop" role="row" aria-rowindex="1"></div><div class="trbody" role="rowgroup"></div></div></div>`);
    const scroll = place.querySelector(".trscroll");
    scroll.onscroll = () => requestAnimationFrame(paint);
    paint();
  }

  const asked = () => {
    const query = new URLSearchParams({ lens: "bdv" });
    for (const field of ["tenant", "asOf", "knownAt"]) if (mc.state[field] !== null && mc.state[field] !== undefined) query.set(field, mc.state[field]);
    query.set("iteration", mc.picture.iteration.id);
    return query.toString();
  };

  /** Show them in this place; they are asked for anew when place, moment or picture are others. */
  mc.traces = async function (place) {
    const fresh = board.place !== place;
    board.place = place;
    const query = asked();
    const key = `${query} ${mc.state.asOf === null ? JSON.stringify(mc.picture.version) : ""}`;
    if (key === board.shown && !board.owed) return void (fresh || !place.querySelector(".trscroll") ? show() : paint());
    if (!board.shown || !board.shown.startsWith(query.split("&asOf")[0])) board.view = null;
    board.shown = key;
    if (!board.view) show();
    const view = await fetch(`traces?${query}`).then((answer) => answer.json()).catch(() => null);
    if (key !== board.shown) return;
    board.owed = !view || Boolean(view.fault?.passing);
    if (board.owed) mc.soon();
    if (!view) return;
    board.view = view;
    if (mc.tracesShown()) show();
  };

  function reach(scroll, { r, c }) {
    const [x, y] = [c * COL, r * ROW];
    const [width, height] = [scroll.clientWidth - LEFT - COL, scroll.clientHeight - HEAD - ROW];
    if (c >= 0) scroll.scrollLeft = Math.min(x, Math.max(scroll.scrollLeft, x - width));
    if (r >= 0) scroll.scrollTop = Math.min(y, Math.max(scroll.scrollTop, y - height));
  }

  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-10, 0], PageDown: [10, 0] };

  function walk(event) {
    const target = event.target.closest?.("[data-cell]");
    if (!target || (!MOVES[event.key] && !["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    const [r, c] = target.dataset.cell.split(",").map(Number);
    const [dr, dc] = MOVES[event.key] || [0, 0];
    const within = (value, count) => Math.max(-1, Math.min(count - 1, value));
    board.at = { r: within(r + dr, board.rows.length), c: event.key === "Home" ? -1 : event.key === "End" ? board.cols.length - 1 : within(c + dc, board.cols.length) };
    if (board.at.r < 0 && board.at.c < 0) board.at = { r, c };
    const scroll = board.place.querySelector(".trscroll");
    const { at } = board;
    reach(scroll, at);
    paint();  // this gives the focus back to where it was
    board.at = at;
    scroll.querySelector(`[data-cell="${at.r},${at.c}"]`)?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", walk, true);
  document.addEventListener("focusin", (event) => {
    const at = event.target.closest?.("[data-cell]")?.dataset.cell;
    if (at) { const [r, c] = at.split(",").map(Number); board.at = { r, c }; }
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.traces !== "only") return;
    Object.assign(board, { only: event.target.checked, at: { r: 0, c: -1 } });
    show();
  });
  addEventListener("resize", () => mc.tracesShown() && paint());
  mc.lightTraces = () => mc.tracesShown() && paint();
})(window.mc = window.mc || {});
