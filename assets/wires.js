/* The ends of the callbacks that run in the browser: what comes from the server is shown, in one frame. */
(function (mc) {
  const told = {};

  /** Nothing is asked of the server before there is something to ask. */
  const same = (name, value) => {
    const text = JSON.stringify(value);
    if ((told[name] ?? "null") === text) return window.dash_clientside.no_update;
    told[name] = text;
    return value;
  };

  /** The bus, taken apart: each server callback is asked only when something that it needs has changed. */
  function split(address, pulse) {
    if (!address || mc.shared) return [0, 1, 2, 3].map(() => window.dash_clientside.no_update);
    const { tenant, iteration, lens, asOf, knownAt, against, other, listed } = address;
    const selection = address.selection || (lens === "verdict" ? address.suggested : null);
    const seen = pulse?.revision ?? 0;
    const revision = asOf === null ? seen : 0;
    const somewhere = iteration && !mc.placeless();
    const anew = mc.recovered ? { anew: mc.recovered } : {};
    return [
      same("track", somewhere ? { tenant, iteration, knownAt, revision: knownAt === null ? revision : 0, ...anew } : null),
      same("picked", somewhere && selection ? { tenant, iteration, selection, asOf, knownAt, revision, ...mc.placeOfGone(selection), ...anew } : null),
      same("listed", lens === "overview" || listed ? { tenant, revision: seen, listed, ...anew } : null),
      same("against", somewhere && (against !== null || other) ? { tenant, iteration, asOf, knownAt, against, other, revision, ...anew } : null),
    ];
  }

  mc.faultCard = (fault) => mc.h`<div class="fault" role="alert">${mc.glyph("fail", "fail")}<div><b>${fault.title}</b><p>${fault.text}${fault.passing && !fault.text.includes("by itself") ? " This page goes on by itself once it does." : ""}</p>
    <button class="btn sm" data-do="again">Try again</button> <a class="btn sm" href="/" data-do="page" data-arg="/">Overview</a></div></div>`;

  function fault(picture) {
    const page = document.querySelector(".page");
    document.querySelector(".faultplace")?.remove();
    mc.$("shell").classList.toggle("faulty", Boolean(picture.fault));
    if (!picture.fault || !page) return;
    const place = document.createElement("div");
    place.className = "faultplace";
    place.innerHTML = String(mc.faultCard(picture.fault));
    page.prepend(place);
  }

  /** Show the newest picture on the page that stands; the drawing waits until its canvas is there. */
  mc.show = function () {
    const picture = mc.picture;
    if (!picture || !mc.$("shell") || mc.placeless()) return;
    fault(picture);
    if (picture.fault) return;
    mc.takeWays(picture.ways);  // a change may have brought others
    mc.findMembers();
    mc.top(picture);
    mc.answer(picture.verdict, picture.moment);
    const view = picture.view;
    const lens = mc.state.lens === "verdict" ? "convergence" : mc.state.lens;
    if (!view || mc.lensOf(view) !== lens) return;
    if (lens !== "convergence") mc.conditions(view);
    mc.frame(view);
    beside(view);
    mc.twin(view);
    mc.findings(view);
    mc.matrixOf(picture);
    place(view, picture, 60);
    suggest(picture.verdict);
    mc.emptyNote(view);
    mc.lightRows();
  };

  /** What stands beside a drawing comes after it, once the drawing that changed has been painted. */
  function beside(view) {
    mc.ganttRoom(view);
    requestAnimationFrame(() => setTimeout(() => mc.picture?.view === view && mc.gantt(view)));
  }

  /** While nothing is selected, the spine shows what the first reason is about. */
  function suggest(verdict) {
    const node = verdict.reasons.flatMap((reason) => reason.evidence).map((one) => one.node).find(Boolean) || null;
    if (node !== (mc.state.suggested || null)) setTimeout(() => mc.go({ suggested: node }));
  }

  /** Into its drawing, or, when it is too large for one, onto its map. */
  function place(view, picture, tries) {
    if (mc.picture !== picture) return;
    const there = mc.showMap() || mc.graph(mc.folded(mc.bothIn(view)), picture.iteration.id);
    if (!there && tries) setTimeout(() => place(view, picture, tries - 1), 30);
  }

  mc.emptyNote = function (view) {
    const stage = mc.$(`stage-${mc.lensOf(view)}`);
    stage?.querySelector(".emptynote")?.remove();
    if (!stage || view.marks.length || mc.picture.map) return;
    stage.querySelector(".canvas").insertAdjacentHTML("beforeend", String(mc.h`<div class="emptynote">${mc.glyph("idle", "idle")}<p>${view.empty || "Nothing to draw at this moment."}</p></div>`));
  };

  /** Everything that follows from the state alone, without the server; only what the change touches. What is of the
      picture is left out where all of the picture is shown right after. */
  mc.changed = function (before, shown) {
    const moved = (...names) => !before || names.some((name) => before[name] !== mc.state[name]);
    mc.see();
    document.body.dataset.lens = mc.state.lens;
    mc.dock();
    if (before ? moved("against", "other") : !mc.comparing()) mc.compared(null);
    if (moved("against", "other", "lens", "knownAt", "level", "iteration")) mc.seeA();
    if (moved("asOf", "knownAt", "lens", "against", "other")) { mc.banner(); mc.fresh(); }
    if (moved("level", "arranged", "lens")) pressed();
    if (moved("to", "arranged", "selection", "folded", "lens")) mc.matrixMoved(shown ? () => false : moved);
    if (moved("lens")) mc.links();
    if (mc.state.lens === "overview") { if (moved("lens")) mc.topOfOverview(); mc.overview(mc.rows); return; }
    if (mc.state.lens === "search") { if (moved("lens")) mc.topOfOverview(); if (moved("lens", "q", "only", "order", "tenant")) mc.search(moved("lens")); return; }
    if (mc.state.lens === "jobs") { if (moved("lens")) { mc.topOfOverview(); mc.jobs(); } return; }
    if (moved("selection")) { mc.lightUp(); mc.lightTraces(); mc.lightStories(); }
    if (moved("selection", "lens", "suggested")) mc.detail(mc.details);
    if (!shown && mc.picture?.view && moved("as", "filter", "all", "lens")) { mc.twin(mc.picture.view); mc.frame(mc.picture.view); }
    if (moved("filter", "lens")) { mc.highlight(); mc.redrawMatrix(); }
  };

  function pressed() {
    document.querySelectorAll('.seg [data-do="switch"]').forEach((button) => {
      const value = mc.state[button.dataset.name] || { level: "module", arranged: "layers" }[button.dataset.name];
      button.classList.toggle("on", value === button.dataset.value);
      button.setAttribute("aria-pressed", String(value === button.dataset.value));
    });
  }

  /** A page stands there, empty. */
  mc.mounted = function () {
    document.querySelector(".logo .mark").innerHTML = mc.MARK;
    mc.wear();
    mc.alone?.();
    mc.noticed();
    mc.changed(null, true);
    mc.show();
    mc.toBus();
  };

  /** A fault that passes leaves what was shown before, and is asked about again. */
  function passing(data) {
    const passes = Boolean(data?.fault?.passing);
    if (passes) mc.soon();
    return passes;
  }
  const keep = (shown) => (data) => { if (data !== undefined) shown(data); };
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.mc = {
    split,
    timeline: keep((data) => { if (passing(data) && mc.timeline) return; mc.timeline = data && !data.fault ? data : null; mc.dock(); mc.banner(); mc.gantt(); mc.twinAgain(); }),
    detail: keep((data) => { passing(data); mc.details = data; mc.detail(data); mc.turns(); }),
    rows: keep((data) => { if (!data || (passing(data) && mc.rows?.rows)) return; mc.rows = data; if (mc.state.lens === "overview") mc.overview(data); mc.pickerSheet(data); }),
    compared: keep((data) => passing(data) || mc.compared(data)),
  };
})(window.mc = window.mc || {});
