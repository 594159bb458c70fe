/* One import between two modules: what it says, and its line in the graph. The address names both ends. */
(function (mc) {
  const GLYPHS = { violation: ["fail", "fail"], cycle: ["warn", "mixed"], suppressed: ["quar", "idle"], import: ["pass", "pass"] };
  const WORDS = { violation: "breaks", suppressed: "breaks, suppressed:" };

  /** `3 imports, lines 4, 9 and 12, breaks R4`. */
  mc.toldCell = function ({ kind, weight, rule, lines }) {
    const where = lines ? lines.split(" ") : [];
    const told = where.length ? `, ${where.length === 1 ? "line" : "lines"} ${where.slice(0, 12).join(", ")}${where.length > 12 ? " and more" : ""}` : "";
    const wrong = WORDS[kind] ? `, ${WORDS[kind]} ${rule || "a rule"}` : kind === "cycle" ? ", part of a cycle" : "";
    return `${weight ? mc.many(weight, "import") : "through others"}${told}${wrong}`;
  };

  function rows() {
    const view = mc.board.view;
    if (!view || !mc.state.to) return null;
    const [r, c] = [view.ids.indexOf(mc.state.selection), view.ids.indexOf(mc.state.to)];
    return r < 0 || c < 0 ? null : { view, r, c };
  }

  const end = (view, at) => mc.h`<button class="lk mono el" data-do="pick" data-arg="${view.ids[at]}" title="${view.labels[at]}">${view.labels[at]}</button>`;

  /** The selected import under the matrix: both ends, its lines, what is wrong, and whether it is answered. */
  mc.pairCard = function () {
    const place = mc.$("matrix-pair");
    const found = rows();
    if (!place) return;
    place.hidden = !found;
    if (!found) return;
    const { view, r, c } = found;
    const cell = mc.cellOf(view.dsm, view.cellAt(r, c));
    const back = mc.cellOf(view.dsm, view.cellAt(c, r));
    const answer = back ? mc.h`<button class="btn sm" data-do="pair" data-arg="${view.ids[c]} ${view.ids[r]}">And back: ${mc.toldCell(back)}</button>` : "";
    mc.fill(place, mc.h`<div class="ends">${mc.glyph(...(cell ? GLYPHS[cell.kind] : GLYPHS.import))}${end(view, r)}<span aria-label="needs">→</span>${end(view, c)}<span class="grow"></span><button class="icbtn" data-do="close" aria-label="Close" title="Close (Esc)">${mc.icon("x-lg")}</button></div>
      <p role="status">${cell ? mc.toldCell(cell) : "No import at this moment."} ${answer}</p>`);
  };

  /** The line of the selected import stands out in the graph. */
  mc.lightPair = function () {
    const drawing = mc.drawn.acc;
    if (!drawing || drawing.cy.destroyed()) return;
    const { selection, to } = mc.state;
    drawing.cy.edges(".pair").removeClass("pair");
    if (!to || mc.state.lens !== "acc") return;
    drawing.cy.getElementById(`DEPENDS_ON|${selection}|${to}`).addClass("pair").removeClass("faded");
    drawing.cy.getElementById(to).removeClass("faded");
  };

  /** A line of the graph that is touched leads to its cell. */
  mc.pairFrom = (drawing) => drawing.cy.on("tap", "edge", ({ target }) => {
    if (mc.state.lens === "acc") mc.go({ selection: mc.uidOf(drawing.marks.get(target.data("source"))), to: mc.uidOf(drawing.marks.get(target.data("target"))) });
  });

  mc.actions = mc.actions || {};
  mc.actions.pair = (both) => { const [selection, to] = both.split(" "); mc.go({ selection, to }); };
})(window.mc = window.mc || {});
