/* Where A stands: any moment of this iteration, a commit of its timeline, or another iteration of the project. */
(function (mc) {
  const NEAR = 10;
  const option = (attrs, words, when) => mc.h`<button class="opt" data-do="take-a" ${attrs}><span class="opt1">${words}</span><span class="ink3 nw">${when}</span></button>`;

  const turn = (span) => option(mc.h`data-at="${span.start}" data-find="${span.display}"`, mc.verdictBadge(span), `from ${mc.moment(span.start)}`);
  const commit = (c) => option(mc.h`data-at="${c.at}" data-find="${c.title}"`, mc.h`<b class="el">${c.title}</b>`, mc.when(c.at));
  const iteration = (row) => mc.h`<button class="opt" data-do="take-a" data-iteration="${row.iteration}" data-find="${row.iteration} ${row.title}"><span class="opt1"><b class="el">${row.title || row.iteration}</b><span class="mono ink3 el">${row.iteration}</span></span>${mc.verdictBadge(row)}</button>`;
  const group = (title, list) => (list.length ? mc.h`<h3 class="sub">${title}</h3>${list}` : "");

  /** The sheet to choose A from, once the rows are known. */
  mc.withSheet = function (answer) {
    const scope = mc.picture?.iteration?.scope;
    const mine = answer.rows.find((row) => row.iteration === scope);
    const others = answer.rows.filter((row) => row.iteration !== scope && row.project === (mine?.project ?? row.project));
    const turns = [...(mc.timeline?.band || [])].reverse();
    mc.popover("Compare with", mc.h`<input class="find" type="search" placeholder="Find a moment or an iteration" aria-label="Find a moment or an iteration" data-key="find" autocomplete="off"><div class="scroll opts">
      ${group("Where the verdict of this one turned", turns.map(turn))}${group("Commits of its timeline", (mine?.commits || []).length > 1 ? mine.commits.map(commit) : [])}${group(`Other iterations of ${mine?.project || "the project"}`, others.map(iteration))}</div>`, "picker with");
  };

  const flagAt = () => mc.scale(mc.timeline, mc.$("strip").clientWidth).at(mc.state.against);

  /** Whether a hand that comes down here takes A: on its flag, or anywhere with Shift. */
  mc.takesA = function (event) {
    if (event.shiftKey) return true;
    if (!mc.comparing() || mc.state.other || mc.state.against === null) return false;
    return Math.abs(event.clientX - mc.$("strip").getBoundingClientRect().left - flagAt()) < NEAR;
  };

  /** A at a stop; it has no "now", for that is where B is when it is nowhere else. */
  mc.putA = (ms) => mc.go({ against: ms ?? mc.timeline.moments[mc.timeline.moments.length - 1], other: null });

  mc.stepA = function (by) {
    const stops = mc.timeline?.moments || [];
    if (!stops.length || !mc.comparing() || mc.state.other) return;
    mc.putA(stops[Math.min(stops.length - 1, Math.max(0, mc.stopOf(mc.state.against) + by))]);
  };

  mc.actions = mc.actions || {};
  mc.actions["compare-with"] = function () {
    mc.popover("Compare with", mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>`, "picker with");
    if (mc.rows?.rows) mc.withSheet(mc.rows);
    mc.go({ listed: Date.now() });
  };
  mc.actions["take-a"] = function (_, button) {
    const { at, iteration: other } = button.dataset;
    mc.closePopover();
    mc.go(other ? { other, against: null } : { other: null, against: Number(at) });
  };
})(window.mc = window.mc || {});
