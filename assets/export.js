/* What is shown, as a file: a graph as data (CSV, JSON, GraphML) or as a picture (PNG, SVG, PDF), each with its title,
   its iteration and both clocks. */
(function (mc) {
  const FORMATS = { png: "PNG, a picture", svg: "SVG, a picture of shapes", pdf: "PDF, a page of shapes", csv: "CSV, its rows", json: "JSON, all of it", graphml: "GraphML, nodes and edges" };
  const iso = (ms) => (ms === null || ms === undefined ? "latest" : new Date(ms).toISOString());

  /** Where and when: told in every file. */
  mc.exportHead = function (kind) {
    const view = mc.picture.view;
    return { title: kind === "matrix" ? "Matrix" : view.title, iteration: mc.state.iteration, as_of: iso(mc.state.asOf ?? mc.picture.moment.now), known_at: iso(mc.state.knownAt) };
  };

  function mapped(map) {
    const face = (at) => map.faces[map.states[at]];
    const nodes = map.ids.map((id, at) => ({ id, label: id.split("/").slice(1).join("/"), kind: map.kinds[map.kindOf[at]], state: face(at)[2] }));
    const edges = [...map.sources].map((source, at) => ({ id: `e${at}`, source: map.ids[source], target: map.ids[map.targets[at]], kind: map.ties[map.tieOf[at]], label: "" }));
    return { nodes, edges };
  }

  /** Nodes and edges of what is shown. */
  mc.exportGraph = function (kind) {
    if (kind === "matrix") {
      const { ids, labels, cells, level } = mc.matrixShown();
      return { nodes: ids.map((id, at) => ({ id, label: labels[at], kind: level, state: "" })), edges: cells.map(({ r, c, kind, weight }, at) => ({ id: `c${at}`, source: ids[r], target: ids[c], kind, label: String(weight) })) };
    }
    const map = mc.mapped(kind)?.map;
    if (map) return mapped(map);
    const { marks, lines } = mc.picture.view;
    const there = new Set(marks.map((m) => m.id));
    const nodes = marks.map(({ id, label, kind, state, stream, sub }) => ({ id, label, kind, state, stream, sub }));
    const edges = lines.filter((l) => there.has(l.source) && there.has(l.target)).map(({ id, source, target, kind, label }) => ({ id, source, target, kind, label }));
    return { nodes, edges };
  };

  /** A cell; what a spreadsheet would take for a formula is led by a quote. */
  function cell(value) {
    const text = String(value ?? "").replace(/^(?=[=+@\t\r]|-(?![\d.]))/, "'");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(kind) {
    const head = mc.exportHead(kind);
    const name = kind === "matrix" ? "matrix-twin" : `twin-${kind}`;
    const asTable = kind === "matrix" ? !mc.$("matrix-twin").hidden : Boolean(mc.tableOf(mc.picture.view) || mc.twinOf(mc.picture.view));
    const seen = asTable && mc.gridRows(name);
    const about = ["title", "iteration", "as_of", "known_at"];
    const { nodes, edges } = seen ? {} : mc.exportGraph(kind);
    const columns = seen ? ["id", ...seen.columns] : ["element", "id", "label", "kind", "state", "source", "target"];
    const rows = seen ? seen.rows : [...nodes.map((n) => ["node", n.id, n.label, n.kind, n.state, "", ""]), ...edges.map((e) => ["edge", e.id, e.label, e.kind, "", e.source, e.target])];
    const end = about.map((field) => (field === "title" && seen ? seen.title : head[field]));
    return [[...columns, ...about], ...rows.map((row) => [...row, ...end])].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  }

  const xml = (text) => String(mc.h`${text}`);

  function graphml(kind) {
    const { nodes, edges } = mc.exportGraph(kind);
    const head = mc.exportHead(kind);
    const data = (fields, one) => fields.map((field) => (one[field] ? `<data key="${field}">${xml(one[field])}</data>` : "")).join("");
    const key = (field, owner) => `<key id="${field}" for="${owner}" attr.name="${field}" attr.type="string"/>`;
    const about = Object.keys(head);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="${mc.GRAPHML}">${["label", "kind", "state", "stream", "sub"].map((f) => key(f, "all")).join("")}${about.map((f) => key(f, "graph")).join("")}
<graph id="G" edgedefault="directed">${data(about, head)}
${nodes.map((n) => `<node id="${xml(n.id)}">${data(["label", "kind", "state", "stream", "sub"], n)}</node>`).join("\n")}
${edges.map((e) => `<edge id="${xml(e.id)}" source="${xml(e.source)}" target="${xml(e.target)}">${data(["label", "kind"], e)}</edge>`).join("\n")}
</graph></graphml>\n`;
  }
  mc.GRAPHML = ["http:", "", "graphml.graphdrawing.org", "xmlns"].join("/");

  const MADE = {
    csv: async (kind) => new Blob(["\uFEFF", csv(kind)], { type: "text/csv" }),
    json: async (kind) => new Blob([JSON.stringify({ ...mc.exportHead(kind), ...mc.exportGraph(kind) }, null, 1)], { type: "application/json" }),
    graphml: async (kind) => new Blob([graphml(kind)], { type: "application/graphml+xml" }),
    svg: async (kind) => new Blob([mc.exportSvg(kind)], { type: "image/svg+xml" }),
    png: (kind) => mc.exportPng(mc.exportSvg(kind)),
    pdf: (kind) => mc.exportPdf(mc.exportSvg(kind), mc.exportHead(kind)),
  };

  mc.actions = mc.actions || {};
  mc.actions.export = function (kind) {
    const buttons = Object.entries(FORMATS).map(([format, words]) => mc.h`<button class="opt" data-do="save-as" data-arg="${format}" data-of="${kind}" data-key="save:${format}">${mc.icon("download")}<span>${words}</span></button>`);
    mc.popover("Export what is shown", mc.h`<div class="opts" role="group" aria-label="Format">${buttons}</div>`, "exports");
  };
  mc.actions["save-as"] = async function (format, button) {
    const kind = button.dataset.of;
    mc.closePopover();
    if (mc.picture?.map && kind !== "matrix" && !mc.mapped(kind)) return void mc.toast("idle", "Not drawn yet", "The map is still on its way. Export it once it is there.");
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await MADE[format](kind));
      link.download = `${mc.state.iteration}-${kind}.${format}`.replace(/[^\w.-]+/g, "_");
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch (flaw) {
      mc.toast("fail", "It could not be exported", String(flaw.message || flaw));
    }
  };
})(window.mc = window.mc || {});
