/* What a wall shows in turn: parts of the board, and pages of ours in frames. The next page is drawn before it is shown. */
(function (mc) {
  const wall = mc.wall;
  const LONGEST_WAIT = 8000;
  let turns = ["/"];
  let at = 0;
  let begun = Date.now();
  let coming = null;
  let shown = null;

  mc.onBoard = () => shown === null;

  /** The addresses to show in turn, as they are kept now; the page that is shown goes on until its time has come. */
  mc.wallTurns = function (addresses) {
    const found = addresses.length ? addresses : ["/"];
    const path = (one) => one.replace(/share=[^&]*/, "");  // a token is written anew with every answer
    if (found.map(path).join("\n") === turns.map(path).join("\n")) { turns = found; return; }
    turns = found;
    at = turns.length - 1;
    next();
  };

  /** A page in a frame, without what leads elsewhere; nobody can get into it. */
  function frame(address) {
    const made = document.createElement("iframe");
    Object.assign(made, { src: dressed(address), tabIndex: -1, inert: true, title: `A page in turn: ${new URLSearchParams(address.split("?")[1]).get("iteration") || "shared"}` });
    made.addEventListener("load", () => {
      try { made.contentDocument.documentElement.classList.add("shared"); } catch (flaw) { /* of another site */ }
    });
    return made;
  }

  const dressed = (address) => (/[?&]theme=/.test(address) ? address : `${address}${address.includes("?") ? "&" : "?"}theme=${document.documentElement.dataset.bsTheme}`);

  function show(made) {
    const old = shown;
    shown = made;
    begun = Date.now();
    document.documentElement.classList.toggle("framed", made !== null);
    made?.classList.add("on");
    old?.classList.remove("on");
    if (old) setTimeout(() => old.remove(), 800);
    if (made === null) mc.wallBoard();
  }

  function next() {
    coming?.remove();
    coming = null;
    if (shown === null && turns[at] === "/" && wall.part + 1 < mc.wallParts()) {
      wall.part += 1;
      begun = Date.now();
      return void mc.wallBoard();
    }
    wall.part = 0;
    at = (at + 1) % turns.length;
    if (turns[at] === "/") return void show(null);
    const made = coming = frame(turns[at]);
    mc.$("stage").append(made);
    const ready = () => { if (coming === made) { coming = null; show(made); } };
    made.addEventListener("load", () => setTimeout(ready, 1500));
    setTimeout(ready, LONGEST_WAIT);
    return undefined;
  }

  const alone = () => turns.length === 1 && (turns[0] !== "/" || mc.wallParts() === 1) && (shown !== null) === (turns[0] !== "/");
  setInterval(() => { if (!wall.gone && !coming && !alone() && Date.now() - begun >= wall.every) next(); }, 500);
})(window.mc = window.mc || {});
