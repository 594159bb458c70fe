/* Times as people read them: the reader's own zone, always named; numbers in fixed width. */
(function (mc) {
  const two = (number) => String(number).padStart(2, "0");
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const sameDay = (a, b) => a.toDateString() === b.toDateString();

  /** The short name of the reader's zone at a moment, e.g. UTC or CET. */
  mc.zone = function (ms) {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(new Date(ms));
    return parts.find((part) => part.type === "timeZoneName").value;
  };

  mc.clock = (ms) => {
    const at = new Date(ms);
    return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  };

  mc.day = (ms) => {
    const at = new Date(ms);
    const year = at.getFullYear() === new Date().getFullYear() ? "" : ` ${at.getFullYear()}`;
    return `${at.getDate()} ${MONTHS[at.getMonth()]}${year}`;
  };

  /** Short: the time today, else the day with the time. */
  mc.when = (ms) => {
    const at = new Date(ms);
    const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
    return sameDay(at, new Date()) ? time : `${mc.day(ms)} ${time}`;
  };

  /** For tables: day and clock. */
  mc.stamp = (ms) => `${mc.day(ms)} ${mc.clock(ms)}`;

  /** A moment in full, with its zone. */
  mc.moment = (ms) => `${sameDay(new Date(ms), new Date()) ? "" : mc.day(ms) + " "}${mc.clock(ms)} ${mc.zone(ms)}`;

  const UNITS = [["y", 31536e6], ["mo", 2592e6], ["d", 864e5], ["h", 36e5], ["min", 6e4], ["s", 1e3]];

  /** A span in its greatest unit: 18 min, 3 d. */
  mc.span = function (ms) {
    const [unit, size] = UNITS.find(([, one]) => ms >= one) || ["s", 1e3];
    return `${Math.floor(ms / size)} ${unit}`;
  };

  mc.since = (ms, now) => (ms ? `since ${mc.when(ms)}${now && now - ms < 7 * 864e5 && now > ms ? `, ${mc.span(now - ms)}` : ""}` : "");

  const STEPS = [1e3, 5e3, 15e3, 3e4, 6e4, 3e5, 6e5, 9e5, 18e5, 36e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5, 12096e5,
    26298e5, 78894e5, 157788e5, 315576e5, 631152e5, 1577880e5];

  function label(ms, step) {
    const at = new Date(ms);
    if (step >= 26298e5) return at.getMonth() === 0 || step >= 315576e5 ? String(at.getFullYear()) : `${MONTHS[at.getMonth()]} ${String(at.getFullYear()).slice(2)}`;
    if (step >= 864e5) return `${at.getDate()} ${MONTHS[at.getMonth()]}`;
    if (at.getHours() + at.getMinutes() + at.getSeconds() === 0) return `${at.getDate()} ${MONTHS[at.getMonth()]}`;
    return step < 6e4 ? mc.clock(ms) : `${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  /** Round moments for an axis of so many labels: `[ms, label]`. */
  mc.axis = function (start, end, count) {
    const step = STEPS.find((one) => (end - start) / one <= count) || STEPS[STEPS.length - 1];
    const shift = new Date(start).getTimezoneOffset() * 6e4;
    const marks = [];
    for (let at = Math.ceil((start - shift) / step) * step + shift; at <= end; at += step) marks.push([at, label(at, step)]);
    return marks;
  };
})(window.mc = window.mc || {});
