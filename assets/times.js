/* Times as people read them: the reader's own zone, always named; numbers in fixed width. */
(function (mc) {
  const two = (number) => String(number).padStart(2, "0");
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const sameDay = (a, b) => a.toDateString() === b.toDateString();

  /** The short name of the reader's zone at a moment, e.g. UTC or CET. */
  mc.zone = function (ms) {
    const at = new Date(ms);
    const offset = at.getTimezoneOffset();
    if (!zones.has(offset)) zones.set(offset, zoned.formatToParts(at).find((part) => part.type === "timeZoneName").value);
    return zones.get(offset);
  };
  const zoned = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });
  const zones = new Map();

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

  const IN_UTC = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z| UTC)/g;
  /** Moments that a sentence of the server tells in UTC, as the reader's clock has them. */
  mc.onThisClock = (text) => String(text ?? "").replace(IN_UTC, (_, day, time) => mc.moment(Date.parse(`${day}T${time}Z`)));

  const UNITS = [["y", 31536e6], ["mo", 2592e6], ["d", 864e5], ["h", 36e5], ["min", 6e4], ["s", 1e3]];

  /** A span in its greatest unit: 18 min, 3 d. */
  mc.span = function (ms) {
    const [unit, size] = UNITS.find(([, one]) => ms >= one) || ["s", 1e3];
    return `${Math.floor(ms / size)} ${unit}`;
  };

  mc.since = (ms, now) => (ms ? `since ${mc.when(ms)}${now && now - ms < 7 * 864e5 && now > ms ? `, ${mc.span(now - ms)}` : ""}` : "");

  const MONTH = 26298e5;
  const STEPS = [1e3, 5e3, 15e3, 3e4, 6e4, 3e5, 6e5, 9e5, 18e5, 36e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5, 12096e5,
    MONTH, 3 * MONTH, 6 * MONTH, 12 * MONTH, 24 * MONTH, 60 * MONTH, 120 * MONTH];

  /** Moments on the reader's clock: first days of months, midnights, full hours, whatever the days between were long. */
  function rounded(start, end, step) {
    const from = new Date(start);
    const day = (by) => new Date(from.getFullYear(), from.getMonth(), from.getDate() + by);
    const month = (number) => new Date(0, 0).setFullYear(Math.floor(number / 12), number % 12, 1);
    const every = step / MONTH;
    const first = Math.floor((from.getFullYear() * 12 + from.getMonth()) / every) * every;
    const shift = +day(0);
    const at = step >= MONTH ? (n) => month(first + n * every) : step >= 864e5 ? (n) => +day(n * (step / 864e5)) : (n) => shift + n * step;
    const marks = [];
    for (let n = step >= 864e5 ? 0 : Math.floor((start - shift) / step); at(n) <= end; n += 1) if (at(n) >= start) marks.push(at(n));
    return marks;
  }

  /** A year is named where it begins and at the first mark; a day where it begins; between them the smaller unit alone. */
  function label(ms, step, before) {
    const [at, last] = [new Date(ms), before === null ? null : new Date(before)];
    if (step >= 12 * MONTH) return String(at.getFullYear());
    const year = last && last.getFullYear() === at.getFullYear() ? "" : ` ${at.getFullYear()}`;
    if (step >= MONTH) return `${MONTHS[at.getMonth()]}${year}`;
    const date = `${at.getDate()} ${MONTHS[at.getMonth()]}${last ? year : ""}`;
    if (step >= 864e5 || at.getHours() + at.getMinutes() + at.getSeconds() === 0) return date;
    return step < 6e4 ? mc.clock(ms) : `${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  /** Round moments for an axis of at most so many labels: `[ms, label]`. */
  mc.axis = function (start, end, count) {
    const step = STEPS.find((one) => (end - start) / one <= count) || STEPS[STEPS.length - 1];
    const marks = rounded(start, end, step);
    return marks.map((at, n) => [at, label(at, step, n ? marks[n - 1] : null)]);
  };
})(window.mc = window.mc || {});
