/* The table twin of a map: a row for every node; and the map as a picture. */
(function (mc) {
  /** The rows of a map, for a table of any length. */
  mc.mapRows = function (map, title) {
    const face = (at) => map.faces[map.states[at]];
    const name = (at) => map.ids[at].split("/").slice(1).join("/");
    const home = (at) => map.regions.label[map.homes[at]] || "";
    const key = (at, column) => [map.ids[at], String.fromCharCode(65 + map.loud[map.states[at]]) + face(at)[2], home(at)][column];
    return {
      title, columns: ["Name", "State", "In"], kind: "maptwin", filter: true, count: map.ids.length, total: 0, empty: "Nothing here at this moment.",
      cells: (at) => [name(at), face(at)[2], home(at)], id: (at) => map.ids[at], face: (at) => [face(at)[1], face(at)[0]], key,
    };
  };

  /** The map as a picture: ground and words, one over the other. */
  mc.mapSheet = function (shown) {
    const sheet = document.createElement("canvas");
    Object.assign(sheet, { width: shown.sheet.width, height: shown.sheet.height });
    const pen = sheet.getContext("2d");
    pen.fillStyle = mc.token("surface");
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(shown.ground.canvas, 0, 0);
    pen.drawImage(shown.sheet, 0, 0);
    return sheet;
  };
})(window.mc = window.mc || {});
