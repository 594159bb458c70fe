/* The axis of run times: all that was ever told of tasks, real and even, but where the strip below has folded time. */
(function (mc) {
  const SPARE = 0.35;

  /** The stretch of time that is shown: all that was ever told of tasks, so that no moment moves the axis. */
  mc.stretchOf = function (bars) {
    const told = (mc.timeline?.ticks || []).filter((tick) => tick.lane === "dde").map((tick) => tick.at);
    const times = [...told, ...bars.flatMap((bar) => [bar.start, bar.end].filter(Boolean))];
    if (!times.length) return null;
    const [from, to] = [Math.min(...times), Math.max(...times)];
    const [begin, last] = [mc.evened(from), mc.evened(to)];
    const long = Math.max(1000, last - begin);
    const open = bars.some(mc.isRunning) && mc.state.asOf === null ? Math.min(mc.evened(Date.now()), last + SPARE * long) : last;
    const [low, high] = [begin - long * 0.01, Math.max(last, open) + long * 0.06];
    return mc.folds() ? { from, to: Math.max(to, mc.state.asOf ?? Date.now()), low, high } : { from: low, to: high, low, high };
  };

  /** Where a moment lies in a stretch, in hundredths; what the strip has folded is folded here too. */
  const share = mc.shareOf = ({ from, to, low = mc.evened(from), high = mc.evened(to) }, ms) => Math.max(0, Math.min(100, ((mc.evened(ms) - low) / (high - low)) * 100));

  function marksOf(span, wide) {
    if (!mc.folds()) return mc.axis(span.from, span.to, Math.max(3, Math.floor(wide / 72))).map(([ms, label]) => [share(span, ms), label]);
    const scale = { at: (ms) => (share(span, ms) / 100) * wide, start: mc.timeline.start, last: mc.timeline.end, width: wide };
    return mc.axisMarks(mc.timeline, scale, "start").map(({ x, text }) => [(x / wide) * 100, text]).filter(([at]) => at > 0 && at < 100);
  }

  mc.ganttAxis = function (span, wide) {
    const lines = marksOf(span, wide).map(([at, label]) => mc.h`<i class="ga" style="left:${at}%">${wide * (1 - at / 100) > 40 ? mc.h`<span>${label}</span>` : ""}</i>`);
    const folds = (mc.timeline?.quiet || []).map(([since, until]) => [share(span, since), share(span, until)]).map(([left, right]) => mc.h`<i class="gfold" style="left:${left}%;width:${right - left}%"></i>`);
    const past = mc.state.asOf !== null && mc.state.asOf >= span.from && mc.state.asOf <= span.to;
    return mc.h`${folds}${lines}${past ? mc.h`<i class="gnow" style="left:${share(span, mc.state.asOf)}%"></i>` : ""}`;
  };
})(window.mc = window.mc || {});
