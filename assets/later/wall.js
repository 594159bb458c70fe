/* A board for a wall: every verdict so large that it is read from across the room, what needs a person first. Nothing to press. */
(function (mc) {
  const PERIOD = 2000;
  const AT_LEAST = 30000;
  const TOGETHER = 300;
  const LOST_AFTER = 8000;
  const EVERY = 20;
  const STATE = { pass: ["pass", "pass"], fail: ["fail", "fail"], pending: ["idle", "idle"], running: ["run", "warn"], unknown: ["unknown", "warn"], waived: ["waived", "idle"], not_required: ["skip", "idle"] };
  const WORD = { pass: "passed", fail: "failed", pending: "not decided", running: "running", unknown: "unknown", waived: "waived", not_required: "not required" };
  const asked = new URLSearchParams(location.search);
  const wall = mc.wall = { rows: null, turns: ["/"], heard: Date.now(), asked: 0, at: 0, part: 0, every: Math.max(5, Number(asked.get("every")) || EVERY) * 1000, gone: false };
  mc.state = { tenant: mc.shared ? mc.shared.tenant : asked.get("tenant"), iteration: null, lens: "wall", asOf: null, knownAt: null };
  mc.placeless = () => true;
  const kind = (row) => (row.verdict === "all_pass" ? "may" : row.verdict === "pending" ? "wait" : "no");
  const tone = (row) => (row.verdict === "pending" ? "idle" : row.tone);

  function question() {
    const query = new URLSearchParams();
    const { tenant } = mc.state;
    const view = mc.shared ? mc.shared.view : asked.get("view");
    if (tenant) query.set("tenant", tenant);
    if (view) query.set("view", view);
    if (asked.get("by")) query.set("by", asked.get("by"));
    return query.toString();
  }

  const stream = ([name, state]) => mc.h`<span class="one ${state}"><span class="t-${name}">${name.toUpperCase()}</span>${mc.glyph(...(STATE[state] || STATE.unknown))}<span class="sr">${WORD[state] || state}</span></span>`;

  function tile(row, turned) {
    const long = row.since ? mc.span(Math.max(1000, wall.at - row.since)) : "";
    const name = row.title && row.title !== row.iteration ? row.title : row.iteration;
    return mc.h`<li class="tile ${tone(row)} ${kind(row)} ${turned ? "turned" : ""}"><p class="who"><b>${row.project || row.iteration}</b>${name === row.project ? "" : mc.h`<span>${name}</span>`}</p>
      <h2>${mc.icon(mc.verdictIcon(row.verdict))}<span>${row.display}</span></h2>
      <p class="first">${kind(row) === "may" ? "" : mc.prose(row.first)}</p>
      <p class="below"><span class="trio">${row.streams.map(stream)}</span><span class="long">${long}</span></p></li>`;
  }

  /** As many tiles as can be read from afar; the others follow in turn. */
  function room() {
    const across = Math.max(1, Math.min(4, Math.floor(innerWidth / 440)));
    return { across, most: across * Math.max(1, Math.min(4, Math.floor((innerHeight - 120) / 215))) };
  }

  function shape(count, { across, most }) {
    const wide = Math.min(across, Math.ceil(Math.sqrt(Math.min(count, most) * (innerWidth / innerHeight) / 1.6)) || 1);
    return { wide, high: Math.ceil(Math.min(count, most) / wide) };
  }

  mc.wallParts = () => Math.max(1, Math.ceil((wall.rows || []).length / room().most));

  const before = new Map();

  mc.wallBoard = function () {
    const rows = wall.rows;
    if (!rows) return;
    const { most } = room();
    wall.part %= mc.wallParts();
    const shown = rows.slice(wall.part * most, (wall.part + 1) * most);
    const { wide, high } = shape(shown.length, room());
    const board = mc.$("board");
    board.style.setProperty("--wide", wide);
    board.style.setProperty("--high", high);
    const turned = (row) => before.has(row.iteration) && before.get(row.iteration).verdict !== row.verdict ? before.set(row.iteration, { verdict: row.verdict, until: Date.now() + 30000 }) : (before.get(row.iteration)?.until || 0) > Date.now();
    const tiles = shown.map((row) => tile(row, turned(row)));
    for (const row of rows) if (!before.has(row.iteration)) before.set(row.iteration, { verdict: row.verdict, until: 0 });
    mc.fill(board, rows.length ? mc.h`<ul class="tiles">${tiles}</ul>` : mc.h`<p class="waits">No events yet. The wall fills by itself with the first.</p>`);
    foot();
  };

  function foot() {
    const count = (which) => (wall.rows || []).filter((row) => kind(row) === which).length;
    const parts = mc.wallParts();
    const which = parts > 1 && mc.onBoard?.() ? mc.h`<span>${wall.part + 1} of ${parts}</span>` : "";
    mc.fill("foot", mc.h`<span class="mark">${mc.raw(mc.MARK)}</span><b class="t-fail">${count("no")} may not ship</b><span>${count("wait")} not decided</span><span class="t-pass">${count("may")} may ship</span>
      <span class="grow"></span>${which}<span class="${wall.gone ? "t-fail" : ""}"><i class="liv"></i>${wall.gone ? "Out of touch" : "Live"}</span><b class="clock">${mc.clock(Date.now()).slice(0, 5)}</b>`);
    document.title = `${count("no")} may not ship · Wall · Mission Control`;
  }

  /** Whether what is seen is of now; and when it is not, since when, in letters that are as large as the verdicts. */
  function touch(fault) {
    const silent = !mc.streaming() && Date.now() - wall.heard > LOST_AFTER;
    wall.gone = Boolean(fault) || silent;
    document.documentElement.classList.toggle("gone", wall.gone);
    const place = mc.$("touch");
    place.hidden = !wall.gone;
    const says = fault ? `${fault.title}. ${fault.text}` : "The server does not answer.";
    const text = wall.rows ? `Out of touch since ${mc.clock(wall.heard)}. What you see is of then. ${says}` : says;
    if (place.textContent !== text) place.textContent = text;
    foot();
  }

  let refused = null;

  async function ask() {
    wall.asked = Date.now();
    try {
      const reply = await fetch(`/wall/board?${question()}`, { cache: "no-store", signal: AbortSignal.timeout(LOST_AFTER) });
      mc.heardFrom(reply);
      const answer = await reply.json();
      refused = reply.ok ? null : answer.fault || { title: "Not shown", text: `${answer.detail || "The server refused."}` };
      if (reply.ok) {
        Object.assign(wall, { rows: answer.rows, at: answer.at, heard: Date.now() });
        mc.wallTurns(answer.turns);
        mc.wallBoard();
      }
    } catch (flaw) { /* said below, once it lasts */ }
    touch(refused);
  }

  let known = "";
  let later = 0;

  /** Something has happened to a tenant's iterations, or to the stores: the board is asked for, once for what comes together. */
  mc.told = function (answer) {
    wall.heard = Date.now();
    const stands = `${answer.revision} ${answer.away}`;
    if (stands !== known) later = later || setTimeout(() => { later = 0; ask(); }, TOGETHER);
    known = stands;
  };
  mc.flipped = () => {};

  /** Where there is no stream the board is asked for again and again; with one now and then, for what time alone changes. */
  async function beat() {
    mc.stream();
    if (Date.now() - wall.asked >= (mc.streaming() && !wall.gone ? AT_LEAST : 0)) await ask();
    setTimeout(beat, PERIOD);
  }

  /** A screen on a wall does not go to sleep, and shows no pointer. */
  async function awake() {
    try { if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen"); } catch (flaw) { /* the browser knows better */ }
  }

  let still = 0;
  addEventListener("mousemove", () => {
    document.documentElement.classList.remove("still");
    clearTimeout(still);
    still = setTimeout(() => document.documentElement.classList.add("still"), 2500);
  });
  addEventListener("keydown", (event) => { if (event.key === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => {}); });
  addEventListener("resize", () => mc.wallBoard());
  document.addEventListener("visibilitychange", awake);
  addEventListener("DOMContentLoaded", () => { awake(); beat(); });
})(window.mc = window.mc || {});
