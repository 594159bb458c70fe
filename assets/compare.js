/* Compare: A is fixed, B is the moment looked at; A may lie in another iteration. What is new, gone or changed between
   them stands in a list on every lens, coloured in place; cyan lies between. */
(function (mc) {
  let found = null;
  let coloured = false;

  mc.comparing = () => Boolean(mc.state.against ?? mc.state.other) && !mc.placeless();

  /** What differs, by uid; null while nothing is compared. */
  mc.marked = function () {
    if (!mc.comparing() || !found) return null;
    return new Map([...found.added.map((uid) => [uid, "added"]), ...found.changed.map((uid) => [uid, "changed"]), ...found.gone.map((uid) => [uid, "gone"])]);
  };

  /** Between two iterations the content of nearly every file differs: a quiet mark, and no change. */
  mc.contentOnly = (uid) => Boolean(mc.state.other && mc.comparing() && found?.quiet.has(uid));

  mc.markChange = function (node, marked, uid) {
    node.toggleClass("is-content", Boolean(marked) && mc.contentOnly(uid));
    for (const kind of ["added", "changed"]) node.toggleClass(`is-${kind}`, Boolean(marked) && marked.get(uid) === kind);
  };

  /** What A had stands in the drawing, be it told what differs or not yet: to leave is to draw anew. */
  mc.coloured = () => { coloured = true; };

  mc.compared = function (answer) {
    found = answer && !answer.fault ? { ...answer, quiet: new Set(answer.content.filter((uid) => !answer.changed.includes(uid))) } : null;
    document.body.classList.toggle("cmp", mc.comparing());
    const still = !coloured && !mc.comparing();  // what stands there says nothing of a comparison, and need not
    coloured = mc.comparing();
    if (still) return;
    mc.banner();
    mc.highlight();
    if (mc.picture?.verdict && mc.state.lens === "verdict") mc.reasons(mc.picture.verdict);
    if (mc.picture?.view && !mc.picture.fault) mc.show();
    mc.detail(mc.details);
  };

  /** A thing of this lens is picked in place, one of another is shown in its own. */
  function line(m, lens) {
    const [sign, tone] = mc.changeSigns[m.change];
    const here = lens === "convergence" || m.stream === lens || !["dde", "bdv", "acc"].includes(m.stream);
    return mc.h`<li class="quiet act" tabindex="0" data-do="${here ? "pick" : "show"}" data-arg="${m.id}" data-path="/${m.stream}" data-key="c:${m.id}"><span class="sign ${tone}" title="${m.change}">${sign}<span class="sr">${m.change}</span></span>
      <div class="txt"><div class="ti">${m.label}</div><div class="me">${mc.streamTag(m.stream)}<span>${m.text}</span></div></div></li>`;
  }

  const MANY = 60;
  function part(title, list, lens) {
    if (!list.length) return "";
    const all = mc.state.all === title;
    const more = list.length > MANY && !all ? mc.h`<div class="none"><button class="btn sm" data-do="all" data-arg="${title}">Show all ${list.length.toLocaleString("en")}</button></div>` : "";
    return mc.h`<h3 class="sub">${title} <span class="ink3">${list.length}</span></h3><ul class="why">${(all ? list : list.slice(0, MANY)).map((m) => line(m, lens))}</ul>${more}`;
  }

  const step = (t) => mc.h`<li class="quiet act" tabindex="0" data-do="moment" data-arg="${t.at}" data-key="w:${t.at}:${t.node}:${t.kind}"><span class="mono ink3">${mc.when(t.at)}</span><div class="txt"><div class="me">${mc.streamTag(t.lane)}<span>${t.text}</span></div></div></li>`;
  const how = (ticks) => (ticks.length ? mc.h`<h3 class="sub">How it came about <span class="ink3">${ticks.length}</span></h3><ul class="why how">${ticks.map(step)}</ul>` : "");
  const side = (letter, v, where) => mc.h`<div class="side"><span class="letter">${letter}</span><div>${mc.verdictBadge(v)}<div class="small ink3">${where}</div></div></div>`;

  const nameOfA = () => [mc.state.other, mc.state.against === null ? mc.state.other && "newest" : mc.moment(mc.state.against)].filter(Boolean).join(", ");
  const nameOfB = () => [mc.state.other && mc.state.iteration, mc.state.asOf === null ? "now" : mc.moment(mc.state.asOf)].filter(Boolean).join(", ");

  /** What changed: on the verdict page by what moves the verdict, on a lens what is its own first. */
  mc.changes = function (target = "reasons", lens = "convergence") {
    if (!found) return void mc.fill(target, mc.h`<div class="ph"><h2>What changed</h2></div><div class="sks"><div class="sk"></div><div class="sk"></div></div>`);
    const first = lens === "convergence" ? (m) => m.decisive : (m) => m.stream === lens;
    const words = lens === "convergence" ? ["Moves the verdict", "Also changed"] : [`In ${lens.toUpperCase()}`, "Elsewhere"];
    const none = found.changes.length ? "" : mc.h`<p class="none">No task, scenario, contract or module differs between A and B.</p>`;
    mc.fill(target, mc.h`<div class="ph"><h2>What changed</h2><span class="n">${mc.many(found.changes.length, "thing")}</span></div>
      <div class="sides">${side("A", found.before, nameOfA())}${side("B", found.after, nameOfB())}</div>
      <div class="scroll" tabindex="0" role="region" aria-label="What changed">${none}${part(words[0], found.changes.filter(first), lens)}${part(words[1], found.changes.filter((m) => !first(m)), lens)}${how(found.how)}</div>
      <div class="pf">Unchanged: ${mc.many(found.same_nodes, "node")}, ${mc.many(found.same_links, "link")}${mc.state.other && found.content.length ? mc.h`, <span title="Same name, another hash of what is in it; that alone is no change between two iterations">content differs in ${found.content.length.toLocaleString("en")}</span>` : ""}</div>`);
  };

  /** Lenses without a list of findings show what changed where details stand, until something is picked. */
  mc.changesBeside = () => mc.comparing() && !mc.state.selection && ["dde", "bdv"].includes(mc.state.lens) && innerWidth > 760;

  /** In place of a drawing's legend. */
  mc.compareLegend = () => mc.h`${[["added", "new in B"], ["gone", "only in A"], ["changed", "changed"]].map(([kind, word]) => mc.h`<span class="lg"><span class="sign ${mc.changeSigns[kind][1]}">${mc.changeSigns[kind][0]}</span>${word}</span>`)}${mc.state.other && found?.content.length ? mc.h`<span class="lg ink3"><span class="sign">·</span>content differs</span>` : ""}<span class="lg ink3">faded: the same</span>`;

  mc.compareBanner = function (bar) {
    document.body.classList.add("past");
    bar.hidden = false;
    const still = mc.state.asOf === null && !mc.state.other;
    mc.fill(bar, mc.h`${mc.icon("layout-split")}<span class="el"><b>Comparing two ${mc.state.other ? "iterations" : "moments"}.</b> A is ${nameOfA()}, B is ${nameOfB()}. <span class="hint">${mc.state.other ? "Drag B on the strip, or move it with arrow keys" : "Drag either on the strip; arrow keys move B, [ and ] move A"}.</span></span><span class="grow"></span>
      <button class="btn sm" data-do="compare-with" data-key="with" aria-haspopup="dialog">${mc.icon("list-check")}Choose A</button><button class="btn sm" data-do="swap" data-key="swap" ${still ? mc.raw("disabled") : ""}>${mc.icon("arrow-left-right")}Swap</button><button class="btn sm live" data-do="compare" data-key="leave">Leave compare <kbd>C</kbd></button>`);
  };

  /** A of another iteration has no place on this axis: its flag stands at the beginning and says its name. */
  function apart(flag, scale) {
    const label = flag.firstElementChild;
    flag.classList.add("far");
    flag.style.transform = `translateX(${scale.at(scale.start)}px)`;
    label.textContent = `A ${nameOfA()}`;
    label.style.left = `${label.textContent.length * 3.4 + 9}px`;
  }

  /** The flag of A on the strip, and the stretch between A and B. */
  mc.flagA = function (strip, scale) {
    let flag = strip.querySelector(".head-a");
    if (!flag) {
      strip.insertAdjacentHTML("beforeend", '<div class="between" hidden></div><div class="head head-a" hidden><span class="flag"></span></div>');
      flag = strip.querySelector(".head-a");
    }
    const between = strip.querySelector(".between");
    flag.hidden = !mc.comparing() || !scale;
    between.hidden = flag.hidden || Boolean(mc.state.other);
    if (flag.hidden) return;
    if (mc.state.other) return void apart(flag, scale);
    flag.classList.remove("far");
    const at = (ms) => Math.min(scale.end, Math.max(scale.at(scale.start), ms === null ? scale.end : scale.at(ms)));
    const [a, b] = [at(mc.state.against), at(mc.state.asOf)];
    flag.style.transform = `translateX(${a}px)`;
    const label = flag.firstElementChild;
    label.textContent = `A ${mc.when(mc.state.against)}`;
    const [mine, theirs] = [label, strip.querySelector(".head:not(.head-a) .flag")].map((one) => one.offsetWidth / 2 + 2);
    const near = mine + theirs - Math.abs(b - a);  // close to B it stands aside
    label.style.left = `${Math.max(mine - a, near > 0 ? (a <= b ? -near : near) : 0)}px`;
    Object.assign(between.style, { left: `${Math.min(a, b)}px`, width: `${Math.abs(b - a)}px` });
  };

  /** Where A stands when nobody says: here when the past is looked at, else where the verdict before this one began. */
  function before() {
    if (mc.state.asOf !== null) return { against: mc.state.asOf, asOf: null, knownAt: null };
    const earlier = mc.timeline.band[mc.timeline.band.length - 2];
    return { against: earlier?.start ?? mc.timeline.moments[0] };
  }

  mc.actions = mc.actions || {};
  mc.actions.compare = () => (mc.comparing() ? mc.go({ against: null, other: null }) : mc.timeline?.moments.length && mc.go(before()));
  mc.actions.swap = function () {
    const { iteration, other, asOf, against } = mc.state;
    if (other || asOf !== null) mc.go({ against: asOf, asOf: against, ...(other ? { iteration: other, other: iteration } : {}) });
  };
})(window.mc = window.mc || {});
