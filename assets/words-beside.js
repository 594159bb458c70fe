/* Words beside a mark: a scenario's name, a contract's with its version, as far as there is room up to what stands next. */
(function (mc) {
  /** How wide words beside a mark may be: up to what stands next. */
  function room(sheet, m) {
    if (m.kind === "star") return 180;
    if (sheet.drawing.lens === "bdv") return Math.max(330 * Math.min(1, sheet.zoom), (620 - m.x) * sheet.drawing.sx * sheet.zoom - (m.badge ? 110 : 30));  // up to the contracts
    return sheet.drawing.lens === "convergence" ? Math.max(70, Math.min(m.x >= sheet.rightmost ? 240 : 130 * sheet.drawing.sx * sheet.zoom - 46, sheet.width - (m.x * sheet.drawing.sx * sheet.zoom + sheet.pan.x) - m.w * sheet.zoom / 2 - 14)) : 330 * Math.min(1, sheet.zoom);
  }

  mc.wordBeside = function (sheet, m, x, y, w) {
    const font = `${m.tone === "fail" || m.kind === "star" || m.kind === "rule" ? 600 : 500} 12px ${mc.labelFont}`;
    sheet.pen.font = font;
    const space = room(sheet, m);
    const lines = sheet.drawing.lens === "convergence" && m.kind !== "star" ? mc.wordInTwo(sheet.pen, m.label, space) : null;
    const two = m.sub && sheet.zoom > 0.62 && (m.kind === "star" || sheet.drawing.lens === "convergence");
    const left = x + w / 2 + 7;
    if (lines) return besideInTwo(sheet, m, left, y, font, [...lines, two ? m.sub : ""].filter(Boolean), space);
    const [text, width] = mc.labelCut(sheet.pen, m.label, space);
    if (!sheet.free(left, y - (two ? 14 : 8), width, two ? 28 : 15)) return;
    const tone = mc.wordColours(sheet, m);
    sheet.pen.fillStyle = sheet.ink.paper;
    sheet.pen.fillRect(left - 3, y - 8, width + 8, two ? 24 : 16);
    sheet.write(text, left, two ? y - 7 : y, font, tone.name, "left");
    if (m.classes.includes("quarantined")) sheet.pen.fillRect(left, y, width, 1);
    if (m.badge) tag(sheet, m.badge, left + width + 8, y);
    if (two) sheet.write(mc.labelCut(sheet.pen, m.sub, 190)[0], left, y + 8, `400 11px ${mc.labelFont}`, tone.sub, "left");
  };

  /** A name that is longer than the room beside its mark, broken between words, with its second line below. */
  function besideInTwo(sheet, m, left, y, font, lines, space) {
    const cut = lines.map((line) => mc.labelCut(sheet.pen, line, space));
    const width = Math.max(...cut.map(([, wide]) => wide));
    const top = y - (cut.length - 1) * 6.5;
    if (!sheet.free(left, top - 7, width, 13 * cut.length)) return;
    sheet.pen.fillStyle = sheet.ink.paper;
    sheet.pen.fillRect(left - 3, top - 7, width + 6, 13 * cut.length + 2);
    const tone = mc.wordColours(sheet, m);
    cut.forEach(([line], at) => sheet.write(line, left, top + 13 * at, at < 2 ? font : `400 11px ${mc.labelFont}`, at < 2 ? tone.name : tone.sub, "left"));
  }

  function tag(sheet, text, x, y) {
    Object.assign(sheet.pen, { font: `500 11px ${mc.labelFont}`, textAlign: "left", textBaseline: "middle" });
    const width = sheet.pen.measureText(text).width + 12;
    Object.assign(sheet.pen, { fillStyle: sheet.ink.paper, strokeStyle: mc.token("control"), lineWidth: 1 });
    sheet.pen.beginPath();
    sheet.pen.roundRect(x, y - 8.5, width, 17, 4);
    sheet.pen.fill();
    sheet.pen.stroke();
    sheet.pen.fillStyle = sheet.ink[2];
    sheet.pen.fillText(text, x + 6, y + 0.5);
  }
})(window.mc = window.mc || {});
