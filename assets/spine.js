/* The traceability spine of what is selected, and its highlight in every drawing. */
(function (mc) {
  const NONE = "Pick a scenario, a task, a contract or a module: its requirement and everything that came of it appear here.";

  function item(one) {
    const kind = one.missing ? "miss" : one.tone === "fail" ? "bad" : one.aside ? "aside" : one.id === mc.state.selection ? "hot me" : "hot";
    const inner = mc.h`${one.missing ? "" : mc.glyph(one.glyph, one.tone)}<span>${one.label}</span>`;
    return one.missing ? mc.h`<div class="it ${kind}" title="${one.label}">${inner}</div>`
      : mc.h`<button class="it ${kind}" data-do="pick" data-arg="${one.id}" data-key="s:${one.id}" title="${one.label}${one.state ? `, ${one.state}` : ""}">${inner}</button>`;
  }

  const MOST = 12;
  let shown = "";
  const column = (c) => mc.h`<div><h3 class="h">${c.title}<b>${c.confidence === null ? "" : c.confidence.toFixed(2)}</b></h3>
    ${[...c.items].sort((a, b) => (b.missing - a.missing)).slice(0, MOST).map(item)}${c.items.length > MOST ? mc.h`<div class="it miss"><span>and ${c.items.length - MOST} more</span></div>` : ""}</div>`;

  mc.spine = function (spine) {
    if (mc.$("spine")) {
      const gap = spine && spine.first_gap ? mc.h`<span class="tag fail">${mc.glyph("fail", "fail")}First gap: ${spine.first_gap}</span>` : "";
      mc.fill("spine", spine
        ? mc.h`<div class="ph"><h2>Spine</h2><span class="n el">${spine.label}</span><span class="grow"></span>${gap}</div><div class="spine">${spine.columns.map(column)}</div>`
        : mc.h`<div class="ph"><h2>Spine</h2><span class="n">from requirement to component</span></div><p class="none">${NONE}</p>`);
    }
    mc.lightUp(spine);
    const map = mc.mapNow();
    const drawing = !map && mc.drawn[mc.state.lens === "verdict" ? "convergence" : mc.state.lens];
    if (drawing && mc.state.selection && shown !== `${mc.state.lens} ${mc.state.selection}`) setTimeout(() => !drawing.cy.destroyed() && mc.reveal(drawing), 60);
    shown = `${mc.state.lens} ${mc.state.selection}`;
  };
})(window.mc = window.mc || {});
