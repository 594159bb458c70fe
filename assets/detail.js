/* The detail panel: what is selected, in words; each link and each past state in one sentence. */
(function (mc) {
  const section = (title, body) => mc.h`<div class="sec"><h3>${title}</h3>${body}</div>`;

  function facts(list, trace, log) {
    const told = trace ? mc.h`<dt>Trace</dt><dd class="mono">${trace.page ? mc.h`<a class="out" href="${trace.page}" target="_blank" rel="noopener" title="${trace.id}, of the event that was last applied">${trace.id.slice(0, 16)}… ${mc.icon("box-arrow-up-right")}</a>` : trace.id}</dd>` : "";
    return mc.h`<dl class="dl">${list.map((f) => mc.h`<dt>${f.name}</dt><dd class="${f.mono ? "mono" : ""}">${f.file ? mc.codePlace(f.file, f.line) : f.value}</dd>`)}${told}${log ? mc.h`<dt>Log</dt><dd class="mono el">${mc.logLink(log, log.replace(/^https?:\/\//, ""))}</dd>` : ""}</dl>`;
  }

  function links(list) {
    return mc.h`<ul class="links">${list.slice(0, 40).map((l) => mc.h`<li><button class="lk" data-do="pick" data-arg="${l.other}" data-key="l:${l.kind}${l.other}">
      <span class="t-${l.tone} b el">${l.label}</span>${l.confidence === null ? "" : mc.h`<span class="mono ink3" title="confidence, ${l.method}">${l.confidence.toFixed(2)}</span>`}</button>
      <p>${l.sentence}</p></li>`)}</ul>${list.length > 40 ? mc.h`<p class="ink3">and ${list.length - 40} more</p>` : ""}`;
  }

  function past(list) {
    const late = (p) => (p.known_at - p.valid_at > 6e4 ? mc.h`<span class="t-time">learned ${mc.when(p.known_at)}</span>` : "");
    return mc.h`<ol class="story">${list.slice(0, 40).map((p) => mc.h`<li><button class="lk" data-do="moment" data-arg="${p.valid_at}" title="Go to this moment">${mc.glyph(p.glyph, p.tone)}
      <span class="mono">${mc.when(p.valid_at)}</span></button><span>${p.text} ${late(p)}</span></li>`)}</ol>`;
  }

  function body(d, trace) {
    const since = d.since ? `since ${mc.moment(d.since)}` : "";
    return mc.h`<div class="sec state ${d.tone}"><div class="big3">${d.title}</div><div class="ink2">${mc.prose(d.sentence)}</div><div class="ink3 small">${d.kind}${since ? `, ${since}` : ""}</div></div>
      ${d.tries.length ? mc.attempts(d.tries, section) : d.steps.length ? section("Steps", mc.h`<ul class="stepsof">${d.steps.map((s) => mc.h`<li class="${s.tone}">${mc.glyph(s.glyph, s.tone)}<span>${mc.prose(s.cells.join(" "))}</span></li>`)}</ul>`) : ""}
      ${d.versus.length === 2 ? mc.h`<div class="sec"><div class="versus"><div><small>${d.versus[0].name}</small><span class="mono">${d.versus[0].value}</span></div><span class="ne t-fail" aria-label="differs from">≠</span><div><small>${d.versus[1].name}</small><span class="mono">${d.versus[1].value}</span></div></div></div>` : ""}
      ${d.error && !d.tries.some((one) => one.error === d.error) ? section("Last error", mc.h`<pre class="code">${d.error}</pre>`) : ""}
      ${d.attempts && d.attempts.rows.length && !d.tries.length ? section(d.attempts.title, mc.table(d.attempts, null, true)) : ""}
      ${d.quarantine ? mc.quarantine(d.quarantine, d.id, section) : ""}
      ${d.facts.length || trace || d.log ? section("Facts", facts(d.facts, trace, d.log)) : ""}
      ${d.links.length ? section("Links, and why they are believed", links(d.links)) : ""}
      ${d.history.length ? section("History", past(d.history)) : ""}`;
  }

  /** Until the answer is there: whose it will be, and quiet lines where it will stand. */
  function awaited(panel) {
    const name = mc.state.selection.split("/").slice(1).join("/");
    mc.fill(panel, mc.h`<div class="ph"><h2 class="el" title="${name}">${name}</h2><span class="grow"></span><button class="icbtn" data-do="close" aria-label="Close details" title="Close (Esc)">${mc.icon("x-lg")}</button></div><div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>`);
  }

  let from = null;

  /** Opens or closes the panel. Who closes it from within is back where it was opened from. */
  function stands(panel, open) {
    if (open && panel.hidden) from = document.activeElement;
    const inside = !open && panel.contains(document.activeElement);
    document.body.classList.toggle("with-detail", open);
    panel.hidden = !open;
    if (!inside) return;
    const key = from?.dataset.key;
    const again = from?.isConnected ? from : key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (again && again !== document.body ? again : mc.$("main")).focus({ preventScroll: true });
  }

  /** Shows what the server knows of the selection; nothing selected closes the panel. */
  mc.detail = function (answer) {
    const panel = mc.$("panel");
    const beside = mc.changesBeside();
    const open = beside || (Boolean(mc.state.selection) && !mc.placeless());
    stands(panel, open);
    if (beside) { panel.dataset.of = ""; mc.changes("panel", mc.state.lens); }
    if (!open || beside) return mc.spine(answer && answer.id === mc.state.suggested ? answer.spine : null);
    if (!answer || answer.id !== mc.state.selection) return awaited(panel);
    const d = answer.detail;
    const close = mc.h`<button class="icbtn" data-do="copy" aria-label="Copy link" title="Copy link">${mc.icon("link-45deg")}</button><button class="icbtn" data-do="close" aria-label="Close details" title="Close (Esc)">${mc.icon("x-lg")}</button>`;
    if (panel.dataset.of === answer.id && panel.querySelector("form :focus")) return mc.spine(answer.spine);  // somebody writes
    panel.dataset.of = answer.id;
    mc.fill(panel, d
      ? mc.h`<div class="ph">${mc.glyph(d.glyph, d.tone)}<h2 class="el" title="${d.label}">${d.label}</h2><span class="grow"></span>${mc.streamTag(d.stream)}${close}</div><div class="scroll" tabindex="0" role="region" aria-label="Details of ${d.label}">${body(d, answer.trace)}</div>`
      : mc.h`<div class="ph"><h2>${answer.fault.title}</h2><span class="grow"></span>${close}</div><p class="none">${answer.fault.text}</p>`);
    return mc.spine(answer.spine);
  };
})(window.mc = window.mc || {});
