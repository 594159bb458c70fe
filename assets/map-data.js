/* Maps on the wire: columns as they lie in memory, whole the first time, then only what changed. */
(function (mc) {
  const TYPES = { u1: Uint8Array, i4: Int32Array, f4: Float32Array };
  const LOUD = ["fail", "gap", "warn", "mixed", "process", "time", "idle", "pass"];
  const words = new TextDecoder();

  /** The header's fields and, under their names, the columns; they stay where they lie in the buffer. */
  function opened(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const says = JSON.parse(words.decode(new Uint8Array(buffer, 4, length)));
    for (const [name, type, at, size] of says.columns) {
      const from = 4 + length + at;
      says[name] = type === "text" ? lines(words.decode(new Uint8Array(buffer, from, size))) : new TYPES[type](buffer, from, size / TYPES[type].BYTES_PER_ELEMENT);
    }
    return says;
  }

  mc.columnsOf = opened;

  const lines = (text) => (text === "" ? [] : text.split("\n"));

  /** The map that a patch leads to; columns that stay the same are the same. */
  function patched(old, way) {
    const since = origins(old.ids.length, way.gone, way.came);
    const map = { ...old, version: way.version, regions: way.regions || old.regions, index: null, beside: null, moved: way.at.length > 0 && (way.came.length > 0 || way.gone.length > 0) };
    if (map.moved) {
      const fresh = new Map([...way.came].map((at, n) => [at, n]));
      for (const name of ["ids", "labels"]) map[name] = Array.from(since, (from, at) => (from < 0 ? way[name][fresh.get(at)] : old[name][from]));
    }
    for (const name of ["x", "y", "homes", "kindOf", "states"]) map[name] = changed(old[name], way[name], since, way.at, map.moved);
    map.relined = Boolean(map.moved || way.linesGone.length || way.sources.length);
    if (map.relined) joinAnew(map, old, way, since);
    map.resited = map.moved || map.x !== old.x || map.y !== old.y;
    return map;
  }

  /** Per new node the old one that it was; -1 for what came. */
  function origins(count, gone, came) {
    const since = new Int32Array(count - gone.length + came.length);
    let from = 0, lost = 0, new_ = 0;
    for (let at = 0; at < since.length; at++) {
      if (new_ < came.length && came[new_] === at) { since[at] = -1; new_++; continue; }
      while (lost < gone.length && gone[lost] === from) { from++; lost++; }
      since[at] = from++;
    }
    return since;
  }

  function changed(old, values, since, at, moved) {
    if (!moved && !at.some((node, n) => old[node] !== values[n])) return old;
    const column = moved ? old.constructor.from(since, (from) => (from < 0 ? 0 : old[from])) : old.slice();
    at.forEach((node, n) => { column[node] = values[n]; });
    return column;
  }

  function joinAnew(map, old, way, since) {
    const now = new Int32Array(old.ids.length).fill(-1);
    since.forEach((from, at) => { if (from >= 0) now[from] = at; });
    const gone = new Set(way.linesGone);
    const kept = [...old.sources.keys()].filter((line) => !gone.has(line) && now[old.sources[line]] >= 0 && now[old.targets[line]] >= 0);
    const total = kept.length + way.sources.length;
    const [sources, targets, tieOf] = [new Int32Array(total), new Int32Array(total), new Uint8Array(total)];
    kept.forEach((line, n) => { sources[n] = now[old.sources[line]]; targets[n] = now[old.targets[line]]; tieOf[n] = old.tieOf[line]; });
    for (const [name, column] of Object.entries({ sources, targets, tieOf })) column.set(way[name], kept.length);
    Object.assign(map, { sources, targets, tieOf });
  }

  /** What the page needs beside the columns: loudness of faces, sums per region, the nodes of each region. */
  function summed(map) {
    const { regions, homes, states } = map;
    const count = regions.label.length;
    map.loud = map.faces.map(([tone]) => LOUD.indexOf(tone));
    const [number, failed, worst] = [new Uint32Array(count), new Uint32Array(count), new Uint8Array(count).fill(255)];
    for (let node = 0; node < homes.length; node++) {
      const region = homes[node];
      if (region < 0) continue;
      number[region]++;
      if (map.loud[states[node]] === 0) failed[region]++;
      if (worst[region] === 255 || map.loud[states[node]] < map.loud[worst[region]]) worst[region] = states[node];
    }
    for (let region = count - 1; region >= 0; region--) {
      const up = regions.parent[region];
      if (up < 0) continue;
      number[up] += number[region];
      failed[up] += failed[region];
      if (worst[region] !== 255 && (worst[up] === 255 || map.loud[worst[region]] < map.loud[worst[up]])) worst[up] = worst[region];
    }
    return Object.assign(map, { number, failed, worst });
  }

  /** How many marked nodes each region holds, those of its inner regions among them. */
  mc.rolledUp = function (map, marks) {
    const sums = new Uint32Array(map.regions.label.length);
    map.homes.forEach((region, node) => { if (region >= 0 && marks[node]) sums[region]++; });
    for (let region = sums.length - 1; region >= 0; region--) if (map.regions.parent[region] >= 0) sums[map.regions.parent[region]] += sums[region];
    return sums;
  };

  /** The nodes of each innermost region, one after the other; where each region's begin. */
  mc.membersOf = function (map) {
    if (map.inside && map.inside.of === map.homes) return map.inside;
    const starts = new Uint32Array(map.regions.label.length + 1);
    for (const region of map.homes) if (region >= 0) starts[region + 1]++;
    for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
    const [next, nodes] = [starts.slice(), new Uint32Array(map.homes.length)];
    map.homes.forEach((region, node) => { if (region >= 0) nodes[next[region]++] = node; });
    map.inside = { of: map.homes, starts, nodes };
    return map.inside;
  };

  /** The node of a uid; -1 when the map has none. */
  mc.nodeOf = function (map, id) {
    map.index = map.index || new Map(map.ids.map((one, at) => [one, at]));
    return map.index.get(id) ?? -1;
  };

  /** The lines of a node, as their numbers. */
  mc.linesOf = function (map, node) {
    if (!map.beside) {
      const starts = new Uint32Array(map.ids.length + 1);
      for (const ends of [map.sources, map.targets]) for (const end of ends) starts[end + 1]++;
      for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
      const [next, list] = [starts.slice(), new Uint32Array(2 * map.sources.length)];
      for (let line = 0; line < map.sources.length; line++) { list[next[map.sources[line]]++] = line; list[next[map.targets[line]]++] = line; }
      map.beside = { starts, list };
    }
    return map.beside.list.subarray(map.beside.starts[node], map.beside.starts[node + 1]);
  };

  /** What leads to the next map has come on the stream: it need not be asked for. */
  mc.wayPushed = (text) => { mc.pushedWay = text ? opened(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer) : null; };

  /** The map of that version: from the one at hand, when the server knows the way, else whole. */
  mc.fetchMap = async function (query, version, have) {
    const pushed = mc.pushedWay;
    if (have && pushed && pushed.version === version && pushed.before === have.version) return summed(patched(have, pushed));
    const from = have ? `&have=${have.version}` : "";
    const answer = await fetch(`map?${query}&version=${version}${from}`);
    if (!answer.ok) throw new Error(`the map of ${query} is not to be had: ${answer.status}`);
    const says = opened(await answer.arrayBuffer());
    return summed(says.kind === "patch" && have ? patched(have, says) : Object.assign(says, { moved: true, relined: true, resited: true }));
  };
})(window.mc = window.mc || {});
