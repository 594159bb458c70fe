/* Attempts at a scenario, one by one: each opens to its steps, with tables, texts and pictures they put down. */
(function (mc) {
  const bytes = (n) => (n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(1)} kB` : `${(n / 1048576).toFixed(1)} MB`);
  const took = (ms) => (!ms ? "" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
  const file = (sha256) => `attachment/${sha256}`;

  function table(rows, leftOut) {
    const [head, ...rest] = rows;
    return mc.h`<div class="scroll put" tabindex="0" role="region" aria-label="Data table"><table class="data"><thead><tr>${head.map((cell) => mc.h`<th scope="col">${cell}</th>`)}</tr></thead>
      <tbody>${rest.map((row) => mc.h`<tr>${row.map((cell) => mc.h`<td>${cell}</td>`)}</tr>`)}</tbody></table>${leftOut ? mc.h`<p class="ink3">and ${mc.many(leftOut, "row")} more</p>` : ""}</div>`;
  }

  function put(one) {
    const name = one.name || one.media_type || "attachment";
    const said = [one.name ? one.media_type : "", one.size ? bytes(one.size) : ""].filter(Boolean).join(", ");
    if (one.image) return mc.h`<figure class="put"><a href="${file(one.sha256)}" target="_blank" rel="noopener" title="Open in full size"><img src="${file(one.sha256)}" alt="${name}" loading="lazy"></a><figcaption class="ink3">${name} ${said}</figcaption></figure>`;
    if (one.sha256) return mc.h`<p class="put"><a class="out" href="${file(one.sha256)}" download="${name}">${mc.icon("download")} ${name}</a> <span class="ink3">${said}</span></p>`;
    return mc.h`<div class="put"><span class="ink3">${name}${said ? `, ${said}` : ""}${one.note ? `: ${one.note}` : ""}</span>${one.text ? mc.h`<pre class="code">${one.text}</pre>` : ""}</div>`;
  }

  function step(one) {
    const hook = one.keyword === "hook";
    return mc.h`<li class="${one.tone}">${mc.glyph(one.glyph, one.tone)}<div class="grow"><span class="${hook ? "ink3" : ""}"><b>${one.keyword}</b> ${one.text}</span>
      ${one.table.length ? table(one.table, one.left_out) : ""}${one.doc_string ? mc.h`<pre class="code put" title="${one.media_type || "doc string"}">${one.doc_string}</pre>` : ""}
      ${one.message ? mc.h`<pre class="code put bad">${one.message}</pre>` : ""}${one.attachments.map(put)}</div><span class="ink3 num">${took(one.took)}</span></li>`;
  }

  function attempt(one, at) {
    const loud = one.error && !one.steps.some((each) => each.message === one.error);
    const none = one.steps.length || loud ? "" : mc.h`<p class="ink3">It tells of no steps.</p>`;
    return mc.h`<details class="try" data-key="try:${one.id}" ${at === 0 ? mc.raw("open") : ""}><summary>${mc.glyph(one.glyph, one.tone)}<b class="t-${one.tone}">${one.state}</b><span class="ink3">attempt ${one.number}${one.again ? ", tried again" : ""}</span><span class="grow"></span><span class="ink3 num">${took(one.took)}</span><span class="mono ink2">${mc.when(one.at)}</span></summary>
      ${loud ? mc.h`<pre class="code bad">${one.error}</pre>` : ""}<ul class="stepsof">${one.steps.map(step)}</ul>${none}</details>`;
  }

  mc.attempts = (tries, section) => section(mc.many(tries.length, "attempt"), mc.h`<div class="tries">${tries.map(attempt)}</div>`);
})(window.mc = window.mc || {});
