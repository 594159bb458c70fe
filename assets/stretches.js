/* Time on the strip: real and even, but for stretches without events that the server has folded (app/lenses/axis.py). */
(function (mc) {
  /** Room between the last event and now, so that the verdict it led to can be seen. */
  const SINCE = 28;
  const LABEL = 96;
  const SIGN = 6.2;
  const WORDY = 26;

  /** Along the knots, from one of their two numbers to the other; beyond the ends as between the last two. */
  function along(knots, from, to, value) {
    let at = 1;
    while (at < knots.length - 1 && knots[at][from] < value) at += 1;
    const [a, b] = [knots[at - 1], knots[at]];
    return a[to] + ((value - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
  }

  /** Where a moment lies on a strip of this width and plan, and back. */
  mc.scaleOf = function (timeline, width, plan) {
    const { end, axis = [] } = timeline;
    const start = end - timeline.start < 1000 ? end - 36e5 : timeline.start;
    const knots = axis.length ? axis : [[start, 0], [end, 1]];
    const room = Math.max(60, width - plan.left - plan.right - SINCE);
    return { at: (ms) => plan.left + along(knots, 0, 1, ms) * room, ms: (x) => Math.min(end, along(knots, 1, 0, (x - plan.left) / room)), end: plan.left + room + SINCE, width, start, last: end };
  };

  mc.folds = () => Boolean(mc.timeline?.quiet?.length);

  /** A moment on a clock that stands still, nearly, while time is folded: distances on it are distances on the strip. */
  mc.evened = (ms) => (mc.folds() ? along(mc.timeline.axis, 0, 1, ms) * (mc.timeline.end - mc.timeline.start) : ms);

  /** The stretches of even time between the folds; a lone event is one without length. */
  function evenOnes(timeline, scale) {
    const starts = [scale.start, ...timeline.quiet.map(([, until]) => until)];
    const ends = [...timeline.quiet.map(([since]) => since), scale.last];
    return starts.map((since, at) => [since, ends[at]]);
  }

  /** Beside a fold it is said which day it is, or which time where that is the same. */
  function begins(since, before) {
    const day = before === null || mc.day(since) !== mc.day(before);
    return day ? mc.day(since) : mc.clock(since).slice(0, 5);
  }

  const widthOf = (text) => text.length * SIGN;
  const spanOf = ({ x, text, anchor }) => {
    const left = { start: 0, end: 1 }[anchor] ?? 0.5;
    return [x - widthOf(text) * left - 4, x + widthOf(text) * (1 - left) + 4];
  };

  /** What stands below the strip: `{x, text, anchor}`. Where time is folded, the beginning of each stretch is named first,
      and round moments have what room is left. `anchor`: of all of them, where it is always the same. */
  mc.axisMarks = function (timeline, scale, anchor) {
    const even = (since, until, count) => mc.axis(since, until, count).map(([ms, text]) => ({ x: scale.at(ms), text, anchor }));
    if (!timeline.quiet?.length) return even(scale.start, scale.last, Math.max(3, Math.floor(scale.width / LABEL)));
    const stretches = evenOnes(timeline, scale);
    const edges = stretches.map(([since, until], at) => ({ x: scale.at(since), text: begins(since, at ? stretches[at - 1][1] : null), anchor: anchor || (until > since ? "start" : at ? "middle" : "end") }));
    const round = stretches.flatMap(([since, until]) => even(since, until, Math.floor((scale.at(until) - scale.at(since)) / LABEL)));
    const taken = [];
    return [...edges, ...round].filter((mark) => {
      const [left, right] = spanOf(mark);
      if (taken.some(([a, b]) => left < b && right > a)) return false;
      return Boolean(taken.push([left, right]));
    });
  };

  /** Each fold as a gap in the axis, with how long it really is where there is room for words. */
  mc.foldMarks = (timeline, scale, plan) => (timeline.quiet || []).map(([since, until]) => {
    const [left, right] = [scale.at(since), scale.at(until)];
    const middle = (left + right) / 2;
    const word = right - left >= WORDY ? `<text x="${middle.toFixed(1)}" y="${plan.lanes.bdv + 4}" font-size="10.5" text-anchor="middle" fill="var(--mc-ink-2)">${mc.span(until - since)}</text>` : "";
    const slash = (x) => `M${(x - 2).toFixed(1)} ${plan.axis + 4}l4 -8`;
    const torn = (x) => `M${x.toFixed(1)} 42${"l-2 4l2 4".repeat(Math.floor((plan.axis - 44) / 8))}`;
    return `<g class="foldmark"><rect x="${(left + 3).toFixed(1)}" y="42" width="${Math.max(2, right - left - 6).toFixed(1)}" height="${plan.axis - 43}" fill="var(--mc-raised)"/>${word}<path d="${torn(left + 4)}${torn(right - 2)}" stroke="var(--mc-line-2)" fill="none"/>` +
      `<path d="M${(middle - 3).toFixed(1)} ${plan.axis}h6" stroke="var(--mc-surface)" stroke-width="3"/><path d="${slash(middle - 2.5)}${slash(middle + 2.5)}" stroke="var(--mc-control)" stroke-width="1.3" fill="none"/></g>`;
  }).join("");

  /** The folded stretch that a moment lies in, if any. */
  mc.foldAt = (timeline, ms) => timeline.quiet?.find(([since, until]) => since < ms && ms < until);
  /** The folded stretch that a moment ends. */
  mc.foldBefore = (timeline, ms) => timeline.quiet?.find(([, until]) => until === ms);
})(window.mc = window.mc || {});
