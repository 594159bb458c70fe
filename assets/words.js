/* One mark's words: its name, its second line, and the chip above it. */
(function (mc) {
  const clock = (ms) => `${Math.floor(ms / 6e4)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
  const now = () => mc.state.asOf ?? Date.now();
  const HOUR = 36e5;

  /** What counts by itself: how long something runs, how long until the next attempt. */
  mc.counting = (m) => m.since !== null || m.until !== null;
  const subOf = (m) => (m.since && now() >= m.since ? `${m.state} ${now() - m.since < HOUR ? clock(now() - m.since) : mc.span(now() - m.since)}` : m.sub);
  const badgeOf = (m) => (m.badge && m.until && m.until > now() && m.until - now() < HOUR ? `${m.badge} in ${clock(m.until - now())}` : m.badge);

  /** Of the server's drawings: how far modules stand apart, how far a star's arm reaches, half an ellipse. */
  const CELL = 108, ARM = 100, ELLIPSE = 22;
  /** Less room than this for a module's name, and it is told by its tip alone. */
  const LEAST = 44;
  const LOUD = { fail: "fail", warn: "warn", gap: "gap" };
  const QUIET = 0.45;
  const NEAR = 0.72;

  function colours(sheet, m) {
    const same = sheet.marked && !sheet.marked.has(mc.uidOf(m));
    const faded = mc.kin && sheet.drawing.lens === "dde" ? !mc.kin.has(m.id) : same || mc.state.selection && mc.members?.size > 1 && !mc.members.has(mc.uidOf(m)) && mc.uidOf(m) !== mc.state.selection;
    const quiet = m.glyph === "idle" || m.glyph === "skip";
    const name = m.tone === "fail" && m.kind !== "star" && m.kind !== "feature" ? mc.token("fail") : quiet ? sheet.ink[2] : sheet.ink[1];
    const sub = LOUD[m.tone] ? mc.token(LOUD[m.tone]) : sheet.ink[3];
    return { name, sub, alpha: faded ? 0.35 : m.classes.includes("quarantined") ? 0.7 : 1 };
  }

  /** What a name begins with, which many may share, above what it ends with. */
  function inTwoLines(sheet, m, x, top, above, lines, font) {
    const cut = lines.map((line) => mc.labelCut(sheet.pen, line, 150));
    const width = Math.max(...cut.map(([, wide]) => wide));
    const inside = Math.min(Math.max(x, width / 2 + 4), sheet.width - width / 2 - 4);
    const loud = m.tone === "fail" || mc.uidOf(m) === mc.state.selection;
    if (inside !== x && !loud) return;
    const place = [top, above - 14].find((at) => sheet.free(inside - width / 2 - 1, at - 8, width + 2, 29)) ?? (loud ? top : null);
    if (place === null) return;
    const { name } = colours(sheet, m);
    cut.forEach(([line], at) => sheet.write(line, inside, place + 14 * at, font, name, "center"));
  }

  function stacked(sheet, m, x, y, h, above) {
    const font = above ? `600 13.5px ${mc.labelFont}` : `${m.tone === "fail" ? 600 : 500} ${m.kind === "module" ? 11 : 12}px ${mc.labelFont}`;
    sheet.pen.font = font;
    const module = m.kind === "module";
    const space = module && m.tone !== "fail" ? Math.min(110, CELL * sheet.drawing.sx * sheet.zoom - 6) : 150;
    if (module && space < LEAST && m.tone !== "fail" && mc.uidOf(m) !== mc.state.selection) return undefined;
    const [text, width] = mc.labelCut(sheet.pen, isCloseStar(sheet, m) ? `${m.label} ${m.sub.split(" ")[0]}` : m.label, Math.max(space, LEAST));
    const lines = sheet.drawing.lens === "dde" && !above ? inTwo(sheet.pen, m.label, 150) : null;
    if (lines) return inTwoLines(sheet, m, x, y + h / 2 + 12, y - h / 2 - 12, lines, font);
    const close = isCloseStar(sheet, m);  // rows of stars stand close: of one that is well a line is enough
    const sub = !module && !close && m.kind !== "package" && sheet.zoom >= (above ? QUIET : NEAR) ? subOf(m) : "";
    const below = above ? y - h / 2 - (sub ? 28 : 14) : y + h / 2 + (module ? 8 : 12);
    const inside = Math.min(Math.max(x, width / 2 + 4), sheet.width - width / 2 - 4);
    const loud = m.tone === "fail" || mc.uidOf(m) === mc.state.selection;
    if (inside !== x && !loud) return undefined;
    const free = ([at, second]) => {
      const [from, to] = second ? stretch(sheet, m, x, second) : [inside, inside];
      const left = Math.min(inside - width / 2, from);
      return sheet.free(left - 1, at - (module ? 5 : 8), Math.max(inside + width / 2, to) - left + 2, second ? 30 : module ? 10 : 15);
    };
    const [top, second] = spots(sheet, m, below, y - h / 2, sub).find(free) ?? (loud ? [below, sub] : []);
    if (top === undefined || (top + 8 > sheet.height && !loud)) return undefined;  // half a line is worse than none
    const tone = colours(sheet, m);
    sheet.write(text, inside, top, font, tone.name, "center");
    if (second) underneath(sheet, m, x, top + 15, second, tone.sub);
    return undefined;
  }

  const isCloseStar = (sheet, m) => m.kind === "star" && !m.classes.includes("mismatched") && sheet.drawing.lens === "convergence" && sheet.zoom < NEAR && m.sub.startsWith("v");

  /** Where a name may stand, the best first, with its second line or without; above a task its chip comes first. */
  function spots(sheet, m, below, over, sub) {
    const alone = sub ? [[below, ""]] : [];
    const above = sheet.drawing.lens === "dde" ? [[over - (sub ? 24 : 11) - (m.badge ? 26 : 0), sub]] : [];
    return m.badge ? [[below, sub], ...alone, ...above] : [[below, sub], ...above, ...alone];
  }

  const SECOND = `400 11px ${mc.labelFont}`;

  /** From where to where a second line reaches; beside a star it ends before an arm that leads up and to the right. */
  function stretch(sheet, m, x, sub) {
    sheet.pen.font = SECOND;
    const half = mc.labelCut(sheet.pen, sub, 160)[1] / 2;
    const most = m.classes.includes("fanned") ? x + (ARM * sheet.drawing.sx - ELLIPSE) * sheet.zoom - 12 : Infinity;
    const middle = m.kind === "star" ? Math.min(x, most - half) : x;
    return [middle - half, middle + half];
  }

  function underneath(sheet, m, x, y, sub, tone) {
    const [from, to] = stretch(sheet, m, x, sub);
    sheet.write(mc.labelCut(sheet.pen, sub, 160)[0], (from + to) / 2, y, SECOND, tone, "center");
  }

  /** A long name on two lines, broken between words where it has any; null where one line is enough. */
  function inTwo(pen, text, room) {
    if (pen.measureText(text).width <= room) return null;
    const words = text.split(/(?<=[\s/_.-])/);
    let at = words.length - 1;
    while (at > 1 && pen.measureText(words.slice(0, at).join("").trimEnd()).width > room) at -= 1;
    return words.length > 1 ? [words.slice(0, at).join("").trimEnd(), words.slice(at).join("")] : null;
  }

  function within(sheet, m, x, y, w) {
    const font = `600 ${sheet.zoom < 0.75 ? 11 : 12}px ${mc.labelFont}`;
    sheet.pen.font = font;
    const left = 26 * Math.min(1, sheet.zoom);
    if (w < 40) return;
    const tone = colours(sheet, m).name;
    const lines = m.kind === "feature" ? inTwo(sheet.pen, m.label, w - left - 8) : null;
    const close = sheet.zoom < 0.95;  // two lines keep within the box
    if (lines) return void lines.forEach((line, at) => sheet.write(mc.labelCut(sheet.pen, line, w - left - 6)[0], x - w / 2 + left, y + (at - 0.5) * (close ? 10.5 : 13), close ? `600 10.5px ${mc.labelFont}` : font, tone, "left"));
    if (m.kind === "feature") return void sheet.write(mc.labelCut(sheet.pen, m.label, w - left - 4)[0], x - w / 2 + left, y, font, tone, "left");
    sheet.write(mc.labelCut(sheet.pen, m.label, w - left - 4)[0], x + left / 2 - 2, y, font, tone, "center");
  }

  function container(sheet, m, x, y) {
    const { sx, sy, lens } = sheet.drawing;
    const [w, h] = [m.w * sx * sheet.zoom, m.h * sy * sheet.zoom];
    const [left, top, right] = [x - w / 2, y - h / 2, x + w / 2];
    const column = m.kind === "band" && lens !== "acc";
    const font = `${column ? 500 : 600} ${column ? 11 : 12}px ${mc.labelFont}`;
    sheet.pen.font = font;
    const space = Math.max(30, w - 12);
    const name = sheet.pen.measureText(m.label).width > space ? m.label.split(".").pop() : m.label;
    const [text, width] = mc.labelCut(sheet.pen, name, space);
    if (w < 40 || (m.kind === "band" && lens === "acc" && sheet.drawing.boxed)) return;
    const line = lens === "acc" ? top : top + 12;  // names of components stand in their frames, where no module is
    if (!column) plain(sheet, left + 4, line - 8, width + 8, lens === "acc" ? 1 : 0.82);
    sheet.write(text, column ? x : left + 8, column ? top - 9 : line, font, column ? sheet.ink[3] : sheet.ink[1], column ? "center" : "left");
    if (!m.sub || sheet.zoom < QUIET || lens !== "acc" || m.kind === "band") return;
    const [sub, room] = mc.labelCut(sheet.pen, m.sub, 90);
    if (width + room + 30 > w) return;
    plain(sheet, right - room - 12, line - 8, room + 8, 1);
    sheet.write(sub, right - 8, line, `400 11px ${mc.labelFont}`, sheet.ink[3], "right");
  }

  function plain(sheet, left, top, width, alpha) {
    Object.assign(sheet.pen, { globalAlpha: alpha, fillStyle: sheet.ink.paper });
    sheet.pen.fillRect(left, top, width, 16);
    sheet.pen.globalAlpha = 1;
  }

  function chip(sheet, m, x, y, h) {
    const font = `600 11px ${mc.labelFont}`;
    sheet.pen.font = font;
    const text = badgeOf(m);
    const width = sheet.pen.measureText(text).width + 16;
    const top = y - h / 2 - 32;
    const [fill, ink] = m.glyph === "retry" ? ["loud-retry", "on-retry"] : ["loud-fail", "on-loud"];
    sheet.pen.fillStyle = mc.token(fill);
    sheet.pen.beginPath();
    sheet.pen.roundRect(x - width / 2, top, width, 20, 10);
    sheet.pen.fill();
    Object.assign(sheet.pen, { fillStyle: mc.token(ink), textAlign: "center", textBaseline: "middle" });
    sheet.pen.fillText(text, x, top + 10.5);
  }

  function inCircle(sheet, m, x, y) {
    if (!m.badge || m.glyph === "fail" || sheet.zoom < 0.62) return;
    if (m.kind === "component") return;
    Object.assign(sheet.pen, { font: `500 ${sheet.zoom > 0.8 ? 11 : 9.5}px ${mc.labelFont}`, fillStyle: sheet.ink[2], textAlign: "center", textBaseline: "middle" });
    sheet.pen.fillText(m.badge, x, y + 0.5);
  }

  Object.assign(mc, { wordColours: colours, wordInTwo: inTwo });

  /** Write what belongs to one mark, if it is in sight and there is room. */
  mc.word = function (sheet, m) {
    const x = m.x * sheet.drawing.sx * sheet.zoom + sheet.pan.x;
    const y = m.y * sheet.drawing.sy * sheet.zoom + sheet.pan.y;
    sheet.pen.globalAlpha = 1;
    if (mc.isBox(m)) return container(sheet, m, x, y);
    if (x < -200 || y < -60 || x > sheet.width + 60 || y > sheet.height + 60) return undefined;
    if (sheet.marked) mc.changeSign(sheet, m, x, y);
    const loud = m.tone === "fail" || mc.uidOf(m) === mc.state.selection || mc.members?.has(mc.uidOf(m));
    if (sheet.zoom < QUIET && !loud) return undefined;
    const { alpha } = colours(sheet, m);
    if (alpha === 0.35 && sheet.drawing.lens === "acc") return undefined;
    sheet.pen.globalAlpha = alpha;
    const size = mc.sizeOf(sheet.drawing, m);
    const [w, h] = [size.w * sheet.zoom, size.h * sheet.zoom];
    const where = mc.labelPlace(sheet.drawing, m);
    if (where === "inside") within(sheet, m, x, y, w);
    else if (where === "right") mc.wordBeside(sheet, m, x, y, w);
    else stacked(sheet, m, x, y, h, where === "above");
    if (m.stream === "acc") return void inCircle(sheet, m, x, y);
    if (m.badge && where !== "right" && sheet.zoom > 0.4) chip(sheet, m, x, y, h);
    return undefined;
  };
})(window.mc = window.mc || {});
