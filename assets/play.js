/* Playing through time, and the dock's other buttons. */
(function (mc) {
  const SPEEDS = [1, 2, 4, 8];
  let speed = 1;
  let timer = 0;
  mc.playing = false;

  function show() {
    const button = mc.$("play");
    button.firstElementChild.className = `bi bi-${mc.playing ? "pause" : "play"}-fill`;
    button.setAttribute("aria-label", mc.playing ? "Pause" : "Play through time");
    button.setAttribute("aria-pressed", String(mc.playing));
  }

  mc.pause = function () {
    clearTimeout(timer);
    mc.playing = false;
    if (mc.$("play")) show();
  };

  /** One stop after the other; waits for a picture that is slow, stops at the end. */
  function beat() {
    if (!mc.playing) return;
    if (!mc.waiting) mc.step(1);
    if (mc.state.asOf === null) return mc.pause();
    timer = setTimeout(beat, mc.waiting ? 60 : 1000 / speed);
  }

  function play() {
    const moments = mc.timeline?.moments || [];
    if (!moments.length) return;
    mc.playing = true;
    if (mc.state.asOf === null) mc.lookAt(moments[0]);
    show();
    timer = setTimeout(beat, 1000 / speed);
  }

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    play: () => (mc.playing ? mc.pause() : play()),
    previous: () => { mc.pause(); mc.step(-1); },
    next: () => { mc.pause(); mc.step(1); },
    speed() {
      speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
      mc.$("speed").textContent = `${speed}×`;
      mc.$("speed").setAttribute("aria-label", `Speed ${speed} times`);
    },
    live: () => { mc.pause(); mc.lookAt(null); mc.goLive?.(); },
    past() {
      const moments = mc.timeline?.moments || [];
      if (mc.state.asOf === null && moments.length) mc.lookAt(moments[moments.length - 1]);
    },
    known: () => mc.state.asOf !== null && mc.go({ knownAt: mc.state.knownAt === null ? mc.state.asOf : null }),
    moment: (ms) => { mc.pause(); mc.lookAt(Number(ms)); },
  });
})(window.mc = window.mc || {});
