/* What is shown as an SVG of shapes and words; and from that one a PNG or a PDF. */
(function (mc) {
  const PAD = 28;
  const HEAD = 64;
  const FONT = "Inter, Helvetica, Arial, sans-serif";
  const xml = (text) => String(mc.h`${text}`);
  const at = (number) => Math.round(number * 10) / 10;
  const text = (x, y, words, size, fill, anchor = "start", weight = 400) => `<text x="${at(x)}" y="${at(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}" stroke="${mc.token("surface")}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${xml(words)}</text>`;

  /** Title, iteration and both clocks above the picture. */
  function sheet(kind, width, height, inner) {
    const { title, iteration, as_of, known_at } = mc.exportHead(kind);
    const [w, h] = [Math.ceil(Math.max(480, width + 2 * PAD)), Math.ceil(height + HEAD + 2 * PAD)];
    const says = `as of ${as_of}, known at ${known_at}`;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${FONT}"><title>${xml(`${title}, ${iteration}`)}</title><desc>${xml(says)}</desc>
<rect width="${w}" height="${h}" fill="${mc.token("surface")}"/>${text(PAD, 32, `${title}, ${iteration}`, 16, mc.token("ink"), "start", 600)}${text(PAD, 52, says, 11, mc.token("ink-2"))}
<g transform="translate(${PAD} ${HEAD + PAD})">${inner}</g></svg>`;
  }

  const dashes = { dashed: ' stroke-dasharray="6 4"', dotted: ' stroke-dasharray="2 3"' };

  function shape(node) {
    const { x, y } = node.position();
    const [w, h, style] = [node.width(), node.height(), (name) => node.style(name)];
    const look = `fill="${style("background-color")}" fill-opacity="${style("background-opacity")}" stroke="${style("border-color")}" stroke-width="${parseFloat(style("border-width"))}"${dashes[style("border-style")] || ""}`;
    const kind = style("shape");
    if (kind === "diamond") return `<path d="M${at(x)} ${at(y - h / 2)}L${at(x + w / 2)} ${at(y)}L${at(x)} ${at(y + h / 2)}L${at(x - w / 2)} ${at(y)}Z" ${look}/>`;
    if (kind === "star") return `<path d="${[...Array(10).keys()].map((n) => { const r = n % 2 ? 0.22 : 0.5; const a = (n * Math.PI) / 5 - Math.PI / 2; return `${n ? "L" : "M"}${at(x + w * r * Math.cos(a))} ${at(y + h * r * Math.sin(a))}`; }).join("")}Z" ${look}/>`;
    if (kind === "ellipse") return `<ellipse cx="${at(x)}" cy="${at(y)}" rx="${at(w / 2)}" ry="${at(h / 2)}" ${look}/>`;
    return `<rect x="${at(x - w / 2)}" y="${at(y - h / 2)}" width="${at(w)}" height="${at(h)}" rx="${Math.min(8, w / 6)}" ${look}/>`;
  }

  /** The glyph of a state, as the canvas has it: state never rests on colour. */
  function glyph(node) {
    const [drawn, side] = [mc.glyphBody(node.style("background-image")), parseFloat(node.style("background-width"))];
    if (!drawn) return "";
    const size = node.style("background-width").endsWith("%") ? (node.width() * side) / 100 : side;
    const { x, y } = node.position();
    const left = node.style("background-position-x").endsWith("px") ? x - node.width() / 2 + parseFloat(node.style("background-position-x")) : x - size / 2;
    return `<g class="glyph" transform="translate(${at(left)} ${at(y - size / 2)}) scale(${at(size) / 16})">${drawn}</g>`;
  }

  /** Where a mark's words stand, as on the canvas; with a second line they make room for it. */
  const PLACES = { inside: () => [0, 4, "middle"], right: (w, h, two) => [w / 2 + 6, two ? -2 : 4, "start"], above: (w, h, two) => [0, -h / 2 - (two ? 19 : 6), "middle"], below: (w, h) => [0, h / 2 + 14, "middle"] };

  function words(drawing, node, mark) {
    const { x, y } = node.position();
    const [w, h] = [node.width(), node.height()];
    if (mark.kind === "band" && drawing.lens !== "acc") return text(x, y - h / 2 - 7, mark.label, 11, mc.token("ink-2"), "middle");
    if (mc.isBox(mark)) return text(x - w / 2 + 6, y - h / 2 + 14, mark.label, 11, mc.token("ink-2"));
    const second = drawing.lens !== "acc" && mc.labelPlace(drawing, mark) !== "inside" ? mark.sub : "";
    const [dx, dy, anchor] = PLACES[mc.labelPlace(drawing, mark)](w, h, second);
    return text(x + dx, y + dy, mark.label, mark.kind === "module" ? 8 : 11, mc.token("ink"), anchor, mark.kind === "star" ? 600 : 400) + (second ? text(x + dx, y + dy + 13, second, 10, mc.token(mark.tone === "fail" ? "fail" : "ink-2"), anchor) : "");
  }

  /** How far words beside marks reach beyond the drawing. */
  function beyond(drawing, box) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `11px ${FONT}`;
    const ends = [...drawing.marks.values()].filter((m) => mc.labelPlace(drawing, m) === "right").map((m) => m.x * drawing.sx + m.w / 2 + 12 + Math.max(pen.measureText(m.label).width, pen.measureText(m.sub || "").width));
    return Math.max(0, ...ends.map((end) => end - box.x2));
  }

  function line(edge) {
    const [s, t, style] = [edge.sourceEndpoint(), edge.targetEndpoint(), (name) => edge.style(name)];
    const by = edge.controlPoints() || [];
    const p = ({ x, y }) => `${at(x)} ${at(y)}`;
    const mid = by.length === 2 && { x: (by[0].x + by[1].x) / 2, y: (by[0].y + by[1].y) / 2 };
    const d = mid ? `M${p(s)}Q${p(by[0])} ${p(mid)}Q${p(by[1])} ${p(t)}` : by.length === 1 ? `M${p(s)}Q${p(by[0])} ${p(t)}` : `M${p(s)}L${p(t)}`;
    const from = by.length ? by.at(-1) : s;
    const turn = Math.atan2(t.y - from.y, t.x - from.x);
    const tip = style("target-arrow-shape") === "none" ? "" : `<path d="M${p(t)}L${p({ x: t.x - 8 * Math.cos(turn - 0.4), y: t.y - 8 * Math.sin(turn - 0.4) })}L${p({ x: t.x - 8 * Math.cos(turn + 0.4), y: t.y - 8 * Math.sin(turn + 0.4) })}Z" fill="${style("line-color")}"/>`;
    return `<g class="edge" opacity="${style("opacity")}"><path d="${d}" fill="none" stroke="${style("line-color")}" stroke-width="${parseFloat(style("width"))}"${style("line-style") === "dashed" ? ` stroke-dasharray="${style("line-dash-pattern")}" stroke-linecap="${style("line-cap")}"` : ""}/>${tip}</g>`;
  }

  function drawn(kind, drawing) {
    const { cy, marks } = drawing;
    const box = cy.elements().boundingBox();
    const [room, right] = [90, Math.max(90, beyond(drawing, box))];  // words stand beside their shapes
    const nodes = cy.nodes().sort((a, b) => mc.isBox(marks.get(b.id())) - mc.isBox(marks.get(a.id())));
    const shapes = nodes.map((node) => { const mark = marks.get(node.id()); return `<g class="${mark.kind === "band" ? "band" : "node"}" opacity="${node.style("opacity")}">${shape(node)}${glyph(node)}${words(drawing, node, mark)}</g>`; });
    const boxes = nodes.filter((node) => mc.isBox(marks.get(node.id()))).length;
    return sheet(kind, box.w + room + right, box.h + 80, `<g transform="translate(${at(room - box.x1)} ${at(36 - box.y1)})">${shapes.slice(0, boxes).join("\n")}${cy.edges().map(line).join("\n")}${shapes.slice(boxes).join("\n")}</g>`);
  }

  function matrix(kind) {
    const { ids, labels, blocks, cells } = mc.matrixShown();
    const size = Math.max(2, Math.min(14, 1600 / ids.length));
    const [side, room, ink] = [size * ids.length, size >= 8 ? 190 : 0, mc.token("ink")];
    const fill = (one) => mc.token({ violation: "loud-fail", cycle: "mixed", suppressed: "control" }[one.kind] || "process-id");
    const called = mc.matrixNames({ labels });
    const names = room ? called.map((name, n) => text(room - 6, room + (n + 0.75) * size, name, 10, ink, "end") + `<g transform="translate(${at(room + (n + 0.75) * size)} ${room - 6}) rotate(-90)">${text(0, 0, name, 10, ink)}</g>`).join("") : "";
    const frames = blocks.map((b) => `<rect class="block" x="${at(room + b.start * size)}" y="${at(room + b.start * size)}" width="${at((b.end - b.start) * size)}" height="${at((b.end - b.start) * size)}" fill="none" stroke="${mc.token("acc")}"/>`).join("");
    const squares = cells.map((one) => `<rect class="cell" x="${at(room + one.c * size)}" y="${at(room + one.r * size)}" width="${at(size)}" height="${at(size)}" fill="${fill(one)}"/>`).join("");
    return sheet(kind, side + room, side + room, `<rect x="${room}" y="${room}" width="${at(side)}" height="${at(side)}" fill="none" stroke="${mc.token("line-2")}"/>${names}${frames}${squares}`);
  }

  /** The whole of what is shown, as SVG; a map as it is looked at. */
  mc.exportSvg = function (kind) {
    if (kind === "matrix") return matrix(kind);
    const shown = mc.mapped(kind);
    if (!shown) return drawn(kind, mc.drawn[kind]);
    const sheetOf = mc.mapSheet(shown);
    return sheet(kind, shown.width, shown.height, `<image width="${shown.width}" height="${shown.height}" href="${sheetOf.toDataURL("image/png")}"/>`);
  };

  const MOST = 8192;

  /** The picture painted twice as large as it is drawn, as far as a canvas reaches. */
  mc.exportPng = async function (svg) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const scale = Math.min(2, MOST / image.width, MOST / image.height);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };

  let library = null;
  const fetched = () => (library ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: "assets/later/pdf.js", onload: done, onerror: () => { library = null; failed(new Error("The library for PDF did not arrive")); } });
    document.head.append(script);
  }));

  /** One page as large as the picture, of shapes and words. */
  mc.exportPdf = async function (svg, head) {
    await fetched();
    const element = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const [width, height] = ["width", "height"].map((side) => Number(element.getAttribute(side)));
    const pdf = new window.jspdf.jsPDF({ unit: "px", hotfixes: ["px_scaling"], orientation: width > height ? "l" : "p", format: [width, height] });
    pdf.setProperties({ title: `${head.title}, ${head.iteration}`, subject: `as of ${head.as_of}, known at ${head.known_at}`, creator: "Mission Control" });
    for (const word of element.querySelectorAll("text")) {
      if (word.getAttribute("font-weight") === "600") word.setAttribute("font-weight", "bold");  // the only other weight there
      for (const name of ["stroke", "stroke-width", "stroke-linejoin", "paint-order"]) word.removeAttribute(name);  // it would lie above the letters
    }
    document.body.append(element);
    try { await pdf.svg(element, { width, height }); } finally { element.remove(); }
    return pdf.output("blob");
  };
})(window.mc = window.mc || {});
