/* Live: what changes is pushed to the page on a stream. Where there is none, the page asks a few times a second. In the past pushes are held. */
(function (mc) {
  const PERIOD = 400;
  const LOST_AFTER = 4000;
  const ENDURES = 8000;
  const FOLLOWS = 400;
  const OWED_AFTER = 2000;
  let last = Date.now();
  let later = 0;
  let owed = 0;
  mc.pulse = null;

  /** A pulse has come, and with it perhaps what leads from one picture to the next. */
  mc.told = function (answer) {
    const before = mc.pulse?.revision;
    const away = Boolean(answer.away);
    const back = mc.pulse?.lost && !away;
    mc.pulse = { ...answer, change: null, at: away ? mc.pulse?.at ?? Date.now() : Date.now(), lost: away };
    last = Date.now();
    if (back) mc.back();
    const held = mc.state.asOf !== null && !mc.placeless();
    const led = !held && answer.change && mc.led(answer);
    const behind = answer.version !== undefined && mc.picture?.version !== undefined && mc.picture?.version !== answer.version;
    mc.settled();
    if (led) mc.follow();
    else if ((before !== undefined && before !== answer.revision && !held) || (behind && !held && !mc.placeless())) mc.goLive();
    mc.fresh();
    if (mc.silent && !away) mc.see(true);
    mc.banner();
    if (mc.state.lens === "overview" && mc.rows && !mc.rows.rows?.length) mc.overview(mc.rows);
  };

  /** Let the newest revision into the page. */
  mc.goLive = function () {
    if (!mc.pulse) return;
    mc.see();
    mc.follow();
  };

  /** What stands around the drawing (timeline, details, rows) follows a little later, once for many events. */
  mc.follow = function () {
    later = later || setTimeout(() => {
      later = 0;
      if (mc.state.asOf === null || mc.placeless()) mc.bus("pulse", { revision: mc.pulse.revision });
    }, mc.streaming() ? FOLLOWS : 0);
  };

  async function ask() {
    const lens = mc.state.lens;
    const iteration = mc.placeless() ? "" : mc.state.iteration || "";
    try {
      const answer = await fetch(`live?iteration=${encodeURIComponent(iteration)}&tenant=${encodeURIComponent(mc.state.tenant || "")}`, { cache: "no-store", signal: AbortSignal.timeout(ENDURES) });
      mc.heardFrom(answer);
      const says = await answer.json();
      if (!answer.ok) lost(says.missing || {});
      else if (lens === mc.state.lens && !mc.streaming()) mc.told(says);
    } catch (fault) {
      lost(fault.name === "TimeoutError" ? {} : null);  // there is a server, but what it asks does not answer
    }
  }

  /** Nothing was heard for a while. `missing` is what does not answer; without it the server itself is silent. */
  function lost(missing) {
    if (Date.now() - last < LOST_AFTER) return;
    mc.pulse = { ...(mc.pulse || { at: last }), lost: true, silent: !missing, missing: missing || {} };
    mc.fresh();
    mc.banner();
  }

  /** All answers again: what could not be told meanwhile is asked for anew. */
  mc.back = function () {
    mc.recovered = Date.now();
    mc.bus("pulse", { revision: mc.pulse?.revision ?? 0, back: mc.recovered });
    if (!mc.picture?.view || mc.placeless()) return;
    mc.mapAhead(mc.picture);
    mc.seeA();
    mc.show();
  };

  /** Something that belongs on the page could not be had just now: what is missing is asked for anew in a while. */
  mc.soon = function () {
    owed = owed || setTimeout(() => { owed = 0; mc.back(); }, OWED_AFTER);
  };

  async function beat() {
    if (mc.$("shell")) {
      mc.stream();
      if (!mc.streaming() && document.visibilityState === "visible") await ask();
    }
    setTimeout(beat, PERIOD);
  }

  /** Another iteration is looked at: its revisions are counted anew. */
  mc.listenTo = () => { if (mc.pulse) mc.pulse = { ...mc.pulse, revision: undefined }; };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && !mc.streaming() && ask());
  beat();
})(window.mc = window.mc || {});
