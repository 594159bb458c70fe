/* Artifacts over time: who made each, a band per hash on the axis of the run times, and which tasks it flows to.
   What was stamped and is no longer so is marked. Of tasks also their earlier attempts. Only rows in sight are made. */
(function (mc) {
  const MORE = 6;
  const FEW = 3;
  const PAUSE = 800;
  const board = { view: null, shown: "", place: null, busy: false, only: false, rows: [], at: [0, 1] };
  const narrow = () => innerWidth <= 760;
  const high = () => (narrow() ? 104 : 44);

  mc.storiesShown = () => mc.state.as === "lineage" && mc.state.lens === "dde";
  /** The attempts at a task before its last, of the moment that is looked at. */
  mc.triesOf = (uid) => board.view?.tries?.[uid] || [];

  const lit = (id) => (id === mc.state.selection ? "sel" : mc.members?.has(id) ? "mem" : "");
  const end = (one) => mc.h`<button class="lnt ${lit(one.id)}" data-do="pick" data-arg="${one.id}" title="${one.label}: ${one.state}">${mc.glyph(one.glyph, one.tone)}<span class="el">${one.label}</span></button>`;
  const arrow = mc.h`<span class="lna" aria-hidden="true">→</span>`;
  const SAYS = { mismatch: "does not match what was stamped", changed: "another hash than before", new: "", same: "" };

  function band(stamp, next, span) {
    const [from, to] = [mc.shareOf(span, stamp.at), next ? mc.shareOf(span, next.at) : mc.shareOf(span, mc.state.asOf ?? span.to)];
    const short = stamp.sha256 ? stamp.sha256.slice(0, 8) : "no hash";
    const said = `${stamp.state}, ${mc.moment(stamp.at)}${stamp.sha256 ? `, SHA-256 ${stamp.sha256}` : ", no hash"}${SAYS[stamp.change] ? `, ${SAYS[stamp.change]}` : ""}`;
    const sign = stamp.change === "mismatch" ? mc.h`<b aria-hidden="true">≠</b> ` : stamp.change === "changed" ? mc.h`<b aria-hidden="true">Δ</b> ` : "";
    return mc.h`<button class="lnb t-${stamp.tone} c-${stamp.change}" style="left:${from}%;width:max(4px,${to - from}%)" data-do="moment" data-arg="${stamp.at}" title="${said}" aria-label="${short}: ${said}">${sign}<span class="mono">${short}</span></button>`;
  }

  function needed(story) {
    const [shown, rest] = [story.needed.slice(0, FEW), story.needed.slice(FEW)];
    const more = rest.length ? mc.h`<span class="ink3 lnm" tabindex="0" title="${rest.map((one) => one.label).join(", ")}">+${rest.length}</span>` : "";
    return story.needed.length ? mc.h`${shown.map(end)}${more}` : mc.h`<span class="ink3">no task needs it</span>`;
  }

  function row(story, at, span) {
    const said = story.mismatch ? "mismatch" : story.hashes > 1 ? `${story.hashes} hashes` : "";
    return mc.h`<li class="lnr ${story.mismatch ? "bad" : ""} ${lit(story.id)}" style="top:${at * high()}px;height:${high()}px" aria-setsize="${board.rows.length}" aria-posinset="${at + 1}">
      <span class="lnk">${story.maker ? end(story.maker) : mc.h`<span class="ink3">nobody told</span>`}${arrow}</span>
      <button class="lnn" data-do="pick" data-arg="${story.id}" data-key="ln:${story.id}" title="${story.label}: ${story.state}${story.modules.length ? `, is ${story.modules.join(", ")}` : ""}">${mc.glyph(story.glyph, story.tone)}<span class="el mono">${story.label}</span>${said ? mc.h`<span class="lnw ${story.mismatch ? "t-fail b" : "ink3"}">${said}</span>` : ""}</button>
      <span class="lnl">${story.stamps.map((one, n) => band(one, story.stamps[n + 1], span))}</span>
      <span class="lnk">${arrow}${needed(story)}</span></li>`;
  }

  function paint() {
    const scroll = board.place?.querySelector(".lnscroll");
    if (!scroll) return;
    const span = mc.runStretch() || { from: board.view.first - 1000, to: board.view.last + 1000 };
    const from = Math.max(0, Math.floor(scroll.scrollTop / high()) - MORE);
    const rows = board.rows.slice(from, from + Math.ceil((scroll.clientHeight || 400) / high()) + 2 * MORE);
    const held = scroll.contains(document.activeElement) && document.activeElement !== scroll;
    mc.fill(scroll.firstElementChild, mc.h`${rows.map((one, n) => row(one, from + n, span))}`);
    scroll.firstElementChild.style.height = `${board.rows.length * high()}px`;
    const stop = oneStop(scroll);
    if (held && document.activeElement === document.body) stop?.focus({ preventScroll: true });
  }

  const parts = (line) => [...line.querySelectorAll("button, .lnm")];
  const lineAt = (scroll, at) => scroll.querySelector(`.lnr[aria-posinset="${at + 1}"]`);

  /** Of all that can be pressed one is a stop of the Tab key; arrows lead on from there. */
  function oneStop(scroll) {
    const line = lineAt(scroll, board.at[0]) || scroll.querySelector(".lnr");
    scroll.querySelectorAll(".lnr").forEach((one) => parts(one).forEach((part) => { part.tabIndex = -1; }));
    const stop = line && parts(line)[Math.min(board.at[1], parts(line).length - 1)];
    if (stop) stop.tabIndex = 0;
    return stop;
  }

  const WAYS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [10, 0], PageUp: [-10, 0], Home: [-Infinity, 0], End: [Infinity, 0] };

  function walk(event) {
    const [line, way] = [event.target.closest?.(".lnr"), WAYS[event.key]];
    if (!line || !way) return;
    event.preventDefault();
    event.stopPropagation();
    const scroll = line.closest(".lnscroll");
    const within = (value, most) => Math.max(0, Math.min(most, value));
    const at = within(Number(line.getAttribute("aria-posinset")) - 1 + way[0], board.rows.length - 1);
    const [top, room] = [at * high(), scroll.clientHeight];
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    if (top + high() > scroll.scrollTop + room) scroll.scrollTop = top + high() - room;
    const part = within(parts(line).indexOf(event.target) + way[1], Infinity);
    paint();  // what is focused keeps the focus, and is where a walk stands
    board.at = [at, part];
    oneStop(scroll)?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", walk, true);
  document.addEventListener("focusin", (event) => {
    const line = event.target.closest?.(".lnr");
    if (!line) return;
    board.at = [Number(line.getAttribute("aria-posinset")) - 1, parts(line).indexOf(event.target)];
    oneStop(line.closest(".lnscroll"));
  });

  function show() {
    const { view, place } = board;
    if (!place) return;
    if (!view) return void mc.fill(place, mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>`);
    if (view.fault) return void mc.fill(place, mc.faultCard(view.fault));
    if (!view.artifacts.length) return void mc.fill(place, mc.h`<div class="none">${view.empty}</div>`);
    const [bad, changed] = [view.artifacts.filter((one) => one.mismatch).length, view.artifacts.filter((one) => one.hashes > 1).length];
    board.rows = board.only ? view.artifacts.filter((one) => one.mismatch || one.hashes > 1) : view.artifacts;
    const cut = view.cut ? mc.h`<span class="ink3">the past of ${view.cut.toLocaleString("en")} is not drawn</span>` : "";
    const held = Boolean(document.activeElement?.closest?.(".lnr"));
    mc.fill(place, mc.h`<div class="gridbar lnbar"><span>${mc.many(view.artifacts.length, "artifact")}</span><span class="${bad ? "t-fail b" : "ink3"}">${bad ? `≠ ${mc.many(bad, "mismatch", "mismatches")}` : "every hash matches"}</span><span class="ink3">Δ ${changed} made anew with another hash</span>${cut}<span class="grow"></span><label class="lg"><input type="checkbox" data-stories="only" ${board.only ? mc.raw("checked") : ""}>only what changed</label></div>
      <div class="scroll lnscroll" tabindex="0" role="region" aria-label="Artifacts over time"><ol class="lnall"></ol></div>`);
    const scroll = place.querySelector(".lnscroll");
    scroll.onscroll = () => requestAnimationFrame(paint);
    paint();
    if (held && document.activeElement === document.body) oneStop(scroll)?.focus({ preventScroll: true });
  }

  function asked() {
    const query = new URLSearchParams({ lens: "dde" });
    for (const field of ["tenant", "asOf", "knownAt"]) if (mc.state[field] !== null && mc.state[field] !== undefined) query.set(field, mc.state[field]);
    query.set("iteration", mc.picture.iteration.id);
    const again = mc.state.asOf === null ? JSON.stringify(mc.picture.version) : "";
    return [query.toString(), again];
  }

  /** Ask for what is not known of the moment that is looked at, one question at a time. */
  async function ask() {
    if (board.busy || mc.state.lens !== "dde" || !mc.picture?.iteration) return;
    const [query, again] = asked();
    if (`${query} ${again}` === board.shown) return;
    board.busy = true;
    if (board.home !== mc.picture.iteration.id) Object.assign(board, { view: null, home: mc.picture.iteration.id });
    board.shown = `${query} ${again}`;
    const view = await fetch(`lineage?${query}`).then((answer) => answer.json()).catch(() => null);
    if (view && board.home === mc.picture?.iteration?.id) board.view = view;
    if (!view || view.fault?.passing) { board.shown = ""; mc.soon(); }
    if (mc.storiesShown()) show();
    mc.gantt();
    mc.twinAgain();
    setTimeout(() => { board.busy = false; if (view && !view.fault) ask(); }, PAUSE);
  }

  /** Show them in this place, or (without one) only learn of earlier attempts. */
  mc.stories = function (place) {
    if (place) {
      const fresh = board.place !== place || !place.querySelector(".lnscroll");
      board.place = place;
      fresh ? show() : paint();
    }
    ask();
  };

  mc.lightStories = () => mc.storiesShown() && paint();
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.stories !== "only") return;
    board.only = event.target.checked;
    show();
  });
  addEventListener("resize", () => mc.storiesShown() && paint());
})(window.mc = window.mc || {});
