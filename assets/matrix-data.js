/* The matrix at hand: fetched once per version as columns, and put into the order that is asked for. */
(function (mc) {
  const wire = { version: "", asked: "", dsm: null };
  mc.matrixWire = wire;
  const keyOf = (r, c) => r * 4096 + c;
  const nameOf = (id) => id.slice(id.indexOf("/") + 1);

  /** From bytes to a matrix; labels of modules are their names. */
  function understood(buffer) {
    const dsm = mc.columnsOf(buffer);
    if (!dsm.labels.length) dsm.labels = dsm.ids.map(nameOf);
    dsm.row = new Map(dsm.ids.map((id, at) => [id, at]));
    return dsm;
  }

  /** Runs of rows in one circle, as they lie in an order. */
  function loopsOf(circles, order) {
    const loops = [];
    order.forEach((row, at) => {
      const circle = circles[row];
      const last = loops[loops.length - 1];
      if (circle < 0) return;
      if (last && last.circle === circle && last.end === at) last.end = at + 1;
      else loops.push({ circle, start: at, end: at + 1 });
    });
    return loops.filter((loop) => loop.end - loop.start > 1);
  }

  /** The matrix in the order of layers, or so that cycles are blocks on the diagonal. */
  mc.arranged = function (dsm, by) {
    const n = dsm.ids.length;
    const order = by === "circles" ? Array.from(dsm.parted) : Array.from({ length: n }, (_, at) => at);
    const place = new Int32Array(n);
    order.forEach((row, at) => { place[row] = at; });
    const [r, c] = [dsm.rows.map((row) => place[row]), dsm.cols.map((row) => place[row])];
    const index = new Map();
    for (let cell = 0; cell < r.length; cell++) index.set(keyOf(r[cell], c[cell]), cell);
    const layers = new Int32Array(n);
    const homes = new Array(n);
    for (const block of dsm.blocks) for (let row = block.start; row < block.end; row++) { layers[place[row]] = block.layer; homes[place[row]] = block.label; }
    return { dsm, by: by || "layers", n, ids: order.map((row) => dsm.ids[row]), labels: order.map((row) => dsm.labels[row]), r, c, index, layers, homes, order, place,
      blocks: by === "circles" ? [] : dsm.blocks, loops: loopsOf(dsm.circles, order), cellAt: (row, column) => index.get(keyOf(row, column)) ?? -1 };
  };

  /** What a cell says: kind, weight, rule, lines. */
  mc.cellOf = (dsm, cell) => (cell < 0 ? null : { kind: dsm.kinds[dsm.kindOf[cell]], weight: dsm.weights[cell], rule: dsm.rules[cell] || "", lines: dsm.lines[cell] || "" });

  /** The matrix of this picture, also before there is a page for it: at hand when its version is, else asked for; an older answer is let go. */
  mc.matrixOf = function (picture) {
    const version = picture.matrix;
    if (!version) return;
    if (wire.version === version) return void mc.matrix(wire.dsm);
    if (wire.asked === version) return;
    wire.asked = version;
    mc.matrixAt({ ...mc.state, iteration: picture.iteration.id }, version).then((dsm) => {
      if (wire.asked !== version) return;
      Object.assign(wire, { version, dsm });
      mc.matrix(dsm);
    }).catch(() => { if (wire.asked === version) { wire.asked = ""; mc.soon(); } });
  };

  /** The matrix of a place by its version. */
  mc.matrixAt = async function (place, version) {
    const query = new URLSearchParams({ iteration: place.iteration, version });
    for (const name of ["tenant", "level", "asOf", "knownAt"]) if (place[name] !== null && place[name] !== undefined) query.set(name, place[name]);
    const answer = await fetch(`dsm?${query}`);
    if (!answer.ok) throw new Error(`the matrix is not to be had: ${answer.status}`);
    return understood(await answer.arrayBuffer());
  };
  mc.matrixFrom = understood;
})(window.mc = window.mc || {});
