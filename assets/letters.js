/* Dead letters: what could not be read, grouped by cause, and what to do about each group. */
(function (mc) {
  const STATES = { OPEN: ["warn", "open"], REPLAYED: ["pass", "sent again"], DISCARDED: ["idle", "let go"] };

  const states = (counts) => Object.entries(STATES).filter(([name]) => counts[name]).map(([name, [tone, word]]) => mc.h`<span class="state ${tone}">${counts[name]} ${word}</span>`);

  function stretch(group) {
    const once = group.first === group.last;
    return mc.h`${mc.when(Date.parse(group.first))}${once ? "" : mc.h` – ${mc.when(Date.parse(group.last))}`}`;
  }

  function row(group) {
    const { category, reason, iteration_id: iteration, id } = group.example;
    return mc.h`<tr><td class="num b">${group.count}</td><th scope="row"><span class="who"><span class="why">${reason}</span><span class="mono ink3">${category}</span></span></th>
      <td class="states">${states(group.states)}</td><td class="ink2">${stretch(group)}</td><td title="mission-control dlq show ${id}"><span class="who"><span class="ink2">${iteration}</span><span class="mono ink3">${id.slice(0, 14)}</span></span></td></tr>`;
  }

  function lead(answer) {
    if (!answer.count) return "Nothing was set aside: every message could be read.";
    const open = answer.states.OPEN;
    return `${open ? `${mc.many(open, "message")} could not be read and ${open > 1 ? "wait" : "waits"} for somebody` : "Nobody waits for any of them"}. Nothing of them is lost, and nothing of them is in any picture or verdict.`;
  }

  const TABLE = (groups) => mc.h`<div class="scroll wide"><table class="jobs letters"><caption class="sr">Dead letters by cause</caption><thead><tr><th scope="col" class="num">Letters</th><th scope="col">Such as</th><th scope="col">State</th><th scope="col">Set aside</th><th scope="col">One of them</th></tr></thead><tbody>${groups.map(row)}</tbody></table></div>`;

  mc.letters = (answer) => mc.h`<section class="lpart" aria-label="Dead letters"><div class="ohead"><div><h2>Dead letters</h2><p class="lead">${lead(answer)}</p></div></div>
    ${answer.count ? mc.h`<section class="panel">${TABLE(answer.groups)}</section><p class="lead todo">Sent again or let go with <code>mission-control dlq redrive</code> and <code>dlq discard</code>; both first say what they would do.</p>` : ""}</section>`;
})(window.mc = window.mc || {});
