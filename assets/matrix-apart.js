/* The matrix while comparing: imports that are new, gone or of another kind or weight between A and B, in their cells. */
(function (mc) {
  const WORDS = { added: "new since A", gone: "gone since A", changed: "changed since A" };
  const made = { a: null, b: null, found: null };

  /** Per pair of rows of B (`row * n + column`) what changed; imports of modules that are gone are counted alone. */
  function found(a, b) {
    const n = b.ids.length;
    const cells = new Map();
    const rowsOf = a.ids.map((id) => b.row.get(id));
    const before = new Map();
    const sum = { added: 0, gone: 0, changed: 0 };
    for (let cell = 0; cell < a.rows.length; cell += 1) {
      const [row, column] = [rowsOf[a.rows[cell]], rowsOf[a.cols[cell]]];
      if (row === undefined || column === undefined) sum.gone += 1;
      else before.set(row * n + column, cell);
    }
    const put = (at, kind) => { cells.set(at, kind); sum[kind] += 1; };
    for (let cell = 0; cell < b.rows.length; cell += 1) {
      const at = b.rows[cell] * n + b.cols[cell];
      const old = before.get(at);
      before.delete(at);
      if (old === undefined) put(at, "added");
      else if (a.kinds[a.kindOf[old]] !== b.kinds[b.kindOf[cell]] || a.weights[old] !== b.weights[cell]) put(at, "changed");
    }
    before.forEach((_, at) => put(at, "gone"));
    return { cells, sum };
  }

  function apart(dsm) {
    const a = mc.matrixFoldedA(mc.matrixOfA());
    if (!a || a.level !== dsm.level) return null;
    if (made.a !== a || made.b !== dsm) Object.assign(made, { a, b: dsm, found: found(a, dsm) });
    return made.found;
  }
  mc.matrixApart = apart;

  /** Beside the matrix's name: how many imports are new, gone, changed. */
  mc.matrixSum = function (dsm) {
    const both = apart(dsm);
    return both ? mc.h`<span class="apart" title="Imports that are new, gone, changed between A and B">${Object.entries(mc.changeSigns).map(([kind, [sign, tone]]) => mc.h`<span class="t-${tone}">${sign}${both.sum[kind]}</span> `)}</span>` : "";
  };

  /** What a cell's tip adds. */
  mc.apartAt = function (view, r, c) {
    const kind = apart(view.dsm)?.cells.get(view.order[r] * view.n + view.order[c]);
    return kind ? `, ${WORDS[kind]}` : "";
  };

  /** Rings around the cells that changed; where an import is gone, the sign in an empty cell. */
  mc.paintApart = function (pen, { view, size, ox, oy }) {
    const both = apart(view.dsm);
    if (!both) return;
    const side = Math.max(4, size);
    both.cells.forEach((kind, at) => {
      const [sign, tone] = mc.changeSigns[kind];
      const [x, y] = [ox + view.place[at % view.n] * size, oy + view.place[Math.floor(at / view.n)] * size];
      Object.assign(pen, { strokeStyle: mc.token(tone), lineWidth: size > 8 ? 2.5 : 1.5 });
      pen.setLineDash(kind === "gone" ? [3, 2] : []);
      pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      pen.setLineDash([]);
      if (kind !== "gone" || size < 10) return;
      Object.assign(pen, { fillStyle: mc.token(tone), font: `600 ${Math.min(13, size * 0.7)}px "Inter", system-ui, sans-serif`, textAlign: "center", textBaseline: "middle" });
      pen.fillText(sign, x + size / 2, y + size / 2);
    });
  };
})(window.mc = window.mc || {});
