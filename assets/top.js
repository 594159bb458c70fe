/* The top bar, the rail's marks, the banner: what is looked at, how fresh it is, how to get back to now. */
(function (mc) {
  const NAME = { dde: "DDE", bdv: "BDV", acc: "ACC" };
  let held = null;

  mc.top = function (picture) {
    const v = picture.verdict;
    const where = picture.iteration;
    mc.fill("picker", mc.h`<button class="pick" data-do="picker" aria-haspopup="dialog" data-key="picker"><span class="b el">${where.project}</span><span class="sep">/</span>
      <span class="mono el">${where.id}</span>${where.title && where.title !== where.id ? mc.h`<span class="ink3 el title">${where.title}</span>` : ""}${mc.icon("chevron-expand")}</button>`);
    const only = v.scope_note && !v.display.toUpperCase().includes(v.scope_note.toUpperCase()) ? mc.h`<span class="tag line only" title="${v.scope_note}">${v.streams.filter((s) => s.required).map((s) => NAME[s.stream]).join(" + ")} only</span>` : "";
    mc.fill("badge", mc.h`${mc.verdictBadge(v)}${only}<span class="ink3 nw since">${picture.moment.asOf === null ? mc.since(v.since) : `at ${mc.moment(picture.moment.asOf)}`}</span>`);
    marks(v);
    mc.titled(`${v.display}: ${where.id} · Mission Control`, v.verdict === "pending" ? "idle" : v.tone);
    announce(`${where.id}: ${v.display}. ${v.title}.`);
  };

  function marks(v) {
    for (const stream of v.streams) {
      const mark = document.querySelector(`#rail a[data-lens="${stream.stream}"] .state`);
      const loud = !["pass", "not_required", "pending"].includes(stream.state);
      if (mark) mc.fill(mark, loud ? mc.glyph(stream.glyph, stream.tone) : mc.h`<span hidden></span>`);
    }
  }

  function announce(text) {
    const place = mc.$("say");
    if (place && !mc.playing && place.textContent !== text) place.textContent = text;
  }

  /** Without an iteration there is no verdict to show. */
  mc.topOfOverview = function () {
    mc.fill("picker", mc.h`<span class="pick b">All projects</span>`);
    mc.fill("badge", mc.h`<span hidden></span>`);
    mc.banner();
    document.querySelectorAll("#rail .state").forEach((mark) => mc.fill(mark, mc.h`<span hidden></span>`));
    mc.titled(`${{ "/jobs": "Jobs", "/search": "Search" }[location.pathname] || "Overview"} · Mission Control`, "idle");
  };

  /** The banner over a page that does not show now. `newer` counts what has happened since. */
  mc.banner = function () {
    const bar = mc.$("banner");
    const { asOf, knownAt, lens } = mc.state;
    const past = asOf !== null && !mc.placeless();
    const stopped = Boolean(mc.pulse?.lost) && !past && !mc.comparing();
    bar.classList.toggle("stopped", stopped);
    if (mc.comparing()) return mc.compareBanner(bar);
    document.body.classList.toggle("past", past);
    bar.hidden = !past && !stopped;
    if (!past) held = null;
    if (stopped) return void mc.fill(bar, mc.stopped(mc.pulse));
    if (!past) return undefined;
    held = held ?? (mc.pulse?.revision || null);
    const newer = held === null ? 0 : Math.max(0, (mc.pulse?.revision || held) - held);
    const timeline = mc.timeline;
    const seeded = knownAt !== null && timeline && timeline.known_from && asOf < timeline.known_from;
    const says = seeded
      ? mc.h`Nothing of this was known before ${mc.moment(timeline.known_from)}: the history was read in then.`
      : mc.h`Nothing here moves until you go live.`;
    mc.fill(bar, mc.h`${mc.icon("clock-history")}<span class="el"><b>You are looking at ${mc.moment(asOf)}${knownAt === null ? "" : ", as it was known then"}.</b> ${says}</span>
      <span class="grow"></span>${newer ? mc.h`<button class="chip on newer" data-do="live" data-key="newer" title="They are held back; go live to see them">${mc.many(newer, "new event")}</button>` : ""}<button class="btn sm live" data-do="live" data-key="golive">Go live <kbd>L</kbd></button>`);
  };

  /** How fresh the page is. */
  mc.fresh = function () {
    const pulse = mc.pulse;
    if (!pulse) return;
    const seeding = pulse.seeding && !["none", "done"].includes(pulse.seeding.state)
      ? mc.h`<span class="tag time" title="${pulse.seeding.step}">${mc.icon("hdd")}<span class="said">${pulse.seeding.state === "failed" ? "Filling stopped" : pulse.seeding.total ? `Filling ${pulse.seeding.done} of ${pulse.seeding.total}` : "Starting"}</span></span>` : "";
    const stale = pulse.lost ? mc.h`<span class="tag fail">${mc.icon("wifi-off")}<span class="said">Stopped at ${mc.clock(pulse.at)}</span></span>` : "";
    const live = pulse.lag === null ? "as far as it is read" : pulse.lag ? `${pulse.lag >= 1000 ? "1,000+" : pulse.lag} events to come` : "up to date";
    const state = mc.state.asOf === null || mc.placeless() ? mc.h`<span class="now"><span class="liv"></span>Live, ${live}</span>` : mc.h`<span class="now">Held</span>`;
    mc.fill("fresh", mc.h`${seeding}${stale ? "" : mc.awayTag(pulse.missing)}${stale || state}`);
  };
})(window.mc = window.mc || {});
