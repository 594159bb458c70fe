/* From change to change of what is selected: buttons in the dock, keys, and marks below the strip. */
(function (mc) {
  const MOST = 240;
  const moments = () => (mc.details?.id && mc.details.id === mc.state.selection ? mc.details.detail?.moments || [] : []);

  /** To the next (or the one before) moment at which what is selected changed; after the last one, now. */
  mc.turn = function (by) {
    const list = moments();
    const here = mc.state.asOf ?? Infinity;
    const next = by > 0 ? list.find((at) => at > here) : [...list].reverse().find((at) => at < here);
    if (!list.length || (next === undefined && by < 0)) return;
    mc.pause();
    mc.lookAt(next ?? null);
  };

  const button = (by, icon, word, off) => mc.h`<button class="tbtn small" data-do="turn" data-arg="${by}" data-key="turn${by}" aria-label="${word}" title="${word}" ${off ? mc.raw("disabled") : ""}>${mc.icon(icon)}</button>`;

  function marks(strip, list) {
    let place = strip.querySelector(".turnmarks");
    if (!place) { strip.insertAdjacentHTML("beforeend", '<div class="turnmarks" aria-hidden="true"></div>'); place = strip.querySelector(".turnmarks"); }
    const scale = mc.scale(mc.timeline, mc.stripWidth(strip));
    const step = Math.ceil(list.length / MOST) || 1;
    mc.fill(place, mc.h`<i hidden></i>${list.filter((at, n) => n % step === 0 && at >= scale.start).map((at) => mc.h`<i style="left:${scale.at(at).toFixed(1)}px"></i>`)}`);
  }

  /** Shown while something is selected that changed at all. */
  mc.turns = function () {
    const [place, strip] = [mc.$("turns"), mc.$("strip")];
    if (!place || !strip || mc.placeless() || !mc.timeline?.moments.length) return;
    const list = moments();
    const here = mc.state.asOf ?? Infinity;
    const name = mc.details?.detail?.label || "";
    mc.fill(place, list.length
      ? mc.h`${button(-1, "skip-start-fill", "Previous change of the selected (comma)", !list.some((at) => at < here))}<span class="el" title="${name}: changed at ${mc.many(list.length, "moment")}">${name}</span>${button(1, "skip-end-fill", "Next change of the selected (full stop)", here === Infinity)}`
      : mc.h`<span class="ink3"></span>`);
    marks(strip, list);
  };

  mc.actions = mc.actions || {};
  mc.actions.turn = (by) => mc.turn(Number(by));
})(window.mc = window.mc || {});
