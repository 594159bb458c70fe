/* The table twin of the matrix: a row for every cell. */
(function (mc) {
  const FACES = { violation: ["fail", "fail"], cycle: ["warn", "mixed"], suppressed: ["waived", "idle"] };

  /** The matrix as it is seen: its rows in their order, its cells one by one. */
  mc.matrixShown = function () {
    const { dsm, ids, labels, blocks, r, c } = mc.board.view;
    const cells = Array.from(r, (row, at) => ({ ...mc.cellOf(dsm, at), r: row, c: c[at] }));
    return { level: dsm.level, ids, labels, blocks, cells, empty: dsm.empty };
  };

  /** The cells of a matrix as rows. */
  mc.matrixRows = ({ ids, labels, cells, empty }) => ({
    title: "Matrix", columns: ["Needs", "Needed", "Kind", "Imports", "Lines"], count: cells.length, total: 0, empty: empty || "No dependency at this moment.",
    cells: (at) => { const { r, c, kind, weight, lines } = cells[at]; return [labels[r], labels[c], kind, String(weight), lines]; },
    id: (at) => ids[cells[at].r], face: (at) => FACES[cells[at].kind] || ["idle", "idle"],
  });

  mc.matrixTwin = () => mc.board.view && mc.grid(mc.$("matrix-twin"), mc.matrixRows(mc.matrixShown()));
  mc.actions = mc.actions || {};
  mc.actions["matrix-table"] = function (_, button) {
    const twin = mc.$("matrix-twin");
    twin.hidden = !twin.hidden;
    button.setAttribute("aria-pressed", String(!twin.hidden));
    if (!twin.hidden) mc.matrixTwin();
  };
})(window.mc = window.mc || {});
