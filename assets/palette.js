/* The palette: find things, jump to moments and pages. Things come from the search, the rest is here already. */
(function (mc) {
  let asked = 0;
  let found = [];
  let at = 0;

  const lensOf = { Scenario: "/bdv", TestRun: "/bdv", BehavioralSpec: "/bdv", Task: "/dde", Artifact: "/dde", Gate: "/dde", InterfaceContract: "/verdict", CodeModule: "/acc", ArchitectureComponent: "/acc", Violation: "/acc", Cycle: "/acc" };

  const ICONS = { "/verdict": "intersect", "/dde": "bezier2", "/bdv": "card-checklist", "/acc": "layers" };
  /** How marks are called by people. */
  const KINDS = { action: "task", interface: "task", checkpoint: "task", notification: "task", star: "contract", fold: "scenarios" };

  function fixed(words) {
    const pages = [["Overview", "/", "grid-1x2"], ["Verdict", "/verdict", "intersect"], ["DDE", "/dde", "bezier2"], ["BDV", "/bdv", "card-checklist"], ["ACC", "/acc", "layers"], ["Search", "/search", "search"], ["Jobs", "/jobs", "clock-history"]]
      .map(([title, path, icon]) => ({ title, kind: "page", icon, run: () => mc.page(path) }));
    const moments = (mc.timeline?.band || []).slice(-12).map((s) => ({ title: `${s.display} from ${mc.when(s.start)}`, kind: "moment", icon: "clock-history", run: () => mc.lookAt(s.start) }));
    const acts = [{ title: "Go live", kind: "action", icon: "broadcast", run: () => mc.actions.live() }, { title: "Light or dark", kind: "action", icon: "moon", run: () => mc.actions.theme() }, { title: "Copy link to this view", kind: "action", icon: "link-45deg", run: () => mc.actions.copy() }, { title: "Share this view", kind: "action", icon: "link-45deg", run: () => mc.actions.share() }, { title: "Compare two moments", kind: "action", icon: "layout-split", run: () => mc.actions.compare() }, { title: "Show the keys", kind: "action", icon: "keyboard", run: () => mc.actions.keys() }];
    const nodes = words ? drawnNodes(words) : [];
    return [...nodes, ...(words ? [...findings(), ...iterations()] : []), ...pages, ...moments, ...acts].filter((one) => one.title.toLowerCase().includes(words)).slice(0, words ? 12 : 16);
  }

  /** What is wrong with the lens that is looked at: violations, cycles, failures. */
  function findings() {
    const list = mc.placeless() ? [] : mc.picture?.view?.findings || [];
    return list.map((r) => [r, r.evidence.find((one) => one.node)?.node]).filter(([, node]) => node)
      .map(([r, node]) => ({ title: r.title, kind: "finding", glyph: [r.glyph, r.tone], id: `finding ${r.id}`, run: () => mc.go({ selection: node }) }));
  }

  const iterations = () => (mc.rows?.rows || []).map((row) => ({ title: `${row.title || row.iteration}, ${row.iteration}`, kind: "iteration", icon: "intersect", id: `iteration ${row.iteration}`, run: () => mc.actions.open(row.iteration) }));

  function drawnNodes(words) {
    const marks = Object.values(mc.drawn).flatMap((drawing) => [...drawing.marks.values()]);
    return [...mappedNodes(words), ...marks.filter((m) => m.label.toLowerCase().includes(words)).slice(0, 8)
      .map((m) => ({ title: m.label, kind: KINDS[m.kind] || m.kind, glyph: [m.glyph, m.tone], id: m.id, run: () => mc.go({ selection: m.id }) }))];
  }

  /** Those of the map that is looked at, wherever in the name the words stand. */
  function mappedNodes(words) {
    const map = mc.mapNow()?.map;
    const found = [];
    for (let at = 0; map && at < map.ids.length && found.length < 8; at++) {
      if (!map.ids[at].toLowerCase().includes(words)) continue;
      const [tone, glyph] = map.faces[map.states[at]];
      found.push({ title: map.ids[at].split("/").slice(1).join("/"), kind: map.kinds[map.kindOf[at]], glyph: [glyph, tone], id: map.ids[at], run: () => mc.go({ selection: map.ids[at] }) });
    }
    return found;
  }

  async function things(words) {
    const turn = ++asked;
    if (words.length < 2) return [];
    const scope = mc.state.iteration ? `&iteration=${encodeURIComponent(mc.state.iteration)}` : "";
    const whose = mc.state.tenant ? `&tenant=${encodeURIComponent(mc.state.tenant)}` : "";
    const answer = await fetch(`api/v1/search?limit=20&q=${encodeURIComponent(words)}${scope}${whose}`).catch(() => null);
    if (turn !== asked) return null;
    if (!answer?.ok) return [];
    const body = await answer.json();
    return body.hits.slice(0, 10).map((hit) => ({
      title: hit.title, kind: [mc.kindWord(hit.kind), hit.kind === "Log" && hit.trace_id && `trace ${hit.trace_id.slice(0, 8)}`, !scope && hit.iteration_id].filter(Boolean).join(", "), icon: ICONS[lensOf[hit.kind]] || "search", id: `${hit.iteration_id} ${hit.uid}`,
      run: () => mc.page(...mc.placeOf(hit)),
    }));
  }

  /** The page of a hit, and what to look at there. A line of a log leads to the task that wrote it, as it stood when
   * the line was written. */
  mc.placeOf = function (hit) {
    const iteration = hit.iteration_id;
    if (hit.kind === "Log") {
      return ["/dde", { iteration, selection: hit.task, asOf: Date.parse(hit.valid_at), knownAt: null }];
    }
    return [lensOf[hit.kind] || "/verdict", { iteration, selection: hit.uid, ...(iteration === mc.state.iteration ? {} : { asOf: null, knownAt: null }) }];
  };

  function show() {
    const rows = found.map((one, number) => mc.h`<button class="opt ${number === at ? "on" : ""}" id="hit-${number}" role="option" tabindex="-1" aria-selected="${number === at ? "true" : "false"}" data-do="hit" data-arg="${number}">
      ${one.glyph ? mc.glyph(...one.glyph) : mc.icon(one.icon)}<span class="el">${one.title}</span><span class="ink3">${one.kind}</span></button>`);
    const list = document.querySelector(".popover.palette .opts");
    if (list) mc.fill(list, rows.length ? mc.h`${rows}` : mc.h`<p class="none">Nothing found.</p>`);
    document.querySelector(".popover.palette .find")?.setAttribute("aria-activedescendant", `hit-${at}`);
  }

  async function look(words) {
    at = 0;
    found = fixed(words);
    show();
    const more = await things(words);
    if (!more) return;  // something else has been typed meanwhile
    const known = new Set(found.map((one) => `${mc.state.iteration} ${one.id}`));
    const all = words.length < 2 ? [] : [{ title: `Everything that holds “${words}”`, kind: "search", icon: "list-check", id: "all", run: () => mc.page("/search", { q: words, only: null, order: null }) }];
    found = [...found.filter((one) => one.id), ...more.filter((one) => !known.has(one.id)).slice(0, 10), ...all, ...found.filter((one) => !one.id)].slice(0, 17);
    show();
  }

  function run(number) {
    const one = found[number];
    if (!one) return;
    mc.closePopover();
    one.run();
  }

  mc.actions = mc.actions || {};
  mc.actions.hit = (number) => run(Number(number));
  mc.actions.palette = function () {
    mc.popover("Search or jump to", mc.h`<input class="find" type="search" placeholder="A scenario, a task, a module, a moment" aria-label="Search or jump to" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off"><div class="scroll opts" id="palette-list" role="listbox" aria-label="Found"></div>`, "palette");
    look("");
    if (!mc.rows) mc.go({ listed: Date.now() });
  };
  document.addEventListener("input", (event) => event.target.matches(".popover.palette .find") && look(event.target.value.trim().toLowerCase()));
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(".popover.palette .find")) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) { event.preventDefault(); at = (at + move + found.length) % Math.max(1, found.length); show(); }
    if (event.key === "Enter") run(at);
  });
})(window.mc = window.mc || {});
