/* The address is the state: iteration, lens, selection, the two clocks, filters. Every view is a link. */
(function (mc) {
  const PATHS = { "/": "overview", "/verdict": "verdict", "/dde": "dde", "/bdv": "bdv", "/acc": "acc", "/search": "search", "/jobs": "jobs" };
  /** Pages that are about no moment of one iteration. */
  mc.placeless = () => ["overview", "search", "jobs", "lost"].includes(mc.state.lens);
  const NAMES = { tenant: "tenant", iteration: "iteration", selection: "node", asOf: "asOf", knownAt: "knownAt", against: "against", other: "other", speed: "speed", halts: "halts", as: "as", level: "level", at: "at", matrixAt: "cells", to: "to", arranged: "arranged", folded: "folded", filter: "show", q: "q", only: "only", order: "order" };
  /** Of the search, and of no other page's address. */
  const SOUGHT = ["q", "only", "order"];
  /** A page that was shared stays where it is. */
  const FIXED = () => ({ ...mc.sharedState(), selection: null, suggested: null, against: null, other: null });
  const TIMES = ["asOf", "knownAt", "against"];
  mc.state = read();

  function read() {
    if (mc.shared) return { ...Object.fromEntries(Object.keys(NAMES).map((field) => [field, null])), ...mc.sharedState() };
    const query = new URLSearchParams(location.search);
    const state = { lens: PATHS[location.pathname] || "lost" };
    for (const [field, name] of Object.entries(NAMES)) state[field] = query.get(name) || null;
    for (const field of TIMES) state[field] = state[field] ? momentOf(state[field]) : null;
    return state;
  }

  function momentOf(text) {
    const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    return Number.isFinite(ms) ? ms : null;
  }

  /** The query that leads back to this state (or to this state with some fields changed). */
  mc.query = function (changed) {
    if (mc.shared) return location.search;
    const state = { ...mc.state, ...changed };
    const query = new URLSearchParams();
    for (const [field, name] of Object.entries(NAMES)) {
      if (SOUGHT.includes(field) && state.lens !== "search") continue;
      const value = TIMES.includes(field) && state[field] ? new Date(state[field]).toISOString() : state[field];
      if (value) query.set(name, value);
    }
    const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%40", "@");
    return text ? `?${text}` : "";
  };

  const RESTS = 120;
  const PATIENCE = 8;
  let later = 0;

  /** The bus follows when the hand rests, and after the picture of another moment: its callbacks are for what may come
      a little later. */
  mc.toBus = function (before) {
    clearTimeout(later);
    const moved = before && before.asOf !== mc.state.asOf;
    const told = (waits) => (mc.waiting && waits ? again(waits - 1) : mc.bus("address", { ...mc.state }));
    const again = (waits) => { later = setTimeout(told, moved ? RESTS : 0, waits); };
    again(moved ? PATIENCE : 0);
  };

  /** The page follows at once. */
  function tell(before) {
    mc.changed?.(before);
    mc.toBus(before);
  }

  /** Change the state; the address follows without a new entry in the history unless the iteration changes. */
  mc.go = function (changed) {
    const before = mc.state;
    mc.state = { ...before, ...("selection" in changed ? { to: null } : {}), ...(changed.iteration && before.iteration && changed.iteration !== before.iteration ? { at: null, matrixAt: null } : {}), ...changed, ...(mc.shared ? FIXED() : {}) };
    if (JSON.stringify(before) === JSON.stringify(mc.state)) return;
    const leap = changed.iteration && before.iteration && changed.iteration !== before.iteration;
    history[leap ? "pushState" : "replaceState"](history.state, "", location.pathname + mc.query());
    tell(before);
  };

  /** Move to another page and keep everything else. */
  mc.page = function (path, changed) {
    if (mc.shared) return undefined;
    mc.state = { ...mc.state, at: null, matrixAt: null, ...(changed && "selection" in changed ? { to: null } : {}), ...changed };
    if (location.pathname === path) return mc.go({}), tell();
    history.pushState({}, "", path + mc.query({ lens: PATHS[path] }));
    mc.arrived();
    mc.moved();
    return undefined;
  };

  /** The page has changed (a link, the back button): take the state from the address. */
  mc.moved = function () {
    const found = read();
    if (["overview", "search", "jobs"].includes(found.lens) || !found.iteration) found.iteration = found.iteration || mc.state.iteration;
    mc.state = found;
    if (location.search !== mc.query()) history.replaceState(history.state, "", location.pathname + mc.query());
    tell();
    return mc.state;
  };

  mc.links = function () {
    document.querySelectorAll("#rail a[data-arg], a.logo").forEach((link) => {
      const path = link.dataset.arg || "/";
      link.setAttribute("href", path + mc.query({ at: null, matrixAt: null }));
      const here = link.dataset.lens === mc.state.lens;
      link.classList.toggle("on", here);
      here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    });
  };

  window.addEventListener("popstate", () => { mc.arrived(); mc.moved(); });
  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    page: (path) => mc.page(path),
    open: (iteration) => mc.page("/verdict", { iteration, asOf: null, knownAt: null, against: null, other: null, selection: null, filter: null, as: null }),
    tenant(name) {
      mc.closePopover();
      const anew = { tenant: name, iteration: null, asOf: null, knownAt: null, against: null, other: null, selection: null, filter: null };
      location.pathname === "/" ? mc.go(anew) : mc.page("/", anew);
    },
    pick: (uid) => mc.go({ selection: uid }),
    close: () => mc.go({ selection: null }),
    filter: (word) => mc.go({ filter: mc.state.filter === word ? null : word || null }),
    switch: (_, button) => mc.go({ [button.dataset.name]: ["graph", "module", "layers"].includes(button.dataset.value) ? null : button.dataset.value }),
    async copy() {
      await navigator.clipboard?.writeText(location.href);
      mc.toast("pass", "Link copied", "It leads to this very view: page, moment and selection.");
    },
  });
})(window.mc = window.mc || {});
