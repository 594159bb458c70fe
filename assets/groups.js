/* Who reads the log: how far each group has come, how far behind it is, and who has which part of the stream. */
(function (mc) {
  const KEEPS = { graph: "Graph", metrics: "Measures", search: "Search", audit: "Audit log" };
  const DOES = { ingest: "takes events in", conclude: "judges what was taken in", measures: "samples figures", search: "makes findable", audit: "enters who did what" };

  const sum = (places, of) => places.reduce((total, place) => total + place[of], 0);
  const late = (group) => group.places.filter((place) => place.position < place.end);

  function state(group) {
    if (group.away) return mc.h`<span class="out warn">${mc.glyph("unknown", "warn")}not known</span>`;
    const [glyph, tone] = group.records ? ["run", "warn"] : ["pass", "pass"];
    return mc.h`<span class="out ${tone}">${mc.glyph(glyph, tone)}${group.records ? mc.many(group.records, "record") : "up to date"}</span>`;
  }

  function holders(group) {
    if (!group.holders) return "one worker has all";
    const who = Object.entries(group.holders);
    return !who.length ? "no worker is there" : mc.h`${who.map(([name, shares]) => mc.h`<span class="mono">${name}</span> ${shares.length ? `has ${shares.join(", ")}` : "waits"}; `)}`;
  }

  function where(group) {
    const open = late(group);
    const title = open.map((place) => `${place.partition}: ${place.position} of ${place.end}`).join("\n");
    return mc.h`<span title="${title}">${sum(group.places, "position")} / ${sum(group.places, "end")}</span>`;
  }

  const row = (group) => mc.h`<tr><th scope="row"><span class="who"><span class="b">${group.name}</span><span class="ink3">${DOES[group.name] || ""}</span></span></th>
    <td class="ink2">${KEEPS[group.keeper] || group.keeper}</td><td>${state(group)}</td><td class="num">${group.records ? mc.span(group.seconds * 1000) : ""}</td>
    <td class="num">${group.away ? "" : where(group)}</td><td class="said ink2">${group.away || holders(group)}</td></tr>`;

  mc.groups = (answer) => mc.h`<section class="lpart" aria-label="Readers"><div class="ohead"><div><h2>Readers of the log</h2><p class="lead">Each keeps its position beside what it makes of the log, and goes on from there whatever happens.</p></div></div>
    <section class="panel"><div class="scroll wide"><table class="jobs groups"><caption class="sr">Readers of the log</caption><thead><tr><th scope="col">Group</th><th scope="col">Keeps</th><th scope="col">Behind</th><th scope="col" class="num">For</th><th scope="col" class="num">Position / end</th><th scope="col">Shares of the stream</th></tr></thead><tbody>${answer.groups.map(row)}</tbody></table></div></section></section>`;
})(window.mc = window.mc || {});
