/* What a hand does on a map: the same as on a drawing. Drag and wheel move the sheet, Ctrl and wheel come nearer,
   click picks, double click comes near, keys walk from node to node. */
(function (mc) {
  const NEAREST = 3;

  const within = (shown, zoom) => Math.min(NEAREST, Math.max(shown.least || 0.01, zoom));

  function zoomAt(shown, factor, sx, sy) {
    const { camera } = shown;
    const zoom = within(shown, camera.zoom * factor);
    const by = zoom / camera.zoom;
    shown.camera = { zoom, x: sx - (sx - camera.x) * by, y: sy - (sy - camera.y) * by };
    shown.touched = true;
    mc.paintMap(shown);
  }

  function panBy(shown, dx, dy) {
    shown.camera = { ...shown.camera, x: shown.camera.x + dx, y: shown.camera.y + dy };
    shown.touched = true;
    mc.paintMap(shown);
  }

  /** Move the camera there, at once where motion is not wanted. */
  mc.flyTo = function (shown, camera) {
    shown.touched = true;
    cancelAnimationFrame(shown.flight);
    if (mc.still) { shown.camera = camera; return void mc.paintMap(shown); }
    const [from, start] = [shown.camera, performance.now()];
    const step = () => {
      const part = Math.min(1, (performance.now() - start) / 280);
      const eased = 1 - (1 - part) ** 3;
      const zoom = from.zoom * (camera.zoom / from.zoom) ** eased;
      const share = camera.zoom === from.zoom ? eased : (zoom - from.zoom) / (camera.zoom - from.zoom);
      shown.camera = part === 1 ? camera : { zoom, x: from.x + (camera.x - from.x) * share, y: from.y + (camera.y - from.y) * share };
      mc.paintMap(shown);
      if (part < 1) shown.flight = requestAnimationFrame(step);
    };
    step();
  };

  /** The node at a place on the screen; -1 for none. */
  function nodeAt(shown, sx, sy) {
    const { map, camera } = shown;
    const [x, y] = [(sx - camera.x) / camera.zoom, (sy - camera.y) / camera.zoom];
    const { starts, nodes } = mc.membersOf(map);
    const reach = Math.max(14, 7 / camera.zoom);
    let [best, least] = [-1, reach * reach];
    for (let at = 0; at < map.regions.label.length; at++) {
      if (starts[at] === starts[at + 1] || Math.abs(x - map.regions.x[at]) > map.regions.w[at] / 2 + reach || Math.abs(y - map.regions.y[at]) > map.regions.h[at] / 2 + reach) continue;
      for (let n = starts[at]; n < starts[at + 1]; n++) {
        const far = (map.x[nodes[n]] - x) ** 2 + (map.y[nodes[n]] - y) ** 2;
        if (far < least) [best, least] = [nodes[n], far];
      }
    }
    return best;
  }

  const placeOf = (shown, event) => { const box = shown.box.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

  function told(map, at) {
    const [tone, glyph, word] = map.faces[map.states[at]];
    const region = map.homes[at] < 0 ? "" : map.regions.label[map.homes[at]];
    return mc.h`<b>${map.ids[at].split("/").slice(1).join("/")}</b><span>${mc.glyph(glyph, tone)} ${word}${region ? `, ${region}` : ""}</span>`;
  }

  function point(shown, event) {
    const [sx, sy] = placeOf(shown, event);
    const plate = mc.regionAt(shown, sx, sy);
    const hover = plate >= 0 ? -1 : nodeAt(shown, sx, sy);
    shown.box.style.cursor = plate >= 0 ? "zoom-in" : hover >= 0 ? "pointer" : "grab";
    if (hover >= 0) mc.tip({ originalEvent: event }, told(shown.map, hover));
    else if (plate >= 0) mc.tip({ originalEvent: event }, mc.h`<b>${shown.map.regions.label[plate]}</b><span>${shown.words.says(plate).filter(Boolean).join(", ")}. ${shown.map.closed.has(plate) ? "Click to open." : "Click to come near."}</span>`);
    else mc.hideTip();
    if (hover !== shown.hover) { shown.hover = hover; mc.sayMap(shown); }
  }

  function pick(shown, event) {
    const [sx, sy] = placeOf(shown, event);
    const plate = mc.regionAt(shown, sx, sy);
    if (plate >= 0 && shown.map.closed.has(plate)) return void mc.actions.fold(shown.map.regions.label[plate]);
    if (plate >= 0) return void mc.fitMap(shown, plate);
    const at = nodeAt(shown, sx, sy);
    if (at >= 0) { shown.byHand = shown.map.ids[at] !== mc.state.selection; mc.go({ selection: shown.map.ids[at] }); }
    else if (mc.state.selection) mc.go({ selection: null });
  }

  /** Walk to the nearest node in a direction, and say where that is. */
  function walk(shown, dx, dy) {
    const { map, camera } = shown;
    const from = shown.hover >= 0 ? shown.hover : shown.picked >= 0 ? shown.picked : -1;
    const [x, y] = from >= 0 ? [map.x[from], map.y[from]] : [(shown.width / 2 - camera.x) / camera.zoom, (shown.height / 2 - camera.y) / camera.zoom];
    let [best, least] = [-1, Infinity];
    for (let at = 0; at < map.ids.length; at++) {
      const [ax, ay] = [map.x[at] - x, map.y[at] - y];
      const [along, aside] = [ax * dx + ay * dy, Math.abs(ax * dy) + Math.abs(ay * dx)];
      if (map.shut?.[at] || at === from || (from >= 0 && (along <= 0 || aside > along))) continue;
      const far = from >= 0 ? along + 2 * aside : Math.hypot(ax, ay);
      if (far < least) [best, least] = [at, far];
    }
    if (best < 0) return;
    shown.hover = best;
    mc.comeTo(shown, best);
    mc.$("say").textContent = `${map.labels[best]}, ${map.faces[map.states[best]][2]}, in ${map.regions.label[map.homes[best]] || "no group"}`;
  }

  /** Bring a node into sight, near enough to be read. */
  mc.comeTo = function (shown, at) {
    const { map, camera } = shown;
    const zoom = Math.max(camera.zoom, 0.8);
    const [sx, sy] = [map.x[at] * camera.zoom + camera.x, map.y[at] * camera.zoom + camera.y];
    const panel = mc.$("panel").getBoundingClientRect();
    const right = mc.$("panel").hidden ? shown.width : Math.min(shown.width, Math.max(200, panel.left - shown.box.getBoundingClientRect().left));
    if (zoom === camera.zoom && sx > 30 && sx < right - 30 && sy > 30 && sy < shown.height - 40) return void mc.sayMap(shown);
    mc.flyTo(shown, { zoom, x: right / 2 - map.x[at] * zoom, y: shown.height / 2 - map.y[at] * zoom });
  };

  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function pressed(shown, event) {
    const way = KEYS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !shown.map) return;
    if (way) event.shiftKey ? panBy(shown, -80 * way[0], -80 * way[1]) : walk(shown, ...way);
    else if (event.key === "Enter" && shown.hover >= 0) mc.go({ selection: shown.map.ids[shown.hover] });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Fingers and mouse: one drags, two come nearer. */
  function drags(shown) {
    const { box } = shown;
    const down = new Map();
    let moved = 0;
    box.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button")) return;
      down.set(event.pointerId, placeOf(shown, event));
      moved = 0;
      box.setPointerCapture(event.pointerId);
    });
    box.addEventListener("pointermove", (event) => {
      if (!shown.map) return undefined;
      const before = down.get(event.pointerId);
      if (!before) return point(shown, event);
      const now = placeOf(shown, event);
      down.set(event.pointerId, now);
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      mc.hideTip();
      if (down.size === 1) return moved > 3 ? panBy(shown, now[0] - before[0], now[1] - before[1]) : undefined;
      const other = [...down].find(([id]) => id !== event.pointerId)[1];
      const apart = (p) => Math.max(10, Math.hypot(p[0] - other[0], p[1] - other[1]));
      return zoomAt(shown, apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    });
    const up = (event) => {
      if (down.delete(event.pointerId) && event.type === "pointerup" && moved <= 3 && shown.map) pick(shown, event);
    };
    box.addEventListener("pointerup", up);
    box.addEventListener("pointercancel", up);
    box.addEventListener("pointerleave", () => { mc.hideTip(); if (shown.hover >= 0) { shown.hover = -1; mc.sayMap(shown); } });
  }

  mc.mapHand = function (shown) {
    drags(shown);
    shown.box.tabIndex = 0;
    shown.box.setAttribute("role", "application");
    shown.box.setAttribute("aria-label", "Map. Arrow keys walk from node to node, Enter picks one, plus and minus come nearer and farther; the table has every node.");
    shown.box.addEventListener("keydown", (event) => pressed(shown, event));
    shown.box.addEventListener("dblclick", (event) => { const at = nodeAt(shown, ...placeOf(shown, event)); if (at >= 0) mc.comeTo(shown, at); else zoomAt(shown, 1.8, ...placeOf(shown, event)); });
    shown.box.addEventListener("wheel", (event) => {
      event.preventDefault();
      mc.hideTip();
      if (event.ctrlKey || event.metaKey) zoomAt(shown, Math.exp(-event.deltaY / 300), ...placeOf(shown, event));
      else panBy(shown, -event.deltaX - (event.shiftKey ? event.deltaY : 0), event.shiftKey ? 0 : -event.deltaY);
    }, { passive: false });
  };

  mc.mapNearer = (shown, factor) => zoomAt(shown, factor, shown.width / 2, shown.height / 2);
  mc.actions = mc.actions || {};
  mc.actions.nearer = (factor) => mc.mapNow() && mc.mapNearer(mc.mapNow(), Number(factor));
})(window.mc = window.mc || {});
