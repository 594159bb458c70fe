/* Sharing a view: its address, a signed link that expires, the code of a frame; and views kept under a name. */
(function (mc) {
  const PANELS = { verdict: { answer: "The verdict", reasons: "Reasons", streams: "Streams", stars: "Contract stars" }, dde: { graph: "Graph", conditions: "Pass conditions" }, bdv: { graph: "Graph", conditions: "Pass conditions", flakes: "Flakes" }, acc: { graph: "Graph", conditions: "Pass conditions", matrix: "Matrix", findings: "Findings" } };
  const LASTS = [[1, "1 hour"], [24, "1 day"], [168, "7 days"], [720, "30 days"], [2160, "90 days"]];
  const option = ([value, word], chosen) => mc.h`<option value="${value}" ${value === chosen ? mc.raw("selected") : ""}>${word}</option>`;
  const copied = (id, label, text) => mc.h`<div class="copies"><label for="${id}">${label}</label><input id="${id}" readonly value="${text}"><button class="btn sm" data-do="copyFrom" data-arg="${id}">Copy</button></div>`;
  const tenant = () => (mc.state.tenant ? `?tenant=${encodeURIComponent(mc.state.tenant)}` : "");

  function linkForm() {
    const panels = Object.entries(PANELS[mc.state.lens] || {});
    if (!panels.length || !mc.state.iteration) return mc.h`<p class="ink2">Open an iteration to make a link to it for somebody else.</p>`;
    const pinned = mc.state.asOf !== null;
    return mc.h`<div class="wish"><label>What <select id="wish-panel">${option(["", "This page"], "")}${panels.map((one) => option(one, ""))}</select></label>
      <label>When <select id="wish-time">${option(["live", "Always now"], pinned ? "pin" : "live")}${option(["pin", pinned ? `As of ${mc.moment(mc.state.asOf)}` : "As it is now"], pinned ? "pin" : "live")}</select></label>
      <label>Lasts <select id="wish-hours">${LASTS.map((one) => option(one, 168))}</select></label></div>
      <div class="copies"><label for="wish-origins">Sites that may frame it</label><input id="wish-origins" placeholder="Origins such as those of a wiki, commas between" autocomplete="off"><button class="btn sm pri" data-do="makeLink">Make link</button></div>
      <div id="share-made" role="status"></div>`;
  }

  async function call(method, path, body) {
    const reply = await fetch(`/api/v1/${path}${tenant()}`, { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) }).catch(() => null);
    const answer = await reply?.json().catch(() => null);
    return reply?.ok ? answer : { flaw: answer?.detail || "The server did not answer." };
  }

  let shelf = new Map();
  const onWall = (view) => `/wall?${new URLSearchParams({ ...(mc.state.tenant ? { tenant: mc.state.tenant } : {}), ...(view ? { view } : {}) })}`;

  async function keep(name, addresses) {
    const kept = await call("POST", "views", { name, addresses });
    if (kept.flaw) mc.toast("fail", "Not kept", kept.flaw);
    return lists();
  }

  const state = (link) => (link.revoked ? "revoked" : Date.parse(link.expires) < Date.now() ? "expired" : `until ${mc.moment(Date.parse(link.expires))}`);

  async function lists() {
    const [views, links] = await Promise.all([call("GET", "views"), call("GET", "shares")]);
    if (!mc.$("share-views")) return;
    shelf = new Map((views.views || []).map((view) => [view.name, view.addresses]));
    const kept = (views.views || []).map((view) => mc.h`<li><a class="el" href="${view.addresses[0]}">${view.name}</a><span class="ink3 nw">${view.addresses.length > 1 ? mc.many(view.addresses.length, "page") : ""}</span><a class="btn sm" href="${onWall(view.name)}" target="_blank" aria-label="Show ${view.name} on a wall">Wall</a><button class="btn sm" data-do="addToView" data-arg="${view.name}" aria-label="Add this page to the view ${view.name}">Add this page</button><button class="btn sm" data-do="forgetView" data-arg="${view.name}" aria-label="Forget the view ${view.name}">Forget</button></li>`);
    mc.fill(mc.$("share-views"), kept.length ? mc.h`<ul class="kept">${kept}</ul>` : mc.h`<p class="ink3">No view is kept yet.</p>`);
    const given = (links.shares || []).slice(0, 50).map((link) => mc.h`<li><span class="el" title="${link.note}">${link.iteration_id}, ${link.page} ${link.panel}</span><span class="ink3 nw">${state(link)}</span>${state(link).startsWith("until") ? mc.h`<button class="btn sm" data-do="revokeLink" data-arg="${link.id}" aria-label="Revoke the link to ${link.iteration_id}, ${link.page}">Revoke</button>` : ""}</li>`);
    mc.fill(mc.$("share-links"), given.length ? mc.h`<ul class="kept">${given}</ul>` : mc.h`<p class="ink3">No link was handed out yet.</p>`);
  }

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    share() {
      mc.popover("Share", mc.h`<div class="scroll sharing"><h3>This view</h3>${copied("share-address", "Address", location.href)}
        <h3>A signed link for somebody else</h3>${linkForm()}
        <h3>Keep this view</h3><div class="copies"><label for="view-name">Name</label><input id="view-name" maxlength="80" autocomplete="off"><button class="btn sm" data-do="keepView">Keep</button></div><div id="share-views"></div>
        <h3>On a wall</h3><p class="ink2"><a class="out" href="${onWall("")}" target="_blank">All verdicts, large</a>; a view of several pages shows them in turn.</p>
        <h3>Links handed out</h3><div id="share-links"></div></div>`, "share");
      lists();
    },
    async copyFrom(id) {
      await navigator.clipboard?.writeText(mc.$(id).value).catch(() => mc.$(id).select());
      mc.toast("pass", "Copied", mc.$(id).previousElementSibling.textContent);
    },
    async makeLink() {
      const pin = mc.$("wish-time").value === "pin";
      const wish = { iteration: mc.state.iteration, page: mc.state.lens, tenant: mc.state.tenant || "", panel: mc.$("wish-panel").value, hours: Number(mc.$("wish-hours").value), origins: mc.$("wish-origins").value, as_of: pin ? mc.state.asOf ?? Date.now() : null, known_at: pin ? mc.state.knownAt : null };
      const made = await call("POST", "shares", wish);
      if (made.flaw) return void mc.fill(mc.$("share-made"), mc.h`<p class="t-fail">${made.flaw}</p>`);
      const frame = `<iframe src="${made.url}" title="${wish.iteration}, ${wish.page}" width="960" height="540" loading="lazy"></iframe>`;
      mc.fill(mc.$("share-made"), mc.h`${copied("made-link", "Link", made.url)}${made.origins.length ? copied("made-frame", "Code of a frame", frame) : mc.h`<p class="ink3">Name a site to get the code of a frame for it.</p>`}`);
      return lists();
    },
    keepView: () => keep(mc.$("view-name").value, [location.pathname + location.search]),
    addToView: (name) => keep(name, [...(shelf.get(name) || []), location.pathname + location.search]),
    forgetView: async (name) => { await call("DELETE", `views/${encodeURIComponent(name)}`); lists(); },
    revokeLink: async (id) => { await call("DELETE", `shares/${id}`); lists(); },
  });
})(window.mc = window.mc || {});
