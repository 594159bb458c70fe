/* Words on drawings, on a sheet of their own above the canvas: never crossing; the lesser hides, its tooltip stays. */
(function (mc) {
  const INSIDE = new Set(["feature", "component", "requirement"]);
  const WEIGHT = { fail: 5, gap: 4, warn: 3, mixed: 3 };
  const FONT = '"Inter", "Inter Variable", system-ui, sans-serif';
  const widths = new Map();

  function place(drawing, mark) {
    if (INSIDE.has(mark.kind)) return "inside";
    if (drawing.lens === "convergence" && mark.classes.includes("alone")) return "below";  // a star's neighbour stands close
    if (mark.kind === "scenario" || mark.kind === "fold" || mark.kind === "rule") return "right";
    if (mark.kind === "star") return drawing.lens === "bdv" ? "right" : "above";
    return "below";
  }

  function cut(pen, text, room) {
    const key = `${pen.font}|${text}|${Math.round(room / 8)}`;
    if (widths.has(key)) return widths.get(key);
    let shown = text;
    let width = pen.measureText(shown).width;
    while (width > room && shown.length > 3) {
      shown = `${shown.slice(0, Math.max(2, Math.floor(shown.length * Math.min(0.96, room / width)) - 1)).trimEnd()}…`.replace(/…+$/, "…");
      width = pen.measureText(shown).width;
      if (shown.length <= 4) break;
    }
    if (widths.size > 8000) widths.clear();
    widths.set(key, [shown, width]);
    return widths.get(key);
  }

  const weigh = (drawing, m) => (mc.uidOf(m) === mc.state.selection ? 9 : 0) + (mc.members?.has(mc.uidOf(m)) ? 6 : 0) + (WEIGHT[m.tone] || 0) + (m.kind === "star" || m.kind === "interface" ? 1 : 0) + (m.badge ? 3 : 0);

  const FEW = 400;

  /** Words do not lie on the marks of others, and those beside what stands last have the rest of the room. */
  function keptFree(sheet, drawing) {
    const marks = [...drawing.marks.values()].filter((m) => !mc.isBox(m));
    sheet.rightmost = Math.max(...marks.map((m) => m.x));
    if (!["dde", "acc"].includes(drawing.lens) || marks.length > FEW) return;
    for (const m of marks) {
      const { w, h } = mc.sizeOf(drawing, m);
      sheet.taken.push({ x: m.x * drawing.sx * sheet.zoom + sheet.pan.x - (w * sheet.zoom) / 2, y: m.y * drawing.sy * sheet.zoom + sheet.pan.y - (h * sheet.zoom) / 2, w: w * sheet.zoom, h: h * sheet.zoom });
    }
  }

  class Sheet {
    constructor(drawing) {
      Object.assign(this, { drawing, taken: [], pen: drawing.sheet.getContext("2d") });
    }

    begin() {
      const { cy, sheet } = this.drawing;
      const ratio = devicePixelRatio || 1;
      const [width, height] = [cy.width() * ratio, cy.height() * ratio];
      if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
      this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.pen.clearRect(0, 0, cy.width(), cy.height());
      Object.assign(this, { zoom: cy.zoom(), pan: cy.pan(), taken: [], width: cy.width(), height: cy.height() });
      this.marked = mc.marked();
      this.ink = { 1: mc.token("ink"), 2: mc.token("ink-2"), 3: mc.token("ink-3"), paper: mc.token("surface") };
    }

    free(x, y, w, h) {
      if (this.taken.some((r) => x < r.x + r.w && x + w > r.x && y < r.y + r.h && y + h > r.y)) return false;
      this.taken.push({ x, y, w, h });
      return true;
    }

    write(text, x, y, font, colour, align) {
      Object.assign(this.pen, { font, fillStyle: colour, textAlign: align, textBaseline: "middle", strokeStyle: this.ink.paper, lineWidth: 3, lineJoin: "round" });
      this.pen.strokeText(text, x, y);
      this.pen.fillText(text, x, y);
    }
  }

  setInterval(() => {
    for (const drawing of Object.values(mc.drawn)) {
      if (!drawing.cy.destroyed() && mc.state.asOf === null && [...drawing.marks.values()].some((m) => m.kind !== "band" && mc.counting(m))) drawing.cy.emit("relabel");
    }
  }, 1000);

  mc.Sheet = Sheet;
  mc.labelPlace = place;
  mc.labelCut = cut;
  mc.labelFont = FONT;

  /** Give a drawing its sheet of words, drawn anew with every frame of the canvas. */
  mc.labels = function (drawing) {
    const host = drawing.cy.container().parentElement;
    host.querySelector("canvas.words")?.remove();
    drawing.sheet = document.createElement("canvas");
    drawing.sheet.className = "words";
    host.append(drawing.sheet);
    const sheet = new Sheet(drawing);
    const draw = () => {
      if (drawing.cy.destroyed()) return;
      sheet.begin();
      keptFree(sheet, drawing);
      const marks = [...drawing.marks.values()].sort((a, b) => weigh(drawing, b) - weigh(drawing, a));
      for (const mark of marks) mc.word(sheet, mark);
    };
    drawing.cy.on("render", draw);
    drawing.cy.on("relabel", () => requestAnimationFrame(draw));
    document.fonts?.ready.then(() => { widths.clear(); draw(); });
  };
})(window.mc = window.mc || {});
