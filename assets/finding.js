/* Search: words, what to narrow to, and page after page of what was found. The address holds all of it. */
(function (mc) {
  const FACETS = { kind: "What", severity: "Severity", stream: "Stream", project: "Project", iteration: "Iteration", rule: "Rule", module: "Module" };
  const KINDS = { TestRun: "Failed run", Log: "Line of a log", CodeModule: "Module", BehavioralSpec: "Feature", InterfaceContract: "Contract" };
  const TONES = { BLOCKING: "fail", FATAL: "fail", ERROR: "fail", WARNING: "warn", WARN: "warn" };
  const STARTS = [["Findings of rules", "kind=Violation"], ["Failed runs", "kind=TestRun"], ["Errors in logs", "kind=Log&severity=ERROR&severity=FATAL"], ["Whatever blocks", "severity=BLOCKING"]];
  const SHOWN = 8;
  const AGAIN_MS = 4000;
  let turn = 0, later = 0;
  let answer = null, hits = [], flaw = null, waiting = false;
  const opened = new Set();

  const only = () => new URLSearchParams(mc.state.only || "");
  mc.kindWord = (kind) => KINDS[kind] || kind;
  const word = (facet, value) => (facet === "kind" ? mc.kindWord(value) : facet === "stream" ? value.toUpperCase() : facet === "trace_id" ? `Trace ${value.slice(0, 8)}` : value);

  /** The address of the question; nothing when nothing is asked. */
  function question(after) {
    const query = only();
    if (!mc.state.q && ![...query].length) return null;
    query.set("q", mc.state.q || "");
    query.set("facets", "all");
    if (mc.state.order) query.set("order", mc.state.order);
    if (mc.state.tenant) query.set("tenant", mc.state.tenant);
    if (after) query.set("after", after);
    return `api/v1/search?${query}`;
  }

  async function asked(path) {
    const reply = await fetch(path).catch(() => null);
    if (reply?.ok) return reply.json();
    const told = reply && await reply.json().catch(() => null);
    const away = { title: reply ? "Search does not answer" : "The server did not answer", text: "Everything else goes on. This page looks again by itself." };
    return { flaw: reply?.status === 400 ? { title: "This cannot be searched for", text: told?.detail || "", lasting: true } : away };
  }

  /** Ask, and show the answer; `again`: the same once more, of which nobody need take notice. */
  async function look(more, again) {
    if (mc.state.lens !== "search") return;
    const mine = ++turn;
    const path = question(more ? answer?.more : "");
    if (!path) { answer = null; hits = []; flaw = null; waiting = false; return show(); }
    waiting = !again;
    if (!again) show();
    const told = await asked(path);
    if (mine !== turn || mc.state.lens !== "search") return;
    waiting = false;
    flaw = told.flaw || null;
    if (!flaw) { hits = more ? [...hits, ...told.hits] : told.hits; answer = told; }
    show();
  }

  function head() {
    const orders = [["best", "Best"], ["newest", "Newest"], ["oldest", "Oldest"]].filter(([key]) => key !== "best" || mc.state.q);
    const now = answer?.order || mc.state.order || (mc.state.q ? "best" : "newest");
    const chips = [...only()].map(([facet, value]) => mc.h`<button class="chip on" data-do="narrow" data-arg="${facet}=${encodeURIComponent(value)}" data-key="chip ${facet} ${value}" aria-label="No longer only ${word(facet, value)}">${word(facet, value)}${mc.icon("x-lg")}</button>`);
    return mc.h`<h1 class="sr">Search</h1><label class="seek">${mc.icon("search")}<input id="seek" type="search" placeholder="Words of a failure, a rule, a module, a trace" aria-label="Words to search for" autocomplete="off" data-key="seek"></label>
      <div class="sum"><b role="status">${flaw ? "" : answer ? mc.many(answer.total, "thing") + " found" : ""}</b>${chips}${chips.length > 1 ? mc.h`<button class="btn sm" data-do="narrowNone" data-key="none">Clear all</button>` : ""}<span class="grow"></span>
      <div class="seg" role="group" aria-label="Order">${answer ? orders.map(([key, name]) => mc.h`<button class="${key === now ? "on" : ""}" aria-pressed="${key === now ? "true" : "false"}" data-do="order" data-arg="${key}" data-key="order ${key}">${name}</button>`) : ""}</div></div>`;
  }

  function facet([name, title]) {
    const chosen = only().getAll(name);
    const counts = answer?.facets?.[name] || [];
    const lost = chosen.filter((value) => !counts.some((one) => one.value === value)).map((value) => ({ value, count: 0 }));
    const all = [...counts, ...lost];
    if (!all.length || (all.length === 1 && !chosen.length)) return "";
    const some = opened.has(name) ? all : all.filter((one, at) => at < SHOWN || chosen.includes(one.value));
    const rows = some.map((one) => mc.h`<label class="fv" title="${one.value}"><input type="checkbox" data-do="narrow" data-arg="${name}=${encodeURIComponent(one.value)}" data-key="${name} ${one.value}" ${chosen.includes(one.value) ? mc.raw("checked") : ""}><span class="el">${word(name, one.value)}</span><span class="ink3 num">${one.count.toLocaleString("en")}</span></label>`);
    const rest = all.length > SHOWN ? mc.h`<button class="btn sm" data-do="facetMore" data-arg="${name}" data-key="more ${name}" aria-expanded="${opened.has(name) ? "true" : "false"}">${opened.has(name) ? "Fewer" : `${all.length - SHOWN} more`}</button>` : "";
    return mc.h`<fieldset><legend>${title}</legend>${rows}${rest}</fieldset>`;
  }

  const marked = (pieces) => pieces.map((piece, at) => (at % 2 ? mc.h`<mark>${piece}</mark>` : piece));

  function hit(one, at) {
    const [path, changed] = mc.placeOf(one);
    const twice = one.pieces.join("") === one.title;
    const tone = TONES[one.severity];
    const trace = one.trace_id ? mc.h`<span class="tr">${one.trace_page ? mc.h`<a class="out" href="${one.trace_page}" target="_blank" rel="noopener">trace ${one.trace_id.slice(0, 8)} ${mc.icon("box-arrow-up-right")}</a>` : mc.h`<span class="mono">trace ${one.trace_id.slice(0, 8)}</span>`}<button class="btn sm" data-do="narrow" data-arg="trace_id=${one.trace_id}">All of it</button></span>` : "";
    return mc.h`<li class="hit"><a href="${path + mc.query({ ...changed, lens: path.slice(1) })}" data-do="found" data-arg="${at}" data-key="hit ${at}"><span class="ht">${one.severity ? mc.h`<span class="tag ${tone || ""}">${one.severity}</span>` : ""}<b class="el">${twice ? marked(one.pieces) : one.title}</b></span>
      ${twice ? "" : mc.h`<span class="hs">${marked(one.pieces)}</span>`}<span class="hm ink3"><span>${word("kind", one.kind)}</span><span class="mono el">${one.iteration_id}</span>${one.rule ? mc.h`<span class="mono el">${one.rule}</span>` : ""}<span>${mc.moment(Date.parse(one.valid_at))}</span></span></a>${trace}</li>`;
  }

  const starts = () => mc.h`<div class="nothing"><h2>What are you looking for?</h2><p class="ink2">Beginnings of words are enough. Or look at the newest of these:</p><div class="chips">${STARTS.map(([title, query]) => mc.h`<button class="chip" data-do="narrowTo" data-arg="${query}">${title}</button>`)}</div></div>`;
  const none = () => mc.h`<div class="nothing"><h2>Nothing found</h2><p class="ink2">Every word has to be there; beginnings are enough.${[...only()].length ? " It is narrowed, too." : ""}</p>${[...only()].length ? mc.h`<button class="btn" data-do="narrowNone">Search everywhere</button>` : ""}</div>`;

  function found() {
    if (flaw) return mc.faultCard(flaw);
    if (!answer) return waiting ? mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div><div class="sk"></div></div>` : starts();
    if (!hits.length) return waiting ? mc.h`<div class="sks"><div class="sk"></div><div class="sk"></div></div>` : none();
    const rest = answer.more ? mc.h`<button class="btn" data-do="foundMore" data-key="foundMore" ${waiting ? mc.raw("disabled") : ""}>${waiting ? "Looking" : `Show the next ${Math.min(50, Math.max(1, answer.total - hits.length))}`}</button>` : "";
    return mc.h`<ol class="panel hits" aria-busy="${waiting ? "true" : "false"}">${hits.map(hit)}</ol><div class="rest"><span class="ink3">${hits.length.toLocaleString("en")} of ${answer.total.toLocaleString("en")}</span>${rest}</div>`;
  }

  function show(tries = 40) {
    if (!mc.$("found")) return void (tries && setTimeout(() => show(tries - 1), 25));
    const typed = mc.$("seek")?.value;
    const caret = mc.$("seek")?.selectionStart;
    mc.fill("asked", head());
    const box = mc.$("seek");
    const value = document.activeElement === box && typed !== undefined ? typed : mc.state.q || "";
    if (box.value !== value) { box.value = value; if (caret !== undefined && document.activeElement === box) box.setSelectionRange(caret, caret); }
    mc.fill("facets", answer ? mc.h`${Object.entries(FACETS).map(facet)}` : mc.h`<span ${mc.state.q || [...only()].length ? "" : mc.raw("hidden")}></span>`);
    mc.fill("found", found());
  }

  function narrow(pair) {
    const [name, ...rest] = pair.split("=");
    const value = decodeURIComponent(rest.join("="));
    const query = only();
    const without = query.getAll(name).filter((one) => one !== value);
    const had = query.getAll(name).length !== without.length;
    query.delete(name);
    (had ? without : [...without, value]).forEach((one) => query.append(name, one));
    mc.go({ only: query.toString() || null });
  }

  function typed(text) {
    clearTimeout(later);
    later = setTimeout(() => mc.state.lens === "search" && mc.go({ q: text.trim() || null, order: null }), 180);
  }

  /** Up and down walk through what was found; from the words the first is next. */
  function walk(event) {
    if (mc.state.lens !== "search" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const links = [...document.querySelectorAll(".hits .hit>a")];
    const here = links.indexOf(document.activeElement);
    if (!links.length || (here < 0 && document.activeElement !== mc.$("seek"))) return;
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? mc.$("seek") : links[Math.min(next, links.length - 1)]).focus();
  }

  mc.search = (fresh) => {
    if (fresh) { answer = null; hits = []; flaw = null; setTimeout(() => (!document.activeElement || document.activeElement === document.body) && mc.$("seek")?.focus(), 120); }
    look();
  };
  mc.actions = mc.actions || {};
  Object.assign(mc.actions, {
    narrow, narrowTo: (query) => mc.go({ only: query }), narrowNone: () => mc.go({ only: null }), order: (key) => mc.go({ order: key }),
    facetMore: (name) => { opened.has(name) ? opened.delete(name) : opened.add(name); show(); },
    found: (at) => mc.page(...mc.placeOf(hits[Number(at)])), foundMore: () => look(true),
  });
  document.addEventListener("input", (event) => event.target.id === "seek" && typed(event.target.value));
  document.addEventListener("keydown", walk);
  setInterval(() => mc.state.lens === "search" && document.visibilityState === "visible" && !waiting && hits.length <= 50 && !flaw?.lasting && question() && look(false, true), AGAIN_MS);
})(window.mc = window.mc || {});
