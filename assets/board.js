/* Painting the matrix: below what stays (hatching, blocks, circles, cells, names), above what follows hand and selection. */
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
    pen.fillStyle = hatch(pen);
    for (const row of view.blocks) for (const column of view.blocks) {
      if (row.layer > column.layer) pen.fillRect(ox + column.start * size, oy + row.start * size, (column.end - column.start) * size, (row.end - row.start) * size);
    }
    if (size >= 6) lines(pen, view.n, size, ox, oy);
    pen.strokeStyle = mc.token("line-2");
    pen.strokeRect(ox + 0.5, oy + 0.5, view.n * size - 1, view.n * size - 1);
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

  /** Components in blue, circles of rows that all need each other in purple; the diagonal is nobody's. */
  function blocks(pen, { view, size, ox, oy }) {
    const box = (tone, wide) => ({ start, end }) => {
      const [from, side] = [start * size, (end - start) * size];
      pen.fillStyle = mc.token(`${tone}-soft`);
      pen.fillRect(ox + from, oy + from, side, side);
      Object.assign(pen, { strokeStyle: mc.token(tone), lineWidth: size > 5 ? wide : 1 });
      pen.strokeRect(ox + from + 0.5, oy + from + 0.5, side - 1, side - 1);
    };
    view.blocks.forEach(box("acc", 1.4));
    view.loops.forEach(box("mixed", 2));
    pen.fillStyle = mc.token("line-2");
    const side = Math.max(1, size - 1);
    pen.beginPath();
    for (let at = 0; at < view.n; at++) pen.rect(ox + at * size + 0.5, oy + at * size + 0.5, side, side);
    pen.fill();
  }

  const TONES = { import: "process-id", cycle: "mixed", violation: "loud-fail" };
  /** Rows as high as this have names; of lower ones blocks alone are named. */
  const READABLE = mc.matrixReadable = 10.5;
  const SIGNS = { violation: "×", cycle: "↻" };

  /** The cells that can be seen, by kind; the loudest kind comes last. */
  function seen({ view, size, ox, oy }, width, height, only) {
    const found = view.dsm.kinds.map(() => []);
    for (let cell = 0; cell < view.r.length; cell++) {
      const [x, y] = [ox + view.c[cell] * size, oy + view.r[cell] * size];
      if (x + size < 0 || y + size < 0 || x > width || y > height || (only && !only(cell))) continue;
      found[view.dsm.kindOf[cell]].push([x, y, cell]);
    }
    return found;
  }

  function cells(pen, board, width, height, only) {
    const { view, size } = board;
    const inset = size > 9 ? 1.5 : size > 4 ? 0.5 : 0;
    const side = Math.max(1.2, size - 2 * inset);
    seen(board, width, height, only).forEach((list, kind) => {
      const name = view.dsm.kinds[kind];
      const grow = name === "violation" && size < 5 ? 1.5 : 0;
      pen.beginPath();
      for (const [x, y] of list) {
        if (size > 9) pen.roundRect(x + inset, y + inset, side, side, Math.min(3, size / 6));
        else pen.rect(x + inset - grow, y + inset - grow, side + 2 * grow, side + 2 * grow);
      }
      if (name === "suppressed") return outlined(pen);
      pen.fillStyle = mc.token(TONES[name]);
      pen.fill();
      if (size >= 12) list.forEach((one) => sign(pen, board, name, one));
      return undefined;
    });
  }

  function outlined(pen) {
    pen.setLineDash([2, 2]);
    Object.assign(pen, { strokeStyle: mc.token("control"), lineWidth: 1.2 });
    pen.stroke();
    pen.setLineDash([]);
  }

  function sign(pen, { view, size }, name, [x, y, cell]) {
    const weight = view.dsm.weights[cell];
    pen.fillStyle = mc.token(SIGNS[name] ? "on-loud" : "on-retry");
    Object.assign(pen, { font: `600 ${Math.min(11, size * 0.62)}px ${FONT}`, textAlign: "center", textBaseline: "middle" });
    pen.fillText(SIGNS[name] || (weight > 1 || size > 15 ? String(weight) : ""), x + size / 2, y + size / 2 + 0.5);
  }

  function name(pen, { view, size, ox, oy }, at, down, loud) {
    const text = mc.matrixNames(view)[at].slice(0, 24);
    Object.assign(pen, { font: `${loud ? 600 : 400} ${Math.min(11.5, size * 0.86)}px ${FONT}`, textBaseline: "middle", textAlign: down ? "left" : "right" });
    pen.save();
    pen.translate(down ? ox + (at + 0.5) * size : ox - 6, down ? oy - 6 : oy + (at + 0.5) * size);
    if (down) pen.rotate(-Math.PI / 2);
    const long = pen.measureText(text).width;
    if (loud) { pen.fillStyle = mc.token("surface"); pen.fillRect(down ? -2 : -long - 3, -size / 2, long + 5, size); }
    pen.fillStyle = mc.token(loud ? "ink" : "ink-2");
    pen.fillText(text, 0, 0);
    pen.restore();
  }

  function names(pen, board, width, height) {
    const { view, size, ox, oy } = board;
    if (size < READABLE) return;
    for (let at = 0; at < view.n; at++) {
      const [x, y] = [ox + (at + 0.5) * size, oy + (at + 0.5) * size];
      if (y > 0 && y < height) name(pen, board, at, false, false);
      if (x > 0 && x < width) name(pen, board, at, true, false);
    }
  }

  /** Below the diagonal of a block there is the most room. */
  function inCorner(pen, text, left, bottom) {
    pen.textAlign = "left";
    pen.fillText(text, left + 6, bottom - 16);
  }

  function blockNames(pen, { view, size, ox, oy }) {
    if (size >= READABLE) return;
    Object.assign(pen, { font: `600 11px ${FONT}`, textBaseline: "top" });
    const named = view.by === "circles" ? view.loops.map((loop) => ({ ...loop, label: `${loop.end - loop.start} need each other`, tone: "mixed" })) : view.blocks;
    for (const block of named) {
      if ((block.end - block.start) * size < (block.tone ? 3 : 26)) continue;
      pen.fillStyle = mc.token(block.tone || "acc");
      const left = ox + block.start * size - 5;
      const fits = pen.measureText(block.label).width < left - 4;
      if (!fits && pen.measureText(block.label).width + 14 < (block.end - block.start) * size) { inCorner(pen, block.label, ox + block.start * size, oy + block.end * size); continue; }
      pen.textAlign = fits ? "right" : "left";
      pen.fillText(block.label, fits ? left : ox + block.end * size + 5, oy + block.start * size + 2);
    }
  }

  function begun(canvas) {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  }

  /** What stays while a hand moves over it. */
  mc.paintMatrix = function (canvas, board) {
    const { pen, width, height } = begun(canvas);
    ground(pen, board);
    blocks(pen, board);
    cells(pen, board, width, height);
    mc.paintApart(pen, board);
    names(pen, board, width, height);
    blockNames(pen, board);
  };

  Object.assign(mc, { beginCanvas: begun, matrixCells: cells, matrixName: name });
})(window.mc = window.mc || {});
