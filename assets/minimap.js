/* A drawing that is larger than its frame shows all of itself in the corner, small, with the part that is in sight framed:
   point there to go there; its button brings all of it into sight, and back to where names can be read. */
(function (mc) {
  const WIDE = 176;
  const HIGH = 104;
  const PART = 0.22;
  const LEAST = [72, 18];
  const DOT = 2.5;
  const BEYOND = 2;
  const RESTS = 150;
  const LOUD = ["fail", "warn", "gap", "mixed"];

  /** What is drawn, and what of it is in sight, both in the drawing's own coordinates. */
  function places(drawing) {
    const { cy, marks } = drawing;
    const box = mc.extent(marks);
    const all = { x: box.x1 * drawing.sx, y: box.y1 * drawing.sy, w: box.w * drawing.sx, h: box.h * drawing.sy };
    const zoom = cy.zoom();
    const seen = { x: -cy.pan().x / zoom, y: -cy.pan().y / zoom, w: cy.width() / zoom, h: cy.height() / zoom };
    const slack = BEYOND / zoom;
    const cut = all.x < seen.x - slack || all.y < seen.y - slack || all.x + all.w > seen.x + seen.w + slack || all.y + all.h > seen.y + seen.h + slack;
    return { all, seen, cut };
  }

  function made(drawing) {
    const place = document.createElement("div");
    place.className = "minimap";
    place.hidden = true;
    place.innerHTML = `<canvas aria-hidden="true"></canvas><button class="btn sm" data-do="fit" data-arg="${drawing.lens}">Show all</button>`;
    drawing.cy.container().closest(".canvas").append(place);
    const canvas = place.querySelector("canvas");
    const go = (event) => event.buttons && centre(drawing, canvas, event);
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); go(event); });
    canvas.addEventListener("pointermove", go);
    return place;
  }

  function centre(drawing, canvas, event) {
    const { cy, scale, all, left, top } = { ...drawing, ...canvas.plan };
    const box = canvas.getBoundingClientRect();
    const [x, y] = [all.x + (event.clientX - box.left - left) / scale, all.y + (event.clientY - box.top - top) / scale];
    drawing.touched = true;
    cy.pan({ x: cy.width() / 2 - x * cy.zoom(), y: cy.height() / 2 - y * cy.zoom() });
  }

  function paint(drawing, canvas, { all, seen }) {
    const scale = Math.min(WIDE / all.w, Math.min(HIGH, PART * drawing.cy.height()) / all.h);
    const [width, height] = [Math.max(LEAST[0], Math.ceil(all.w * scale)), Math.max(LEAST[1], Math.ceil(all.h * scale))];
    const ratio = devicePixelRatio || 1;
    const [left, top] = [(width - all.w * scale) / 2, (height - all.h * scale) / 2];
    canvas.plan = { scale, all, left, top };
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const dots = [...drawing.marks.values()].filter((m) => !mc.isBox(m)).sort((a, b) => LOUD.includes(a.tone) - LOUD.includes(b.tone));
    for (const m of dots) {
      pen.fillStyle = mc.token(LOUD.includes(m.tone) ? m.tone : "control");
      const size = LOUD.includes(m.tone) ? DOT + 1.5 : DOT;
      pen.fillRect(left + (m.x * drawing.sx - all.x) * scale - size / 2, top + (m.y * drawing.sy - all.y) * scale - size / 2, size, size);
    }
    Object.assign(pen, { strokeStyle: mc.token("ink"), lineWidth: 1.5 });
    const [x, y] = [Math.max(0, left + (seen.x - all.x) * scale), Math.max(0, top + (seen.y - all.y) * scale)];
    const [right, low] = [Math.min(width, left + (seen.x + seen.w - all.x) * scale), Math.min(height, top + (seen.y + seen.h - all.y) * scale)];
    pen.strokeRect(x + 0.75, y + 0.75, Math.max(3, right - x - 1.5), Math.max(3, low - y - 1.5));
  }

  function show(drawing) {
    drawing.mini = 0;
    if (drawing.cy.destroyed() || !drawing.marks.size || drawing.cy.width() < 400) return void (drawing.minimap.hidden = true);
    const found = places(drawing);
    drawing.minimap.hidden = !found.cut && !drawing.whole;
    if (drawing.minimap.hidden) return;
    const [canvas, button] = drawing.minimap.children;
    canvas.hidden = !found.cut;
    button.textContent = drawing.whole ? "Read names" : "Show all";
    if (found.cut) paint(drawing, canvas, found);
  }

  /** Give a drawing its map in the corner; it follows what is drawn and where one looks. */
  mc.minimap = function (drawing) {
    drawing.cy.container().closest(".canvas").querySelector(".minimap")?.remove();
    drawing.minimap = made(drawing);
    const soon = () => { drawing.mini = drawing.mini || requestAnimationFrame(() => show(drawing)); };
    drawing.cy.on("viewport resize", soon);
    let rests = 0;
    drawing.cy.on("relabel", () => { clearTimeout(rests); rests = setTimeout(soon, RESTS); });  // the drawing itself comes first
  };
})(window.mc = window.mc || {});
