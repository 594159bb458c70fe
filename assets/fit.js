/* How a drawing sits in its frame: stretched to the frame's shape first, scaled second, cut at its beginning last. */
(function (mc) {
  const FRAMES = {
    dde: { room: [34, 40, 36, 40], floor: 0.6, x: [0.8, 2.2], y: [0.8, 1.15] },
    bdv: { room: [36, 180, 24, 24], floor: 0.82, x: [1, 2.6], y: [1, 1.15] },
    acc: { room: [16, 16, 16, 16], floor: 0.16, x: [0.7, 2.4], y: [0.64, 1.6] },
    convergence: { room: [44, 124, 26, 30], floor: 0.55, x: [0.8, 1.6], y: [0.8, 1.35] },
  };
  const NEAREST = 1.15;
  const EDGE = 4;
  const within = (value, [least, most]) => Math.min(most, Math.max(least, value));

  /** The extent of the view itself, in the server's coordinates, before any stretching. */
  const extent = mc.extent = function (marks) {
    const box = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity, w: 0, h: 0 };
    for (const m of marks.values()) {
      const { w, h } = m;
      box.x1 = Math.min(box.x1, m.x - w / 2);
      box.x2 = Math.max(box.x2, m.x + w / 2);
      box.y1 = Math.min(box.y1, m.y - h / 2);
      box.y2 = Math.max(box.y2, m.y + h / 2);
    }
    return Object.assign(box, { w: Math.max(1, box.x2 - box.x1), h: Math.max(1, box.y2 - box.y1) });
  };

  /** Backgrounds stretch with the drawing, name boxes widen with it, shapes keep their form. */
  mc.sizeOf = function ({ sx, sy }, m) {
    if (mc.isBox(m)) return { w: m.w * sx, h: m.h * sy };
    const wider = m.kind === "feature" ? 1.3 : m.kind === "component" ? 1.2 : 1;
    return { w: m.w * within(sx, [1, wider]), h: m.h };
  };

  function stretch(drawing, sx, sy) {
    if (Math.abs(drawing.sx - sx) < 0.01 && Math.abs(drawing.sy - sy) < 0.01) return;
    Object.assign(drawing, { sx, sy });
    drawing.cy.batch(() => {
      for (const m of drawing.marks.values()) {
        const node = drawing.cy.getElementById(m.id);
        node.position({ x: m.x * sx, y: m.y * sy });
        node.data(mc.sizeOf(drawing, m));
      }
      for (const l of drawing.lines.values()) {
        const curve = mc.curve(drawing, l, drawing.marks.get(l.source), drawing.marks.get(l.target));
        if (curve) drawing.cy.getElementById(l.id).data(curve);
      }
    });
  }

  const isLoud = (m) => m.tone === "fail" || m.glyph === "retry" || m.glyph === "run";

  /** Where a drawing that is larger than its frame is looked at first: its beginning, or, where all is quiet there, what
      failed or is at work. `size` is the drawing's, on the screen. */
  function looked({ sx, sy }, marks, { zoom, pan }, [right, low], [width, height]) {
    const at = (m) => [m.x * sx * zoom, m.y * sy * zoom];
    const seen = (m) => { const [x, y] = at(m); return x + pan.x < right && y + pan.y < low; };
    const loud = [...marks.values()].filter(isLoud).sort((a, b) => a.x - b.x || a.y - b.y);
    if (!loud.length || loud.some(seen)) return { zoom, pan };
    const [x, y] = at(loud.find((m) => m.tone === "fail") || loud[0]);
    const to = (from, size, room, place) => (size <= room ? from : Math.max(from + room - size, Math.min(from, room / 2 - place)));
    return { zoom, pan: { x: to(pan.x, width, right, x), y: to(pan.y, height, low, y) } };
  }

  /** The whole drawing, or as much of it as can still be read (unless all of it is asked for). */
  mc.fit = function (drawing, marks = drawing.marks) {
    const { cy, lens } = drawing;
    if (!marks.size || cy.width() < 50) return void mc.thicken(drawing);
    const { room, floor, x, y } = FRAMES[lens] || FRAMES.dde;
    const [top, right, bottom, left] = room;
    const [width, height] = [cy.width() - left - right, cy.height() - top - bottom];
    const box = extent(marks);
    const zoom = within(Math.min(width / (box.w * x[0]), height / (box.h * y[0])), [drawing.whole ? cy.minZoom() : floor, NEAREST]);
    const sx = within(width / zoom / box.w, x);
    const sy = within(height / zoom / box.h, y);
    stretch(drawing, sx, sy);
    const at = (space, before, size, from) => (size <= space + 1 ? before + (space - size) / 2 : before) - from;
    const size = [box.w * sx * zoom, box.h * sy * zoom];
    const begun = { x: at(width, left, size[0], box.x1 * sx * zoom), y: at(height, top, size[1], box.y1 * sy * zoom) };
    cy.viewport(looked(drawing, marks, { zoom, pan: begun }, [width + left, height + top], size));
    Object.assign(drawing, { touched: false, fitted: `${cy.width()} ${cy.height()}` });
    const canvas = cy.container().closest(".canvas");
    const [below, beyond] = [size[1] > height + bottom, size[0] > width + right - EDGE];
    drawing.beyond = below || beyond;
    canvas.classList.toggle("below", below);
    canvas.classList.toggle("beyond", beyond);
    mc.thicken(drawing);
    drawing.taken = drawing.taken || mc.takeAt(drawing);
  };

  /** Fit it; where it is fitted already and larger than its frame, all of it, and then the part that can be read again. */
  mc.fitAgain = function (drawing) {
    drawing.whole = !drawing.touched && (drawing.beyond || drawing.whole) ? !drawing.whole : false;
    mc.fit(drawing);
  };

  /** Seen from afar lines get thicker, so that they keep their weight on the screen. */
  mc.thicken = function (drawing) {
    const zoom = drawing.cy.zoom();
    const weight = zoom < 0.45 ? 2.2 : zoom < 0.75 ? 1.45 : 1;
    if (drawing.weight === weight) return;
    drawing.weight = weight;
    drawing.cy.style(mc.skin(weight, drawing.kinds));
  };

  /** The wheel moves the sheet; with Ctrl (or two fingers pinching) it comes nearer. */
  mc.wheel = function (drawing) {
    const { cy } = drawing;
    cy.userZoomingEnabled(false);
    cy.on("zoom", () => mc.thicken(drawing));
    cy.on("viewport", () => mc.keepAt(drawing));
    cy.container().addEventListener("wheel", (event) => {
      event.preventDefault();
      event.stopPropagation();
      drawing.touched = true;
      mc.hideTip();
      if (!event.ctrlKey && !event.metaKey) return void cy.panBy({ x: -event.deltaX - (event.shiftKey ? event.deltaY : 0), y: event.shiftKey ? 0 : -event.deltaY });
      const box = cy.container().getBoundingClientRect();
      const level = cy.zoom() * Math.exp(-event.deltaY / 300);
      return void cy.zoom({ level: within(level, [cy.minZoom(), cy.maxZoom()]), renderedPosition: { x: event.clientX - box.left, y: event.clientY - box.top } });
    }, { passive: false, capture: true });
  };

  /** Bring what is selected into sight, when it is not. */
  mc.reveal = function (drawing) {
    const wanted = [...drawing.marks.values()];
    const mark = wanted.find((m) => mc.uidOf(m) === mc.state.selection && m.kind !== "star") || wanted.find((m) => mc.uidOf(m) === mc.state.selection) || wanted.find((m) => mc.members?.has(mc.uidOf(m)));
    if (!mark || !mc.state.selection) return;
    const { cy, sx, sy } = drawing;
    const [x, y] = [mark.x * sx * cy.zoom() + cy.pan().x, mark.y * sy * cy.zoom() + cy.pan().y];
    const panel = mc.$("panel").getBoundingClientRect();
    const right = Math.min(cy.width(), panel.left - cy.container().getBoundingClientRect().left) - 60;
    const seen = x > 30 && x < right && y > 24 && y < cy.height() - 40;
    if (seen) return;
    const by = { x: x > 30 && x < right ? 0 : right / 2 - x, y: cy.height() / 2 - y };
    drawing.touched = true;
    cy.animate({ panBy: by, duration: mc.still ? 0 : 200 });
  };

  /** Nearer or farther by a step, about the middle. */
  mc.nearer = function (lens, factor) {
    if (mc.mapped(lens)) return void mc.mapNearer(mc.mapped(lens), factor);
    const drawing = mc.drawn[lens];
    if (!drawing) return;
    drawing.touched = true;
    drawing.cy.zoom({ level: drawing.cy.zoom() * factor, renderedPosition: { x: drawing.cy.width() / 2, y: drawing.cy.height() / 2 } });
  };
})(window.mc = window.mc || {});
