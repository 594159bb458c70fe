/* Components that are closed on a map: each stays a plate however near one comes, its modules stand in its middle, and
   their lines lead there. Everything else stays where it is. */
(function (mc) {
  /** Regions that are closed in the address: those of components, which lie in no other. */
  function closedIn(map) {
    const names = new Set((mc.state.folded || "").split(",").filter(Boolean));
    const { label, parent } = map.regions;
    return new Set([...label.keys()].filter((at) => parent[at] < 0 && names.has(label[at])));
  }

  /** Per region the closed one that it lies in, or -1. */
  function shutBy(map, closed) {
    const { parent, label } = map.regions;
    const by = new Int32Array(label.length).fill(-1);
    for (const at of label.keys()) {
      let up = at;
      while (up >= 0 && !closed.has(up)) up = parent[up];
      by[at] = up;
    }
    return by;
  }

  /** The map with what the address closes closed; `bare` is the one that came on the wire. */
  mc.mapFolded = function (bare) {
    const closed = mc.state.lens === "acc" ? closedIn(bare) : new Set();
    if (!closed.size) return Object.assign(bare, { bare, closed });
    const by = shutBy(bare, closed);
    const [x, y, shut] = [bare.x.slice(), bare.y.slice(), new Uint8Array(bare.ids.length)];
    bare.homes.forEach((home, node) => {
      const at = home < 0 ? -1 : by[home];
      if (at < 0) return;
      shut[node] = 1;
      x[node] = bare.regions.x[at]; y[node] = bare.regions.y[at];
    });
    return { ...bare, bare, closed, shut, x, y, relined: true, resited: true };
  };

  /** Take a map in, with what is closed closed; where something was or is, all of its places may be others. */
  mc.putMap = function (shown, bare, have) {
    const map = mc.mapFolded(bare);
    const same = have && !map.closed.size && !shown.map?.closed.size;
    shown.map = map;
    shown.ground?.load(map, same ? have : null);
    mc.paintMap(shown);
  };

  /** What is closed in the address has changed. */
  mc.foldMap = function () {
    const shown = mc.mapNow();
    if (!shown) return;
    mc.putMap(shown, shown.map.bare, null);
    mc.lightMap();
    mc.frame(mc.picture.view);
  };

  /** Components of a map as the sheet lists them: name and worst face. */
  mc.mapHomes = function () {
    const map = mc.state.lens === "acc" ? mc.mapNow()?.map : null;
    if (!map) return [];
    const { label, parent, kind } = map.regions;
    return [...label.keys()].filter((at) => parent[at] < 0 && kind[at] === "component").map((at) => {
      const [tone, glyph] = map.faces[map.worst[at]] || ["idle", "idle"];
      return { id: `ArchitectureComponent/${label[at]}`, label: label[at], tone, glyph };
    });
  };
})(window.mc = window.mc || {});
