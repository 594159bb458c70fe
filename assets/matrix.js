/* The dependency matrix on a canvas: row needs column. Up to 2,000 rows; a cross-hair follows pointer and arrow keys. */
(function (mc) {
  const SMALLEST = 0.2;
  const LARGEST = 52;
  const board = { view: null, at: null, size: 16, ox: 0, oy: 0, room: 0, index: new Map() };

  const host = () => mc.$("matrix")?.querySelector(".board");
  const keyOf = (r, c) => r * 4096 + c;

  function prepare(place) {
    let canvas = place.querySelector("canvas");
    if (canvas) return canvas;
    canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    place.append(canvas);
    canvas.addEventListener("pointermove", (event) => point(canvas, event));
    canvas.addEventListener("pointerleave", () => { board.at = null; mc.hideTip(); paint(); });
    canvas.addEventListener("click", () => pick());
    canvas.addEventListener("keydown", (event) => move(canvas, event));
    canvas.addEventListener("wheel", (event) => wheel(canvas, event), { passive: false });
    new ResizeObserver(() => { fit(canvas); paint(); }).observe(place);
    return canvas;
  }

  /** Cells as large as the frame allows: all of the matrix is in sight at first. */
  function fit(canvas) {
    const n = board.view?.ids.length || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    const longest = Math.min(22, Math.max(4, ...(board.view?.labels || []).map((label) => tail(label).length)));
    const size = Math.min((width - 24) / n, (height - 24) / n);
    board.room = size > 7.5 ? longest * 6 + 12 : 8;
    board.size = Math.min(LARGEST, (width - board.room - 14) / n, (height - board.room - 14) / n);
    board.size = Math.max(SMALLEST, board.size);
    if (board.size < 8) Object.assign(board, { room: 8, size: Math.max(SMALLEST, Math.min((width - 22) / n, (height - 22) / n)) });
    const side = board.size * n + board.room;
    board.ox = board.room + Math.max(6, (width - side) / 2);
    board.oy = board.room + Math.max(6, (height - side) / 2);
  }

  const tail = (label) => label.split(".").pop();
  mc.matrixTail = tail;

  function paint() {
    const canvas = host()?.querySelector("canvas");
    if (canvas && board.view && canvas.clientWidth > 60) mc.paintMatrix(canvas, board);
  }

  function cellAt(canvas, event) {
    const box = canvas.getBoundingClientRect();
    const n = board.view.ids.length;
    const c = Math.floor((event.clientX - box.left - board.ox) / board.size);
    const r = Math.floor((event.clientY - box.top - board.oy) / board.size);
    return r < 0 || c < 0 || r >= n || c >= n ? null : { r, c };
  }

  function point(canvas, event) {
    if (!board.view) return;
    const at = cellAt(canvas, event);
    if (at?.r === board.at?.r && at?.c === board.at?.c) return;
    board.at = at;
    paint();
    at ? says(event.clientX, event.clientY) : mc.hideTip();
  }

  function sentence({ r, c }) {
    const { labels } = board.view;
    const cell = board.index.get(keyOf(r, c));
    const upward = r !== c && layer(r) > layer(c);
    const pair = `${labels[r]} → ${labels[c]}`;
    if (!cell) return [pair, r === c ? "itself" : upward ? "no import; it would reach upward" : "no import"];
    return [pair, cell.title || `${cell.weight} imports`];
  }

  const layer = (row) => (board.view.blocks.find((b) => b.start <= row && row < b.end) || { layer: 0 }).layer;

  function says(x, y) {
    const tip = mc.$("tip");
    const [pair, text] = sentence(board.at);
    mc.fill(tip, mc.h`<b>${pair}</b><span>${text}</span>`);
    tip.hidden = false;
    tip.style.transform = `translate(${Math.min(x + 16, innerWidth - tip.offsetWidth - 8)}px, ${Math.min(y + 18, innerHeight - tip.offsetHeight - 8)}px)`;
  }

  /** A click on a cell leads to its edge: the row's module is selected. */
  function pick() {
    if (board.at && board.view) mc.go({ selection: board.view.ids[board.at.r] });
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function move(canvas, event) {
    if (event.key === "Enter") return pick();
    const step = STEPS[event.key];
    if (!step || !board.view) return undefined;
    event.preventDefault();
    const last = board.view.ids.length - 1;
    const from = board.at || { r: 0, c: 0 };
    board.at = { r: Math.min(last, Math.max(0, from.r + step[0])), c: Math.min(last, Math.max(0, from.c + step[1])) };
    paint();
    const box = canvas.getBoundingClientRect();
    says(box.left + board.ox + board.at.c * board.size, box.top + board.oy + board.at.r * board.size);
    canvas.setAttribute("aria-label", sentence(board.at).join(": "));
    return undefined;
  }

  function wheel(canvas, event) {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    if (!event.ctrlKey && !event.metaKey) { board.ox -= event.deltaX; board.oy -= event.deltaY; return paint(); }
    const size = Math.min(40, Math.max(SMALLEST, board.size * Math.exp(-event.deltaY / 300)));
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    Object.assign(board, { ox: x - ((x - board.ox) / board.size) * size, oy: y - ((y - board.oy) / board.size) * size, size });
    if (size > 8 && board.room < 20) board.room = 100;
    return paint();
  }

  mc.matrix = function (view) {
    const place = host();
    if (!place) return;
    const n = view?.ids.length || 0;
    const level = view?.level === "component" ? "component" : "module";
    mc.fill("matrix-head", mc.h`<h2>Matrix</h2><span class="n el">row needs column${n ? `, ${mc.many(n, level)}` : ""}</span>`);
    place.parentElement.querySelector(".emptynote")?.remove();
    const canvas = prepare(place);
    const grown = board.view?.ids.length !== n || board.view?.level !== view?.level;
    board.view = view;
    board.index = new Map((view?.cells || []).map((cell) => [keyOf(cell.r, cell.c), cell]));
    canvas.hidden = !n;
    canvas.setAttribute("aria-label", `Dependency matrix of ${mc.many(n, level)}, ${mc.many(view?.cells.length || 0, "dependency", "dependencies")}; arrow keys move through it`);
    if (!n) return void place.parentElement.insertAdjacentHTML("beforeend", String(mc.h`<div class="emptynote">${mc.glyph("idle", "idle")}<p>${view?.empty || "No module at this moment."}</p></div>`));
    if (grown) fit(canvas);
    paint();
  };
  mc.redrawMatrix = paint;
  mc.actions = mc.actions || {};
  mc.actions["fit-matrix"] = () => { const canvas = host()?.querySelector("canvas"); if (canvas) { fit(canvas); paint(); } };
})(window.mc = window.mc || {});
