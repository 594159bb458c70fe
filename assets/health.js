/* How the stores are: which answer, how fast, and what goes on without those that do not. */
(function (mc) {
  const WORDS = { log: "Log", graph: "Graph", metrics: "Measures", search: "Search", cache: "Cache", bus: "Bus", jobs: "Book of jobs", audit: "Audit log", schemas: "Registry of schemas" };
  const STANDS = {
    ready: "Every store answers.",
    degraded: "It goes on with less: what does not answer is waited for, and nothing is lost.",
    "not ready": "Without the graph nothing can be shown, and without the log nothing new is taken in; it goes on by itself once they answer.",
  };

  const named = (missing) => Object.keys(missing || {}).map((name) => WORDS[name] || name);
  const since = (missing) => Math.min(...Object.values(missing).map((one) => one.since));
  const without = (missing) => Object.entries(missing).map(([name, one]) => `${WORDS[name] || name}: ${one.without}.`).join(" ");

  /** Beside how fresh the page is: what is away, since when, and what goes on. */
  mc.awayTag = function (missing) {
    const names = named(missing);
    if (!names.length) return "";
    const says = names.length > 1 ? `${names.length} stores are away` : `${names[0]} is away`;
    return mc.h`<a class="tag warn" href="/jobs" data-do="page" data-arg="/jobs" title="${without(missing)}">${mc.glyph("warn", "warn")}<span class="said">${says} since ${mc.clock(since(missing)).slice(0, 5)}</span></a>`;
  };

  /** In the banner of a page that is told nothing any more. */
  mc.stopped = function (pulse) {
    const names = Object.entries(pulse.missing || {}).filter(([, one]) => one.essential).map(([name]) => (WORDS[name] || name).toLowerCase());
    const who = pulse.silent ? "the server does not answer" : names.length ? `the ${names.join(" and the ")} ${names.length > 1 ? "do" : "does"} not answer` : "the stores do not answer";
    const more = pulse.silent ? "" : mc.h`<a class="btn sm" href="/jobs" data-do="page" data-arg="/jobs" data-key="stores">How the stores are</a>`;
    return mc.h`${mc.icon("wifi-off")}<span class="el"><b>Live updates stopped at ${mc.clock(pulse.at)}.</b> What you see is of that moment: ${who}. It goes on by itself.</span><span class="grow"></span>${more}`;
  };

  function state(port) {
    const [glyph, tone, word] = port.answers ? ["pass", "pass", "answers"] : port.essential ? ["fail", "fail", "does not answer"] : ["unknown", "warn", "is away"];
    return mc.h`<span class="out ${tone}">${mc.glyph(glyph, tone)}${word}</span>`;
  }

  const row = ([name, port]) => mc.h`<tr><th scope="row"><span class="who"><span class="b">${WORDS[name] || name}</span><span class="mono ink3">${port.essential ? "essential" : ""}</span></span></th>
    <td>${state(port)}</td><td class="num">${port.ms} ms</td><td class="said ${port.answers ? "ink2" : port.essential ? "fail" : ""}">${port.reason || port.advice}</td><td class="said ink2">${port.without}</td></tr>`;

  const waits = (answer) => Object.values(answer.ports).every((port) => port.answers) && answer.status === "not ready";

  /** How the stores are; nothing when nobody answers. */
  mc.askHealth = () => fetch("api/v1/stores").then((reply) => reply.json()).catch(() => null);

  mc.health = (answer) => mc.h`<section class="lpart" aria-label="Stores"><div class="ohead"><div><h2>Stores</h2><p class="lead">${waits(answer) ? "Every store answers; the first data is still being filled in." : STANDS[answer.status]}</p></div></div>
    <section class="panel"><div class="scroll wide"><table class="jobs health"><caption class="sr">Stores</caption><thead><tr><th scope="col">Store</th><th scope="col">State</th><th scope="col" class="num">After</th><th scope="col">Why</th><th scope="col">Without it</th></tr></thead><tbody>${Object.entries(answer.ports).map(row)}</tbody></table></div></section></section>`;
})(window.mc = window.mc || {});
