/* What a mark of the strip says when the pointer is near it. */
(function (mc) {
  const NEAR = 5;
  const LANES = { dde: 53, bdv: 72, acc: 91 };
  const WORDS = { done: "done", retry: "tried again", failed: "failed", locked: "locked", note: "" };

  function nearest(x, y) {
    const lane = Object.keys(LANES).find((name) => Math.abs(LANES[name] + 3 - y) < 10);
    const scale = mc.scale(mc.timeline, mc.$("strip").clientWidth);
    let best = null;
    for (const tick of mc.timeline.ticks) {
      const away = Math.abs(scale.at(tick.at) - x);
      if (tick.lane === lane && away < NEAR && (!best || away < best.away)) best = { tick, away };
    }
    return best?.tick;
  }

  function band(x, y) {
    if (y < 20 || y > 44) return null;
    const ms = mc.scale(mc.timeline, mc.$("strip").clientWidth).ms(x);
    return mc.timeline.band.find((span) => span.start <= ms && ms < span.end);
  }

  function said(x, y) {
    const tick = nearest(x, y);
    if (tick) {
      const late = tick.learned ? mc.h`<span>learned ${mc.moment(tick.learned)}</span>` : "";
      return mc.h`<b>${tick.text}${tick.count > 1 ? ` (${tick.count})` : ""}</b><span>${tick.lane.toUpperCase()} ${WORDS[tick.kind] ?? tick.kind}, ${mc.moment(tick.at)}</span>${late}`;
    }
    const quiet = y > 44 && mc.foldAt(mc.timeline, mc.scale(mc.timeline, mc.$("strip").clientWidth).ms(x));
    if (quiet) return mc.h`<b>Nothing happened for ${mc.span(quiet[1] - quiet[0])}</b><span>from ${mc.moment(quiet[0])} to ${mc.moment(quiet[1])}; folded, so that the rest has room</span>`;
    const span = band(x, y);
    return span ? mc.h`<b>${span.display}</b><span>from ${mc.moment(span.start)}, for ${mc.span(span.end - span.start)}</span>` : null;
  }

  /** Says what the pointer is at; nothing while it drags. */
  mc.stripTip = function (event) {
    const box = mc.$("strip").getBoundingClientRect();
    const text = mc.timeline?.moments.length && event.buttons === 0 ? said(event.clientX - box.left, event.clientY - box.top) : null;
    const tip = mc.$("tip");
    tip.hidden = !text;
    if (!text) return;
    mc.fill(tip, text);
    tip.style.transform = `translate(${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px, ${box.top - tip.offsetHeight - 6}px)`;
  };
})(window.mc = window.mc || {});
