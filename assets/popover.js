/* What opens over the page and closes again: iteration picker, palette, keys, toasts. */
(function (mc) {
  let back = null;

  /** Open a named sheet; the focus goes in, and back where it was when the sheet closes. */
  mc.popover = function (name, body, kind) {
    const sheet = mc.$("popover");
    if (sheet.hidden) back = document.activeElement;
    sheet.className = `popover ${kind || ""}`;
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-modal", "true");
    sheet.setAttribute("aria-label", name);
    sheet.hidden = false;
    const close = mc.h`<button class="icbtn" data-do="shut" aria-label="Close" title="Close (Esc)">${mc.icon("x-lg")}</button>`;
    mc.fill(sheet, mc.h`<div class="box" tabindex="-1"><div class="ph"><h2>${name}</h2><span class="grow"></span>${close}</div>${body}</div>`);
    const first = sheet.querySelector("[data-first]") || sheet.querySelector(".find, [readonly], [type=range]") || sheet.querySelector(".box>.opts .opt");
    (first || sheet.querySelector(".box")).focus();
  };

  mc.closePopover = function () {
    const sheet = mc.$("popover");
    if (sheet.hidden) return;
    sheet.hidden = true;
    mc.fill(sheet, mc.h`<span></span>`);
    back?.focus?.();
  };

  /** A passing word; never for a failed verdict. */
  mc.toast = function (glyph, title, text) {
    const tone = mc.toneOf(glyph);
    const card = document.createElement("div");
    card.className = "toast";
    card.innerHTML = String(mc.h`${mc.glyph(glyph, tone)}<div><b>${title}</b><p>${text}</p></div>`);
    mc.$("toasts").append(card);
    setTimeout(() => card.remove(), 6000);
  };

  function trap(event) {
    const sheet = mc.$("popover");
    if (event.key !== "Tab" || !sheet || sheet.hidden) return;
    const stops = [...sheet.querySelectorAll("button, input, textarea, select, summary, a[href], [tabindex='0']")].filter((one) => !one.disabled && one.checkVisibility());
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    const away = event.shiftKey && !stops.includes(document.activeElement);
    if (document.activeElement === edge || away) { event.preventDefault(); stops[event.shiftKey ? stops.length - 1 : 0].focus(); }
  }

  /** Up and down walk through what can be chosen; from the words to find the first is next. */
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const sheet = mc.$("popover");
    if (!step || !sheet || sheet.hidden || sheet.classList.contains("palette") || event.target.matches("textarea, select, input:not(.find)")) return;
    const options = [...sheet.querySelectorAll(".opt")].filter((one) => one.checkVisibility());
    if (!options.length) return;
    event.preventDefault();
    const next = options.indexOf(document.activeElement) + step;
    (next < 0 ? sheet.querySelector(".find") || options[0] : options[Math.min(options.length - 1, next)]).focus();
  }

  const chosen = (row) => row.iteration === mc.state.iteration;
  const line = (row) => mc.h`<a class="opt ${chosen(row) ? "on" : ""}" href="/verdict?iteration=${encodeURIComponent(row.iteration)}" data-do="choose" data-arg="${row.iteration}" data-find="${row.project} ${row.iteration} ${row.title}">
    <span class="opt1"><b class="el">${row.title || row.iteration}</b><span class="mono ink3 el">${row.iteration}</span></span>${mc.verdictBadge(row)}</a>`;

  /** A project's timeline can be picked commit by commit: that is the iteration as of that commit's time. */
  const commits = (row) => (row.commits.length < 2 ? "" : mc.h`<details class="commits" ${chosen(row) ? mc.raw("open") : ""}><summary>${mc.many(row.commits.length, "commit")}</summary>
    ${row.commits.map((c) => mc.h`<a class="opt" href="/verdict?iteration=${encodeURIComponent(c.address)}" data-do="choose" data-arg="${row.iteration}" data-at="${c.at}" data-find="${row.project} ${row.iteration} ${c.title}"><span class="el">${c.title}</span><span class="ink3 nw">${mc.when(c.at)}</span></a>`)}</details>`);

  /** Whose iterations: only where there is somebody to choose from. */
  mc.tenants = (answer) => ((answer.tenants || []).length < 2 ? "" : mc.h`<div class="chips tenants" role="group" aria-label="Tenant">${answer.tenants.map((name) => mc.h`<button class="chip ${name === answer.tenant ? "on" : ""}" data-do="tenant" data-arg="${name}" data-key="t:${name}" aria-pressed="${name === answer.tenant ? "true" : "false"}">${name}</button>`)}</div>`);

  mc.pickerSheet = function (answer) {
    if (mc.$("popover").classList.contains("with")) return void mc.withSheet(answer);
    if (mc.$("popover").hidden || !mc.$("popover").classList.contains("picker")) return;
    const byProject = Map.groupBy ? Map.groupBy(answer.rows, (row) => row.project) : new Map([["", answer.rows]]);
    const body = mc.h`<input class="find" type="search" placeholder="Find an iteration" aria-label="Find an iteration" data-key="find" autocomplete="off">${mc.tenants(answer)}<div class="scroll opts">${[...byProject].map(([project, rows]) => mc.h`<h3 class="sub">${project}</h3>${rows.map((row) => mc.h`${line(row)}${commits(row)}`)}`)}</div>`;
    mc.popover("Iterations", body, "picker");
  };

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    shut: () => mc.closePopover(),
    picker() {
      mc.popover("Iterations", mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>`, "picker");
      mc.rows?.rows ? mc.pickerSheet(mc.rows) : undefined;
      mc.go({ listed: Date.now() });
    },
    choose(iteration, option) {
      const at = Number(option.dataset.at) || null;
      mc.closePopover();
      mc.pause();
      mc.page(mc.state.lens === "overview" ? "/verdict" : location.pathname, { iteration, asOf: at, knownAt: null, against: null, other: null, selection: null, filter: null });
    },
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".popover.picker .find")) return;
    const words = event.target.value.toLowerCase().split(/\s+/);
    event.target.closest(".popover").querySelectorAll("details").forEach((one) => { one.open = words[0] !== ""; });
    event.target.closest(".popover").querySelectorAll(".opt").forEach((option) => { option.hidden = !words.every((word) => option.dataset.find.toLowerCase().includes(word)); });
  });
  document.addEventListener("keydown", trap);
  document.addEventListener("keydown", walk);
  document.addEventListener("pointerdown", (event) => event.target.id === "popover" && mc.closePopover());
})(window.mc = window.mc || {});
