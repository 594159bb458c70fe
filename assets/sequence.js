/* The main sequence: how unstable each module is against how abstract. On the line both are in balance; at the lower
   left lies what is rigid (needed by many, and concrete), at the upper right what nobody needs. */
(function (mc) {
  const [W, H, L, T] = [640, 430, 60, 18];
  const STEP = 0.04;
  const x = (i) => L + i * W;
  const y = (a) => T + (1 - a) * H;

  /** Rows at nearly the same place are one point; it is as bad as the worst of them. */
  function points(dsm) {
    const found = new Map();
    const broken = new Set([...dsm.rows.keys()].filter((cell) => dsm.kinds[dsm.kindOf[cell]] === "violation").map((cell) => dsm.rows[cell]));
    dsm.ids.forEach((id, row) => {
      const both = dsm.ca[row] + dsm.ce[row];
      if (!both) return;
      const [i, a] = [dsm.ce[row] / both, dsm.abstract[row]];
      const key = `${Math.round(i / STEP)} ${Math.round(a / STEP)}`;
      const point = found.get(key) || { i: 0, a: 0, rows: [], tone: "process" };
      point.rows.push(row);
      point.i += i; point.a += a;
      if (broken.has(row)) point.tone = "fail";
      else if (dsm.circles[row] >= 0 && point.tone !== "fail") point.tone = "mixed";
      found.set(key, point);
    });
    return [...found.values()].map((p) => ({ ...p, i: p.i / p.rows.length, a: p.a / p.rows.length })).sort((p, q) => p.i - q.i || p.a - q.a);
  }

  const distance = ({ i, a }) => Math.abs(i + a - 1);

  function circle(dsm, p) {
    const names = p.rows.map((row) => dsm.labels[row]).sort();
    const picked = p.rows.some((row) => dsm.ids[row] === mc.state.selection);
    const told = `${names.slice(0, 8).join(", ")}${names.length > 8 ? ` and ${names.length - 8} more` : ""}: I ${p.i.toFixed(2)}, A ${p.a.toFixed(2)}, D ${distance(p).toFixed(2)}`;
    return mc.h`<circle class="pt t-${p.tone} ${picked ? "sel" : ""}" cx="${x(p.i).toFixed(1)}" cy="${y(p.a).toFixed(1)}" r="${(3.5 + 1.6 * Math.sqrt(p.rows.length)).toFixed(1)}" tabindex="0" role="button" aria-label="${told}" data-do="pick" data-arg="${dsm.ids[p.rows[0]]}" data-key="ms:${p.rows[0]}"><title>${told}</title></circle>`;
  }

  /** Both axes begin at one nought, in the corner where no module can lie on it. */
  const axis = (at) => (at === 0 ? mc.h`<text x="${L - 12}" y="${y(0) + 20}" text-anchor="end">0</text>` : mc.h`<text x="${x(at)}" y="${y(0) + 20}" text-anchor="middle">${at}</text><text x="${L - 12}" y="${y(at) + 4}" text-anchor="end">${at}</text>`);

  mc.sequence = function () {
    const { dsm } = mc.matrixWire;
    if (!dsm?.ids.length) return mc.h`<div class="none">No module has been reported at this moment.</div>`;
    const all = points(dsm);
    const rows = all.flatMap((p) => p.rows.map(() => p));
    const mean = rows.reduce((sum, p) => sum + distance(p), 0) / (rows.length || 1);
    const [rigid, idle] = [rows.filter((p) => p.i + p.a < 0.4).length, rows.filter((p) => p.i + p.a > 1.6).length];
    const alone = dsm.ids.length - rows.length;
    return mc.h`<div class="sequence"><p>${mc.many(rows.length, dsm.level)}, mean distance from the line <b>${mean.toFixed(2)}</b>; <b>${rigid}</b> rigid, <b>${idle}</b> of little use${alone ? `; ${alone} joined to nothing` : ""}.</p>
      <svg viewBox="0 0 ${L + W + 20} ${T + H + 44}" role="group" aria-label="Instability against abstractness; the table Coupling has the same figures">
      <path class="zone" d="M${x(0)} ${y(0.4)}A${0.4 * W} ${0.4 * H} 0 0 1 ${x(0.4)} ${y(0)}H${x(0)}Z"/><path class="zone" d="M${x(0.6)} ${y(1)}A${0.4 * W} ${0.4 * H} 0 0 0 ${x(1)} ${y(0.6)}V${y(1)}Z"/>
      <text class="zn" x="${x(0.02)}" y="${y(0.03)}">rigid: needed, and concrete</text><text class="zn" x="${x(0.98)}" y="${y(0.95)}" text-anchor="end">abstract, and needed by nobody</text>
      <path class="frame" d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}"/><path class="main" d="M${x(0)} ${y(1)}L${x(1)} ${y(0)}"/>
      ${[0, 0.25, 0.5, 0.75, 1].map((at) => axis(at))}
      <text x="${x(0.5)}" y="${y(0) + 38}" text-anchor="middle">I, instability: Ce / (Ca + Ce)</text><text transform="translate(14 ${y(0.5)}) rotate(-90)" text-anchor="middle">A, abstract classes / classes</text>
      ${all.map((p) => circle(dsm, p))}</svg></div>`;
  };

  mc.sequenceShown = () => mc.state.as === "main-sequence" && mc.state.lens === "acc";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("circle[data-do]")) mc.actions.pick(event.target.dataset.arg);
  });
})(window.mc = window.mc || {});
