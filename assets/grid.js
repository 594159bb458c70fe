/* Tables of any length: sorted by a click on a head, filtered by words, and only the rows in sight are made. */
(function (mc) {
  const ROW = 32;
  const MORE = 10;
  const FEW = 200;
  const grids = new Map();
  let collator = null;
  const plain = (text) => String(text ?? "").toLowerCase();
  const number = (text) => (/^-?[\d.,]+ ?%?$/.test(text) ? Number(text.replace(/[,% ]/g, "")) : NaN);

  /** Figures stand at the right, under their head; days, which have hyphens, are none. */
  const isFigure = (text) => /^-?[\d.,%]+$/.test(text || "");

  /** Words as people sort them; how they do is read when a table is sorted for the first time, and not with the page. */
  const compare = (one, other) => (collator ||= new Intl.Collator("en", { numeric: true, sensitivity: "base" })).compare(one, other);

  /** What a row is sorted by: numbers as numbers when all of a column are, else as words. */
  function keys(source, column, rows) {
    const texts = rows.map((at) => (source.key ? source.key(at, column) : source.cells(at)[column] ?? ""));
    const numbers = texts.map((text) => (text === "" ? -Infinity : number(text)));
    return numbers.some(Number.isNaN) ? [texts, compare] : [numbers, (a, b) => a - b];
  }

  function ordered(grid) {
    const { source, words, order } = grid;
    const glyph = source.filter ? mc.state.filter : null;
    let rows = [...Array(source.count).keys()];
    if (glyph) rows = rows.filter((at) => source.face(at)[0] === glyph);
    if (words) rows = rows.filter((at) => source.cells(at).some((text) => plain(text).includes(words)));
    if (!order) return rows;
    const [values, by] = keys(source, order.column, rows);
    const places = [...rows.keys()].sort((a, b) => by(values[a], values[b]) * (order.down ? -1 : 1) || a - b);
    return places.map((place) => rows[place]);
  }

  function row(grid, at, number, first) {
    const { source } = grid;
    const [glyph, tone] = source.face(at);
    const [head, ...rest] = source.cells(at);
    const id = source.id(at);
    const acts = id ? mc.h`tabindex="${first ? 0 : -1}" data-do="${source.does || "pick"}" data-arg="${id}" data-key="t:${source.does ? `${at}:` : ""}${id}"` : "";
    return mc.h`<tr aria-rowindex="${number + 2}" ${acts}><td title="${mc.asRead(head)}">${mc.glyph(glyph, tone)} <span>${mc.withoutShared(grid, 0, mc.asRead(head))}</span></td>${source.columns.slice(1).map((_, n) => mc.h`<td class="${isFigure(rest[n]) ? "num" : ""}" title="${mc.asRead(rest[n])}">${mc.withoutShared(grid, n + 1, mc.asRead(rest[n]))}</td>`)}</tr>`;
  }

  function part(grid) {
    const { scroll, rows, source } = grid;
    const all = rows.length <= FEW;
    const first = all ? 0 : Math.max(0, Math.floor(scroll.scrollTop / ROW) - MORE);
    const last = all ? rows.length : Math.min(rows.length, first + Math.ceil(scroll.clientHeight / ROW) + 2 * MORE);
    const chosen = rows.findIndex((at) => source.id(at) && source.id(at) === mc.state.selection);
    const stop = chosen >= first && chosen < last ? chosen : first;
    const gap = (count) => (count > 0 ? mc.h`<tr class="gap" aria-hidden="true"><td colspan="${source.columns.length}" style="height:${count * ROW}px"></td></tr>` : "");
    mc.fill(scroll.querySelector("tbody"), mc.h`${gap(first)}${rows.slice(first, last).map((at, n) => row(grid, at, first + n, first + n === stop))}${gap(rows.length - last)}`);
  }

  function body(grid) {
    const { place, source, rows, order, name } = grid;
    const sorts = (column) => (order?.column === column ? (order.down ? "descending" : "ascending") : "none");
    const heads = source.columns.map((word, at) => mc.h`<th scope="col" class="${at && rows.length && isFigure(source.cells(rows[0])[at]) ? "num" : ""}" aria-sort="${sorts(at)}"><button class="sort" data-do="sort" data-arg="${at}" data-grid="${name}" data-key="sort:${at}">${word}<span aria-hidden="true">${{ ascending: " ↑", descending: " ↓", none: "" }[sorts(at)]}</span></button></th>`);
    const none = source.count && !rows.length ? mc.h`<div class="none">${mc.glyph("idle", "idle")} Nothing matches this filter. ${source.count.toLocaleString("en")} are hidden. <button class="btn sm" data-do="all-rows" data-arg="${name}">Clear filters</button></div>` : source.count ? "" : mc.h`<div class="none">${source.empty}</div>`;
    const note = source.total > source.count ? mc.h`<div class="none">The first ${source.count.toLocaleString("en")} of ${source.total.toLocaleString("en")} rows.</div>` : "";
    mc.fill(place.querySelector(".gridscroll"), mc.h`${none || mc.h`<table aria-rowcount="${rows.length + 1}"><caption class="sr">${source.title}, ${mc.many(rows.length, "row")}</caption><thead><tr>${heads}</tr></thead><tbody></tbody></table>${note}`}`);
    place.querySelector(".gridsum").textContent = rows.length === source.count ? mc.many(rows.length, "row") : `${rows.length.toLocaleString("en")} of ${mc.many(source.count, "row")}`;
    if (none) return;
    mc.fitColumns(grid);
    part(grid);
  }

  function again(grid) {
    grid.rows = ordered(grid);
    body(grid);
  }

  /** Show a source of rows in a place: `title columns count cells(at) id(at) face(at)`, and perhaps `key(at, column)`
      and what a click on a row `does`. */
  mc.grid = function (place, source) {
    const name = place.id;
    const before = grids.get(name);
    const grid = before?.place === place && before.source.title === source.title ? before : { place, name, words: "", order: null };
    grid.source = source;
    grids.set(name, grid);
    mc.fill(place, mc.h`<div class="gridbar"><input class="gridfind" type="search" placeholder="Filter rows" aria-label="Filter the rows of ${source.title}" data-grid="${name}" data-key="find" autocomplete="off"><span class="gridsum ink3" role="status"></span></div><div class="scroll gridscroll ${source.kind || ""}" tabindex="0" role="region" aria-label="${source.title}"></div>`);
    if (grid === before) place.querySelector(".gridfind").value = grid.shown || "";
    grid.scroll = place.querySelector(".gridscroll");
    grid.scroll.onscroll = () => grid.rows.length > FEW && part(grid);
    if (grid !== before) new ResizeObserver(() => { if (grid.scroll.isConnected && grid.rows.length) { mc.fitColumns(grid); part(grid); } }).observe(place);
    again(grid);
  };

  /** The rows as they are seen now, in order: what is exported. */
  mc.gridRows = (name) => { const grid = grids.get(name); return grid && { title: grid.source.title, columns: grid.source.columns, rows: grid.rows.map((at) => [grid.source.id(at), ...grid.source.cells(at)]) }; };

  const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

  /** Arrow keys walk from row to row; those out of sight are made as the table follows. */
  function walk(event) {
    const here = event.target.closest?.(".gridscroll tr[aria-rowindex]");
    const step = STEPS[event.key];
    if (!here || !step) return;
    const grid = [...grids.values()].find((one) => one.scroll?.contains(here));
    const to = Math.min(grid.rows.length - 1, Math.max(0, Number(here.getAttribute("aria-rowindex")) - 2 + step));
    event.preventDefault();
    event.stopPropagation();
    if (!grid.scroll.querySelector(`tr[aria-rowindex="${to + 2}"]`)) { grid.scroll.scrollTop = to * ROW; part(grid); }
    grid.scroll.querySelector(`tr[aria-rowindex="${to + 2}"]`)?.focus();
  }
  document.addEventListener("keydown", walk, true);

  let later = 0;
  document.addEventListener("input", (event) => {
    const grid = event.target.matches(".gridfind") && grids.get(event.target.dataset.grid);
    if (!grid) return;
    Object.assign(grid, { shown: event.target.value, words: plain(event.target.value.trim()) });
    clearTimeout(later);
    later = setTimeout(() => again(grid), grid.source.count > 5000 ? 120 : 0);
  });
  mc.actions = mc.actions || {};
  mc.actions.sort = function (column, button) {
    const grid = grids.get(button.dataset.grid);
    const at = Number(column);
    const same = grid.order?.column === at;
    grid.order = same && grid.order.down ? null : { column: at, down: same };
    again(grid);
  };
  mc.actions["all-rows"] = function (name) {
    const grid = grids.get(name);
    Object.assign(grid, { words: "", shown: "" });
    grid.place.querySelector(".gridfind").value = "";
    mc.state.filter ? mc.go({ filter: null }) : again(grid);
  };
})(window.mc = window.mc || {});
