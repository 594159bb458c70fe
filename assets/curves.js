/* How lines bend, and what a pointer on a drawing does. */
(function (mc) {
  /** How far a line runs level before it turns: a quarter of its way is the shape of a cubic curve, a half turns
      sharply; but it leaves its mark first. */
  const BEND = 0.3;
  const OUT = 14;
  const BENT = new Set(["dependency", "contract", "artifact", "contains", "star", "mismatch", "link"]);

  /** Finer than a pixel, and no longer: a drawing reads numbers letter by letter. */
  const told = (number) => Math.round(number * 1e4) / 1e4;

  /** Control points of a line that leaves and arrives level, as cytoscape wants them; null for straight lines. */
  mc.curve = function (drawing, line, from, to) {
    const { lens, sx, sy } = drawing;
    if (lens === "convergence" || lens === "acc" || !BENT.has(line.kind)) return null;
    const dx = (to.x - from.x) * sx;
    const dy = (to.y - from.y) * sy;
    const length = Math.hypot(dx, dy);
    if (length < 1 || Math.abs(dy) < 2) return { cpd: [0, 0], cpw: [0.45, 0.55] };
    const level = (m) => Math.min(0.5 * Math.abs(dx), Math.max(BEND * Math.abs(dx), mc.sizeOf(drawing, m).w / 2 + OUT)) * Math.sign(dx);
    const [first, last] = [level(from), level(to)];
    return { cpd: [(-first * dy) / length, (last * dy) / length].map(told), cpw: [(first * dx) / (length * length), 1 - (last * dx) / (length * length)].map(told) };
  };

  /** What is under the pointer, in words beside it. */
  mc.tip = function (event, markup) {
    const place = mc.$("tip");
    mc.fill(place, markup);
    place.hidden = false;
    const { clientX, clientY } = event.originalEvent;
    const width = place.offsetWidth;
    place.style.transform = `translate(${Math.min(clientX + 14, innerWidth - width - 8)}px, ${clientY > innerHeight - 200 ? clientY - place.offsetHeight - 12 : clientY + 16}px)`;
  };

  const facts = (d) => mc.h`<b>${d.label}</b><span>${mc.glyph(d.glyph, d.tone)} ${d.state}${d.sub ? `, ${d.sub}` : ""}</span>`;
  const sentence = (d) => d.sentence || d.label || `${d.source.split("/").slice(1).join("/")} → ${d.target.split("/").slice(1).join("/")}`;
  const why = (d) => mc.h`<b>${d.kind}</b><span>${sentence(d)}${d.confidence === null || d.confidence === undefined ? "" : ` (${d.confidence.toFixed(2)}, ${(d.method || "").replaceAll("_", " ")})`}</span>`;

  mc.hideTip = () => { mc.$("tip").hidden = true; };

  function whole(drawing, node) {
    drawing.touched = true;
    drawing.cy.animate({ fit: { eles: node.closedNeighborhood(), padding: 90 }, duration: mc.still ? 0 : 280 });
  }

  /** Click selects, click on nothing lets go, double click comes near, hover says what it is. */
  mc.handles = function (drawing) {
    const { cy } = drawing;
    const markOf = (event) => drawing.marks.get(event.target.id());
    cy.on("tap", "node", (event) => !["ghost", "band"].includes(markOf(event)?.kind) && mc.go({ selection: mc.uidOf(markOf(event)) }));
    cy.on("tap", (event) => (event.target === cy || markOf(event)?.kind === "band") && mc.state.selection && mc.go({ selection: null }));
    cy.on("dbltap", "node", (event) => mc.foldTap(drawing, event.target) || whole(drawing, event.target));
    cy.on("mouseover", "node", (event) => !event.target.isParent() && event.target.data("kind") !== "band" && mc.tip(event, facts(event.target.data())));
    cy.on("mouseover", "edge", (event) => mc.tip(event, why(event.target.data())));
    cy.on("mouseout pan zoom", mc.hideTip);
    mc.wheel(drawing);
    cy.on("pinchzoom dragpan", () => { drawing.touched = true; });
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = cy.container() || {};
      if (cy.destroyed() || !width || drawing.fitted === `${width} ${height}`) return;
      cy.resize();
      if (!drawing.touched) mc.fit(drawing);
    }).observe(cy.container());
  };

  mc.actions = mc.actions || {};
  mc.actions.fit = (lens) => (mc.mapped(lens) ? mc.fitMap(mc.mapped(lens)) : mc.drawn[lens] && mc.fitAgain(mc.drawn[lens]));
})(window.mc = window.mc || {});
