/* Maps: a lens of more nodes than are drawn one by one. The first picture brings all of it, later ones what changed. */
(function (mc) {
  const LOUD = new Set(["violation", "mismatch"]);
  mc.maps = {};

  /** The map that is looked at instead of the drawing of a lens, if any. */
  mc.mapped = (lens) => (mc.picture?.map && mc.maps[lens]?.map && mc.lensOf(mc.picture.view) === lens ? mc.maps[lens] : null);
  const lensNow = () => (mc.state.lens === "verdict" ? "convergence" : mc.state.lens);
  mc.mapNow = () => mc.mapped(lensNow());

  /** Where there is no WebGL 2 the table has to do. */
  function groundOf(canvas) {
    try { return new mc.Ground(canvas); } catch (flaw) { return null; }
  }

  function made(lens) {
    const box = document.createElement("div");
    box.className = "mapbox";
    box.innerHTML = `<canvas class="ground"></canvas><canvas class="words"></canvas>
      <div class="mapkeys"><button class="icbtn" data-do="nearer" data-arg="1.6" aria-label="Nearer" title="Nearer (+)">+</button><button class="icbtn" data-do="nearer" data-arg="0.625" aria-label="Farther" title="Farther (−)">−</button></div>`;
    const [canvas, sheet] = box.querySelectorAll("canvas");
    const shown = { lens, box, sheet, ground: groundOf(canvas), camera: { zoom: 1, x: 0, y: 0 }, picked: -1, hover: -1, members: [], added: [], changed: [], marks: null, queue: [], budget: 60000, width: 0, height: 0 };
    shown.words = new mc.MapWords(shown);
    mc.mapHand(shown);
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => { shown.ground = groundOf(canvas); if (shown.map && shown.ground) { shown.ground.load(shown.map, null); mc.paintMap(shown); } });
    new ResizeObserver(() => sized(shown)).observe(box);
    document.fonts?.ready.then(() => mc.sayMap(shown));
    return shown;
  }

  function sized(shown) {
    const [width, height] = [shown.box.clientWidth, shown.box.clientHeight];
    if (!width || !height || (width === shown.width && height === shown.height)) return;
    Object.assign(shown, { width, height });
    if (shown.map && !shown.touched) mc.fitMap(shown);
    if (shown.map) shown.taken = shown.taken || mc.takeAt(shown);
    mc.paintMap(shown);
  }

  /** Fetch the map of a picture as soon as the picture is there, before there is a page to show it on. */
  mc.mapAhead = function (picture) {
    if (!picture.map || !picture.view) return;
    const lens = mc.lensOf(picture.view);
    const shown = mc.maps[lens] = mc.maps[lens] || made(lens);
    const key = `${mc.state.tenant || ""} ${picture.iteration.id}`;
    if (shown.key === key && shown.wanted === picture.map) return;
    const have = shown.key === key ? shown.map?.bare : null;
    Object.assign(shown, { key, wanted: picture.map });
    const query = new URLSearchParams({ iteration: picture.iteration.id, lens: mc.state.lens });
    for (const name of ["tenant", "asOf", "knownAt"]) if (mc.state[name] !== null && mc.state[name] !== undefined) query.set(name, mc.state[name]);
    load(shown, query, picture.map, have);
  };

  async function load(shown, query, version, have) {
    const map = await mc.fetchMap(query, version, have).catch(() => null);
    if (shown.wanted !== version) return;
    if (!map) { shown.wanted = ""; return void mc.soon(); }
    if (!have || map.relined) shown.loud = [...map.tieOf.keys()].filter((line) => LOUD.has(map.ties[map.tieOf[line]])).slice(0, 3000);
    mc.putMap(shown, map, have);
    if (!have) { shown.touched = false; mc.fitMap(shown); shown.taken = mc.takeAt(shown); }
    light(shown);
    mc.showMap();
    if (mc.picture?.view && mc.mapNow() === shown) { mc.twin(mc.picture.view); if (!have) mc.frame(mc.picture.view); }
  }

  /** Put the map where its page has room for it; without one, the drawing stays. */
  mc.showMap = function () {
    const lens = lensNow();
    const place = mc.$(`map-${lens}`);
    if (!place) return false;
    const shown = mc.picture?.map ? mc.maps[lens] : null;
    place.hidden = !shown?.map || !shown.ground;
    if (shown && !shown.ground) mc.blind(lens);
    mc.$(`stage-${lens}`).classList.toggle("mapped", Boolean(mc.picture?.map));
    if (!shown) return false;
    if (shown.box.parentElement !== place) { place.append(shown.box); mc.paintMap(shown); }
    if (shown.map) sized(shown);
    return true;
  };

  /** Says why there is no map to see. */
  mc.blind = function (lens) {
    const canvas = mc.$(`stage-${lens}`).querySelector(".canvas");
    if (!canvas.querySelector(".emptynote")) canvas.insertAdjacentHTML("beforeend", String(mc.h`<div class="emptynote">${mc.glyph("unknown", "idle")}<p>This browser draws no WebGL 2, which a map of so many nodes needs. The table has every one of them.</p><button class="btn sm" data-do="show-as" data-arg="table">Show the table</button></div>`));
  };

  /** Paint at the next frame: nodes and words at once, lines as many as a frame holds, the rest in those that follow. */
  mc.paintMap = function (shown) {
    shown.stale = true;
    mc.keepAt(shown);
    mc.sayMap(shown);
  };

  /** Only the words and what is pointed at: the ground stays as it is. */
  mc.sayMap = function (shown) {
    shown.mute = true;
    if (!shown.frame) shown.frame = requestAnimationFrame(() => frame(shown));
  };

  function frame(shown) {
    shown.frame = 0;
    if (!shown.map || !shown.ground || !shown.width || !shown.box.isConnected) return;
    const now = performance.now();
    const ratio = devicePixelRatio || 1;
    if (shown.stale) begin(shown, ratio);
    else pace(shown, now - shown.last);
    if (shown.mute) shown.words.paint(shown.width, shown.height, ratio);
    shown.mute = false;
    let left = shown.budget;
    while (shown.queue.length && left > 0) {
      const run = shown.queue[0];
      const number = Math.min(left, run[2]);
      shown.ground.draw(run[0], run[1], number, alpha(shown, run[0], run[3]));
      left -= number;
      run[1] += number;
      run[2] -= number;
      if (!run[2]) shown.queue.shift();
    }
    shown.last = now;
    if (shown.queue.length) shown.frame = requestAnimationFrame(() => frame(shown));
    else shown.whole = shown.whole || performance.now();
  }

  function begin(shown, ratio) {
    const { ground, camera, width, height } = shown;
    shown.stale = false;
    ground.begin(camera, width, height, ratio, shown.dim);
    shown.queue = ground.runs(camera.zoom, width);
    shown.first = shown.first || performance.now();
  }

  const pace = (shown, took) => { shown.budget = Math.round(Math.max(8000, Math.min(600000, shown.budget * (took > 60 ? 0.6 : took < 25 ? 1.6 : 1)))); };

  function alpha(shown, kind, passes) {
    const many = shown.map.sources.length > 20000 ? 1 : 1.7;
    const near = Math.min(0.55, 0.055 + shown.camera.zoom * 0.5) * many;
    const own = LOUD.has(kind) ? 0.75 : kind === "star" ? near * 0.35 : kind === "cycle" ? Math.max(0.35, near) : near;
    return Math.min(0.9, own * (shown.dim ? 0.4 : 1) * (passes ? 0.3 : 1));
  }

  /** All of it, in the middle. */
  mc.fitMap = function (shown, at) {
    const { x, y, w, h, label } = shown.map.regions;
    const all = at === undefined ? label.keys() : [at];
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const one of all) {
      box[0] = Math.min(box[0], x[one] - w[one] / 2); box[1] = Math.min(box[1], y[one] - h[one] / 2);
      box[2] = Math.max(box[2], x[one] + w[one] / 2); box[3] = Math.max(box[3], y[one] + h[one] / 2);
    }
    const pad = 14;
    const zoom = Math.min(1.4, (shown.width - 2 * pad) / (box[2] - box[0]), (shown.height - 2 * pad) / (box[3] - box[1]));
    if (!Number.isFinite(zoom) || zoom <= 0) return;
    const camera = { zoom, x: shown.width / 2 - zoom * (box[0] + box[2]) / 2, y: shown.height / 2 - zoom * (box[1] + box[3]) / 2 };
    if (at === undefined) { shown.camera = camera; shown.touched = false; shown.least = zoom * 0.6; mc.paintMap(shown); }
    else mc.flyTo(shown, camera);
  };

  /** Who is lit: what is picked, its spine, what a filter or a comparison names; everything else steps back. */
  function light(shown) {
    const { map } = shown;
    const marks = new Uint8Array(map.ids.length);
    const members = mc.members || new Set();
    const marked = mc.marked();
    const { selection, filter } = mc.state;
    const found = (ids) => ids.map((id) => mc.nodeOf(map, id)).filter((at) => at >= 0);
    const before = shown.picked;
    shown.picked = selection ? mc.nodeOf(map, selection) : -1;
    if (shown.picked >= 0 && shown.picked !== before && !shown.byHand && shown.width) mc.comeTo(shown, shown.picked);
    shown.byHand = false;
    shown.members = selection && members.size > 1 ? found([...members]).filter((at) => at !== shown.picked) : [];
    shown.added = marked ? found([...marked.keys()].filter((id) => marked.get(id) === "added")) : [];
    shown.changed = marked ? found([...marked.keys()].filter((id) => marked.get(id) === "changed")) : [];
    const beside = shown.picked >= 0 ? [...mc.linesOf(map, shown.picked)].flatMap((line) => [map.sources[line], map.targets[line]]) : [];
    if (filter) map.states.forEach((state, at) => { if (map.faces[state][1] === filter) marks[at] = 1; });
    for (const at of [...shown.members, ...shown.added, ...shown.changed, ...beside]) marks[at] = 1;
    if (shown.picked >= 0) marks[shown.picked] = 1;
    const dim = Boolean(filter || marked || shown.picked >= 0);
    if ((dim || shown.dim) && !(shown.marks?.length === marks.length && dim === shown.dim && shown.marks.every((one, at) => one === marks[at]))) {
      shown.ground?.light(marks);
      mc.paintMap(shown);
    }
    Object.assign(shown, { marks, dim, lit: dim && shown.picked < 0 ? mc.rolledUp(map, marks) : null });
    mc.sayMap(shown);
  }

  mc.lightMap = function () {
    const shown = mc.mapNow();
    if (shown) light(shown);
    return Boolean(shown);
  };

  mc.restyleMaps = () => Object.values(mc.maps).forEach((shown) => { shown.ground?.restyle(); mc.paintMap(shown); });
})(window.mc = window.mc || {});
