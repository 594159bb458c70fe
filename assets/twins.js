/* Tables of what is drawn and has no table of the server's: run times, the history of the verdict, events, the overview.
   The same counts, through the same grid: sorted, filtered, walked by keys. */
(function (mc) {
  const KINDS = { done: ["pass", "pass"], note: ["idle", "idle"], retry: ["retry", "warn"], failed: ["fail", "fail"], locked: ["pass", "pass"] };
  const time = (ms) => (ms === null || ms === undefined ? "" : mc.stamp(ms));

  /** Rows of cells; a cell that sorts by more than its text is a pair of text and number. */
  const source = (title, columns, rows, more) => ({
    title, columns, count: rows.length, empty: "Nothing here at this moment.",
    cells: (at) => rows[at].cells.map((one) => (Array.isArray(one) ? one[0] : one)),
    key: (at, column) => (Array.isArray(rows[at].cells[column]) ? String(rows[at].cells[column][1] ?? "") : rows[at].cells[column] ?? ""),
    id: (at) => rows[at].id, face: (at) => rows[at].face, ...more,
  });
  const at = (ms) => [time(ms), ms];
  const lasted = (ms) => [ms > 0 ? mc.lasted(ms) : "", ms];

  function runTimes(view) {
    const rows = view.bars.map((bar) => {
      const tries = mc.triesOf(bar.id);
      const spent = bar.start === null ? 0 : (bar.end ?? mc.state.asOf ?? Date.now()) - bar.start;
      const earlier = tries.map((one, n) => `${n + 1}: ${one.state}${one.end ? ` after ${mc.lasted(one.end - one.start)}` : ""}`).join("; ");
      return { id: bar.id, face: [bar.glyph, bar.tone], cells: [bar.label, bar.state, at(bar.start), at(bar.end), lasted(spent), String(bar.start === null ? 0 : tries.length + 1), earlier, bar.slack, bar.live_slack] };
    });
    return source("Run times", ["Task", "State", "Began", "Ended", "Lasted", "Attempts", "Earlier attempts", "Slack", "Slack as it runs"], rows);
  }

  function verdicts() {
    const { band = [], end } = mc.timeline || {};
    const rows = band.map((span, n) => ({
      id: String(span.start), face: [{ all_pass: "pass", pending: "idle" }[span.verdict] || "fail", span.tone],
      cells: [span.display, at(span.start), n + 1 < band.length ? at(span.end) : ["still so", span.end], lasted((n + 1 < band.length ? span.end : Math.max(end, mc.state.asOf ?? Date.now())) - span.start)],
    }));
    return source("History of the verdict", ["Verdict", "From", "Until", "Lasted"], rows, { does: "moment" });
  }

  function events() {
    const rows = (mc.timeline?.ticks || []).map((tick) => ({ id: String(tick.at), face: KINDS[tick.kind] || KINDS.note, cells: [tick.text, tick.lane.toUpperCase(), at(tick.at), String(tick.count), tick.learned ? at(tick.learned) : ""] }));
    return source("Events", ["What happened", "Stream", "When", "Events", "Learned late"], rows, { does: "moment" });
  }

  const STATE = { pass: "passed", fail: "failed", pending: "not decided", not_required: "not required" };

  /** The overview as a table: a row an iteration, the same rows as its panels. */
  mc.overviewRows = function (shown) {
    const stream = (row, name) => { const state = (row.streams.find(([one]) => one === name) || [])[1]; return STATE[state] || state || ""; };
    const rows = shown.map((row) => ({
      id: row.iteration, face: [{ all_pass: "pass", pending: "idle" }[row.verdict] || "fail", row.tone],
      cells: [row.iteration, row.title, row.project, row.display, at(row.since), stream(row, "dde"), stream(row, "bdv"), stream(row, "acc"), row.first, row.broke, row.by, row.trend.map((one) => one.display).join(" → "), String(row.events), at(row.last_valid)],
    }));
    return source("Iterations", ["Iteration", "Name", "Project", "Verdict", "Since", "DDE", "BDV", "ACC", "Do first", "Turned with", "By", "Verdicts, old to new", "Events", "Last event"], rows, { does: "open" });
  };

  /** While the timeline is on its way nobody knows how many there are, and nobody says "0". */
  const counted = (what) => (mc.timeline ? mc.timeline[what].length : "");

  const TWINS = { dde: [["run-times", "Run times", runTimes, (view) => (view.bars || []).length]], convergence: [["verdicts", "History of the verdict", verdicts, () => counted("band")], ["events", "Events", events, () => counted("ticks")]] };

  /** Tabs of a lens: value, word, count. */
  mc.twinTabs = (lens, view) => (TWINS[lens] || []).map(([value, word, , count]) => [value, word, count(view)]);
  /** Show it anew, where what it is made of came late. */
  mc.twinAgain = function () {
    const view = mc.picture?.view;
    if (!view || mc.placeless()) return;
    if (mc.twinOf(view)) mc.twin(view);
    mc.fill(`tabs-${mc.lensOf(view)}`, mc.tabs(view));
  };
  /** The rows of the one that is asked for, or nothing. */
  mc.twinOf = function (view) {
    const found = (TWINS[mc.lensOf(view)] || []).find(([value]) => value === mc.state.as);
    return found ? found[2](view) : null;
  };
})(window.mc = window.mc || {});
