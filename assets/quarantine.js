/* Quarantine of a scenario: who holds it, why and until when; the form that puts it in, or lets it out. */
(function (mc) {
  const DAY = 864e5;
  const day = (ms) => new Date(ms).toISOString().slice(0, 10);
  const address = () => mc.under("quarantine").replace("/convergence/", "/bdv/graph/");

  function told(q) {
    const review = q.review ? mc.h`<span class="${q.overdue ? "t-fail b" : ""}">${day(q.review)}${q.overdue ? ", overdue" : ""}</span>` : "no date";
    const rows = [["Reason", q.reason || "none given"], ["Owner", q.owner || "nobody"], ["Review by", review], ["Put in", [q.by, q.since ? mc.when(q.since) : ""].filter(Boolean).join(", ")], ["Ticket", q.ticket], ["Green runs", `${q.green} of ${q.needed} in a row`]];
    return mc.h`<dl class="dl">${rows.filter(([, value]) => value).map(([name, value]) => mc.h`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  function out(q, id) {
    if (q.tagged) return mc.h`<p class="ink2 small">A tag in the feature file holds it. It counts again once the tag is gone.</p>`;
    const free = q.green >= q.needed;
    const why = free ? "" : mc.field("Why without green runs", mc.h`<input name="reason" required maxlength="2000">`);
    return mc.h`<details class="act"><summary class="btn sm">Let it out</summary><form class="decide" data-form="quarantine" data-id="${id}" data-action="release" data-force="${free ? "" : "1"}">
      ${mc.nameField()}${why}<div class="row"><button class="btn sm pri">${free ? "It counts again" : "Let out all the same"}</button></div></form></details>`;
  }

  function into(q, id) {
    const least = day(Date.now());
    return mc.h`<details class="act"><summary class="btn sm">Quarantine it</summary><form class="decide" data-form="quarantine" data-id="${id}" data-action="quarantine">
      <p class="ink2 small">It leaves the pass rule and stays in the flake rate. It is lent to an owner until a day, not given away.</p>
      ${mc.nameField()}${mc.field("Why", mc.h`<textarea name="reason" rows="2" required maxlength="2000"></textarea>`)}
      <div class="fields">${mc.field("Owner", mc.h`<input name="owner" required maxlength="200">`)}${mc.field("Review by", mc.h`<input name="review" type="date" required min="${least}" value="${day(Date.now() + 30 * DAY)}">`)}${mc.field("Ticket", mc.h`<input name="ticket" maxlength="200">`)}</div>
      <div class="row"><button class="btn sm pri">Quarantine</button></div></form></details>`;
  }

  mc.quarantine = function (q, id, section) {
    const now = mc.state.asOf === null && !mc.state.share && mc.under;
    if (q.held) return section("Quarantine", mc.h`${told(q)}${now ? out(q, id) : ""}`);
    const advice = q.advised ? mc.h`<p class="small t-gap">Its flake rate is above the limit: repair it, or quarantine it until somebody has.</p>` : "";
    return now || advice ? section("Quarantine", mc.h`${advice}${now ? into(q, id) : ""}`) : "";
  };

  mc.submits = mc.submits || {};
  mc.submits.quarantine = (form) => mc.decide(form, address(), { scenario: form.dataset.id.split("/").slice(1).join("/"), action: form.dataset.action, force: form.dataset.force === "1" }, () => {
    const release = form.dataset.action === "release";
    document.activeElement?.blur();
    form.closest("details").open = false;
    mc.toast("idle", release ? "Let out" : "Quarantined", "The page follows in a moment.");
  });
})(window.mc = window.mc || {});
