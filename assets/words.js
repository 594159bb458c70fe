/* One mark's words: its name, its second line, and the chip above it. */
(function (mc) {
  const LOUD = { fail: "fail", warn: "warn", gap: "gap" };
  const QUIET = 0.45;
  const NEAR = 0.72;

  function colours(sheet, m) {
    const faded = mc.state.selection && mc.members?.size > 1 && !mc.members.has(m.id) && m.id !== mc.state.selection;
    const quiet = m.glyph === "idle" || m.glyph === "skip";
    const name = m.tone === "fail" && m.kind !== "star" && m.kind !== "feature" ? mc.token("fail") : quiet ? sheet.ink[2] : sheet.ink[1];
    const sub = LOUD[m.tone] ? mc.token(LOUD[m.tone]) : sheet.ink[3];
    return { name, sub, alpha: faded ? 0.35 : m.classes.includes("quarantined") ? 0.7 : 1 };
  }

  function beside(sheet, m, x, y, w) {
    const font = `${m.tone === "fail" || m.kind === "star" ? 600 : 500} 12px ${mc.labelFont}`;
    sheet.pen.font = font;
    const [text, width] = mc.labelCut(sheet.pen, m.label, m.kind === "star" ? 180 : 330 * Math.min(1, sheet.zoom));
    const two = m.sub && sheet.zoom > 0.9 && (m.kind === "star" || sheet.drawing.lens === "convergence");
    const left = x + w / 2 + 9;
    if (!sheet.free(left, y - (two ? 14 : 8), width, two ? 28 : 15)) return;
    const tone = colours(sheet, m);
    sheet.write(text, left, two ? y - 7 : y, font, tone.name, "left");
    if (m.classes.includes("quarantined")) sheet.pen.fillRect(left, y, width, 1);
    if (two) sheet.write(mc.labelCut(sheet.pen, m.sub, 190)[0], left, y + 8, `400 11px ${mc.labelFont}`, tone.sub, "left");
  }

  function stacked(sheet, m, x, y, h, above) {
    const font = above ? `600 13.5px ${mc.labelFont}` : `${m.tone === "fail" ? 600 : 500} 12px ${mc.labelFont}`;
    sheet.pen.font = font;
    const [text, width] = mc.labelCut(sheet.pen, m.label, m.kind === "module" ? 110 : 150);
    const sub = m.kind !== "module" && m.kind !== "package" && sheet.zoom >= NEAR ? m.sub : "";
    const top = above ? y - h / 2 - (sub ? 28 : 14) : y + h / 2 + 12;
    if (!sheet.free(x - width / 2, top - 8, width, sub ? 30 : 15)) return;
    const tone = colours(sheet, m);
    sheet.write(text, x, top, font, tone.name, "center");
    if (sub) sheet.write(mc.labelCut(sheet.pen, sub, 160)[0], x, top + 15, `400 11px ${mc.labelFont}`, tone.sub, "center");
  }

  function within(sheet, m, x, y, w) {
    const font = `600 12px ${mc.labelFont}`;
    sheet.pen.font = font;
    const room = w - 34 * Math.min(1, sheet.zoom);
    if (room < 24) return;
    sheet.write(mc.labelCut(sheet.pen, m.label, room)[0], x + 10 * sheet.zoom, y, font, colours(sheet, m).name, "center");
  }

  function container(sheet, m, node) {
    const box = node.renderedBoundingBox({ includeLabels: false, includeOverlays: false });
    const font = `600 12px ${mc.labelFont}`;
    sheet.pen.font = font;
    const [text, width] = mc.labelCut(sheet.pen, m.label, Math.max(40, box.w - 20));
    if (!sheet.free(box.x1 + 10, box.y1 + 5, width, 14)) return;
    sheet.write(text, box.x1 + 10, box.y1 + 13, font, sheet.ink[1], "left");
    if (!m.sub || sheet.zoom < QUIET) return;
    const [sub, room] = mc.labelCut(sheet.pen, m.sub, 90);
    if (width + room + 40 < box.w) sheet.write(sub, box.x2 - 10, box.y1 + 13, `400 11px ${mc.labelFont}`, sheet.ink[3], "right");
  }

  function chip(sheet, m, x, y, h) {
    const font = `600 11px ${mc.labelFont}`;
    sheet.pen.font = font;
    const width = sheet.pen.measureText(m.badge).width + 16;
    const top = y - h / 2 - 32;
    const [fill, ink] = m.glyph === "retry" ? ["loud-retry", "on-retry"] : ["loud-fail", "on-loud"];
    sheet.pen.fillStyle = mc.token(fill);
    sheet.pen.beginPath();
    sheet.pen.roundRect(x - width / 2, top, width, 20, 10);
    sheet.pen.fill();
    Object.assign(sheet.pen, { fillStyle: mc.token(ink), textAlign: "center", textBaseline: "middle" });
    sheet.pen.fillText(m.badge, x, top + 10.5);
  }

  function inCircle(sheet, m, x, y) {
    if (!m.sub || m.glyph === "fail" || sheet.zoom < 0.8) return;
    Object.assign(sheet.pen, { font: `500 11px ${mc.labelFont}`, fillStyle: sheet.ink[2], textAlign: "center", textBaseline: "middle" });
    sheet.pen.fillText(m.sub, x, y + 0.5);
  }

  /** Write what belongs to one mark, if it is in sight and there is room. */
  mc.word = function (sheet, m) {
    const x = m.x * sheet.zoom + sheet.pan.x;
    const y = m.y * sheet.zoom + sheet.pan.y;
    const node = sheet.drawing.cy.getElementById(m.id);
    if (node.isParent?.()) return container(sheet, m, node);
    if (x < -200 || y < -60 || x > sheet.width + 60 || y > sheet.height + 60) return undefined;
    const loud = m.tone === "fail" || m.id === mc.state.selection || mc.members?.has(m.id);
    if (sheet.zoom < QUIET && !loud) return undefined;
    sheet.pen.globalAlpha = colours(sheet, m).alpha;
    const [w, h] = [m.w * sheet.zoom, m.h * sheet.zoom];
    const where = mc.labelPlace(sheet.drawing, m);
    if (where === "inside") within(sheet, m, x, y, w);
    else if (where === "right") beside(sheet, m, x, y, w);
    else stacked(sheet, m, x, y, h, where === "above");
    if (m.kind === "module" || m.kind === "package") inCircle(sheet, m, x, y);
    if (m.badge && sheet.zoom > 0.4) chip(sheet, m, x, y, h);
    sheet.pen.globalAlpha = 1;
    return undefined;
  };
})(window.mc = window.mc || {});
