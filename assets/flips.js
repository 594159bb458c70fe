/* A verdict that turned is noticed wherever one is: a card on the page, the tab's title and icon, and, for who wants it, a notice of the desktop. */
(function (mc) {
  const WANTED = "mc-notices";
  const MOST = 3;
  const WAITS_MS = 12000;
  let unseen = 0;
  let title = document.title;
  let tone = "idle";

  /** The tab says what is looked at, in what tone, and how many verdicts turned since anybody looked. */
  mc.titled = function (text, worn) {
    [title, tone] = [text, worn];
    document.title = unseen ? `(${unseen}) ${title}` : title;
    const link = document.querySelector('link[rel="icon"]');
    const icon = `data:image/svg+xml,${encodeURIComponent(drawn())}`;
    if (link && link.href !== icon) link.href = icon;
  };

  /** Verdict by colour and by shape: a ring for what is not decided, a disc for what passed, a square for what did not. */
  function drawn() {
    const colour = mc.token(tone);
    const [x, y, r] = [20, unseen ? 18 : 13, 5.4];
    const mark = tone === "pass" ? `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`
      : tone === "idle" ? `<circle cx="${x}" cy="${y}" r="3.8" fill="#8b94a3"/>` : `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${2 * r}" rx="1.5" fill="${colour}"/>`;
    const news = unseen ? '<circle cx="20.8" cy="5.2" r="4.8" fill="#3b82f6"/>' : "";
    const apart = unseen ? '<mask id="apart"><path fill="#fff" d="M0 0h26v26H0z"/><circle cx="20.8" cy="5.2" r="7"/></mask>' : "";
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26">${apart}<g ${unseen ? 'mask="url(#apart)"' : ""}><g fill="none" stroke-width="2.6" stroke-linecap="round"><path d="M3 5.5C11 5.5 12 13 18 13" stroke="#3b82f6"/><path d="M3 13H18" stroke="#8b5cf6"/><path d="M3 20.5C11 20.5 12 13 18 13" stroke="#6366f1"/></g>${mark}</g>${news}</svg>`;
  }

  const was = (flip) => (flip.was ? mc.h`<small>was ${flip.was}</small>` : "");

  /** What may not ship stays until it is put away or followed; what may goes by itself. */
  function card(flip) {
    const made = document.createElement("div");
    made.className = `toast stays ${flip.verdict === "pending" ? "idle" : flip.tone}`;
    made.dataset.flip = flip.iteration;
    const link = `/verdict?iteration=${encodeURIComponent(flip.iteration)}`;
    made.innerHTML = String(mc.h`<div><b>${flip.iteration}</b><p class="turn">${mc.verdictBadge(flip)}${was(flip)}</p><p>${flip.why}</p><a href="${link}" data-do="follow" data-arg="${flip.iteration}">Show the verdict</a></div>
      <button class="icbtn" data-do="seen" aria-label="Put away">×</button>`);
    const place = mc.$("toasts");
    place.querySelector(`[data-flip="${CSS.escape(flip.iteration)}"]`)?.remove();
    place.append(made);
    if (flip.can_deploy || flip.verdict === "pending") setTimeout(() => made.remove(), WAITS_MS);
    const cards = place.querySelectorAll(".stays");
    for (let n = 0; n < cards.length - MOST; n++) cards[n].remove();
  }

  /** For who looks elsewhere; the card is enough for who looks here. All open pages show the same one. */
  function notice(flip) {
    if (localStorage.getItem(WANTED) !== "1" || window.Notification?.permission !== "granted" || document.hasFocus()) return;
    const shown = new Notification(`${flip.iteration}: ${flip.display}`, { body: flip.was ? `It was ${flip.was}. ${flip.why}` : flip.why, tag: `mc ${flip.iteration} ${flip.at}` });
    shown.onclick = () => { shown.close(); window.focus(); mc.actions.follow(flip.iteration); };
  }

  /** Verdicts have turned. */
  mc.flipped = function (flips) {
    if (document.visibilityState !== "visible") unseen += flips.length;
    flips.forEach(card);
    flips.forEach(notice);
    mc.titled(title, tone);
  };

  function pressed() {
    const on = localStorage.getItem(WANTED) === "1" && window.Notification?.permission === "granted";
    mc.$("notices")?.setAttribute("aria-pressed", String(on));
    return on;
  }
  mc.noticed = pressed;

  mc.actions = mc.actions || {};
  mc.actions.follow = function (iteration) {
    mc.$("toasts").querySelector(`[data-flip="${CSS.escape(iteration)}"]`)?.remove();
    mc.closePopover();
    mc.actions.open(iteration);
  };
  mc.actions.seen = (_, button) => button.closest(".toast").remove();
  mc.actions.notices = async function () {
    if (!window.Notification) return mc.toast("warn", "No desktop notices", "This browser has none.");
    if (pressed()) localStorage.removeItem(WANTED);
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem(WANTED, "1");
    else return mc.toast("warn", "No desktop notices", "This browser does not let this page show any; its settings for the site say so.");
    const on = pressed();
    return mc.toast(on ? "pass" : "idle", on ? "Desktop notices are on" : "Desktop notices are off", on ? "A verdict that turns is told here, also while you look elsewhere." : "Verdicts that turn are still told on the page and in its tab.");
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && unseen) { unseen = 0; mc.titled(title, tone); }
  });
})(window.mc = window.mc || {});
