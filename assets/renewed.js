/* A page stays open for weeks, the server behind it does not stay the same. When it has been renewed, so is the page:
   by itself where nobody looks, else when its reader says so. All of a view lies in its address. */
(function (mc) {
  const TRIED = "mc-renewed";
  const build = document.querySelector('meta[name="mc-build"]')?.content;
  let known = build;

  /** Once for each build: of two processes of different age the other one may answer next. */
  function renew() {
    sessionStorage.setItem(TRIED, known);
    location.reload();
  }

  function offer() {
    const card = document.createElement("div");
    card.className = "toast stays idle";
    card.innerHTML = String(mc.h`<div><b>Mission Control was renewed</b><p>This page is still the one of before. What you look at stays.</p><button class="btn sm pri" data-do="renew">Load it anew</button></div>
      <button class="icbtn" data-do="seen" aria-label="Put away">×</button>`);
    mc.$("toasts").append(card);
  }

  /** Every answer of the server says which build it comes from. */
  mc.heardFrom = function (reply) {
    const now = reply.headers.get("MC-Build");
    if (!build || !now || now === known || sessionStorage.getItem(TRIED) === now) return;
    known = now;
    if (known === build) return;
    if (document.visibilityState === "visible" && mc.$("toasts")) offer();
    else renew();
  };

  mc.actions.renew = renew;
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && known !== build && renew());
})(window.mc = window.mc || {});
