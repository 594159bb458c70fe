/* Drawings: the newest view is laid over the standing one as a difference; what did not change is not touched. */
(function (mc) {
  const ROOM = { dde: [40, 64, 60, 40], bdv: [24, 210, 30, 30], acc: [24, 24, 34, 24], convergence: [64, 110, 44, 50] };
  const FLOOR = { dde: 0.5, bdv: 0.62, acc: 0.16, convergence: 0.5 };
  const BIG = 1200;
  mc.drawn = {};

  function instance(lens) {
    const cy = mc.$(`graph-${lens}`)?._cyreg?.cy;
    if (!cy || cy.destroyed()) return null;
    if (mc.drawn[lens]?.cy !== cy) mc.drawn[lens] = opened(cy, lens);
    return mc.drawn[lens];
  }

  function opened(cy, lens) {
    const drawing = { cy, lens, marks: new Map(), lines: new Map(), touched: false, key: "" };
    cy.style(mc.skin());
    mc.labels(drawing);
    mc.handles(drawing);
    return drawing;
  }

  const nodeClasses = (m) => [`k-${m.kind}`, `t-${m.tone}`, `g-${m.glyph}`, m.stream ? `s-${m.stream}` : "", ...m.classes].filter(Boolean);
  const lineClasses = (l, big, curved) => [`k-${l.kind}`, `t-${l.tone}`, big && l.kind === "allowed" ? "big" : "", curved ? "curved" : "", ...l.classes].filter(Boolean);

  function difference(drawing, view) {
    const marks = new Map(view.marks.map((m) => [m.id, m]));
    const lines = new Map(view.lines.filter((l) => marks.has(l.source) && marks.has(l.target)).map((l) => [l.id, l]));
    const gone = [...drawing.lines.keys()].filter((id) => !lines.has(id)).concat([...drawing.marks.keys()].filter((id) => !marks.has(id)));
    return { marks, lines, gone };
  }

  const FOCUS = ["faded", "member", "picked"];

  function dress(element, classes) {
    element.classes([...classes, ...FOCUS.filter((one) => element.hasClass(one))]);
  }

  function putMark(drawing, m, fresh) {
    const before = drawing.marks.get(m.id);
    const { x, y, ...data } = m;
    if (data.parent === "") delete data.parent;
    if (!before) return void fresh.push({ group: "nodes", data, position: { x, y }, classes: nodeClasses(m) });
    if (JSON.stringify(before) === JSON.stringify(m)) return;
    const node = drawing.cy.getElementById(m.id);
    delete data.parent;
    node.data(data);
    dress(node, nodeClasses(m));
    if ((before.x !== x || before.y !== y) && !node.isParent()) node.position({ x, y });
    if (before.parent !== m.parent) node.move({ parent: m.parent || null });
  }

  function putLine(drawing, l, marks, big, fresh) {
    const before = drawing.lines.get(l.id);
    const curve = mc.curve(drawing.lens, l, marks.get(l.source), marks.get(l.target));
    const classes = lineClasses(l, big, Boolean(curve));
    const data = { id: l.id, source: l.source, target: l.target, kind: l.kind, label: l.label, sentence: l.sentence, confidence: l.confidence, method: l.method, ...curve };
    if (!before) return void fresh.push({ group: "edges", data, classes });
    const moved = curve && String(curve.cpd) !== String(drawing.cy.getElementById(l.id).data("cpd"));
    if (!moved && JSON.stringify(before) === JSON.stringify(l)) return;
    const edge = drawing.cy.getElementById(l.id);
    edge.data({ ...data, source: undefined, target: undefined });
    dress(edge, classes);
  }

  function lay(drawing, view) {
    const { marks, lines, gone } = difference(drawing, view);
    const fresh = [];
    drawing.cy.batch(() => {
      gone.forEach((id) => drawing.cy.getElementById(id).remove());
      const parents = new Set(view.marks.map((m) => m.parent));
      [...view.marks].sort((a, b) => parents.has(b.id) - parents.has(a.id)).forEach((m) => putMark(drawing, m, fresh));
      lines.forEach((l) => putLine(drawing, l, marks, lines.size > BIG, fresh));
      drawing.cy.add(fresh);
    });
    Object.assign(drawing, { marks, lines, view });
  }

  /** Show a view in its drawing. Fits it only when another iteration (or the first picture) comes in. */
  mc.graph = function (view, key) {
    const drawing = instance(view.lens);
    if (!drawing) return false;
    const first = drawing.key !== key || !drawing.marks.size;
    if (drawing.key !== key) drawing.touched = false;
    lay(drawing, view);
    drawing.key = key;
    drawing.cy.container().parentElement.parentElement.dataset.empty = view.marks.length ? "" : "1";
    mc.highlight();
    if (first) mc.fit(drawing);
    return true;
  };

  /** The whole drawing, or as much of it from its beginning as can still be read. */
  mc.fit = function (drawing) {
    const { cy, lens } = drawing;
    if (!cy.nodes().length || !cy.width()) return;
    const [top, right, bottom, left] = ROOM[lens] || ROOM.dde;
    const box = cy.nodes().boundingBox({ includeLabels: false, includeOverlays: false });
    const whole = Math.min((cy.width() - left - right) / (box.w || 1), (cy.height() - top - bottom) / (box.h || 1));
    const zoom = Math.min(1.2, Math.max(whole, FLOOR[lens]));
    const at = (room, before, size, from) => (size * zoom <= room + 1 ? before + (room - size * zoom) / 2 : before) - from * zoom;
    cy.viewport({ zoom, pan: { x: at(cy.width() - left - right, left, box.w, box.x1), y: at(cy.height() - top - bottom, top, box.h, box.y1) } });
    drawing.touched = false;
  };

  /** Ring what is picked, thicken its spine, let the rest step back; all in the browser. */
  mc.highlight = function () {
    const members = mc.members || new Set();
    const picked = mc.state.selection;
    const lens = mc.state.lens === "verdict" ? "convergence" : mc.state.lens;
    const drawing = mc.drawn[lens];
    if (!drawing || drawing.cy.destroyed()) return;
    const known = picked && (members.size > 1 || drawing.marks.has(picked));
    drawing.cy.batch(() => {
      drawing.cy.elements().forEach((one) => {
        const inside = one.isNode() ? members.has(one.id()) || one.id() === picked : members.has(one.data("source")) && members.has(one.data("target"));
        const wanted = mc.state.filter && mc.state.lens !== "overview" && one.isNode() && !one.isParent() && mc.state.filter !== one.data("glyph");
        one.toggleClass("picked", one.id() === picked);
        one.toggleClass("member", Boolean(known) && members.size > 1 && inside && one.id() !== picked && !one.isParent?.());
        one.toggleClass("faded", Boolean(wanted) || (Boolean(known) && members.size > 1 && !inside && !(one.isNode() && one.isParent())));
      });
    });
    drawing.cy.emit("relabel");
  };

  mc.restyle = function () {
    Object.values(mc.drawn).forEach((drawing) => !drawing.cy.destroyed() && drawing.cy.style(mc.skin()));
    mc.redrawMatrix?.();
  };
})(window.mc = window.mc || {});
