/* When each task really ran: a bar a task on the axis of the iteration, linked to the drawing by pointer and selection.
   A list box for the keyboard: arrows point, Enter selects. Only the rows in sight are in the page. */
(function (mc) {
  const ROW = 22;
  let view = null;
  let bars = [];
  let cursor = -1;
  let hand = false;

  const folded = () => localStorage.getItem("mc-run-times") === "off";
  const two = (n) => String(n).padStart(2, "0");
  /** How long something took: 380 ms, 42 s, 4:34 min, 2 h 05, 3 d 4 h. */
  mc.lasted = (ms) => (ms < 950 ? `${Math.round(ms)} ms` : ms < 6e4 ? `${Math.round(ms / 1000)} s` : ms < 36e5 ? `${Math.floor(ms / 6e4)}:${two(Math.floor(ms / 1000) % 60)} min` : ms < 1728e5 ? `${Math.floor(ms / 36e5)} h ${two(Math.floor(ms / 6e4) % 60)}` : `${Math.floor(ms / 864e5)} d ${Math.floor(ms / 36e5) % 24} h`);
  const now = () => mc.state.asOf ?? Date.now();
  const runs = mc.isRunning = (bar) => bar.start !== null && bar.end === null;

  const stretch = mc.runStretch = () => mc.stretchOf(bars);
  const share = (span, ms) => mc.shareOf(span, ms);

  /** An attempt before the last: thinner and fainter, told by what it came to. */
  function past(one, span) {
    const [x, to] = [share(span, one.start), share(span, one.end ?? one.start)];
    return mc.h`<i class="gx past t-${one.tone} g-${one.glyph}" style="left:${x}%;width:max(3px,${to - x}%)"></i>`;
  }

  function track(bar, span) {
    if (bar.start === null) return mc.h`<span class="gw">${bar.state}</span>`;
    const end = bar.end ?? Math.max(bar.start, now());
    const [x, to] = [share(span, bar.start), share(span, end)];
    const spare = bar.spare && bar.end !== null ? mc.h`<i class="gs" style="left:${to}%;width:${share(span, end + bar.spare) - to}%"></i>` : "";
    const again = bar.until ? mc.h`<i class="gr" style="left:${share(span, bar.until)}%"></i>` : "";
    const late = to > 78;
    return mc.h`${mc.triesOf(bar.id).map((one) => past(one, span))}${spare}<i class="gx t-${bar.tone} g-${bar.glyph} ${runs(bar) ? "open" : ""}" style="left:${x}%;width:max(3px,${to - x}%)"></i>${again}<span class="gd" style="${late ? `right:calc(${100 - x}% + 5px)` : `left:calc(${to}% + 6px)`}">${mc.lasted(end - bar.start)}</span>`;
  }

  function said(bar) {
    const ran = bar.start === null ? "" : bar.end === null ? `, since ${mc.moment(bar.start)}` : `, from ${mc.moment(bar.start)}, for ${mc.lasted(bar.end - bar.start)}`;
    const tries = mc.triesOf(bar.id).map((one, n) => `, attempt ${n + 1} ${one.state}${one.end ? ` after ${mc.lasted(one.end - one.start)}` : ""}`).join("");
    return `, ${bar.state}${ran}${tries}${bar.slack === "critical" ? ", on the critical path" : bar.slack ? `, slack ${bar.slack}` : ""}`;
  }

  /** Of a long name it is the beginning that gives way: tasks of one workflow share it. */
  function named(label) {
    const at = label.lastIndexOf(".") + 1;
    return label.length > 22 && at > 8 ? mc.h`<span class="el ink3">${label.slice(0, at)}</span><span class="el end">${label.slice(at)}</span>` : mc.h`<span class="el">${label}</span>`;
  }

  function row(bar, at, span) {
    return mc.h`<div role="option" id="gb-${at}" class="gb ${bar.classes.join(" ")}" style="top:${at * ROW}px" data-do="pick" data-arg="${bar.id}" data-bar="${bar.id}" aria-setsize="${bars.length}" aria-posinset="${at + 1}"><span class="gn"><span aria-hidden="true">${mc.glyph(bar.glyph, bar.tone)}</span>${named(bar.label)}</span><span class="sr">${said(bar)}</span><span class="gt" aria-hidden="true">${track(bar, span)}</span></div>`;
  }

  /** How much room it takes: known before anything is drawn in it, so that nothing jumps. */
  function room(box, span) {
    const section = box.closest(".gantt");
    section.classList.toggle("folded", folded());
    section.hidden = Boolean(view && !(bars.length && span));
  }

  /** Draw the rows in sight. */
  function draw() {
    const box = mc.$("gantt-rows");
    if (!box) return;
    const span = stretch();
    room(box, span);
    if (!bars.length || !span) return;
    const marks = mc.ganttAxis(span, mc.$("gantt-axis").clientWidth);
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
    const to = Math.min(bars.length, from + Math.ceil((box.clientHeight || 200) / ROW) + 8);
    mc.fill("gantt-axis", marks);
    mc.fill(box, mc.h`<div class="gall" role="presentation" style="height:${bars.length * ROW}px"><div class="gveil" role="presentation">${marks}</div>${bars.slice(from, to).map((bar, at) => row(bar, from + at, span))}</div>`);
    mc.lightBars();
  }

  function head() {
    const begun = bars.filter((bar) => bar.start !== null).length;
    mc.fill("gantt-head", mc.h`<button class="icbtn" data-do="run-times" data-key="run-times" aria-expanded="${String(!folded())}" aria-controls="gantt-rows" aria-label="Run times" title="${folded() ? "Show" : "Hide"} the run times">${mc.icon("chevron-down")}</button><h2>Run times</h2><span class="n el">${begun.toLocaleString("en")} of ${mc.many(bars.length, "task")} began</span>`);
  }

  /** The first rows are drawn next, of this view. */
  mc.ganttRoom = function (shown) {
    const box = mc.lensOf(shown) === "dde" && mc.$("gantt-rows");
    if (!box || box.firstElementChild) return;
    [view, bars] = [shown, shown.bars || []];
    room(box, stretch());
  };

  /** Show when the tasks of a view ran; without a view, the same ones anew (the axis has changed). */
  mc.gantt = function (shown) {
    if (shown) {
      if (mc.lensOf(shown) !== "dde") return;
      view = shown;
      bars = shown.bars || [];
      head();
      mc.stories();
    }
    if (!mc.$("gantt-rows")) return;
    listen();
    const stood = mc.$("gantt-rows").firstElementChild;
    if (stood) follow();  // while the page lies still: to scroll after rows were drawn lays it out once more
    draw();
    if (!stood) follow();
  };

  /** In the past, and while something runs, what began last is in sight, unless a hand has scrolled elsewhere. */
  function follow() {
    const begun = bars.filter((bar) => bar.start !== null).length;
    if (hand || !begun || mc.state.selection || (mc.state.asOf === null && !bars.some(runs))) return;
    const box = mc.$("gantt-rows");
    box.scrollTop = Math.max(0, (begun + 1) * ROW - box.clientHeight);
  }

  /** Say in the rows who is pointed at, who is of its kin, who is selected, who lies on the spine. */
  mc.lightBars = function () {
    const box = mc.$("gantt-rows");
    if (!box) return;
    const [picked, pointed] = [mc.state.selection, mc.pointedAt?.()];
    const spine = mc.members?.size > 1 ? mc.members : null;
    for (const one of box.querySelectorAll("[data-bar]")) {
      const uid = one.dataset.bar;
      one.classList.toggle("sel", uid === picked);
      one.classList.toggle("mem", Boolean(spine?.has(uid)) && uid !== picked);
      one.classList.toggle("at", uid === pointed);
      one.classList.toggle("away", mc.kin ? !mc.kin.has(uid) : Boolean(picked && spine && !spine.has(uid)));
      one.setAttribute("aria-selected", String(uid === picked));
    }
    if (picked === shownPick || !box.firstElementChild) return;
    const at = bars.findIndex((bar) => bar.id === picked);
    if (at >= 0 || !picked) shownPick = picked;
    if (at >= 0) inSight(at);
  };
  let shownPick = null;

  function inSight(at) {
    const box = mc.$("gantt-rows");
    const [top, room] = [at * ROW, box.clientHeight];
    if (top < box.scrollTop || top + ROW > box.scrollTop + room) box.scrollTop = Math.max(0, top - room / 2 + ROW);
  }

  function moveTo(at) {
    cursor = Math.max(0, Math.min(bars.length - 1, at));
    inSight(cursor);
    draw();
    mc.$("gantt-rows").setAttribute("aria-activedescendant", `gb-${cursor}`);
    mc.pointAt(bars[cursor].id);
    mc.lightBars();
  }

  const MOVES = { ArrowDown: () => cursor + 1, ArrowUp: () => cursor - 1, PageDown: () => cursor + 8, PageUp: () => cursor - 8, Home: () => 0, End: () => bars.length - 1 };

  function pressed(event) {
    if (MOVES[event.key] && bars.length) moveTo(MOVES[event.key]());
    else if ((event.key === "Enter" || event.key === " ") && bars[cursor]) mc.go({ selection: bars[cursor].id });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function listen() {
    const box = mc.$("gantt-rows");
    if (box.dataset.listens) return;
    box.dataset.listens = "1";
    let due = 0;
    box.addEventListener("scroll", () => { due = due || requestAnimationFrame(() => { due = 0; draw(); }); });
    for (const moved of ["wheel", "pointerdown", "touchmove"]) box.addEventListener(moved, () => { hand = true; }, { passive: true });
    box.addEventListener("keydown", pressed);
    box.addEventListener("focus", () => { const at = bars.findIndex((bar) => bar.id === mc.state.selection); if (cursor < 0 && bars.length && box.matches(":focus-visible")) moveTo(Math.max(0, at)); });
    box.addEventListener("blur", () => mc.pointAt(null));
    box.addEventListener("pointerover", (event) => { const uid = event.target.closest("[data-bar]")?.dataset.bar; if (!uid) return; mc.pointAt(uid); const told = mc.taskTip(uid); if (told) mc.tip({ originalEvent: event }, told); });
    box.addEventListener("pointerleave", () => { mc.pointAt(null); mc.hideTip(); });
    new ResizeObserver(() => draw()).observe(box);
  }

  mc.actions = mc.actions || {};
  mc.actions["run-times"] = () => { localStorage.setItem("mc-run-times", folded() ? "on" : "off"); head(); draw(); };
  setInterval(() => { if (mc.state.lens === "dde" && mc.state.asOf === null && bars.some(runs)) draw(); }, 1000);
})(window.mc = window.mc || {});
