/* The matrix with components closed: one row and column for each, its cells the sum of what they stand for. */
(function (mc) {
  /** Per row of the whole matrix its row in the folded one, and the blocks there. */
  function rowsOf(dsm, shut) {
    const now = new Int32Array(dsm.ids.length);
    const blocks = [];
    let next = 0;
    for (const block of dsm.blocks) {
      const start = next;
      const closed = shut.has(block.label);
      for (let row = block.start; row < block.end; row++) now[row] = closed ? start : next++;
      if (closed) next++;
      blocks.push({ ...block, start, end: next, closed });
    }
    return { now, blocks, count: next };
  }

  /** One cell per pair, as loud as the loudest that it stands for; what lies within a closed component is its own affair. */
  function cellsOf(dsm, now) {
    const found = new Map();
    for (let cell = 0; cell < dsm.rows.length; cell++) {
      const [r, c] = [now[dsm.rows[cell]], now[dsm.cols[cell]]];
      if (r === c) continue;
      const known = found.get(r * 4096 + c);
      if (!known) { found.set(r * 4096 + c, { r, c, kind: dsm.kindOf[cell], weight: dsm.weights[cell], rule: dsm.rules[cell], lines: dsm.lines[cell] }); continue; }
      if (dsm.kindOf[cell] > known.kind) Object.assign(known, { kind: dsm.kindOf[cell], rule: dsm.rules[cell] });
      Object.assign(known, { weight: known.weight + dsm.weights[cell], lines: "" });
    }
    return [...found.values()];
  }

  /** Circles go on where they reach beyond what is closed. */
  function circlesOf(dsm, now, count) {
    const reach = new Map();
    dsm.circles.forEach((circle, row) => { if (circle >= 0) reach.set(circle, (reach.get(circle) || new Set()).add(now[row])); });
    const circles = new Int32Array(count).fill(-1);
    dsm.circles.forEach((circle, row) => { if (circle >= 0 && reach.get(circle).size > 1) circles[now[row]] = circle; });
    return circles;
  }

  function folded(dsm, shut) {
    const { now, blocks, count } = rowsOf(dsm, shut);
    const cells = cellsOf(dsm, now);
    const [ids, labels] = [new Array(count), new Array(count)];
    now.forEach((at, row) => { ids[at] = dsm.ids[row]; labels[at] = dsm.labels[row]; });
    for (const block of blocks) if (block.closed) { ids[block.start] = `ArchitectureComponent/${block.label}`; labels[block.start] = block.label; }
    const column = (name, Kind) => Kind.from(cells, (cell) => cell[name]);
    return { ...dsm, ids, labels, blocks, row: new Map(ids.map((id, at) => [id, at])), circles: circlesOf(dsm, now, count),
      parted: Int32Array.from(new Set(Array.from(dsm.parted, (row) => now[row]))),
      rows: column("r", Int32Array), cols: column("c", Int32Array), kindOf: column("kind", Uint8Array), weights: column("weight", Int32Array),
      rules: Object.fromEntries(cells.flatMap((cell, at) => (cell.rule ? [[at, cell.rule]] : []))), lines: cells.map((cell) => cell.lines || "") };
  }

  /** What was made last is kept: of the moment that is looked at, and of the one it is compared with. */
  const keeping = (kept) => function (dsm) {
    const names = mc.state.folded || "";
    if (!dsm || !names || dsm.level !== "module" || !dsm.blocks.length) return dsm;
    if (kept.of !== dsm || kept.by !== names) Object.assign(kept, { of: dsm, by: names, dsm: folded(dsm, new Set(names.split(","))) });
    return kept.dsm;
  };

  /** The matrix with those components closed that the address names. */
  mc.matrixFolded = keeping({});
  mc.matrixFoldedA = keeping({});
})(window.mc = window.mc || {});
