/* The stream of a page: one connection for what it looks at, opened anew when it looks elsewhere. A browser has few
   connections for one address, so of many pages (and frames) only some hold one; the others ask as if there was none. */
(function (mc) {
  const SLOTS = 4;
  const SILENT_AFTER = 25000;
  const AGAIN_AFTER = 10000;
  let source = null;
  let place = "";
  let heard = 0;
  let restsUntil = 0;
  let slot = navigator.locks ? "none" : "held";

  /** Whether what changes is pushed to the page just now. */
  mc.streaming = () => source?.readyState === 1 && Date.now() - heard < SILENT_AFTER;

  /** A connection for this page, as long as it is open, if others leave one. */
  async function seek() {
    slot = "sought";
    for (let n = 0; n < SLOTS && slot !== "held"; n++) {
      await new Promise((asked) => navigator.locks.request(`mc-stream-${n}`, { ifAvailable: true }, (lock) => {
        if (lock) slot = "held";
        asked();
        return lock ? new Promise(() => {}) : null;
      }).catch(asked));
    }
    if (slot !== "held") { slot = "none"; restsUntil = Date.now() + AGAIN_AFTER; }
  }

  function wanted() {
    const { tenant, iteration, lens, level, asOf, knownAt } = mc.state;
    const query = new URLSearchParams(mc.sharedBy ? { share: mc.sharedBy } : {});  // a stream takes no headers
    const placeless = mc.placeless();
    if (tenant) query.set("tenant", tenant);
    if (!placeless && iteration) query.set("iteration", iteration);
    if (!placeless && iteration && asOf === null && knownAt === null) {
      query.set("lens", lens);
      if (level) query.set("level", level);
    }
    return query.toString();
  }

  /** Hold the stream of what is looked at. */
  mc.stream = function () {
    if (!window.EventSource || Date.now() < restsUntil) return;
    if (slot === "none") return void seek();
    if (slot !== "held") return;
    const now = wanted();
    const dead = source && (source.readyState === 2 || (source.readyState === 1 && Date.now() - heard > SILENT_AFTER));
    if (source && !dead && place === now) return;
    if (mc.waiting && mc.state.asOf === null && !mc.placeless() && place !== now) return;  // the picture says which version to go on from
    open(now);
  };

  function open(now) {
    source?.close();
    place = now;
    heard = Date.now();
    const have = now.includes("lens=") && mc.picture?.version ? `&have=${encodeURIComponent(mc.picture.version)}` : "";
    const mine = source = new EventSource(`/stream?${now}${have}`);
    const listens = (name, does) => mine.addEventListener(name, (event) => {
      if (mine !== source || place !== wanted()) return;
      heard = Date.now();
      does(JSON.parse(event.data));
    });
    listens("news", (answer) => mc.told(answer));
    listens("flips", (flips) => mc.flipped(flips));
    listens("beat", () => {});
    let lost = false;
    mine.onopen = () => { if (lost) fetch("healthz").then(mc.heardFrom).catch(() => {}); lost = false; };
    mine.onerror = () => { lost = true; if (mine === source && mine.readyState === 2) restsUntil = Date.now() + AGAIN_AFTER; };
  }
})(window.mc = window.mc || {});
