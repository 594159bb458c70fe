/* Compare: A is fixed, B is the moment looked at. What is new, gone or changed between them; cyan lies between. */
(function (mc) {
  const SIGNS = { added: ["+", "pass"], gone: ["−", "idle"], changed: ["~", "time"] };
  let found = null;

  mc.comparing = () => mc.state.against !== null && mc.state.against !== undefined && !mc.placeless();

  /** What differs, by uid; null while nothing is compared. */
  mc.marked = function () {
    if (!mc.comparing() || !found) return null;
    return new Map([...found.added.map((uid) => [uid, "added"]), ...found.changed.map((uid) => [uid, "changed"])]);
  };

  mc.markChange = function (node, marked, uid) {
    for (const kind of ["added", "changed"]) node.toggleClass(`is-${kind}`, Boolean(marked) && marked.get(uid) === kind);
  };

  mc.compared = function (answer) {
    found = answer && !answer.fault ? answer : null;
    document.body.classList.toggle("cmp", mc.comparing());
    mc.banner();
    mc.highlight();
    if (mc.picture?.verdict && mc.state.lens === "verdict") mc.reasons(mc.picture.verdict);
  };

  function line(m) {
    const [sign, tone] = SIGNS[m.change];
    return mc.h`<li class="quiet act" tabindex="0" data-do="pick" data-arg="${m.id}" data-key="c:${m.id}"><span class="sign ${tone}" title="${m.change}">${sign}</span>
      <div class="txt"><div class="ti">${m.label}</div><div class="me">${mc.streamTag(m.stream)}<span>${m.text}</span></div></div></li>`;
  }

  const part = (title, list) => (list.length ? mc.h`<h3 class="sub">${title} <span class="ink3">${list.length}</span></h3><ul class="why">${list.slice(0, 60).map(line)}</ul>` : "");
  const side = (letter, v, when) => mc.h`<div class="side"><span class="letter">${letter}</span><div>${mc.verdictBadge(v)}<div class="small ink3">${when}</div></div></div>`;

  /** The left column of the verdict page while comparing. */
  mc.changes = function () {
    if (!found) return void mc.fill("reasons", mc.h`<div class="ph"><h2>What changed</h2></div><div class="sks"><div class="sk"></div><div class="sk"></div></div>`);
    const b = mc.state.asOf === null ? "now" : mc.moment(mc.state.asOf);
    const decisive = found.changes.filter((m) => m.decisive);
    const rest = found.changes.filter((m) => !m.decisive);
    const none = found.changes.length ? "" : mc.h`<p class="none">No task, scenario, contract or module differs between A and B.</p>`;
    mc.fill("reasons", mc.h`<div class="ph"><h2>What changed</h2><span class="n">${mc.many(found.changes.length, "thing")}</span></div>
      <div class="sides">${side("A", found.before, mc.moment(mc.state.against))}${mc.icon("arrow-right")}${side("B", found.after, b)}</div>
      <div class="scroll" tabindex="0" role="region" aria-label="What changed">${none}${part("Moves the verdict", decisive)}${part("Also changed", rest)}</div>
      <div class="pf">Unchanged: ${mc.many(found.same_nodes, "node")}, ${mc.many(found.same_links, "link")}</div>`);
  };

  mc.compareBanner = function (bar) {
    document.body.classList.add("past");
    bar.hidden = false;
    const b = mc.state.asOf === null ? "now" : mc.moment(mc.state.asOf);
    mc.fill(bar, mc.h`${mc.icon("layout-split")}<span class="el"><b>Comparing two moments.</b> A is ${mc.moment(mc.state.against)}, B is ${b}. Arrow keys move B.</span><span class="grow"></span>
      <button class="btn sm" data-do="swap" data-key="swap" ${mc.state.asOf === null ? mc.raw("disabled") : ""}>${mc.icon("arrow-left-right")}Swap</button><button class="btn sm live" data-do="compare" data-key="leave">Leave compare <kbd>C</kbd></button>`);
  };

  /** The flag of A on the strip, and the stretch between A and B. */
  mc.flagA = function (strip, scale) {
    let flag = strip.querySelector(".head-a");
    if (!flag) {
      strip.insertAdjacentHTML("beforeend", '<div class="between" hidden></div><div class="head head-a" hidden><span class="flag"></span></div>');
      flag = strip.querySelector(".head-a");
    }
    const between = strip.querySelector(".between");
    flag.hidden = between.hidden = !mc.comparing() || !scale;
    if (flag.hidden) return;
    const at = (ms) => Math.min(scale.end, Math.max(scale.at(scale.start), ms === null ? scale.end : scale.at(ms)));
    const [a, b] = [at(mc.state.against), at(mc.state.asOf)];
    flag.style.transform = `translateX(${a}px)`;
    flag.firstElementChild.textContent = `A ${mc.clock(mc.state.against)}`;
    Object.assign(between.style, { left: `${Math.min(a, b)}px`, width: `${Math.abs(b - a)}px` });
  };

  /** Where A stands when nobody says: here when the past is looked at, else where the verdict before this one began. */
  function before() {
    if (mc.state.asOf !== null) return { against: mc.state.asOf, asOf: null, knownAt: null };
    const earlier = mc.timeline.band[mc.timeline.band.length - 2];
    return { against: earlier?.start ?? mc.timeline.moments[0] };
  }

  mc.actions = mc.actions || {};
  mc.actions.compare = () => mc.timeline?.moments.length && mc.go(mc.comparing() ? { against: null } : before());
  mc.actions.swap = () => mc.state.asOf !== null && mc.go({ against: mc.state.asOf, asOf: mc.state.against });
})(window.mc = window.mc || {});
