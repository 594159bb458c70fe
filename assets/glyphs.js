/* The status glyphs: own drawings on a 16 grid, for the page (as symbols) and for canvas nodes (as images). */
(function (mc) {
  const line = 'fill="none" stroke="currentColor" stroke-width="1.5"';
  const bold = 'fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"';
  const circle = `<circle cx="8" cy="8" r="6.6" ${line}/>`;
  const square = `<rect x="1.6" y="1.6" width="12.8" height="12.8" rx="2.4" ${line}/>`;
  const cross = '<path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" stroke="var(--paper)" stroke-width="1.9" stroke-linecap="round"/>';
  const DRAWN = {
    pass: `${circle}<path d="M4.9 8.3 7.1 10.5 11.2 5.8" ${bold}/>`,
    fail: `<path d="M5 .9h6L15.1 5v6L11 15.1H5L.9 11V5z" fill="currentColor"/>${cross}`,
    warn: `<path d="M8 1.8 15 14H1z" ${line} stroke-linejoin="round"/><path d="M8 6v4" ${bold}/><circle cx="8" cy="12" r=".95" fill="currentColor"/>`,
    flaky: `<path d="M8 .9 15.1 8 8 15.1 .9 8z" ${line} stroke-linejoin="round"/><path d="M4.4 8.7c1.2-2.2 2.4-2.2 3.6-.7s2.4 1.5 3.6-.7" ${bold}/>`,
    retry: `<path d="M13.6 8A5.6 5.6 0 1 1 11.4 3.5" ${bold}/><path d="M11.9.6v3.4H8.5" ${bold}/>`,
    part: `${circle}<path d="M3.6 8a4.4 4.4 0 0 0 8.8 0z" fill="currentColor"/>`,
    run: `${circle}<path d="M8 3.6A4.4 4.4 0 0 1 8 12.4z" fill="currentColor"/>`,
    idle: `<circle cx="8" cy="8" r="6.4" ${line} stroke-dasharray="2.4 2.2"/>`,
    skip: `${circle}<path d="M3.5 12.5l9-9" ${line}/>`,
    block: `${square}<path d="M4.8 8h6.4" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>`,
    quar: `${square}<path d="M2.2 9.4 9.4 2.2M3 14 14 3M7 14.2 14.2 7" stroke="currentColor" stroke-width="1.3"/>`,
    unknown: `<circle cx="8" cy="8" r="6.6" ${line} stroke-dasharray="3.4 1.6"/><path d="M6 6.3a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3" ${bold}/><circle cx="8" cy="11.7" r=".95" fill="currentColor"/>`,
    waived: `<path d="M8 1.2 13.6 3v4.6c0 3.4-2.4 5.8-5.6 7.2C4.8 13.4 2.4 11 2.4 7.6V3z" ${line} stroke-linejoin="round"/><path d="M2.6 13.6 13.4 2.4" ${line}/>`,
  };
  const WORDS = {
    pass: "passed", part: "passed in part", fail: "failed", warn: "warning", flaky: "flaky", retry: "retrying", run: "running", idle: "waiting",
    skip: "skipped", block: "blocked", quar: "quarantined", unknown: "unknown", waived: "waived",
  };
  const uris = new Map();
  const bodies = new Map();

  /** The glyph as markup; its word is for screen readers. */
  mc.glyph = (name, tone) =>
    mc.raw(`<svg class="g t-${tone || "idle"}" role="img" aria-label="${WORDS[name] || name}" viewBox="0 0 16 16">` +
      `<use href="#glyph-${DRAWN[name] ? name : "unknown"}"/></svg>`);

  /** The glyph in one colour as an image's address, a short one: a drawing reads all of it for each of its nodes.
      `paper` is the colour of what lies beneath. */
  mc.glyphUri = function (name, ink, paper) {
    const key = `${name} ${ink} ${paper}`;
    if (!uris.has(key)) {
      const body = (DRAWN[name] || DRAWN.unknown).replaceAll("currentColor", ink).replaceAll("var(--paper)", paper);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 16 16">${body}</svg>`;
      uris.set(key, URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })));
      bodies.set(uris.get(key), body);
    }
    return uris.get(key);
  };

  /** What is drawn at such an address, for pictures that are taken away. */
  mc.glyphBody = (address) => bodies.get(address) || "";

  mc.MARK = '<svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true"><g fill="none" stroke-width="2.4" stroke-linecap="round">' +
    '<path d="M3 5.5C11 5.5 12 13 21 13" stroke="var(--mc-dde)"/><path d="M3 13H21" stroke="var(--mc-bdv)"/>' +
    '<path d="M3 20.5C11 20.5 12 13 21 13" stroke="var(--mc-acc)"/></g><circle cx="21.2" cy="13" r="3.6" fill="var(--mc-ink)"/></svg>';

  function sprite() {
    const box = document.createElement("div");
    const symbols = Object.entries(DRAWN).map(([name, body]) =>
      `<symbol id="glyph-${name}" viewBox="0 0 16 16">${body.replaceAll("var(--paper)", "var(--mc-surface)")}</symbol>`);
    box.innerHTML = `<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>${symbols.join("")}</defs></svg>`;
    document.body.prepend(box.firstChild);
  }

  document.body ? sprite() : document.addEventListener("DOMContentLoaded", sprite);
})(window.mc = window.mc || {});
