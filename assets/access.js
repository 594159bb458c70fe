/* A page that was opened by a share link: it shows what the link claims, and says so with every question. */
(function (mc) {
  const token = location.pathname.startsWith("/shared/") ? new URLSearchParams(location.search).get("share") : null;
  mc.shared = token ? claimed(token) : null;
  if (!mc.shared) return;
  mc.sharedBy = token;
  document.documentElement.classList.add("shared");
  if (mc.shared.panel) document.documentElement.dataset.panel = mc.shared.panel;
  const ask = window.fetch.bind(window);
  window.fetch = function (where, how = {}) {
    const path = typeof where === "string" && !/^([a-z]+:)?\//.test(where) ? `/${where}` : where;
    const headers = new Headers(how.headers);
    headers.set("X-Share", token);
    return ask(path, { ...how, headers });
  };

  /** What the token says; whether it may say so, the server has decided. */
  function claimed(text) {
    try {
      const bytes = Uint8Array.from(atob(text.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (flaw) { return null; }
  }

  /** The state that a link leads to. */
  mc.sharedState = () => ({ lens: mc.shared.page, tenant: mc.shared.tenant, iteration: mc.shared.iteration, asOf: mc.shared.as_of ?? null, knownAt: mc.shared.known_at ?? null });

  const PANELS = { answer: "#verdict", reasons: "#reasons", streams: "#streams", stars: "#stage-convergence", graph: ".stage", conditions: "#conditions", matrix: ".matrixpanel", findings: "#findings", flakes: "[id^=tables-]" };

  /** One panel alone: everything beside the way from it to the page steps out. */
  mc.alone = function () {
    const found = document.querySelector(`.page ${PANELS[mc.shared?.panel]}`);
    for (let one = found; one && !one.classList.contains("page"); one = one.parentElement) {
      one.classList.add("alone");
      for (const other of one.parentElement.children) other.classList.toggle("besides", other !== one);
    }
  };
})(window.mc = window.mc || {});
