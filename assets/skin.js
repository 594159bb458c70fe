/* How drawings look: cytoscape's stylesheet from the tokens of the theme that is worn. Shape is the kind, fill and
   glyph the state; solid fill is kept for what failed or is being tried again. */
(function (mc) {
  const TONES = ["pass", "fail", "gap", "warn", "process", "mixed", "idle", "time"];
  const SHAPES = {
    interface: "diamond", action: "ellipse", checkpoint: "round-rectangle", notification: "round-pentagon", gate: "round-rectangle",
    artifact: "round-tag", feature: "round-rectangle", rule: "round-rectangle", scenario: "ellipse", fold: "ellipse", star: "star", ghost: "ellipse",
    component: "round-rectangle", module: "ellipse", package: "hexagon", requirement: "round-rectangle",
  };
  const BELL = "0 -1 0.35 -0.9 0.6 -0.55 0.66 0.25 0.98 0.62 0.98 0.76 0.3 0.76 0.2 1 -0.2 1 -0.3 0.76 -0.98 0.76 -0.98 0.62 -0.66 0.25 -0.6 -0.55 -0.35 -0.9";
  const LEFT = new Set(["feature", "component"]);

  function glyphOf(node) {
    const { glyph, tone, kind } = node.data();
    if (kind === "star" || kind === "ghost" || kind === "band" || node.hasClass("container")) return "none";
    if ((kind === "module" || kind === "package") && glyph !== "fail") return "none";
    const loud = (glyph === "fail" || glyph === "retry") && !LEFT.has(kind) && kind !== "scenario" && kind !== "rule";
    const ink = glyph === "retry" && loud ? mc.token("on-retry") : glyph === "fail" && loud ? mc.token("on-loud") : mc.token(tone === "idle" ? "control" : tone);
    const paper = glyph === "fail" && loud ? mc.token("loud-fail") : mc.token(tone === "fail" ? "fail-soft" : "surface");
    return mc.glyphUri(glyph, ink, paper);
  }

  const base = (t) => [
    { selector: "node", style: { "z-index": 10, "z-index-compare": "manual", shape: "ellipse", width: "data(w)", height: "data(h)", "background-color": t("surface"), "border-width": 2, "border-color": t("control"),
      "background-image": glyphOf, "background-width": "16px", "background-height": "16px", "background-image-containment": "over", "background-clip": "none",
      "overlay-opacity": 0, label: "", "transition-property": "background-color, border-color, opacity", "transition-duration": mc.still ? 0 : 160 } },
    { selector: "node.still", style: { "transition-duration": 0 } },
    ...Object.entries(SHAPES).map(([kind, shape]) => ({ selector: `node.k-${kind}`, style: { shape } })),
    { selector: "node.k-notification", style: { shape: "polygon", "shape-polygon-points": BELL } },
    { selector: "node.k-module, node.k-package", style: { "background-width": "58%", "background-height": "58%" } },
    { selector: "node.k-feature, node.k-component", style: { "background-position-x": "9px", "background-width": "14px", "background-height": "14px" } },
  ];

  const states = (t) => [
    ...TONES.map((tone) => ({ selector: `node.t-${tone}`, style: { "border-color": tone === "idle" ? t("control") : t(tone), "background-color": tone === "idle" ? t("surface") : t(`${tone}-soft`) } })),
    { selector: "node.g-idle", style: { "border-style": "dashed" } },
    { selector: "node.g-skip", style: { "background-color": t("sunken"), "border-color": t("line-2") } },
    { selector: "node.k-interface", style: { "border-color": t("dde"), "background-color": t("dde-soft"), "border-width": 2.2 } },
    { selector: "node.k-feature, node.k-requirement", style: { "border-color": t("bdv"), "background-color": t("surface") } },
    { selector: "node.k-component", style: { "border-color": t("acc"), "background-color": t("surface") } },
    { selector: "node.k-module.t-pass, node.k-package.t-pass, node.k-module.t-idle, node.k-package.t-idle", style: { "background-color": t("surface"), "border-color": t("control"), "border-style": "solid", "border-width": 1.6 } },
    { selector: "node.g-fail", style: { "background-color": t("loud-fail"), "border-color": t("loud-fail") } },
    { selector: "node.g-retry", style: { "background-color": t("loud-retry"), "border-color": t("warn"), "border-width": 3 } },
    { selector: "node.k-feature.t-fail, node.k-component.t-fail, node.k-scenario.t-fail, node.k-rule.t-fail, node.k-module.t-fail", style: { "background-color": t("fail-soft"), "border-color": t("fail"), "border-width": 2.5 } },
    { selector: "node.g-flaky", style: { "border-style": "dashed", "border-width": 3 } },
    { selector: "node.k-feature", style: { "border-style": "solid" } },
    { selector: "node.quarantined, node.g-quar", style: { "border-style": "dashed", opacity: 0.6 } },
    { selector: "node.in-cycle", style: { "border-color": t("mixed"), "border-width": 3 } },
    { selector: "node.k-star", style: { "border-color": t("edge-star"), "border-width": 2, "background-color": t("star-soft") } },
    { selector: "node.k-star.t-pass", style: { "background-color": t("star-id") } },
    { selector: "node.k-star.t-fail", style: { "border-color": t("fail"), "border-width": 2.5 } },
    { selector: "node.k-ghost", style: { "border-style": "dotted", "background-opacity": 0, "border-color": t("control") } },
    { selector: "node.k-band", style: { shape: "round-rectangle", "background-color": t("ink"), "background-opacity": 0.028, "border-width": 0, "border-style": "solid", "z-index": 0, "z-index-compare": "manual", events: "yes" } },
    { selector: "node.container", style: { shape: "round-rectangle", "background-color": t("acc"), "background-opacity": 0.05, "border-color": t("acc-line"), "border-width": 1.2, "border-style": "solid", "background-image": "none", "z-index": 1 } },
    { selector: "node.container.t-fail", style: { "border-color": t("fail-line"), "border-width": 1.6 } },
  ];

  /** What the canvas calls dotted runs together into one pale line. */
  const DOTS = { "line-style": "dashed", "line-dash-pattern": [0.5, 5], "line-cap": "round" };

  const lines = (t) => [
    { selector: "edge", style: { "z-index": 2, "z-index-compare": "manual", width: 1.7, "line-color": t("edge"), "curve-style": "straight", "target-arrow-shape": "none", "target-arrow-color": t("edge"), "arrow-scale": 0.9, "overlay-opacity": 0 } },
    { selector: "edge.curved", style: { "curve-style": "unbundled-bezier", "control-point-distances": "data(cpd)", "control-point-weights": "data(cpw)", "edge-distances": "node-position" } },
    { selector: "edge.k-dependency, edge.k-contract, edge.k-artifact", style: { "target-arrow-shape": "triangle" } },
    { selector: "edge.k-contract", style: { "line-style": "dashed", "line-dash-pattern": [6, 4] } },
    { selector: "edge.k-artifact", style: { ...DOTS } },
    { selector: "edge.k-star", style: { "line-color": t("edge-star"), "line-style": "dashed", "line-dash-pattern": [5, 4] } },
    { selector: "edge.k-mismatch", style: { "line-color": t("fail"), ...DOTS, width: 2.8 } },
    { selector: "edge.k-missing, edge.k-link", style: { "line-color": t("control"), ...DOTS } },
    { selector: "edge.k-allowed", style: { "line-color": t("edge-ok"), "target-arrow-color": t("edge-ok"), "target-arrow-shape": "triangle", width: 1.3, "curve-style": "bezier", "arrow-scale": 0.75 } },
    { selector: "edge.k-violation", style: { "line-color": t("fail"), "target-arrow-color": t("fail"), "target-arrow-shape": "triangle", "line-style": "dashed", width: 3, "curve-style": "bezier", "z-index": 5 } },
    { selector: "edge.k-cycle", style: { "line-color": t("mixed"), "target-arrow-color": t("mixed"), "target-arrow-shape": "triangle", width: 3.5, "curve-style": "bezier", "z-index": 4 } },
    { selector: "edge.k-suppressed", style: { "line-color": t("control"), "line-style": "dashed", "target-arrow-color": t("control"), "target-arrow-shape": "triangle", "curve-style": "bezier" } },
    { selector: "edge.many", style: { opacity: 0.5, "line-opacity": 0.9, "curve-style": "straight" } },
    { selector: "edge.big", style: { "curve-style": "haystack", "target-arrow-shape": "none", opacity: 0.35 } },
    { selector: "edge.critical", style: { "line-color": t("ink"), "target-arrow-color": t("ink"), width: 3, "z-index": 6 } },
    { selector: "edge.live-path", style: { "underlay-color": t("dde"), "underlay-opacity": 0.35, "underlay-padding": 4 } },
    { selector: "edge.t-fail", style: { "line-color": t("fail"), "target-arrow-color": t("fail") } },
  ];

  const focus = (t) => [
    { selector: "node.is-added", style: { "underlay-color": t("pass-id"), "underlay-opacity": 0.85, "underlay-padding": 5, "underlay-shape": "ellipse" } },
    { selector: "node.is-content", style: { "underlay-color": t("control"), "underlay-opacity": 0.28, "underlay-padding": 3, "underlay-shape": "ellipse" } },
    { selector: "node.is-changed", style: { "underlay-color": t("time-id"), "underlay-opacity": 0.85, "underlay-padding": 5, "underlay-shape": "ellipse" } },
    { selector: "node.k-component.is-added, node.k-component.is-changed, node.k-component.is-content, node.k-feature.is-added, node.k-feature.is-changed, node.k-feature.is-content", style: { "underlay-shape": "round-rectangle" } },
    { selector: "node.container.is-added, node.container.is-changed, node.container.is-content", style: { "underlay-opacity": 0 } },
    { selector: "node.container.is-changed", style: { "border-color": t("time-id"), "border-width": 2 } },
    { selector: "node.container.is-added", style: { "border-color": t("pass-id"), "border-width": 2 } },
    { selector: "node.only-a", style: { "border-color": t("idle"), "border-style": "dashed", "border-width": 2, "background-color": t("surface"), "background-opacity": 0.6, opacity: 0.8 } },
    { selector: "edge.only-a", style: { "line-color": t("idle"), "target-arrow-color": t("idle"), "line-style": "dashed", width: 2, opacity: 0.9 } },
    { selector: "edge.only-b", style: { "underlay-color": t("pass-id"), "underlay-opacity": 0.6, "underlay-padding": 3 } },
    { selector: ".faded", style: { opacity: 0.3 } },
    { selector: "node.member", style: { "border-color": t("pick"), "border-width": 4, opacity: 1 } },
    { selector: "edge.member", style: { "line-color": t("pick"), "target-arrow-color": t("pick"), width: 4, opacity: 1 } },
    { selector: "edge.pair", style: { "line-color": t("pick"), "target-arrow-color": t("pick"), width: 6, opacity: 1, "z-index": 9 } },
    { selector: ".away", style: { opacity: 0.18 } },
    { selector: "edge.live-path.away, edge.live-path.faded", style: { "underlay-opacity": 0.05 } },
    { selector: "edge.kin", style: { "line-color": t("ink"), "target-arrow-color": t("ink"), width: 3, opacity: 1, "z-index": 8, label: "data(label)", "font-family": "Inter", "font-size": 15, "min-zoomed-font-size": 10, color: t("ink-2"), "text-background-color": t("surface"), "text-background-opacity": 0.9, "text-background-padding": 2 } },
    { selector: "node.picked", style: { "underlay-color": t("pick"), "underlay-opacity": 0.9, "underlay-padding": 6, "underlay-shape": "ellipse", opacity: 1 } },
    { selector: "node.k-feature.picked, node.k-component.picked, node.k-checkpoint.picked", style: { "underlay-shape": "round-rectangle" } },
  ];

  /** From afar the heads of quiet lines cannot be told apart, and cost more than the lines. */
  const FAR = 2;
  const afar = () => [
    { selector: "edge.many", style: { "target-arrow-shape": "none" } },
    { selector: "edge.many.member, edge.many.pair, edge.many.kin", style: { "target-arrow-shape": "triangle" } },
  ];

  /** Of the places that a rule is for, those that the kinds have; each element is held against every one of them. */
  const meant = (selector, kinds) => selector.split(", ").filter((one) => { const kind = /\.k-(\w+)/.exec(one); return !kind || kinds.has(kind[1]); }).join(", ");

  /** The stylesheet for the theme that is worn, for drawings of these kinds of marks and lines. */
  mc.skin = (weight, kinds) => [base, states, lines, focus, ...(weight > FAR ? [afar] : [])].flatMap((part) => part(mc.token)).map((rule) => ({ ...rule, selector: meant(rule.selector, kinds) })).filter((rule) => rule.selector).map((rule) => ({ ...rule, style: thicker(rule.style, rule.selector === "edge.k-allowed" ? Math.min(1.2, weight) : weight) }));

  const WEIGHED = ["border-width", "width", "underlay-padding", "arrow-scale"];

  function thicker(style, weight) {
    const scaled = WEIGHED.filter((name) => typeof style[name] === "number").map((name) => [name, style[name] * weight]);
    return scaled.length ? { ...style, ...Object.fromEntries(scaled) } : style;
  }

  mc.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
})(window.mc = window.mc || {});
