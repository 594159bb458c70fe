/* Asking for pictures: one GET per place and moment; an older question is dropped for a newer one. */
(function (mc) {
  const AGAIN_AFTER = 2000;
  let last = "";
  let ending = null;
  let slow = 0;
  let asking = "";
  let later = false;
  let kept = "";
  mc.waiting = false;

  const FIELDS = ["tenant", "iteration", "lens", "asOf", "knownAt", "level"];

  function question() {
    const query = new URLSearchParams();
    for (const field of FIELDS) if (mc.state[field] !== null && mc.state[field] !== undefined) query.set(field, mc.state[field]);
    return query.toString();
  }

  const keyOf = (query) => `${query} ${mc.state.asOf === null ? mc.pulse?.version ?? mc.pulse?.revision ?? 0 : ""}`;

  function waits(on) {
    mc.waiting = on;
    clearTimeout(slow);
    if (on) slow = setTimeout(() => mc.$("shell")?.classList.add("reading"), 400);
    else mc.$("shell")?.classList.remove("reading");
  }

  const silence = { fault: { passing: true, title: "The server did not answer", text: "What you saw last may be old. The page goes on by itself once the server is back." } };

  const broken = { fault: { passing: true, title: "The server could not show this", text: "What it met stands in its log. The rest of the product goes on, and this page tries again with the next change." } };

  /** The first answer may come before the last of the scripts. */
  const scripts = new Promise((loaded) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", loaded) : loaded()));

  /** What of the next picture is here already need not travel. */
  function having(query, anew) {
    const asks = new URLSearchParams(query);
    if (mc.waysVersion?.()) asks.set("ways", mc.waysVersion());
    if (mc.picture?.name && !anew) asks.set("have", mc.picture.name);
    return asks.toString();
  }

  /** A picture as it came, or the one that is shown with what changed laid over it; null where that is another by now. */
  function taken(told) {
    if (!told || told.before === undefined) return told;
    if (told.before !== mc.picture?.name) return null;
    return told.change ? mc.altered(mc.picture, told.change) : mc.picture;
  }

  async function answer(query) {
    ending?.abort();
    ending = new AbortController();
    const trace = mc.state.asOf === null && mc.pulse?.trace;
    const headers = trace ? { traceparent: trace } : {};  // what came last is drawn: the request goes on in its trace
    const reply = await fetch(`picture?${query}`, { signal: ending.signal, headers });
    mc.heardFrom?.(reply);
    return reply.json().catch(() => broken);
  }

  /** Ask for the picture of the present state, unless it is the one asked for last. */
  mc.see = async function (again) {
    if (mc.placeless()) return;
    const query = question();
    const key = keyOf(query);
    if (key === last && !again) return;
    if (mc.waiting && mc.picture?.map && query === asking) { later = true; return; }
    asking = query;
    last = key;
    waits(true);
    const told = await answer(having(query, again)).catch((flaw) => (flaw.name === "AbortError" ? null : silence));
    await scripts;
    if (!told || key !== last) return;
    waits(false);
    const picture = taken(told);
    if (!picture) return void mc.see(true);
    mc.silent = Boolean(picture.fault?.passing);
    if (mc.silent) setTimeout(() => mc.silent && mc.see(true), AGAIN_AFTER);
    if (mc.silent && kept === query) return;  // what is shown is of earlier, and the banner says so
    kept = picture.fault ? "" : query;
    mc.picture = { ...picture, ways: mc.takeWays(picture.ways) };
    mc.settled();
    mc.mapAhead(picture);
    if (!picture.map) mc.matrixOf(picture);  // a map has the way for itself
    if (picture.moment?.bound) return void mc.go({ iteration: picture.iteration.scope, asOf: picture.moment.bound });
    if (picture.iteration && !mc.state.iteration) mc.go({ iteration: picture.iteration.id });
    mc.show();
    if (later) { later = false; mc.see(); }
  };

  /** Take the picture that the change leads to; whether it could be led on from the one that is shown. */
  mc.led = function ({ before, change, map }) {
    if (mc.waiting || !mc.picture?.version || mc.picture.version !== before || mc.picture.fault) return false;
    mc.picture = mc.altered(mc.picture, change);
    mc.wayPushed(map);
    last = keyOf(question());
    mc.mapAhead(mc.picture);
    mc.show();
    return true;
  };

  /** Whether the picture is what the pulse tells of; a version begins with its revision, which is all that some pulses tell. */
  const current = ({ version }, { version: newest, revision }) => Boolean(version) && (newest === undefined ? version.startsWith(`${revision}.`) : version === newest);

  /** A picture that is the newest need not be asked for. */
  mc.settled = () => { if (!mc.waiting && mc.picture && mc.pulse && current(mc.picture, mc.pulse)) last = keyOf(question()); };

  mc.actions = mc.actions || {};
  mc.actions.again = () => mc.see(true);
  mc.see();
})(window.mc = window.mc || {});
