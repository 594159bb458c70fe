/* The first picture of a drawing. What has just come is not known in any way yet, so most of what cytoscape does to
   keep what it knows of elements in step with them is done for nothing, and that is half of the time it takes. */
(function (mc) {
  /** Each property that a style sets would send cytoscape to every neighbour, to forget what was never worked out. */
  function styledOnce(cy) {
    const style = cy.style();
    style.checkTriggers = () => {};
    cy.elements().forEach((element) => element.numericStyle("width"));
    delete style.checkTriggers;
  }

  /** How lines run is worked out before they are painted, and would be once more for the box that each of them fills. */
  function laidOnce(cy) {
    const renderer = cy.renderer();
    const laid = renderer.recalculateRenderedStyle;
    renderer.recalculateRenderedStyle = function (elements) { return laid.call(this, elements, true); };
    cy.one("render", () => { delete renderer.recalculateRenderedStyle; });
  }

  /** Sheets of all there is make moving quick, but of a first picture only what is in sight is wanted at once: they
      are made piece by piece later, as after any change. */
  function sheetsLater(cy) {
    const sheets = cy.renderer().data?.lyrTxrCache;
    if (sheets) sheets.firstGet = false;
  }

  /** All that is in the drawing has been put there just now. */
  mc.firstDrawn = function (cy) {
    styledOnce(cy);
    laidOnce(cy);
    sheetsLater(cy);
  };
})(window.mc = window.mc || {});
