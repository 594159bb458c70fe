/* Live: what changes is pushed to the page on a stream. Where there is none, the page asks a few times a second. In the past pushes are held. */
(function (mc) {
  const PERIOD = 400;
  const LOST_AFTER = 4000;
  const FOLLOWS = 400;
  let last = Date.now();
  let later = 0;
  mc.pulse = null;

  /** A pulse has come, and with it perhaps what leads from one picture to the next. */
  mc.told = function (answer) {
    const before = mc.pulse?.revision;
    mc.pulse = { ...answer, change: null, at: Date.now(), lost: Boolean(answer.away) };
    last = Date.now();
    const held = mc.state.asOf !== null && !mc.placeless();
    const led = !held && answer.change && mc.led(answer);
    const behind = answer.version !== undefined && mc.picture?.version !== undefined && mc.picture?.version !== answer.version;
    if (mc.picture?.version && mc.picture.version === answer.version) mc.settled();
    if (led) mc.follow();
    else if ((before !== undefined && before !== answer.revision && !held) || (behind && !held && !mc.placeless())) mc.goLive();
    mc.fresh();
    if (mc.silent) mc.see(true);
    if (held) mc.banner();
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
      if (mc.state.asOf === null || mc.placeless()) window.dash_clientside.set_props("pulse", { data: { revision: mc.pulse.revision } });
    }, mc.streaming() ? FOLLOWS : 0);
  };

  async function ask() {
    const lens = mc.state.lens;
    const iteration = mc.placeless() ? "" : mc.state.iteration || "";
    try {
      const answer = await fetch(`live?iteration=${encodeURIComponent(iteration)}&tenant=${encodeURIComponent(mc.state.tenant || "")}`, { cache: "no-store" });
      mc.heardFrom(answer);
      if (answer.ok && lens === mc.state.lens && !mc.streaming()) mc.told(await answer.json());
    } catch (fault) {
      if (Date.now() - last > LOST_AFTER) lost();
    }
  }

  function lost() {
    if (!mc.pulse) return;
    mc.pulse.lost = true;
    mc.fresh();
  }

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
