/* What follows hand and selection over the matrix: cross-hair, the selected import, the spine; the rest steps back. */
(function (mc) {
  /** The rows that belong to the spine of what is selected; null while nothing is lit. */
  function litRows(view) {
    if (!(mc.members?.size > 1)) return null;
    const rows = view.ids.flatMap((id, at) => (mc.members.has(id) ? [at] : []));
    return rows.length ? new Set(rows) : null;
  }

  function cross(pen, { size, ox, oy, view }, row, column, strength) {
    Object.assign(pen, { fillStyle: mc.token("pick"), globalAlpha: strength });
    if (row !== null) pen.fillRect(ox - 4, oy + row * size, view.n * size + 4, Math.max(1, size));
    if (column !== null) pen.fillRect(ox + column * size, oy - 4, Math.max(1, size), view.n * size + 4);
    pen.globalAlpha = 1;
  }

  function ring(pen, { size, ox, oy }, r, c, tone) {
    Object.assign(pen, { strokeStyle: mc.token(tone), lineWidth: 1.8 });
    const wide = Math.max(7, size);
    pen.strokeRect(ox + (c + 0.5) * size - wide / 2, oy + (r + 0.5) * size - wide / 2, wide, wide);
  }

  /** Cross-hair, selection and its spine, over what stays. */
  mc.paintCross = function (canvas, board) {
    const { pen, width, height } = mc.beginCanvas(canvas);
    const { view, at } = board;
    const picked = view.ids.indexOf(mc.state.selection);
    const to = mc.state.to ? view.ids.indexOf(mc.state.to) : -1;
    const lit = litRows(view);
    if (lit) stepBack(pen, board, width, height, lit, picked);
    for (const row of lit || []) if (row !== picked) cross(pen, board, row, row, 0.08);
    if (picked >= 0) cross(pen, board, picked, to >= 0 ? to : picked, 0.16);
    if (picked >= 0 && to >= 0) ring(pen, board, picked, to, "pick");
    if (at) { cross(pen, board, at.r, at.c, 0.16); ring(pen, board, at.r, at.c, "ink"); }
    if (board.size < 8) return;
    const [rows, columns] = [[at?.r, picked], [at?.c, to >= 0 ? to : picked]];
    for (const row of rows) if (row >= 0) mc.matrixName(pen, board, row, false, true);
    for (const column of columns) if (column >= 0) mc.matrixName(pen, board, column, true, true);
  };

  function stepBack(pen, board, width, height, lit, picked) {
    const { view, size, ox, oy } = board;
    Object.assign(pen, { fillStyle: mc.token("surface"), globalAlpha: 0.66 });
    pen.fillRect(ox, oy, view.n * size, view.n * size);
    pen.globalAlpha = 1;
    mc.matrixCells(pen, board, width, height, (cell) => view.r[cell] === picked || view.c[cell] === picked || (lit.has(view.r[cell]) && lit.has(view.c[cell])));
  }
})(window.mc = window.mc || {});
