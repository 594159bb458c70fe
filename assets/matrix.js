/* The dependency matrix under hand and keys: row needs column. Up to 2,000 rows; a cross-hair follows pointer and arrow keys. */
(function (mc) {
  const SMALLEST = 0.2;
  const LARGEST = 52;
  const board = { view: null, at: null, size: 16, ox: 0, oy: 0, room: 0, frame: 0, stale: false, painted: 0 };
  mc.board = board;

  const host = () => mc.$("matrix")?.querySelector(".board");
  const canvases = () => host()?.querySelectorAll("canvas") || [];

  /** The upper canvas takes hand and keys; the lower one holds what stays. */
  function prepare(place) {
    const standing = place.querySelector("canvas");
    if (standing) return standing;
    const [upper, lower] = [document.createElement("canvas"), document.createElement("canvas")];
    upper.tabIndex = 0;
    upper.className = "upper";
    upper.setAttribute("role", "img");
    lower.setAttribute("aria-hidden", "true");
    place.append(upper, lower);
    upper.addEventListener("pointermove", (event) => point(upper, event));
    upper.addEventListener("pointerleave", () => { board.at = null; mc.hideTip(); paint(); });
    upper.addEventListener("click", () => pick());
    upper.addEventListener("keydown", (event) => move(upper, event));
    upper.addEventListener("wheel", (event) => wheel(upper, event), { passive: false });
    new ResizeObserver(() => { if (!board.view) return; fit(upper); mc.takeMatrix(board, upper); paint(true); }).observe(place);
    return upper;
  }

  /** Cells as large as the frame allows: all of the matrix is in sight at first. */
  function fit(canvas) {
    const n = board.view?.n || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    let longest = 4;
    for (const name of board.view ? mc.matrixNames(board.view) : []) longest = Math.max(longest, name.length);
    board.room = Math.min((width - 24) / n, (height - 24) / n) > mc.matrixReadable - 0.5 ? Math.min(22, longest) * 6 + 12 : 8;
    board.size = Math.max(SMALLEST, Math.min(LARGEST, (width - board.room - 14) / n, (height - board.room - 14) / n));
    if (board.size < mc.matrixReadable) Object.assign(board, { room: 8, size: Math.max(SMALLEST, Math.min((width - 22) / n, (height - 22) / n)) });
    const side = board.size * n + board.room;
    board.ox = board.room + Math.max(6, (width - side) / 2);
    board.oy = board.room + Math.max(6, (height - side) / 2);
  }

  /** What rows are called beside the matrix: the end of each name, and as much before it as tells it from the others. */
  mc.matrixNames = function (view) {
    if (view.names) return view.names;
    const ends = view.labels.map((label) => label.split(".").pop());
    const often = Map.groupBy ? Map.groupBy(ends, (end) => end) : new Map();
    view.names = view.labels.map((label, at) => (often.get(ends[at])?.length > 1 ? label.split(".").slice(-2).join(".") : ends[at]));
    return view.names;
  };

  /** Paint at the next frame; `anew` when more than cross-hair and selection has moved. */
  function paint(anew) {
    board.stale = board.stale || Boolean(anew);
    if (!board.frame) board.frame = requestAnimationFrame(now);
  }

  function now() {
    board.frame = 0;
    const [upper, lower] = canvases();
    if (!upper || !board.view || upper.clientWidth <= 60) return;
    if (board.stale) mc.paintMatrix(lower, board);
    mc.paintCross(upper, board);
    Object.assign(board, { stale: false, painted: performance.now() });
  }

  function cellAt(canvas, event) {
    const box = canvas.getBoundingClientRect();
    const c = Math.floor((event.clientX - box.left - board.ox) / board.size);
    const r = Math.floor((event.clientY - box.top - board.oy) / board.size);
    return r < 0 || c < 0 || r >= board.view.n || c >= board.view.n ? null : { r, c };
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
    const { labels, layers, dsm } = board.view;
    const cell = mc.cellOf(dsm, board.view.cellAt(r, c));
    const upward = r !== c && layers[r] > layers[c];
    const pair = `${labels[r]} → ${labels[c]}${mc.apartAt(board.view, r, c)}`;
    if (!cell) return [pair, r === c ? "itself" : upward ? "no import; it would reach upward" : "no import"];
    return [pair, mc.toldCell(cell)];
  }

  function says(x, y) {
    const tip = mc.$("tip");
    const [pair, text] = sentence(board.at);
    mc.fill(tip, mc.h`<b>${pair}</b><span>${text}</span>`);
    tip.hidden = false;
    tip.style.transform = `translate(${Math.min(x + 16, innerWidth - tip.offsetWidth - 8)}px, ${Math.min(y + 18, innerHeight - tip.offsetHeight - 8)}px)`;
  }

  /** A cell leads to its import, an empty one to the module of its row. */
  function pick() {
    if (!board.at || !board.view) return;
    const { r, c } = board.at;
    mc.go({ selection: board.view.ids[r], to: board.view.cellAt(r, c) >= 0 ? board.view.ids[c] : null });
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  /** One cell on; with Shift to the next import that way. */
  function next(from, [down, right], leap) {
    const last = board.view.n - 1;
    const hold = (at) => Math.min(last, Math.max(0, at));
    let [r, c] = [hold(from.r + down), hold(from.c + right)];
    const inside = () => r + down >= 0 && c + right >= 0 && r + down <= last && c + right <= last;
    while (leap && board.view.cellAt(r, c) < 0 && inside()) { r += down; c += right; }
    return { r, c };
  }

  function move(canvas, event) {
    if (event.key === "Enter") return pick();
    const step = STEPS[event.key];
    if (!step || !board.view?.n) return undefined;
    event.preventDefault();
    board.at = next(board.at || { r: 0, c: 0 }, step, event.shiftKey);
    paint();
    const box = canvas.getBoundingClientRect();
    says(box.left + board.ox + board.at.c * board.size, box.top + board.oy + board.at.r * board.size);
    canvas.setAttribute("aria-label", sentence(board.at).join(": "));
    return undefined;
  }

  function wheel(canvas, event) {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    if (!event.ctrlKey && !event.metaKey) { board.ox -= event.deltaX; board.oy -= event.deltaY; return byHand(canvas); }
    const size = Math.min(40, Math.max(SMALLEST, board.size * Math.exp(-event.deltaY / 300)));
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    Object.assign(board, { ox: x - ((x - board.ox) / board.size) * size, oy: y - ((y - board.oy) / board.size) * size, size });
    return byHand(canvas);
  }

  /** Where a hand has brought it is kept in the address. */
  function byHand(canvas) {
    board.touched = true;
    mc.keepMatrix(board, canvas);
    paint(true);
  }

  /** Show a matrix in the order that the address asks for. */
  mc.matrix = function (whole) {
    const dsm = mc.matrixFolded(whole);
    const place = host();
    if (!place) return;
    const [n, level] = [dsm.ids.length, dsm.level];
    mc.fill("matrix-head", mc.h`<h2>Matrix</h2><span class="n el">row needs column${n ? `, ${mc.many(n, level)}` : ""}</span>${mc.matrixSum(dsm)}`);
    place.parentElement.querySelector(".emptynote")?.remove();
    const canvas = prepare(place);
    const grown = board.view?.n !== n || board.view?.dsm.level !== level;
    const by = mc.state.arranged || "layers";
    if (board.view?.dsm !== dsm || board.view.by !== by) board.view = mc.arranged(dsm, by);
    if (grown) board.at = null;
    canvases().forEach((one) => { one.hidden = !n; });
    const circles = board.view.loops.length ? `, ${mc.many(board.view.loops.length, "cycle")} on the diagonal` : "";
    canvas.setAttribute("aria-label", `Dependency matrix of ${mc.many(n, level)}, ${mc.many(dsm.rows.length, "dependency", "dependencies")}${circles}; arrow keys move through it, with Shift to the next import, Enter selects`);
    mc.pairCard();
    if (!n) return void place.parentElement.insertAdjacentHTML("beforeend", String(mc.h`<div class="emptynote">${mc.glyph("idle", "idle")}<p>${dsm.empty || "No module at this moment."}</p></div>`));
    if (grown) {
      if (board.size && board.known) mc.go({ matrixAt: null });
      fit(canvas);
      mc.takeMatrix(board, canvas);
      board.known = true;
    }
    paint(true);
    if (!mc.$("matrix-twin").hidden) mc.matrixTwin();
    if (mc.sequenceShown() && mc.picture?.view) mc.twin(mc.picture.view);
  };

  /** Something of the address has moved that the matrix shows. */
  mc.matrixMoved = function (moved) {
    if (mc.state.lens !== "acc") return;
    const view = mc.picture?.view;
    if (moved("folded") && view && mc.picture.map) mc.foldMap();
    else if (moved("folded") && view?.lens === "acc") { mc.graph(mc.folded(mc.bothIn(view)), mc.picture.iteration.id); mc.frame(view); }
    if (moved("selection") && mc.sequenceShown() && view) mc.twin(view);
    if (moved("arranged", "folded") && mc.matrixWire.dsm && mc.picture?.matrix === mc.matrixWire.version) mc.matrix(mc.matrixWire.dsm);
    paint();
    mc.pairCard();
    mc.lightPair();
  };
  mc.redrawMatrix = () => paint(true);
  mc.crossMatrix = () => paint();
  mc.actions = mc.actions || {};
  mc.actions["fit-matrix"] = () => { const [upper] = canvases(); if (upper && board.view) { fit(upper); board.touched = false; mc.keepMatrix(board, upper); paint(true); } };
})(window.mc = window.mc || {});
