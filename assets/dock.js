/* The dock: strip, playhead, slider, clock. The slider is a real range input; pointing at the strip moves it too. */
(function (mc) {
  const NARROWEST = 120;
  let dragging = false;
  let ofA = false;
  let wide = 0;
  let drawn = [];
  mc.timeline = null;

  const place = () => mc.$("strip");
  const slider = () => mc.$("slider");
  const stops = () => mc.timeline?.moments || [];

  /** The stop of a moment: the last one at or before it; null (live) is after the last. */
  mc.stopOf = function (asOf) {
    const list = stops();
    if (asOf === null) return list.length;
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= asOf) low = middle + 1; else high = middle;
    }
    return Math.max(0, low - 1);
  };

  const momentOf = (stop) => (stop >= stops().length ? null : stops()[Math.max(0, stop)]);

  /** Look at a moment (null: now). "As known then" moves along with it. */
  mc.lookAt = function (asOf) {
    const then = mc.state.knownAt !== null;
    mc.go({ asOf, knownAt: asOf !== null && then ? asOf : null });
  };

  mc.step = function (by) {
    const stop = mc.stopOf(mc.state.asOf) + by;
    if (stops().length) mc.lookAt(momentOf(Math.min(stops().length, Math.max(0, stop))));
  };

  /** To the next moment at which the verdict changes or something fails. */
  mc.leap = function (by) {
    const here = mc.state.asOf ?? Infinity;
    const turns = [...mc.timeline.band.map((s) => s.start), ...mc.timeline.ticks.filter((t) => t.kind === "failed").map((t) => t.at)].sort((a, b) => a - b);
    const next = by > 0 ? turns.find((at) => at > here) : turns.reverse().find((at) => at < here);
    mc.lookAt(next ?? (by > 0 ? null : stops()[0] ?? null));
  };

  const verdictAt = (ms) => mc.timeline.band.find((s) => s.start <= ms && ms < s.end) || mc.timeline.band[mc.timeline.band.length - 1];

  function head(asOf) {
    const flag = place().querySelector(".head");
    if (!flag || !mc.timeline) return;
    const scale = mc.scale(mc.timeline, wide);
    const x = asOf === null ? scale.end : Math.min(scale.end, Math.max(scale.at(scale.start), scale.at(asOf)));
    flag.style.transform = `translateX(${x.toFixed(1)}px)`;
    const when = asOf === null ? "LIVE" : mc.when(asOf).length > 5 ? `${mc.day(asOf)} ${mc.clock(asOf)}` : mc.clock(asOf);
    flag.firstElementChild.textContent = mc.comparing() ? `B ${mc.state.other ? `${mc.state.iteration}, ` : ""}${when}` : when;
    const veil = place().querySelector(".veil");
    veil.hidden = asOf === null;
    veil.style.left = `${x}px`;
    veil.style.width = `${Math.max(0, scale.end - x)}px`;
    const label = flag.firstElementChild;
    const half = label.textContent.length * 3.4 + 9;
    label.style.left = `${Math.min(0, wide - x - half) + Math.max(0, half - x)}px`;
    const input = slider();
    input.value = String(mc.stopOf(asOf));
    const verdict = mc.timeline.band.length ? `, verdict ${(verdictAt(asOf ?? Infinity) || {}).display}` : "";
    const quiet = asOf !== null && mc.foldBefore(mc.timeline, asOf);
    input.setAttribute("aria-valuetext", `${asOf === null ? "now" : mc.moment(asOf)}${verdict}${quiet ? `, after ${mc.span(quiet[1] - quiet[0])} without events` : ""}`);
  }

  function controls() {
    const past = mc.state.asOf !== null;
    const press = (id, on) => { mc.$(id).classList.toggle("on", on); mc.$(id).setAttribute("aria-pressed", String(on)); };
    press("past", past && !mc.comparing());
    press("live", !past && !mc.comparing());
    press("compare", mc.comparing());
    mc.$("known-then").setAttribute("aria-checked", String(mc.state.knownAt !== null));
    mc.$("known-then").disabled = !past;
    mc.$("known-then").title = past ? "Only what had been learned by that moment" : "Go to a past moment first";
    const ms = mc.state.asOf ?? Date.now();
    const date = mc.day(ms);
    mc.fill("clock", mc.h`<span class="l">${past ? "As it was" : "As it is"}, ${mc.zone(ms)}</span><span class="big ${past ? "t-time" : ""}">${mc.clock(ms)}</span><span class="l date">${date}</span>`);
  }

  /** How wide the strip is, measured when that changes: to measure it while things move lays the page out anew. */
  mc.stripWidth = (strip) => (wide = wide || strip.clientWidth);

  /** Draw the dock for the present state; cheap when only the playhead has moved. */
  mc.dock = function () {
    if (mc.shared) return;
    const strip = place();
    if (!strip) return;
    const nowhere = mc.placeless();
    document.body.classList.toggle("no-dock", nowhere);
    if (nowhere) return;
    prepare(strip);
    const width = mc.stripWidth(strip);
    const t = mc.timeline && mc.timeline.moments.length ? mc.timeline : null;
    redraw(strip, t, width);
    strip.querySelector(".head").hidden = !t;
    mc.$("dock").dataset.empty = t ? "" : "1";
    ["previous", "play", "next", "past", "compare"].forEach((id) => { mc.$(id).disabled = !t; });
    slider().max = String(stops().length);
    slider().disabled = !t;
    if (!dragging) head(mc.state.asOf);
    mc.turns();
    mc.playButtons();
    mc.flagA(strip, t ? mc.scale(t, width) : null);
    controls();
  };

  function redraw(strip, t, width) {
    const key = [t, width, Boolean(mc.timeline), t?.believed && !dragging ? mc.state.asOf : null];
    if (drawn.length && drawn.every((one, at) => one === key[at])) return;
    if (width < NARROWEST) return;  // a frame without a dock
    drawn = key;
    strip.querySelector(".drawn").innerHTML = t ? mc.stripDrawing(t, width, key[3]) : mc.stripEmpty(width, mc.timeline ? "Time starts with the first event" : "");
  }

  function prepare(strip) {
    if (strip.querySelector(".head")) return;
    strip.insertAdjacentHTML("beforeend", '<input type="range" id="slider" min="0" max="1" step="1" value="1" aria-label="Moment"><div class="veil" hidden></div><div class="head" hidden><span class="flag"></span></div>');
    const input = slider();
    input.addEventListener("input", () => mc.lookAt(momentOf(Number(input.value))));
    strip.addEventListener("pointerdown", (event) => { mc.hideTip(); dragging = Boolean(stops().length); ofA = dragging && mc.takesA(event); strip.setPointerCapture(event.pointerId); drag(event); });
    strip.addEventListener("pointermove", (event) => (dragging ? drag(event) : mc.stripTip(event)));
    strip.addEventListener("pointerleave", () => mc.hideTip());
    strip.addEventListener("pointerup", (event) => { if (dragging) { drag(event); dragging = false; (ofA ? mc.putA : mc.lookAt)(near(event)); input.focus({ preventScroll: true }); mc.dock(); } });
    strip.addEventListener("pointercancel", () => { dragging = false; mc.dock(); });
    new ResizeObserver(([entry]) => { wide = Math.round(entry.contentRect.width); mc.dock(); }).observe(strip);
  }

  function near(event) {
    const scale = mc.scale(mc.timeline, wide);
    const x = event.clientX - place().getBoundingClientRect().left;
    if (x > scale.end - 1) return null;
    const ms = scale.ms(x);
    const stop = mc.stopOf(ms);
    const [before, after] = [stops()[stop], stops()[stop + 1] ?? null];
    return after !== null && after - ms < ms - before ? after : before;
  }

  /** While dragging, the head follows the pointer; pictures follow as fast as they come. */
  function drag(event) {
    const asOf = near(event);
    if (ofA) return mc.putA(asOf);
    head(asOf);
    if (!mc.waiting) mc.lookAt(asOf);
    return undefined;
  }

  setInterval(() => mc.$("clock") && mc.state.asOf === null && !mc.placeless() && mc.$("strip") && controls(), 1000);
})(window.mc = window.mc || {});
