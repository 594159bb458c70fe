/* Components of the architecture open and close in the drawing: a closed one is one mark, its imports one line each.
   Nothing else moves: a closed component stands where its middle was. The address names the closed ones. */
(function (mc) {
  const LOUD = ["violation", "cycle", "suppressed", "allowed"];
  const SIZE = { w: 150, h: 64 };
  const isHome = (m) => m.kind === "component" && m.classes.includes("container");
  const nameOf = (id) => id.slice(id.indexOf("/") + 1);
  const closed = () => new Set((mc.state.folded || "").split(",").filter(Boolean));

  /** What stands in a closed component's place. */
  function mark(home, inside) {
    const circular = inside.some((m) => m.classes.includes("in-cycle")) ? ["in-cycle"] : [];
    return { ...home, ...SIZE, sub: mc.many(inside.length, inside.every((m) => m.kind === "module") ? "module" : "part"), classes: ["folded", ...circular] };
  }

  /** One line per pair, as bad as the worst of those it stands for. */
  function lines(view, holder) {
    const found = new Map();
    for (const line of view.lines) {
      const [source, target] = [holder.get(line.source) || line.source, holder.get(line.target) || line.target];
      if (source === target) continue;
      const moved = source !== line.source || target !== line.target;
      const id = moved ? `DEPENDS_ON|${source}|${target}` : line.id;
      const known = found.get(id);
      const worst = known && LOUD.indexOf(known.kind) <= LOUD.indexOf(line.kind) ? known : line;
      const count = (known?.count || 0) + 1;
      const sentence = moved ? `${nameOf(source)} → ${nameOf(target)}: ${mc.many(count, "pair")} of modules.` : line.sentence;
      found.set(id, { ...worst, id, source, target, sentence, count });
    }
    return [...found.values()];
  }

  /** The view with what is closed in the address closed. */
  mc.folded = function (view) {
    const shut = closed();
    if (view.lens !== "acc" || !shut.size) return view;
    const homes = new Map(view.marks.filter((m) => isHome(m) && shut.has(nameOf(m.id))).map((m) => [m.id, []]));
    const holder = new Map();
    for (const m of view.marks) if (homes.has(m.parent)) { homes.get(m.parent).push(m); holder.set(m.id, m.parent); }
    const marks = view.marks.filter((m) => !holder.has(m.id)).map((m) => (homes.has(m.id) ? mark(m, homes.get(m.id)) : m));
    return { ...view, marks, lines: lines(view, holder) };
  };

  const homesOf = (view) => (view?.lens === "acc" ? (mc.picture?.map ? mc.mapHomes() : view.marks.filter(isHome)) : []);
  const put = (names, more) => mc.go({ folded: names.length ? names.join(",") : null, ...more });

  /** A double click on a component closes or opens it; on the level of components it opens that one among the others. */
  mc.foldTap = function (drawing, node) {
    const m = drawing.marks.get(node.id());
    if (drawing.lens !== "acc" || m?.kind !== "component") return false;
    if (drawing.view.lens === "acc-components") put([...drawing.marks.values()].filter((one) => one.kind === "component" && one.id !== m.id).map((one) => nameOf(one.id)), { level: null });
    else mc.actions.fold(nameOf(m.id));
    return true;
  };

  mc.foldButton = function (view) {
    const homes = homesOf(view);
    if (homes.length < 2) return "";
    const shut = homes.filter((m) => closed().has(nameOf(m.id))).length;
    return mc.h`<button class="chip ${shut ? "on" : ""}" data-do="folds" data-key="folds" aria-haspopup="dialog" aria-label="Fold ${shut}/${homes.length} components" title="Open and close components">${mc.icon("layers")}Fold <b>${shut}/${homes.length}</b></button>`;
  };

  function sheet() {
    const shut = closed();
    const homes = homesOf(mc.picture.view).sort((a, b) => (a.id < b.id ? -1 : 1));
    const rows = homes.map((m) => mc.h`<button class="btn sm" data-do="fold" data-arg="${nameOf(m.id)}" data-key="fold:${m.id}" aria-pressed="${shut.has(nameOf(m.id)) ? "true" : "false"}">${mc.glyph(m.glyph, m.tone)} ${m.label} <span class="ink3">${shut.has(nameOf(m.id)) ? "closed" : "open"}</span></button>`);
    mc.popover("Components", mc.h`<div class="folds scroll">${rows}</div><div class="foot"><button class="btn sm" data-do="foldAll" data-arg="close" data-key="fold:all">Close all</button> <button class="btn sm" data-do="foldAll" data-key="fold:none">Open all</button></div>`);
  }

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    folds: sheet,
    fold(name) {
      const shut = closed();
      if (!shut.delete(name)) shut.add(name);
      put([...shut].sort());
      if (!mc.$("popover").hidden) sheet();
    },
    foldAll(close) {
      put(close ? homesOf(mc.picture.view).map((m) => nameOf(m.id)).sort() : []);
      sheet();
    },
  });
})(window.mc = window.mc || {});
