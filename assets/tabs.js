/* What stands in a lens's frame: its drawing, or one of its tables by name; tables that find no room lie in a menu. */
(function (mc) {
  const ROOM = 2;
  const slug = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-");

  /** Which tables stand beside the drawing. The first one is the drawing's twin. */
  mc.tabsOf = (view) => view.tables.map((table, at) => ({ table, at }));

  /** The table that is asked for instead of the drawing, if any. */
  mc.tableOf = function (view) {
    const as = mc.state.as;
    if (!as) return null;
    if (/^t\d+$/.test(as)) return view.tables[Number(as.slice(1))] || null;
    return as === "table" ? view.tables[0] : view.tables.slice(1).find(({ title }) => slug(title) === as) || null;
  };

  const pictures = (view) => (mc.lensOf(view) === "acc" && mc.picture?.matrix ? [["main-sequence", "Main sequence", ""]] : mc.lensOf(view) === "bdv" ? [["traceability", "Traceability", ""]] : mc.lensOf(view) === "dde" ? [["lineage", "Lineage", ""]] : []);
  const count = (n) => (n === "" ? "" : mc.h`<span class="ink3">${n.toLocaleString("en")}</span>`);
  const button = (chosen) => ([value, word, n]) => mc.h`<button class="${chosen === value ? "on" : ""}" data-do="show-as" data-arg="${value}" data-key="as:${value}" aria-pressed="${chosen === value ? "true" : "false"}">${word} ${count(n)}</button>`;

  mc.tabs = function (view) {
    const named = [["", "Graph", ""], ...mc.tabsOf(view).map(({ table, at }) => (at ? [slug(table.title), table.title, table.total || table.rows.length] : ["table", "Table", ""])), ...pictures(view), ...mc.twinTabs(mc.lensOf(view), view)];
    const slim = innerWidth <= 760;  // there the table stands for the drawing, and a menu for the row of buttons
    if (slim) named.splice(0, 2, ["", view.tables[0]?.title || "Table", view.tables[0]?.total || view.tables[0]?.rows.length || ""]);
    const all = !slim && named.length <= ROOM + (mc.lensOf(view) === "dde" ? 5 : 3);
    const chosen = named.find(([value]) => value === (mc.state.as || ""))?.[0] || (mc.tableOf(view) ? slug(mc.tableOf(view).title) : "");
    const [first, rest] = all ? [named, []] : slim ? [[], named] : [named.slice(0, ROOM), named.slice(ROOM)];
    const open = rest.find(([value]) => value === chosen);
    const more = rest.length ? mc.h`<select class="more ${open ? "on" : ""}" data-more="1" data-key="as:more" aria-label="More views and tables">${open ? "" : mc.h`<option value="" selected>More</option>`}${rest.map(([value, word, n]) => mc.h`<option value="${value}" ${value === chosen ? mc.raw("selected") : ""}>${word}${n === "" ? "" : ` (${n.toLocaleString("en")})`}</option>`)}</select>` : "";
    return mc.h`<div class="seg" role="group" aria-label="Show as">${first.map(button(chosen))}${more}</div>`;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-more]")) mc.go({ as: event.target.value || null });
  });
  mc.actions = mc.actions || {};
  mc.actions["show-as"] = (value) => mc.go({ as: value || null });
})(window.mc = window.mc || {});
