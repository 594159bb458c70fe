/* Whose spine a node lies on, walked here: the edges come with the picture, so a click asks nobody. */
(function (mc) {
  let ways = null;
  let ends = { out: new Map(), into: new Map() };

  /** The edges of a picture, whole; the version alone means those that are here already. */
  mc.takeWays = function (found) {
    if (!found || (ways && found.version === ways.version)) return ways;
    ways = found.version && found.uids ? found : null;
    ends = { out: new Map(), into: new Map() };
    for (const [kind, pairs] of Object.entries(ways?.edges || {})) {
      for (let at = 0; at < pairs.length; at += 2) {
        const [source, target] = [ways.uids[pairs[at]], ways.uids[pairs[at + 1]]];
        put(ends.out, `${kind} ${source}`, target);
        put(ends.into, `${kind} ${target}`, source);
      }
    }
    return found;
  };
  mc.waysVersion = () => ways?.version || "";

  const put = (map, key, value) => { const list = map.get(key); list ? list.push(value) : map.set(key, [value]); };
  const labelOf = (uid) => uid.split("/", 1)[0];
  const next = (uid, steps) => (steps[labelOf(uid)] || []).flatMap(([kind, along]) => (along ? ends.out : ends.into).get(`${kind} ${uid}`) || []);

  /** Wave by wave along the steps; what was reached, the beginnings among it. */
  function walk(starts, steps, found) {
    const seen = new Set(starts);
    let wave = [...seen];
    wave.forEach((uid) => found.add(uid));
    for (let hop = 0; hop < ways.hops && wave.length; hop++) {
      const further = [];
      for (const other of wave.flatMap((uid) => next(uid, steps))) {
        if (seen.has(other)) continue;
        if (found.size >= ways.most) return seen;
        seen.add(other);
        found.add(other);
        further.push(other);
      }
      wave = further;
    }
    return seen;
  }

  /** Of a requirement that was reached along one arm, the beginnings of the other. */
  function otherArm(uid, found) {
    if (labelOf(uid) !== ways.root) return [];
    return ways.down[ways.root].flatMap(([kind]) => {
      const reached = ends.out.get(`${kind} ${uid}`) || [];
      return reached.some((one) => found.has(one)) ? [] : reached;
    });
  }

  /** All that lies on the ways through a node: up to its requirements, and down both arms. */
  mc.through = function (uid) {
    const found = new Set();
    const starts = [uid, ...next(uid, ways.beside)];
    const above = walk(starts, ways.up, found);
    walk(starts, ways.down, found);
    walk([...above].flatMap((one) => otherArm(one, found)), ways.down, found);
    return found;
  };

  const known = (uid) => Boolean(ways) && (labelOf(uid) in ways.up || labelOf(uid) in ways.down || labelOf(uid) in ways.beside);

  /** Who is lit now: walked here; what only the server knows (a mark that stands for many) as it says. */
  mc.findMembers = function (spine) {
    if (spine) mc.served = spine;
    const uid = mc.state.selection;
    if (!uid) mc.members = new Set();
    else if (known(uid)) mc.members = mc.through(uid);
    else mc.members = new Set(mc.served?.id === uid ? mc.served.members : [uid]);
  };

  /** Say in every list and table who belongs to it; the drawings and the matrix are painted by themselves. */
  mc.lightRows = function (within) {
    const lit = mc.members?.size > 1 ? mc.members : new Set();
    for (const row of (within || document).querySelectorAll('tr[data-do="pick"], li[data-do="pick"]')) {
      const uid = row.dataset.arg;
      const me = uid === mc.state.selection;
      row.classList.toggle("sel", me);
      row.classList.toggle("mem", !me && lit.has(uid));
      if (me) row.setAttribute("aria-current", "true"); else if (row.hasAttribute("aria-current")) row.removeAttribute("aria-current");
    }
  };

  /** The whole spine of what is selected, in every panel there is. */
  mc.lightUp = function (spine) {
    mc.findMembers(spine);
    mc.highlight();
    mc.crossMatrix?.();
    mc.lightRows();
  };
})(window.mc = window.mc || {});
