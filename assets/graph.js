/* Drawings: the newest view is laid over the standing one as a difference; what did not change is not touched. */
(function (mc) {
  const BIG = 900;
  const MANY = 120;
  mc.drawn = {};

  /** What comes after these scripts is there, and nothing of it stands yet. */
  document.addEventListener("DOMContentLoaded", () => {
    const Component = window.dash_cytoscape?.Cytoscape;
    // Drawings come with a sensitivity for a wheel that is not theirs (mc.wheel), and cytoscape warns of any.
    delete Component?.defaultProps?.wheelSensitivity;
    // What a drawing holds and what a hand does with it is told here alone: copied into properties of the component, as
    // it would be, a new drawing costs as much again, and so does every move.
    if (Component) Component.prototype.handleCy = function (cy) { this._cy = cy; };
  });

  function instance(lens) {
    const cy = mc.$(`graph-${lens}`)?._cyreg?.cy;
    if (!cy || cy.destroyed()) return null;
    if (mc.drawn[lens]?.cy !== cy) mc.drawn[lens] = opened(cy, lens);
    return mc.drawn[lens];
  }

  function opened(cy, lens) {
    const drawing = { cy, lens, marks: new Map(), lines: new Map(), touched: false, key: "", kinds: new Set(), sx: 1, sy: 1, weight: 0 };
    mc.labels(drawing);
    mc.handles(drawing);
    mc.minimap(drawing);
    if (lens === "acc") mc.pairFrom(drawing);
    if (lens === "dde") mc.lineageIn(drawing);
    return drawing;
  }

  /** Of many none fades from one colour to the next: each step of that would paint them all. */
  const nodeClasses = (m, many) => [...worn(m), many ? "still" : ""].filter(Boolean);
  const worn = (m) => [`k-${m.kind}`, `t-${m.tone}`, `g-${m.glyph}`, m.stream ? `s-${m.stream}` : "", ...m.classes];
  const crowd = (number) => (number > BIG ? "big" : number > MANY ? "many" : "");
  const lineClasses = (l, crowded, curved) => [`k-${l.kind}`, `t-${l.tone}`, l.kind === "allowed" ? crowded : "", curved ? "curved" : "", ...l.classes].filter(Boolean);

  function difference(drawing, view) {
    const marks = new Map([...view.bands.map(bandMark(view.lens)), ...view.marks].map((m) => [m.id, m]));
    const lines = new Map(view.lines.filter((l) => marks.has(l.source) && marks.has(l.target)).map((l) => [l.id, l]));
    const gone = [...drawing.lines.keys()].filter((id) => !lines.has(id)).concat([...drawing.marks.keys()].filter((id) => !marks.has(id)));
    return { marks, lines, gone };
  }

  const FOCUS = ["faded", "member", "picked", "pair", "is-added", "is-changed", "is-content", "kin", "away"];
  const uidOf = (m) => m.node || m.id;
  mc.uidOf = uidOf;
  mc.lensOf = (view) => view.lens.split("-")[0];
  /** Bands and containers are backgrounds: they stretch with the drawing, and lie beneath it. */
  mc.isBox = (m) => m.kind === "band" || m.classes.includes("container");

  /** Labelled backgrounds are nodes that nobody can touch. */
  const bandMark = (lens) => (band, at) => ({ ...band, id: `band:${at}`, kind: "band", tone: "idle", glyph: "", state: "", parent: "", classes: [`in-${mc.lensOf({ lens })}`], badge: "", stream: "", since: null, until: null });

  function dress(element, classes) {
    element.classes([...classes, ...FOCUS.filter((one) => element.hasClass(one))]);
  }

  /** Equal in every field; lists of words are compared word by word. */
  function same(a, b) {
    if (a === b) return true;
    for (const field in b) {
      const [one, other] = [a[field], b[field]];
      if (one === other) continue;
      if (!Array.isArray(one) || one.length !== other.length || one.some((word, at) => word !== other[at])) return false;
    }
    return true;
  }

  function putMark(drawing, m, fresh) {
    const before = drawing.marks.get(m.id);
    const { x, y, ...data } = m;
    Object.assign(data, mc.sizeOf(drawing, m));
    delete data.parent;
    const position = { x: x * drawing.sx, y: y * drawing.sy };
    if (!before) return void fresh.push({ group: "nodes", data, position, classes: nodeClasses(m, drawing.many), pannable: mc.isBox(m), selectable: false });
    if (same(before, m)) return;
    const node = drawing.cy.getElementById(m.id);
    node.data(data);
    dress(node, nodeClasses(m, drawing.many));
    if (before.x !== x || before.y !== y) node.position(position);
  }

  function putLine(drawing, l, marks, crowded, fresh) {
    const before = drawing.lines.get(l.id);
    const curve = mc.curve(drawing, l, marks.get(l.source), marks.get(l.target));
    const classes = lineClasses(l, crowded, Boolean(curve));
    const data = { id: l.id, source: l.source, target: l.target, kind: l.kind, label: l.label, sentence: l.sentence, confidence: l.confidence, method: l.method, ...curve };
    if (!before) return void fresh.push({ group: "edges", data, classes });
    const moved = curve && String(curve.cpd) !== String(drawing.cy.getElementById(l.id).data("cpd"));
    if (!moved && same(before, l)) return;
    const edge = drawing.cy.getElementById(l.id);
    edge.data({ ...data, source: undefined, target: undefined });
    dress(edge, classes);
  }

  function lay(drawing, { marks, lines, gone }, view) {
    const fresh = [];
    drawing.many = marks.size > MANY;
    drawing.cy.batch(() => {
      gone.forEach((id) => drawing.cy.getElementById(id).remove());
      marks.forEach((m) => putMark(drawing, m, fresh));
      lines.forEach((l) => putLine(drawing, l, marks, crowd(lines.size), fresh));
      drawing.cy.add(fresh);
    });
    if (fresh.length && !drawing.marks.size) mc.firstDrawn(drawing.cy);
    Object.assign(drawing, { marks, lines, view, boxed: view.marks.some(mc.isBox) });
  }

  /** What has not been drawn before is not in the skin yet. */
  function newKinds(drawing, { marks, lines }) {
    const before = drawing.kinds.size;
    for (const one of [...marks.values(), ...lines.values()]) drawing.kinds.add(one.kind);
    if (drawing.kinds.size > before && drawing.weight) drawing.cy.style(mc.skin(drawing.weight, drawing.kinds));
  }

  /** Show a view in its drawing. Fits it only when another iteration (or the first picture) comes in. */
  mc.graph = function (view, key) {
    const drawing = instance(mc.lensOf(view));
    if (!drawing) return false;
    const first = drawing.key !== key || !drawing.marks.size;
    if (drawing.key !== key) drawing.touched = false;
    const change = difference(drawing, view);
    newKinds(drawing, change);
    if (first) mc.fit(drawing, change.marks);  // before anything lies there: how it looks is worked out once
    lay(drawing, change, view);
    drawing.key = key;
    drawing.cy.container().parentElement.parentElement.dataset.empty = view.marks.length ? "" : "1";
    mc.highlight();
    mc.lightPair();
    return true;
  };

  /** Ring what is picked, thicken its spine, let the rest step back; all in the browser. */
  mc.highlight = function () {
    mc.lightBars?.();
    if (mc.lightMap()) return;
    const members = mc.members || new Set();
    const picked = mc.state.selection;
    const lens = mc.state.lens === "verdict" ? "convergence" : mc.state.lens;
    const drawing = mc.drawn[lens];
    if (!drawing || drawing.cy.destroyed()) return;
    const uid = (id) => uidOf(drawing.marks.get(id) || { id });
    const inSpine = (id) => members.has(uid(id)) || uid(id) === picked;
    const spine = Boolean(picked) && members.size > 1;
    const marked = mc.marked();
    const lit = Boolean(picked || mc.state.filter || marked);
    if (!lit && !drawing.lit) return void drawing.cy.emit("relabel");
    drawing.lit = lit;
    drawing.cy.batch(() => {
      drawing.cy.nodes().forEach((node) => {
        if (node.data("kind") === "band") return;
        const box = node.hasClass("container");
        const inside = inSpine(node.id());
        const me = Boolean(picked) && uid(node.id()) === picked;
        node.toggleClass("picked", me);
        node.toggleClass("member", spine && inside && !me);
        mc.markChange(node, marked, uid(node.id()));
        node.toggleClass("faded", !box && (Boolean(marked && !spine && !marked.has(uid(node.id()))) || (spine && !inside) || Boolean(mc.state.filter && mc.state.filter !== node.data("glyph"))));
      });
      drawing.cy.edges().forEach((edge) => {
        const inside = inSpine(edge.data("source")) && inSpine(edge.data("target"));
        edge.toggleClass("member", spine && inside);
        edge.toggleClass("faded", spine ? !inside : Boolean(marked) && !edge.hasClass("only-a") && !edge.hasClass("only-b"));
      });
    });
    drawing.cy.emit("relabel");
  };

  mc.restyle = function () {
    Object.values(mc.drawn).forEach((drawing) => !drawing.cy.destroyed() && drawing.cy.style(mc.skin(drawing.weight, drawing.kinds)));
    mc.restyleMaps?.();
    mc.redrawMatrix?.();
  };
})(window.mc = window.mc || {});
