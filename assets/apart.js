/* What A had, in place: its picture is fetched once and laid into the drawing of B, what is gone at where it stood. */
(function (mc) {
  const SIGNS = { added: ["+", "pass"], gone: ["−", "idle"], changed: ["~", "time"] };
  const FIELDS = ["tenant", "iteration", "lens", "asOf", "knownAt", "level"];
  const TRIES = 40;
  let side = null;
  mc.changeSigns = SIGNS;

  /** Where A lies, in the words of the address. */
  mc.placeOfA = () => ({ ...mc.state, iteration: mc.state.other || mc.picture?.iteration?.id || mc.state.iteration, asOf: mc.state.against });

  /** The picture of A, for the lens that is looked at; asked for when the place has changed. */
  mc.seeA = async function () {
    if (!mc.comparing()) return void (side = null);
    const query = new URLSearchParams();
    const place = mc.placeOfA();
    for (const field of FIELDS) if (place[field] !== null && place[field] !== undefined) query.set(field, place[field]);
    if (mc.waysVersion?.()) query.set("ways", mc.waysVersion());
    if (side?.key === String(query)) return;
    const mine = (side = { key: String(query), view: null, dsm: null });
    try {
      const picture = await (await fetch(`picture?${query}`)).json();
      if (side !== mine) return;
      if (picture.fault?.passing) throw new Error(picture.fault.title);
      if (picture.fault) return;
      const dsm = picture.matrix ? await mc.matrixAt(place, picture.matrix) : null;
      if (side === mine) { Object.assign(mine, { view: picture.map ? null : picture.view, dsm }); shown(); }
    } catch { if (side === mine) { side = null; mc.soon(); } }
  };

  function shown() {
    mc.coloured();
    mc.show();
    mc.redrawMatrix?.();
  }

  mc.matrixOfA = () => (mc.comparing() ? side?.dsm : null);

  /** Where it stood; where something else stands there now, below that. */
  function placed(mark, taken) {
    let { y } = mark;
    for (let n = 0; n < TRIES && taken.some((m) => Math.abs(m.x - mark.x) < (m.w + mark.w) / 2 && Math.abs(m.y - y) < (m.h + mark.h) / 2); n += 1) y += mark.h + 16;
    return { ...mark, y };
  }

  function ghosts(view, before) {
    const here = new Set(view.marks.map((m) => m.id));
    const taken = view.marks.filter((m) => !mc.isBox(m));
    return before.marks.filter((m) => !here.has(m.id)).map((m) => {
      const ghost = { ...m, tone: "idle", glyph: "skip", state: `gone, was ${m.state}`, badge: "", since: null, until: null, classes: [...m.classes, "only-a"] };
      const put = mc.isBox(m) ? ghost : placed(ghost, taken);
      taken.push(put);
      return put;
    });
  }

  /** B's view with what only A had; lines that only one of them has say so. */
  mc.bothIn = function (view) {
    const before = mc.comparing() && side?.view;
    if (!before || before.lens !== view.lens) return view;
    const [old, here] = [new Set(before.lines.map((l) => l.id)), new Set(view.lines.map((l) => l.id))];
    const kept = view.lines.map((l) => (old.has(l.id) ? l : { ...l, classes: [...l.classes, "only-b"] }));
    const gone = before.lines.filter((l) => !here.has(l.id)).map((l) => ({ ...l, tone: "idle", classes: [...l.classes, "only-a"] }));
    return { ...view, marks: [...view.marks, ...ghosts(view, before)], lines: [...kept, ...gone] };
  };

  /** What is gone is told of as it was at A. */
  mc.placeOfGone = function (uid) {
    if (mc.marked()?.get(uid) !== "gone") return {};
    const { iteration, asOf } = mc.placeOfA();
    return { iteration, asOf };
  };

  /** The sign of a change, at the upper right of its mark. */
  mc.changeSign = function (sheet, m, x, y) {
    const kind = m.classes.includes("only-a") ? "gone" : sheet.marked.get(mc.uidOf(m));
    if (!kind) return;
    const [sign, tone] = SIGNS[kind];
    const size = mc.sizeOf(sheet.drawing, m);
    const [left, top] = [x + (size.w * sheet.zoom) / 2 - 5, y - (size.h * sheet.zoom) / 2 - 9];
    Object.assign(sheet.pen, { globalAlpha: 1, fillStyle: mc.token(tone), font: `700 12px ${mc.labelFont}`, textAlign: "center", textBaseline: "middle" });
    sheet.pen.beginPath();
    sheet.pen.roundRect(left, top, 15, 15, 4);
    sheet.pen.fill();
    sheet.pen.fillStyle = mc.token("surface");
    sheet.pen.fillText(sign, left + 7.5, top + 8);
  };
})(window.mc = window.mc || {});
