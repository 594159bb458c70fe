/* Painting the matrix: hatching where an import would reach upward, blocks, cells, names, cross-hair. */
(function (mc) {
  const FONT = '"Inter", system-ui, sans-serif';

  function hatch(pen) {
    const tile = document.createElement("canvas");
    Object.assign(tile, { width: 8, height: 8 });
    const stroke = tile.getContext("2d");
    stroke.strokeStyle = mc.token("hatch");
    stroke.lineWidth = 1.4;
    stroke.beginPath();
    for (const shift of [-8, 0, 8]) { stroke.moveTo(shift, 8); stroke.lineTo(shift + 8, 0); }
    stroke.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function ground(pen, { view, size, ox, oy }) {
    const n = view.ids.length;
    pen.fillStyle = hatch(pen);
    for (const row of view.blocks) for (const column of view.blocks) {
      if (row.layer > column.layer) pen.fillRect(ox + column.start * size, oy + row.start * size, (column.end - column.start) * size, (row.end - row.start) * size);
    }
    if (size >= 6) lines(pen, n, size, ox, oy);
    pen.strokeStyle = mc.token("line-2");
    pen.strokeRect(ox + 0.5, oy + 0.5, n * size - 1, n * size - 1);
  }

  function lines(pen, n, size, ox, oy) {
    pen.strokeStyle = mc.token("grid");
    pen.lineWidth = 1;
    pen.beginPath();
    for (let at = 0; at <= n; at++) {
      pen.moveTo(ox + at * size, oy); pen.lineTo(ox + at * size, oy + n * size);
      pen.moveTo(ox, oy + at * size); pen.lineTo(ox + n * size, oy + at * size);
    }
    pen.stroke();
  }

  function blocks(pen, { view, size, ox, oy }) {
    for (const block of view.blocks) {
      const [x, side] = [block.start * size, (block.end - block.start) * size];
      pen.fillStyle = mc.token("acc-soft");
      pen.fillRect(ox + x, oy + x, side, side);
      pen.strokeStyle = mc.token("acc");
      pen.lineWidth = size > 5 ? 1.4 : 1;
      pen.strokeRect(ox + x + 0.5, oy + x + 0.5, side - 1, side - 1);
    }
    pen.fillStyle = mc.token("line-2");
    for (let at = 0; at < view.ids.length; at++) pen.fillRect(ox + at * size + 0.5, oy + at * size + 0.5, Math.max(1, size - 1), Math.max(1, size - 1));
  }

  const SIGNS = { violation: "×", cycle: "↻" };

  function cell(pen, one, { size, ox, oy }) {
    const [x, y] = [ox + one.c * size, oy + one.r * size];
    const inset = size > 9 ? 1.5 : size > 4 ? 0.5 : 0;
    const side = Math.max(1.2, size - 2 * inset);
    if (one.kind === "suppressed") {
      pen.setLineDash([2, 2]);
      pen.strokeStyle = mc.token("control");
      pen.strokeRect(x + inset + 0.5, y + inset + 0.5, side - 1, side - 1);
      return pen.setLineDash([]);
    }
    pen.fillStyle = mc.token({ violation: "loud-fail", cycle: "mixed" }[one.kind] || "process-id");
    const grow = one.kind === "violation" && size < 5 ? 1.5 : 0;
    pen.beginPath();
    pen.roundRect(x + inset - grow, y + inset - grow, side + 2 * grow, side + 2 * grow, Math.min(3, size / 6));
    pen.fill();
    if (size < 12) return undefined;
    pen.fillStyle = mc.token(one.kind === "violation" || one.kind === "cycle" ? "on-loud" : "on-retry");
    Object.assign(pen, { font: `600 ${Math.min(11, size * 0.62)}px ${FONT}`, textAlign: "center", textBaseline: "middle" });
    return pen.fillText(SIGNS[one.kind] || (one.weight > 1 || size > 15 ? String(one.weight) : ""), x + size / 2, y + size / 2 + 0.5);
  }

  function cross(pen, { at, size, ox, oy, view }, row, column, strength = 0.16) {
    const n = view.ids.length;
    pen.fillStyle = mc.token("pick");
    pen.globalAlpha = strength;
    if (row !== null) pen.fillRect(ox - 4, oy + row * size, n * size + 4, size);
    if (column !== null) pen.fillRect(ox + column * size, oy - 4, size, n * size + 4);
    pen.globalAlpha = 1;
    if (!at) return;
    pen.strokeStyle = mc.token("ink");
    pen.lineWidth = 1.6;
    pen.strokeRect(ox + at.c * size, oy + at.r * size, size, size);
  }

  function names(pen, board, width, height, picked) {
    const { view, size, ox, oy, at } = board;
    if (size < 8) return;
    const font = `${Math.min(11.5, size * 0.86)}px ${FONT}`;
    for (let i = 0; i < view.labels.length; i++) {
      const text = mc.matrixTail(view.labels[i]).slice(0, 24);
      const y = oy + (i + 0.5) * size;
      const x = ox + (i + 0.5) * size;
      Object.assign(pen, { textBaseline: "middle", font: `${at?.r === i || picked === i ? 600 : 400} ${font}`, fillStyle: mc.token(at?.r === i || picked === i ? "ink" : "ink-2"), textAlign: "right" });
      if (y > 0 && y < height) pen.fillText(text, ox - 6, y);
      pen.save();
      Object.assign(pen, { font: `${at?.c === i || picked === i ? 600 : 400} ${font}`, fillStyle: mc.token(at?.c === i || picked === i ? "ink" : "ink-2"), textAlign: "left" });
      pen.translate(x, oy - 6);
      pen.rotate(-Math.PI / 2);
      if (x > 0 && x < width) pen.fillText(text, 0, 0);
      pen.restore();
    }
  }

  function blockNames(pen, { view, size, ox, oy }) {
    if (size >= 8) return;
    Object.assign(pen, { font: `600 11px ${FONT}`, textBaseline: "top", textAlign: "left" });
    for (const block of view.blocks) {
      if ((block.end - block.start) * size < 26) continue;
      pen.fillStyle = mc.token("acc");
      const left = ox + block.start * size - 5;
      const fits = pen.measureText(block.label).width < left - 4;
      pen.textAlign = fits ? "right" : "left";
      pen.fillText(block.label, fits ? left : ox + block.end * size + 5, oy + block.start * size + 2);
    }
  }

  /** The rows that belong to the spine of what is selected; null while nothing is lit. */
  function litRows(view) {
    if (!(mc.members?.size > 1)) return null;
    const rows = view.ids.flatMap((id, at) => (mc.members.has(id) ? [at] : []));
    return rows.length ? new Set(rows) : null;
  }

  /** Paint all of it; a matrix of 2,000 rows has few cells, so everything is painted every time. */
  mc.paintMatrix = function (canvas, board) {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const picked = board.view.ids.indexOf(mc.state.selection);
    ground(pen, board);
    blocks(pen, board);
    if (picked >= 0) cross(pen, { ...board, at: null }, picked, picked);
    if (board.at) cross(pen, board, board.at.r, board.at.c);
    const lit = litRows(board.view);
    if (lit) for (const row of lit) if (row !== picked) cross(pen, { ...board, at: null }, row, row, 0.08);
    for (const one of board.view.cells) {
      pen.globalAlpha = lit && !(lit.has(one.r) && lit.has(one.c)) && one.r !== picked && one.c !== picked ? 0.3 : 1;
      cell(pen, one, board);
    }
    pen.globalAlpha = 1;
    names(pen, board, width, height, picked);
    blockNames(pen, board);
  };
})(window.mc = window.mc || {});
