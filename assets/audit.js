/* The audit log: how often an iteration could ship lately, and who did what last. */
(function (mc) {
  const share = (part) => (part === null ? "–" : `${Math.round(part * 100)} %`);
  const spaced = (word) => String(word).replaceAll("_", " ");
  const word = (name, value) => (value === true ? name : value === false ? `not ${name}` : `${name} ${spaced(value)}`);
  const said = (standing) => Object.entries(standing).filter(([, value]) => value !== "").map(([name, value]) => word(spaced(name), value)).join(", ");

  function figure(one) {
    const named = Object.entries(one.verdicts).sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} ${spaced(name)}`).join(", ");
    const streams = Object.entries(one.streams).map(([name, part]) => mc.h`<td class="num">${share(part)}</td>`);
    return mc.h`<tr><th scope="row">${one.days} days</th><td class="num b">${share(one.pass_rate)}</td><td class="num">${one.deployable} of ${one.total}</td>${streams}<td class="said ink2">${named}</td></tr>`;
  }

  function row(entry) {
    const { number, at, who, kind, iteration, subject, why, before, after, digest } = entry;
    return mc.h`<tr><td class="num ink3" title="${digest}">${number}</td><td>${mc.when(Date.parse(at))}</td><th scope="row"><span class="who"><span class="b">${who || "nobody named"}</span><span class="mono ink3">${kind}</span></span></th>
      <td class="ink2">${iteration}</td><td class="said ink2" title="${said(before) ? `before: ${said(before)}` : ""}"><span class="mono">${subject}</span> ${said(after)}</td><td class="said ink2">${why}</td></tr>`;
  }

  const FIGURES = (answer) => mc.h`<section class="panel"><div class="scroll wide"><table class="jobs figures"><caption class="sr">Verdicts lately</caption><thead><tr><th scope="col">Verdicts of</th><th scope="col" class="num">May ship</th><th scope="col" class="num">Count</th><th scope="col" class="num">DDE</th><th scope="col" class="num">BDV</th><th scope="col" class="num">ACC</th><th scope="col">Which</th></tr></thead><tbody>${answer.statistics.map(figure)}</tbody></table></div></section>`;
  const ENTRIES = (answer) => mc.h`<section class="panel"><div class="scroll wide"><table class="jobs audit"><caption class="sr">The latest entries</caption><thead><tr><th scope="col" class="num">Entry</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">Where</th><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody>${answer.entries.map(row)}</tbody></table></div></section>`;

  mc.audit = (answer) => mc.h`<section class="lpart" aria-label="Audit log"><div class="ohead"><div><h2>Audit log</h2><p class="lead">${answer.count ? `${mc.many(answer.count, "entry", "entries")}, each with the digest of the one before; mission-control audit shows all of them.` : "Nobody has done anything yet that is kept here: gates, verdicts, quarantines, links, waivers, dead letters."}</p></div></div>
    ${answer.count ? mc.h`${FIGURES(answer)}${ENTRIES(answer)}` : ""}</section>`;
})(window.mc = window.mc || {});
