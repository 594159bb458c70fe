/* Live: the page asks a few times a second, cheaply, whether anything is new. In the past pushes are held. */
(function (mc) {
  const PERIOD = 400;
  const LOST_AFTER = 4000;
  let last = Date.now();
  mc.pulse = null;

  function told(answer) {
    const before = mc.pulse?.revision;
    mc.pulse = { ...answer, at: Date.now(), lost: false };
    last = Date.now();
    const held = mc.state.asOf !== null && !mc.placeless();
    if (before !== undefined && before !== answer.revision && !held) mc.goLive();
    mc.fresh();
    if (mc.silent) mc.see(true);
    if (held) mc.banner();
    if (mc.state.lens === "overview" && mc.rows && !mc.rows.rows?.length) mc.overview(mc.rows);
  }

  /** Let the newest revision into the page. */
  mc.goLive = function () {
    if (!mc.pulse) return;
    mc.see();
    window.dash_clientside.set_props("pulse", { data: { revision: mc.pulse.revision } });
  };

  async function ask() {
    const lens = mc.state.lens;
    const iteration = mc.placeless() ? "" : mc.state.iteration || "";
    try {
      const answer = await fetch(`live?iteration=${encodeURIComponent(iteration)}&tenant=${encodeURIComponent(mc.state.tenant || "")}`, { cache: "no-store" });
      if (answer.ok && lens === mc.state.lens) told(await answer.json());
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
    if (document.visibilityState === "visible" && mc.$("shell")) await ask();
    setTimeout(beat, PERIOD);
  }

  /** Another iteration is looked at: its revisions are counted anew. */
  mc.listenTo = () => { if (mc.pulse) mc.pulse = { ...mc.pulse, revision: undefined }; };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  beat();
})(window.mc = window.mc || {});
