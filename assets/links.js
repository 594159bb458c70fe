/* The links between the streams, the least sure first: filtered by confidence, accepted or rejected by a person. */
(function (mc) {
  let found = null;
  const tail = (uid) => found?.names?.[uid] || uid.slice(uid.indexOf("/") + 1);
  const words = (kind) => kind.toLowerCase().replaceAll("_", " ");

  const FORM = (l) => mc.h`<details class="judge"><summary>Decide</summary><form class="decide" data-form="link" data-kind="${l.kind}" data-source="${l.source}" data-target="${l.target}">${mc.nameField()}${mc.field("Reason", mc.h`<input name="reason" required maxlength="2000">`)}
    <div class="row"><button class="btn sm" name="decision" value="accepted">Accept</button><button class="btn sm" name="decision" value="rejected">Reject</button>${l.rule === "C14" ? mc.h`<button class="btn sm" name="decision" value="withdrawn">Withdraw</button>` : ""}</div></form></details>`;
  const line = (l) => mc.h`<li><span class="mono b">${l.confidence.toFixed(2)}</span><div class="txt"><div class="ti">${tail(l.source)} <span class="ink3">${words(l.kind)}</span> ${tail(l.target)}</div><div class="me"><span>${l.rule}, ${(l.method || "").replaceAll("_", " ")}</span></div><div class="ex">${l.sentence}</div>${mc.state.asOf === null ? FORM(l) : ""}</div></li>`;
  const KINDS = { "Requirement Task": "FULFILLED_BY", "Requirement BehavioralSpec": "VALIDATED_BY", "Artifact CodeModule": "CONTAINS", "Scenario InterfaceContract": "VALIDATES", "InterfaceContract ArchitectureComponent": "ENFORCED_BY", "CodeModule ArchitectureComponent": "BELONGS_TO" };
  const label = (uid) => uid.slice(0, uid.indexOf("/"));

  /** The link that a tied candidate would be: whichever way round its type leads. */
  function candidate(source, target) {
    const ends = [[source, target], [target, source]].find(([from, to]) => KINDS[`${label(from)} ${label(to)}`]);
    return ends ? { kind: KINDS[`${label(ends[0])} ${label(ends[1])}`], source: ends[0], target: ends[1], rule: "" } : null;
  }
  const choice = (t) => (uid) => { const link = candidate(t.source, uid); return link && mc.state.asOf === null ? mc.h`<div class="ex">${tail(uid)}${FORM(link)}</div>` : ""; };
  const tie = (t) => mc.h`<li><span class="gl">${mc.glyph("warn", "warn")}</span><div class="txt"><div class="ti">${tail(t.source)}: ${t.candidates.map(tail).join(" or ")}</div><div class="me"><span>${t.rule}</span></div><div class="ex">${t.sentence}</div>${t.candidates.map(choice(t))}</div></li>`;

  const FEW = 60;
  function list() {
    const most = Number(document.querySelector("#surest")?.value ?? 1);
    const shown = found.links.filter((l) => l.confidence <= most);
    const more = shown.length > FEW ? mc.h`<p class="none">and ${shown.length - FEW} more; narrow them by confidence</p>` : "";
    const tied = found.review.length ? mc.h`<h3 class="sub">Tied: nothing tells them apart <span class="ink3">${found.review.length}</span></h3><ol class="why">${found.review.map(tie)}</ol>` : "";
    mc.fill(document.querySelector(".linklist"), mc.h`${tied}<h3 class="sub">Links <span class="ink3">${shown.length} of ${found.links.length}</span></h3>${shown.length ? mc.h`<ol class="why">${shown.slice(0, FEW).map(line)}</ol>${more}` : mc.h`<p class="none">No link is as unsure as that.</p>`}`);
    document.querySelector("output[for=surest]").textContent = most.toFixed(2);
  }

  async function ask() {
    const query = mc.state.asOf === null ? "" : `${mc.under("links").includes("?") ? "&" : "?"}asOf=${mc.state.asOf}`;
    try {
      const answer = await fetch(mc.under("links") + query);
      if (!answer.ok) throw answer;
      found = await answer.json();
      if (document.querySelector(".linklist")) list();
    } catch {
      const place = document.querySelector(".linklist");
      if (place) mc.fill(place, mc.h`<p class="none">The links could not be read. Close this and try again.</p>`);
    }
  }

  mc.actions["judge-links"] = () => {
    mc.popover("Links between the streams", mc.h`<label class="sure"><span>Confidence up to</span><input id="surest" type="range" min="0" max="1" step="0.05" value="1"><output for="surest">1.00</output></label><div class="scroll linklist" tabindex="0" role="region" aria-label="Links"><div class="sks"><div class="sk"></div><div class="sk"></div></div></div>`, "linksheet");
    ask();
  };
  document.addEventListener("input", (event) => event.target.id === "surest" && found && list());
  mc.submits.link = (form, button) => {
    const { kind, source, target } = form.dataset;
    mc.decide(form, mc.under("links"), { kind, source, target, decision: button?.value }, () => {
      mc.toast("idle", `Link ${button?.value}`, "The joined graph follows in a moment.");
      setTimeout(ask, 900);
    });
  };
})(window.mc = window.mc || {});
