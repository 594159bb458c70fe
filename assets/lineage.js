/* Where a task comes from and where it leads: while it is pointed at, its ancestors, its descendants and what flows
   between them are lit, in the drawing and beside it; the rest steps back. All from what is drawn: nobody is asked. */
(function (mc) {
  const steps = new WeakMap();
  mc.kin = null;

  /** Per task those one step back and one step on; made once per set of lines. */
  function stepsOf({ lines }) {
    if (steps.has(lines)) return steps.get(lines);
    const found = { back: new Map(), on: new Map() };
    const put = (map, key, line) => (map.get(key) || map.set(key, []).get(key)).push(line);
    for (const line of lines.values()) { put(found.back, line.target, line); put(found.on, line.source, line); }
    steps.set(lines, found);
    return found;
  }

  function walk(uid, map, end, kin, ways) {
    for (const todo = [uid]; todo.length;) {
      for (const line of map.get(todo.pop()) || []) {
        ways.add(line.id);
        if (kin.has(line[end])) continue;
        kin.add(line[end]);
        todo.push(line[end]);
      }
    }
  }

  /** Who lies before and after a task, and the lines between. */
  mc.lineage = function (drawing, uid) {
    const { back, on } = stepsOf(drawing);
    const [above, below, ways] = [new Set(), new Set(), new Set()];
    walk(uid, back, "source", above, ways);
    walk(uid, on, "target", below, ways);
    return { above, below, ways, kin: new Set([uid, ...above, ...below]) };
  };

  function paint(drawing, found) {
    drawing.cy.batch(() => {
      drawing.cy.nodes().forEach((node) => {
        const away = Boolean(found) && node.data("kind") !== "band" && !found.kin.has(node.id());
        node.toggleClass("away", away);
      });
      drawing.cy.edges().forEach((edge) => {
        const inside = Boolean(found) && found.ways.has(edge.id());
        edge.toggleClass("kin", inside);
        edge.toggleClass("away", Boolean(found) && !inside);
      });
    });
    drawing.cy.emit("relabel");
  }

  let pointed = null;

  /** Point at a task by its id; null lets go. */
  mc.pointAt = function (uid) {
    const drawing = mc.drawn.dde;
    if (uid === pointed || !drawing || drawing.cy.destroyed()) return;
    pointed = uid && drawing.marks.has(uid) ? uid : null;
    const found = pointed && mc.lineage(drawing, pointed);
    mc.kin = found ? found.kin : null;
    paint(drawing, found);
    mc.lightBars?.();
  };
  mc.pointedAt = () => pointed;

  const list = (name, rows) => (rows.length ? mc.h`<span class="made">${rows.slice(0, 6).map((r) => mc.h`<span>${mc.glyph(r.glyph, r.tone)} ${r.cells[0]} <span class="mono ink3">${r.cells[1]}</span></span>`)}${rows.length > 6 ? mc.h`<span class="ink3">and ${rows.length - 6} more ${name}</span>` : ""}</span>` : "");

  /** What is said of a task while it is pointed at. */
  mc.taskTip = function (uid) {
    const bar = mc.picture?.view?.bars?.find((one) => one.id === uid);
    const drawing = mc.drawn.dde;
    if (!bar || !drawing) return null;
    const { above, below } = mc.lineage(drawing, uid);
    const slack = bar.slack ? mc.h`<span class="ink3">Slack: ${bar.slack} by plan${bar.live_slack ? `, ${bar.live_slack} as it runs` : ""}</span>` : "";
    return mc.h`<b>${bar.label}</b><span>${mc.glyph(bar.glyph, bar.tone)} ${bar.state}${bar.end && bar.start ? ` in ${mc.lasted(bar.end - bar.start)}` : ""}</span>
      ${slack}<span class="ink3">${mc.many(above.size, "task")} before it, ${below.size.toLocaleString("en")} after</span>${list("artifacts", bar.artifacts)}${list("gates", bar.gates)}`;
  };

  /** A drawing of tasks listens to the pointer. */
  mc.lineageIn = function (drawing) {
    const { cy } = drawing;
    const point = (event) => {
      const uid = event.target.id();
      if (event.target.data("kind") === "band") return;
      mc.pointAt(uid);
      const told = mc.taskTip(uid);
      if (told) mc.tip(event, told);
    };
    cy.on("mouseover", "node", point);
    // Who comes back to the mark that was left by a jump comes over nothing new.
    cy.on("mousemove", "node", (event) => event.target.id() !== pointed && point(event));
    const letGo = () => mc.pointAt(null);
    cy.on("mouseout", "node", letGo);
    // A pointer that jumps out of the drawing leaves no mark first.
    cy.container().addEventListener("pointerleave", () => { letGo(); mc.hideTip(); });
    mc.pulses(drawing);
  };

  /** Rings around what is about to be tried again, above the canvas, so that only they are drawn anew. */
  mc.pulses = function (drawing) {
    const { cy } = drawing;
    const host = cy.container().parentElement;
    host.querySelector(".pulses")?.remove();
    const sheet = document.createElement("div");
    sheet.className = "pulses";
    host.append(sheet);
    cy.on("render", () => {
      const tried = [...drawing.marks.values()].filter((m) => m.glyph === "retry").slice(0, 40);
      while (sheet.childElementCount < tried.length) sheet.append(document.createElement("i"));
      while (sheet.childElementCount > tried.length) sheet.lastElementChild.remove();
      const [zoom, pan] = [cy.zoom(), cy.pan()];
      tried.forEach((m, at) => {
        const side = m.w * zoom;
        const ring = sheet.children[at];
        Object.assign(ring.style, { width: `${side}px`, height: `${side}px`, left: `${m.x * drawing.sx * zoom + pan.x - side / 2}px`, top: `${m.y * drawing.sy * zoom + pan.y - side / 2}px` });
        ring.dataset.id = m.id;
      });
    });
  };
})(window.mc = window.mc || {});
