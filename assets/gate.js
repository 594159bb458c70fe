/* The gate's sheet: what would open it line by line, the overrides as they stand, and the form that asks for one. */
(function (mc) {
  const GLYPH = { fail: ["fail", "fail"], pending: ["idle", "idle"], unknown: ["unknown", "warn"] };
  const STATE = { requested: ["idle", "idle", "waits for approval"], approved: ["waived", "warn", "in force"], rejected: ["fail", "idle", "declined"], expired: ["skip", "idle", "expired"], revoked: ["block", "idle", "revoked"] };
  let shown = "";
  const isOpen = () => !mc.$("popover").hidden && mc.$("popover").classList.contains("gatesheet");

  const step = (s) => mc.h`<li class="${s.node ? "act" : ""}" ${s.node ? mc.h`tabindex="0" data-do="gate-show" data-arg="${s.node}" data-path="/${s.stream}" data-key="g:${s.stream}${s.line}"` : ""}><span class="gl">${mc.glyph(...GLYPH[s.state])}</span>
    <div class="txt"><div class="ti">${s.line}</div><div class="me">${mc.streamTag(s.stream)}<span>${s.value}</span>${s.open > 1 ? mc.h`<span>${s.open} in the way</span>` : ""}</div>${s.needs ? mc.h`<div class="ex"><b class="b">Do:</b> ${mc.prose(s.needs)}</div>` : ""}</div></li>`;

  function answers(o) {
    if (mc.state.asOf !== null) return "";
    const words = o.state === "requested" ? [["approve", "Approve"], ["reject", "Decline"]] : o.state === "approved" ? [["revoke", "Revoke"]] : [];
    if (!words.length) return "";
    return mc.h`<form class="decide" data-form="override-answer" data-id="${o.id}">${mc.nameField(o.state === "requested" ? "Who decides (not who asked)" : "Who revokes")}${mc.field("Reason", mc.h`<input name="reason" maxlength="2000">`)}
      <div class="row">${words.map(([value, word]) => mc.h`<button class="btn sm" name="answer" value="${value}">${word}</button>`)}</div></form>`;
  }

  function one(o) {
    const [glyph, tone, word] = STATE[o.state];
    const agreed = o.approver ? `, approved by ${o.approver}` : "";
    const ended = o.ended_by ? mc.h`<div class="ex">${word} by ${o.ended_by}: ${o.ended_reason}</div>` : "";
    return mc.h`<li><span class="gl">${mc.glyph(glyph, tone)}</span><div class="txt"><div class="ti">${o.action === "block" ? "Block" : "Open"} ${o.about}: ${word}</div>
      <div class="me"><span>asked by ${o.requester}${agreed}</span><span>until ${mc.moment(o.expires)}</span></div><div class="ex">${o.reason}</div>${ended}${answers(o)}</div></li>`;
  }

  function told(g) {
    const opens = g.opens.length ? mc.h`<ol class="why">${g.opens.map(step)}</ol>` : mc.h`<p class="none">Every required stream has passed all of its lines.</p>`;
    const list = g.overrides.length ? mc.h`<ol class="why">${g.overrides.map(one)}</ol>` : mc.h`<p class="none">Nobody has asked for an override.</p>`;
    return mc.h`${mc.gateLine(g)}<h3 class="sub">It opens once these lines hold <span class="ink3">${g.opens.length}</span></h3>${opens}<h3 class="sub">Overrides <span class="ink3">${g.overrides.length}</span></h3>${list}`;
  }

  const FORM = () => (mc.state.asOf !== null ? mc.h`<p class="none">Overrides are about now. Go live to ask for one.</p>` : mc.h`<h3 class="sub">Ask for an override</h3><form class="decide pad" data-form="override">
    <p class="ink2 small">It never changes what the streams say, counts for one environment, version and commit, and ends by itself. Opening takes a second person, an admin, to approve it; blocking takes you alone.</p>
    ${mc.nameField()}${mc.field("Why (10 characters or more)", mc.h`<textarea name="reason" rows="2" required minlength="10" maxlength="2000"></textarea>`)}
    <div class="fields">${mc.field("Hours", mc.h`<input name="hours" type="number" min="1" max="168" value="24" required>`)}${mc.field("Environment", mc.h`<input name="environment" value="production" required maxlength="200">`)}${mc.field("Version", mc.h`<input name="version" placeholder="as judged" maxlength="200">`)}</div>
    <div class="row"><button class="btn sm pri" name="action" value="approve">Ask to open</button><button class="btn sm" name="action" value="block">Block now</button></div></form>`);

  /** What is told anew while the sheet is open; a form in which somebody writes is left alone. */
  mc.gateSheet = function (gate) {
    const place = isOpen() && document.querySelector(".gatetold");
    const now = JSON.stringify([gate.opens, gate.overrides, mc.state.asOf]);
    if (!place || now === shown || place.contains(document.activeElement)) return;
    shown = now;
    mc.fill(place, told(gate));
  };

  Object.assign(mc.actions, {
    gate: () => {
      const gate = mc.picture.verdict.gate;
      shown = JSON.stringify([gate.opens, gate.overrides, mc.state.asOf]);
      mc.popover("Gate", mc.h`<div class="scroll" tabindex="0" role="region" aria-label="Gate"><div class="gatetold">${told(gate)}</div>${FORM()}</div>`, "gatesheet");
    },
    "gate-show": (uid, row) => { mc.closePopover(); mc.page(row.dataset.path, { selection: uid }); },
  });
  Object.assign(mc.submits, {
    override: (form, button) => mc.decide(form, mc.under("overrides"), { action: button?.value || "approve" }, () => {
      form.reset();
      document.activeElement?.blur();
      mc.toast(button?.value === "block" ? "block" : "idle", button?.value === "block" ? "Gate blocked" : "Override asked for", button?.value === "block" ? "It is lifted by who set it, or an admin." : "It opens nothing until another person approves it.");
    }),
    "override-answer": (form, button) => mc.decide(form, mc.under(`overrides/${encodeURIComponent(form.dataset.id)}`), { answer: button?.value }, () => {
      document.activeElement?.blur();
      mc.toast("idle", "Taken in", "The gate follows in a moment.");
    }),
  });
})(window.mc = window.mc || {});
