/* How near and where a drawing or map is looked at lies in the address, in the drawing's own coordinates. */
(function (mc) {
  const RESTS = 300;
  let later = 0;
  const lensNow = () => (mc.state.lens === "verdict" ? "convergence" : mc.state.lens);

  /** Zoom, and the point in the middle of the frame. */
  function seen(one) {
    const { zoom, x, y, width, height } = one.cy ? { zoom: one.cy.zoom(), ...one.cy.pan(), width: one.cy.width(), height: one.cy.height() } : { ...one.camera, width: one.width, height: one.height };
    return [zoom, (width / 2 - x) / zoom / (one.sx || 1), (height / 2 - y) / zoom / (one.sy || 1)];
  }

  /** Once the hand rests, what is seen goes into the address; a fitted drawing needs no word there. */
  mc.keepAt = function (one) {
    clearTimeout(later);
    later = setTimeout(() => {
      if (one.lens !== lensNow() || !one.taken || (one.cy && one.cy.destroyed())) return;
      mc.go({ at: one.touched ? seen(one).map((number) => Number(number.toFixed(3))).join(",") : null });
    }, RESTS);
  };

  /** Look at what the address says, if it says so. True once that is settled. */
  mc.takeAt = function (one) {
    const [width, height] = one.cy ? [one.cy.width(), one.cy.height()] : [one.width, one.height];
    if (one.lens !== lensNow() || !width || !height) return false;
    const [zoom, x, y] = (mc.state.at || "").split(",").map(Number);
    if (!(zoom > 0 && zoom <= 8) || !Number.isFinite(x) || !Number.isFinite(y)) return true;
    const pan = { x: width / 2 - x * (one.sx || 1) * zoom, y: height / 2 - y * (one.sy || 1) * zoom };
    one.touched = true;
    if (one.cy) one.cy.viewport({ zoom, pan });
    else { one.camera = { zoom, ...pan }; mc.paintMap(one); }
    return true;
  };
})(window.mc = window.mc || {});
