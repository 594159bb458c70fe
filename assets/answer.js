/* The answer first: verdict, gate, streams, reasons. */
(function (mc) {
  const STREAMS = { dde: "bezier2", bdv: "card-checklist", acc: "layers" };
  const ICONS = {
    all_pass: "patch-check-fill", design_gap: "exclamation-triangle-fill", architectural_erosion: "bricks",
    process_issue: "gear-fill", systemic_failure: "slash-circle-fill", mixed_failure: "shuffle", pending: "hourglass-split",
  };
  mc.verdictIcon = (verdict) => ICONS[verdict] || ICONS.pending;
  mc.streamTag = (stream) => (stream ? mc.h`<span class="tag ${stream}">${stream.toUpperCase()}</span>` : "");
  mc.verdictBadge = (v) => mc.h`<span class="vb ${v.verdict === "pending" ? "idle" : v.tone}">${mc.icon(mc.verdictIcon(v.verdict))}<span class="vbt">${v.display}</span></span>`;

  /** "7 tasks" reads better when what matters stands out: `**so**` in a sentence is set in bold; times are the reader's. */
  mc.prose = (text) => mc.raw(String(mc.h`${mc.onThisClock(text)}`).replace(/\*\*(.+?)\*\*/g, "<b>$1</b>").replace(/`(.+?)`/g, '<span class="mono">$1</span>'));

  function barrier(status, byHand) {
    const posts = '<path d="M3 2v16M31 2v16"/>';
    if (status === "APPROVED") return mc.raw(`<svg class="barrier" viewBox="0 0 34 20" role="img" aria-label="gate open${byHand ? ", by override" : ""}"><g stroke="currentColor" stroke-width="2" stroke-linecap="round" fill="none">${posts}<path d="M4 11 15 2" stroke="var(--mc-${byHand ? "warn" : "pass"})" stroke-width="4.5"/></g></svg>`);
    const bar = status === "PENDING" ? "var(--mc-control)" : "var(--mc-fail)";
    return mc.raw(`<svg class="barrier" viewBox="0 0 34 20" role="img" aria-label="gate closed"><g stroke="currentColor" stroke-width="2" stroke-linecap="round" fill="none">${posts}<path d="M4 10h26" stroke="${bar}" stroke-width="4.5"/><path d="M9 10h3M17 10h3M25 10h3" stroke="var(--mc-surface)" stroke-width="2.4"/></g></svg>`);
  }

  /** The bar, and beside it what the gate says. */
  mc.gateLine = function (g) {
    const [first, ...rest] = g.text.split(", ");
    const place = g.environment ? mc.h`<span class="tag line cap">${g.environment}</span>` : "";
    return mc.h`<div class="gate">${barrier(g.status, g.override)}<span class="gatetext"><b>${first}</b>${rest.length ? `, ${rest.join(", ")}` : ""}${g.until ? mc.h` <span class="ink3">until ${mc.moment(g.until)}</span>` : ""}</span><span class="grow"></span>${place}</div>`;
  };

  function gate(g) {
    return mc.h`${mc.gateLine(g)}<div class="gatedo"><button class="btn sm" data-do="gate" data-key="gate" aria-haspopup="dialog">${g.status === "APPROVED" ? "Overrides" : "What would open it, overrides"}${g.overrides.length ? mc.h` <b>${g.overrides.length}</b>` : ""}</button><button class="btn sm" data-do="judge-links" data-key="judge-links" aria-haspopup="dialog">Review links</button></div>`;
  }

  mc.answer = function (v, moment) {
    const tone = v.verdict === "pending" ? "control" : v.tone;
    const note = v.scope_note && !v.sentence.includes(v.scope_note) ? mc.h`<p class="note">${mc.glyph("waived", "idle")}<span>${v.scope_note}</span></p>` : "";
    mc.fill("verdict", mc.h`<div class="verdict" style="--tone:var(--mc-${tone})">
      <div class="row wrap">${mc.verdictBadge(v)}<span class="ink3 small">${mc.atWhat(v, moment)}</span></div>
      <h1>${v.title}</h1><p class="say">${mc.prose(v.sentence)} ${mc.prose(v.action)}</p>${note}</div>${gate(v.gate)}`);
    mc.fill("streams", mc.h`${v.streams.map(card)}`);
    mc.reasons(v);
    mc.gateSheet?.(v.gate);
  };

  /** Beside a verdict: since when; in the past, the moment that is looked at. */
  mc.atWhat = function (v, moment) {
    if (moment.asOf === null) return mc.since(v.since, moment.now);
    return `${mc.moment(moment.asOf)}${moment.knownAt === null ? "" : ", as known then"}`;
  };

  const bar = (c) => mc.conditionShare(c) || mc.raw(`<i class="${{ pass: "", fail: "f", unknown: "u" }[c.state] ?? "p"}"></i>`);

  function card(s) {
    const good = s.conditions.filter((c) => c.state === "pass").length;
    const count = `${good} of ${mc.many(s.conditions.length, "condition")}`;
    return mc.h`<a class="panel sc ${s.state}" href="/${s.stream}" data-do="page" data-arg="/${s.stream}">
      <span class="hd t-${s.stream}">${mc.icon(STREAMS[s.stream])}<b>${s.stream.toUpperCase()}</b><span class="q">${s.question}</span></span>
      <span class="st">${mc.glyph(s.glyph, s.tone)}<span class="t-${s.tone}">${s.word}</span><small class="el">${s.since && !["not_required", "pending"].includes(s.state) ? `since ${mc.when(s.since)}` : ""}</small></span>
      <span class="cd">${s.conditions.map(bar)}</span>
      <span class="ft"><span>${s.left || (s.required ? count : "not required here")}</span><span class="el" title="${s.right}">${s.right}</span></span></a>`;
  }

  function place(evidence) {
    const found = evidence.find((one) => one.file);
    const log = evidence.find((one) => one.log);
    return mc.h`${found ? mc.codePlace(found.file, found.line) : ""}${log ? mc.logLink(log.log) : ""}`;
  }

  const LONG = { signs: 280, lines: 4 };
  const long = (text) => text.length > LONG.signs || text.split("\n").length > LONG.lines;
  const unfolded = new Set();

  /** A long text shows its first lines, and a button for all of it; what was unfolded stays so when the page is told anew. */
  function explained(r) {
    if (!long(r.explain)) return mc.h`<div class="ex">${mc.prose(r.explain)}</div>`;
    const open = unfolded.has(r.id);
    return mc.h`<div class="ex long ${open ? "" : "few"}">${mc.prose(r.explain)}</div><button class="btn sm more" data-do="unfold" data-arg="${r.id}" data-key="u:${r.id}" aria-expanded="${open ? "true" : "false"}">${open ? "Show less" : "Show all"}</button>`;
  }

  /** Narrow pages have tables in the place of graphs: there it is the details that are shown. */
  mc.graphs = () => innerWidth > 760;

  /** One reason with its evidence and what would clear it. */
  mc.reason = function (r, quiet) {
    const node = (r.evidence.find((one) => one.node) || {}).node || "";
    const lens = r.stream ? `/${r.stream}` : "/verdict";
    const show = node && !quiet ? mc.h`<div class="ac"><button class="btn sm ${r.blocking ? "pri" : ""}" data-do="show" data-arg="${node}" data-path="${lens}">${mc.graphs() ? "Show on graph" : "Show details"}</button></div>` : "";
    const since = r.since ? mc.h`<span>${mc.since(r.since)}</span>` : "";
    return mc.h`<li class="${quiet ? "quiet" : ""} ${node ? "act" : ""}" ${node ? mc.h`tabindex="0" data-do="pick" data-arg="${node}" data-key="r:${r.id}"` : ""}>
      <span class="gl">${mc.glyph(r.glyph, r.tone)}</span><div class="txt"><div class="ti">${r.title}</div>
      <div class="me">${mc.streamTag(r.stream)}${since}${place(r.evidence)}</div>
      ${r.explain ? explained(r) : ""}
      ${r.clears ? mc.h`<div class="ex"><b class="b">Do:</b> ${mc.prose(r.clears)}</div>` : ""}${show}</div></li>`;
  };

  const FEW = 40;
  const listed = (reasons, quiet) => mc.h`${reasons.slice(0, FEW).map((r) => mc.reason(r, quiet))}${reasons.length > FEW ? mc.h`<li class="rest">and ${reasons.length - FEW} more like these</li>` : ""}`;

  /** What a verdict that passed stands on: each condition of each stream that was asked, leading to its lens. */
  function passed(v) {
    const line = (s) => (c) => mc.h`<li class="quiet act" tabindex="0" data-do="page" data-arg="/${s.stream}" data-key="p:${s.stream}${c.name}"><span class="gl">${mc.conditionGlyph(c)}</span><div class="txt"><div class="ti">${c.name}</div><div class="me">${mc.streamTag(s.stream)}<span>${c.value} ${c.detail}</span></div></div></li>`;
    return mc.h`<ul class="why">${v.streams.filter((s) => s.required).flatMap((s) => s.conditions.map(line(s)))}</ul>`;
  }

  mc.reasons = function (v) {
    if (mc.comparing()) return void mc.changes();
    const waits = v.verdict === "pending";
    const title = v.gate.override && v.gate.approved ? "What was overridden" : v.can_deploy && v.gate.approved ? "Why it may ship" : waits ? "What is missing" : "Why it may not ship";
    const none = v.can_deploy ? "Every required stream has passed all of its conditions." : "No reason is known at this moment.";
    const body = v.reasons.length ? mc.h`<ol class="why">${listed(v.reasons, false)}</ol>` : mc.h`<p class="none">${none}</p>${v.can_deploy ? passed(v) : ""}`;
    const looks = v.looks.length ? mc.h`<h3 class="sub">Does not block, but look <span class="ink3">${v.looks.length}</span></h3><ul class="why">${listed(v.looks, true)}</ul>` : "";
    mc.fill("reasons", mc.h`<div class="ph"><h2>${title}</h2><span class="n">${v.reasons.length ? mc.many(v.reasons.length, "reason") : ""}</span></div><div class="scroll" tabindex="0" role="region" aria-label="${title}">${body}${looks}</div>`);
  };

  mc.actions = mc.actions || {};
  mc.actions.unfold = (id, button) => {
    const open = !unfolded.delete(id) && unfolded.add(id) && true;
    button.setAttribute("aria-expanded", open ? "true" : "false");
    button.textContent = open ? "Show less" : "Show all";
    button.previousElementSibling.classList.toggle("few", !open);
  };
  mc.actions.show = (uid, button) => mc.page(button.dataset.path, { selection: uid });
})(window.mc = window.mc || {});
