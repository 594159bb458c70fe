/* The table twin of a map: a row for every node, of which only those in sight are made. */
(function (mc) {
  const ROW = 32;
  const MORE = 8;
  const COLUMNS = ["Name", "State", "In"];
  let order = { column: -1, down: false };
  let kept = { map: null };

  function keyOf(map, column) {
    if (column === 1) return (at) => String.fromCharCode(65 + map.loud[map.states[at]]) + map.faces[map.states[at]][2];
    if (column === 2) return (at) => map.regions.label[map.homes[at]] || "";
    return (at) => map.ids[at];
  }

  /** The nodes in the order of the rows: as sorted, without those that the filter hides. */
  function sorted(map) {
    const { filter } = mc.state;
    if (kept.map === map && kept.filter === filter && kept.order === order) return kept.rows;
    let rows = [...map.ids.keys()];
    if (filter) rows = rows.filter((at) => map.faces[map.states[at]][1] === filter);
    if (order.column >= 0) {
      const key = keyOf(map, order.column);
      const keys = new Map(rows.map((at) => [at, key(at)]));
      rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a - b) * (order.down ? -1 : 1));
    }
    kept = { map, filter, order, rows };
    return rows;
  }

  function row(map, at, number) {
    const [tone, glyph, word] = map.faces[map.states[at]];
    const id = map.ids[at];
    return mc.h`<tr aria-rowindex="${number + 2}" tabindex="0" data-do="pick" data-arg="${id}" data-key="t:${id}"><td>${mc.glyph(glyph, tone)} <span>${id.split("/").slice(1).join("/")}</span></td><td>${word}</td><td>${map.regions.label[map.homes[at]] || ""}</td></tr>`;
  }

  function part(scroll, map, rows) {
    const first = Math.max(0, Math.floor(scroll.scrollTop / ROW) - MORE);
    const last = Math.min(rows.length, first + Math.ceil(scroll.clientHeight / ROW) + 2 * MORE);
    const body = scroll.querySelector("tbody");
    mc.fill(body, mc.h`<tr class="gap" aria-hidden="true"><td colspan="3" style="height:${first * ROW}px"></td></tr>${rows.slice(first, last).map((at, n) => row(map, at, first + n))}<tr class="gap" aria-hidden="true"><td colspan="3" style="height:${(rows.length - last) * ROW}px"></td></tr>`);
  }

  /** Fill the twin of a map; true when there is one. */
  mc.mapTwin = function (view) {
    const shown = mc.mapped(mc.lensOf(view));
    const place = mc.$(`twin-${mc.lensOf(view)}`);
    if (!shown || !place) return false;
    const { map } = shown;
    const rows = sorted(map);
    const heads = COLUMNS.map((name, at) => mc.h`<th scope="col" aria-sort="${order.column === at ? (order.down ? "descending" : "ascending") : "none"}"><button class="sort" data-do="sort-map" data-arg="${at}" data-key="sort:${at}">${name}${order.column === at ? (order.down ? " ↓" : " ↑") : ""}</button></th>`);
    mc.fill(place, mc.h`<div class="scroll maptwin" tabindex="0" role="region" aria-label="${view.title}"><table aria-rowcount="${rows.length + 1}"><caption class="sr">${view.title}, ${rows.length} rows</caption><thead><tr>${heads}</tr></thead><tbody></tbody></table></div>`);
    const scroll = place.querySelector(".maptwin");
    scroll.onscroll = () => part(scroll, map, rows);
    part(scroll, map, rows);
    return true;
  };

  mc.actions = mc.actions || {};
  mc.actions["sort-map"] = function (column) {
    const at = Number(column);
    order = { column: at, down: order.column === at && !order.down };
    mc.mapTwin(mc.picture.view);
  };

  /** The map as a picture: ground and words, one over the other. */
  mc.saveMap = function (shown) {
    const sheet = document.createElement("canvas");
    Object.assign(sheet, { width: shown.sheet.width, height: shown.sheet.height });
    const pen = sheet.getContext("2d");
    pen.drawImage(shown.ground.canvas, 0, 0);
    pen.drawImage(shown.sheet, 0, 0);
    const link = document.createElement("a");
    link.download = `${mc.state.iteration}-${shown.lens}.png`;
    link.href = sheet.toDataURL("image/png");
    link.click();
  };
})(window.mc = window.mc || {});
