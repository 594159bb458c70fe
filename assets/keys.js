/* Keys: everything the pointer does. Single letters can be turned off in the sheet that shows them. */
(function (mc) {
  const PAGES = ["/", "/verdict", "/dde", "/bdv", "/acc"];
  const SHEET = [
    ["Space", "play or pause"], ["← →", "step through moments"], ["Shift ← →", "next change of the verdict, or failure"], ["Home End", "first moment, now"], [", .", "previous, next change of what is selected"],
    ["L", "live"], ["K", "as known then"], ["C", "compare two moments"], ["[ ]", "move A"], ["1 to 4", "verdict and lenses"], ["0", "overview"], ["T G", "table, graph"], ["F", "fit the drawing; again for all of it"], ["+ −", "nearer, farther"],
    ["/ or Ctrl K", "search or jump"], ["Esc", "close"], ["?", "these keys"],
  ];
  const lensOf = () => (mc.state.lens === "verdict" ? "convergence" : mc.state.lens);
  const LETTERS = {
    l: () => mc.actions.live(), k: () => mc.actions.known(), c: () => mc.actions.compare(), ",": () => mc.turn(-1), ".": () => mc.turn(1), "[": () => mc.stepA(-1), "]": () => mc.stepA(1), t: () => mc.go({ as: "table" }), g: () => mc.go({ as: null }),
    f: () => mc.actions.fit(lensOf()), "/": () => mc.actions.palette(), "?": () => mc.actions.keys(),
    "+": () => mc.nearer(lensOf(), 1.25), "-": () => mc.nearer(lensOf(), 0.8), 0: () => mc.page(PAGES[0]), 1: () => mc.page(PAGES[1]), 2: () => mc.page(PAGES[2]), 3: () => mc.page(PAGES[3]), 4: () => mc.page(PAGES[4]),
  };
  const MOVES = {
    ArrowLeft: (e) => (e.shiftKey ? mc.leap(-1) : mc.step(-1)), ArrowRight: (e) => (e.shiftKey ? mc.leap(1) : mc.step(1)),
    Home: () => mc.lookAt(mc.timeline.moments[0]), End: () => mc.lookAt(null), " ": () => mc.actions.play(),
  };
  const lettersOn = () => localStorage.getItem("mc-letters") !== "off";

  function escape() {
    if (!mc.$("popover").hidden) return mc.closePopover();
    if (mc.state.selection) return mc.actions.close();
    return mc.comparing() ? mc.actions.compare() : undefined;
  }

  function typing(element) {
    return element.matches?.("input:not([type=range]), textarea, select, [contenteditable]");
  }

  function pressed(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return event.preventDefault(), mc.actions.palette();
    if (event.key === "Escape") return escape();
    if (!mc.$("popover").hidden) return undefined;  // what lies under a sheet stays as it is
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const busy = event.target.matches?.("button, a, tr, li, summary, [role=button], [role=option]") && [" ", "Enter"].includes(event.key);
    const scrolls = event.target.matches?.(".scroll") && ["Home", "End", " "].includes(event.key);
    if (busy || scrolls) return undefined;
    return time(event) || letter(event);
  }

  function time(event) {
    const move = MOVES[event.key];
    if (!move || mc.placeless() || !mc.timeline?.moments.length || event.target.matches?.("#matrix canvas, .mapbox")) return false;
    event.preventDefault();
    if (event.key !== " ") mc.pause();
    move(event);
    return true;
  }

  function letter(event) {
    const does = LETTERS[event.key.toLowerCase()];
    if (!does || !lettersOn()) return;
    event.preventDefault();
    does();
  }

  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    keys() {
      const rows = SHEET.map(([key, does]) => mc.h`<tr><td>${key.split(" ").map((one) => (["or", "to"].includes(one) ? mc.h`<span class="or">${one}</span>` : mc.h`<kbd>${one}</kbd>`))}</td><td>${does}</td></tr>`);
      mc.popover("Keys", mc.h`<table class="keys">${rows}</table><div class="foot"><button class="btn sm" data-do="letters" data-key="letters">Single letters: ${lettersOn() ? "on" : "off"}</button></div>`);
    },
    letters() {
      localStorage.setItem("mc-letters", lettersOn() ? "off" : "on");
      mc.actions.keys();
    },
  });
  document.addEventListener("keydown", pressed);
})(window.mc = window.mc || {});
