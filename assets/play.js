/* Playing through time, and the dock's other buttons. */
(function (mc) {
  const SPEEDS = [1, 2, 4, 8, 16];
  const speed = () => (SPEEDS.includes(Number(mc.state.speed)) ? Number(mc.state.speed) : 1);
  const halts = () => mc.state.halts !== "off";
  let timer = 0;
  mc.playing = false;

  function show() {
    const button = mc.$("play");
    button.firstElementChild.className = `bi bi-${mc.playing ? "pause" : "play"}-fill`;
    button.setAttribute("aria-label", mc.playing ? "Pause" : "Play through time");
    button.setAttribute("aria-pressed", String(mc.playing));
  }

  /** The buttons of playing, as the address has them. */
  mc.playButtons = function () {
    mc.$("speed").textContent = `${speed()}×`;
    mc.$("speed").setAttribute("aria-label", `Speed ${speed()} times`);
    mc.$("halts").setAttribute("aria-pressed", String(halts()));
    mc.$("halts").classList.toggle("on", halts());
  };

  /** What failed after one moment and up to another (null: now). */
  const failedBetween = (from, to) => mc.timeline.ticks.find((t) => t.kind === "failed" && t.at > from && t.at <= (to ?? Infinity));

  /** Stop where something failed, and say what. */
  function halted(from) {
    const failed = halts() && failedBetween(from, mc.state.asOf);
    if (!failed) return false;
    mc.pause();
    mc.toast("fail", "Stopped at a failure", `${failed.text}, ${mc.moment(failed.at)}. Play goes on from here.`);
    return true;
  }

  mc.pause = function () {
    clearTimeout(timer);
    mc.playing = false;
    if (mc.$("play")) show();
  };

  /** One stop after the other; waits for a picture that is slow, stops at the end. */
  function beat() {
    if (!mc.playing) return;
    const from = mc.state.asOf;
    if (!mc.waiting) mc.step(1);
    if (from !== mc.state.asOf && halted(from)) return undefined;
    if (mc.state.asOf === null) return mc.pause();
    timer = setTimeout(beat, mc.waiting ? 60 : 1000 / speed());
    return undefined;
  }

  function play() {
    const moments = mc.timeline?.moments || [];
    if (!moments.length) return;
    mc.playing = true;
    if (mc.state.asOf === null) mc.lookAt(moments[0]);
    show();
    timer = setTimeout(beat, 1000 / speed());
  }

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    play: () => (mc.playing ? mc.pause() : play()),
    previous: () => { mc.pause(); mc.step(-1); },
    next: () => { mc.pause(); mc.step(1); },
    speed() {
      const next = SPEEDS[(SPEEDS.indexOf(speed()) + 1) % SPEEDS.length];
      mc.go({ speed: next === 1 ? null : String(next) });
    },
    halts: () => mc.go({ halts: halts() ? "off" : null }),
    live: () => { mc.pause(); mc.lookAt(null); mc.goLive?.(); },
    past() {
      const moments = mc.timeline?.moments || [];
      if (mc.state.asOf === null && moments.length) mc.lookAt(moments[moments.length - 1]);
    },
    known: () => mc.state.asOf !== null && mc.go({ knownAt: mc.state.knownAt === null ? mc.state.asOf : null }),
    moment: (ms) => { mc.pause(); mc.lookAt(Number(ms)); },
  });
})(window.mc = window.mc || {});
