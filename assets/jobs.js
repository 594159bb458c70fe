/* The jobs: what is done now and then, when it was done last, how that went, and when it is due again. */
(function (mc) {
  const EVERY_MS = 3000;
  const SOON_MS = 8000;
  const FACES = { done: ["pass", "pass", "done"], failed: ["fail", "fail", "failed"], running: ["run", "warn", "running"], postponed: ["gap", "warn", "postponed"], abandoned: ["unknown", "warn", "abandoned"], never: ["idle", "idle", "not run yet"] };

  const took = (run) => (!run.ended ? "" : run.ended - run.started < 1000 ? `${run.ended - run.started} ms` : mc.span(run.ended - run.started));

  function outcome(run) {
    const [glyph, tone, word] = FACES[run ? run.outcome : "never"] || FACES.abandoned;
    return mc.h`<span class="out ${tone}">${mc.glyph(glyph, tone)}${word}</span>`;
  }

  function past(runs) {
    const marks = [...runs].reverse().map((run) => {
      const [, tone, word] = FACES[run.outcome] || FACES.abandoned;
      return mc.h`<i class="${tone}" title="${word}, ${mc.moment(run.started)}"></i>`;
    });
    return mc.h`<span class="runs" role="img" aria-label="${mc.many(runs.length, "run")}, ${runs.filter((r) => r.outcome === "failed").length} failed">${marks}</span>`;
  }

  function row(job, now) {
    const last = job.runs[0];
    const due = job.due > now ? `in ${mc.span(job.due - now)}` : "now";
    return mc.h`<tr><th scope="row"><span class="who"><span class="b">${job.title}</span><span class="mono ink3">${job.job}</span></span></th><td class="ink2">${job.rhythm}</td>
      <td>${outcome(last)}<span class="ink3 small">${last ? mc.when(last.started) : ""}</span></td><td class="num">${last ? took(last) : ""}</td>
      <td class="num">${due}</td><td>${past(job.runs)}</td><td class="said ${last && last.outcome === "failed" ? "fail" : "ink2"}">${last ? last.detail : ""}</td></tr>`;
  }

  function head(jobs) {
    const failed = jobs.filter((j) => j.runs[0] && j.runs[0].outcome === "failed").length;
    const title = failed ? `${mc.many(failed, "job")} failed` : "All jobs are well";
    return mc.h`<div class="ohead"><div><h1>${title}</h1><p class="lead">What is done now and then. A job that was missed is done once, at the next start. Times are ${mc.zone(Date.now())}.</p></div></div>`;
  }

  function page(answer, { letters, health, groups, audit }) {
    const below = mc.h`${health ? mc.health(health) : ""}${groups ? mc.groups(groups) : ""}${letters ? mc.letters(letters) : ""}${audit ? mc.audit(audit) : ""}`;
    if (!answer.jobs.length) return mc.h`${mc.faultCard({ title: "No scheduler has been at work yet", text: "mission-control up starts one. This page fills by itself." })}${below}`;
    return mc.h`${head(answer.jobs)}<section class="panel"><div class="scroll wide"><table class="jobs"><caption class="sr">Jobs</caption><thead><tr><th scope="col">Job</th><th scope="col">When</th><th scope="col">Last</th><th scope="col" class="num">Took</th><th scope="col" class="num">Next</th><th scope="col">Runs</th><th scope="col">What it did</th></tr></thead><tbody>${answer.jobs.map((job) => row(job, answer.now))}</tbody></table></div></section>${below}`;
  }

  /** What is answered, if it is soon: the page does not wait for a store that is away. */
  async function asked(path) {
    const reply = await fetch(`api/v1/${path}`, { signal: AbortSignal.timeout(SOON_MS) }).catch(() => null);
    return reply?.ok ? reply.json().catch(() => null) : null;
  }

  /** Each cell knows its head: where there is no room for columns a row is a card. */
  function shown(markup) {
    const place = mc.fill("jobs", markup);
    for (const table of place?.querySelectorAll("table.jobs") || []) {
      const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
      for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, at) => { if (cell.dataset.label !== heads[at]) cell.dataset.label = heads[at]; });
    }
  }

  async function look(tries = 40) {
    if (mc.state.lens !== "jobs") return;
    if (!mc.$("jobs")) return void (tries && setTimeout(() => look(tries - 1), 25));
    const [answer, letters, health, groups, audit] = await Promise.all([asked("jobs"), asked("dlq?by=cause"), mc.askHealth(), asked("groups"), asked("audit?limit=12")]);
    if (mc.state.lens !== "jobs") return;
    const gone = health ? { title: "A store did not answer", text: "The page goes on by itself once it does." } : { title: "The server did not answer", text: "The page goes on by itself once the server is back." };
    shown(answer ? page(answer, { letters, health, groups, audit }) : mc.h`${mc.faultCard(gone)}${health ? mc.health(health) : ""}`);
  }

  mc.jobs = look;
  setInterval(() => look(0), EVERY_MS);
})(window.mc = window.mc || {});
