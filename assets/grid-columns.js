/* Columns of a table that is wider than its place: figures keep their width, long words share what is left, so that nothing
   has to be scrolled sideways. What is cut is told whole beside the row: to the pointer, and to who walks by keys. */
(function (mc) {
  const SAMPLE = 300;
  const PAD = 18;
  const EDGE = 12;
  const GLYPH = 22;
  const PHONE = 760;
  const BODY = '13px "Inter", "Inter Variable", system-ui, sans-serif';
  const HEAD = '500 12px "Inter", "Inter Variable", system-ui, sans-serif';
  let pen = null;

  function wide(text, font) {
    pen = pen || document.createElement("canvas").getContext("2d");
    pen.font = font;
    return pen.measureText(text.replace(/\d/g, "0")).width + PAD;  // figures are all as wide as the widest
  }

  /** How wide each column would like to be, by the longest of its texts. */
  function needs({ source, rows }) {
    const step = Math.ceil(rows.length / SAMPLE) || 1;
    const seen = rows.filter((_, n) => n % step === 0).map((at) => source.cells(at));
    return source.columns.map((head, column) => {
      const longest = seen.reduce((found, cells) => { const text = String(mc.asRead(cells[column]) ?? ""); return text.length > found.length ? text : found; }, "");
      return Math.ceil(Math.max(wide(longest, BODY) + (column ? 0 : GLYPH), wide(`${head} ↓`, HEAD)) + (column === 0 || column === source.columns.length - 1 ? EDGE : 0));
    });
  }

  /** Who needs less than an even share has it; the others share the rest evenly. */
  function shared(wanted, width) {
    const got = [];
    let [left, waiting] = [width, wanted.length];
    for (const [need, at] of wanted.map((need, at) => [need, at]).sort(([a], [b]) => a - b)) {
      got[at] = Math.min(need, Math.floor(left / waiting));
      left -= got[at];
      waiting -= 1;
    }
    return got;
  }

  /** What all names or paths of a column begin with: it tells none of them apart, and what does is at their ends. */
  function beginning({ source, rows }, column) {
    const texts = rows.slice(0, SAMPLE).map((at) => String(source.cells(at)[column] ?? "")).filter(Boolean);
    const [first, last] = [texts.reduce((a, b) => (a < b ? a : b), texts[0] || ""), texts.reduce((a, b) => (a > b ? a : b), "")];
    let same = 0;
    while (same < first.length && first[same] === last[same]) same += 1;
    const end = Math.max(first.lastIndexOf(".", same - 1), first.lastIndexOf("/", same - 1)) + 1;
    return first !== last && /^[\w./-]+$/.test(first.slice(0, end)) ? first.slice(0, end) : "";
  }

  /** A cell's text without what all of its column begin with. */
  mc.withoutShared = (grid, column, text) => (grid.shared?.[column] && String(text).startsWith(grid.shared[column]) ? `…${String(text).slice(grid.shared[column].length)}` : text);

  /** Fit the columns of a grid into its place, where they would not by themselves. */
  mc.fitColumns = function (grid) {
    const table = grid.scroll.querySelector("table");
    if (!table) return;
    const width = grid.scroll.clientWidth;
    const wanted = needs(grid);
    const tight = innerWidth > PHONE && width > 0 && wanted.reduce((sum, one) => sum + one, 0) > width;
    grid.shared = tight ? grid.source.columns.map((_, column) => beginning(grid, column)) : [];
    table.querySelector("colgroup")?.remove();
    table.classList.toggle("fitted", tight);
    if (tight) table.querySelector("caption").insertAdjacentHTML("afterend", `<colgroup>${shared(wanted, width).map((one) => `<col style="width:${one}px">`).join("")}</colgroup>`);
  };

  const isCut = (cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.textContent.trim() !== cell.title.trim();

  /** All that is cut in a row, under the names of its columns. */
  function whole(row) {
    const heads = row.closest("table").querySelectorAll("th .sort");
    const cut = [...row.cells].map((cell, at) => [heads[at]?.firstChild.textContent || "", cell]).filter(([, cell]) => isCut(cell));
    return cut.length ? mc.h`${cut.map(([head, cell]) => mc.h`<span><b>${head}</b> ${cell.title}</span>`)}` : null;
  }

  function tell(event) {
    const row = event.target.closest?.(".gridscroll tr[data-do]");
    const text = row && row.matches(":focus-visible") ? whole(row) : null;
    if (!text) return;
    const box = row.getBoundingClientRect();
    mc.tip({ originalEvent: { clientX: box.left + 20, clientY: box.bottom - 12 } }, text);
  }
  document.addEventListener("focusin", tell);
  document.addEventListener("focusout", (event) => event.target.closest?.(".gridscroll tr") && mc.hideTip());
})(window.mc = window.mc || {});
