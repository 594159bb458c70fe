/* How the regions of a map lie in each other, and what each is called within the one around it. */
(function (mc) {
  /** Children of each region, and whether these can be read at a zoom. */
  mc.familyOf = function (map) {
    if (map.regions.inner) return map.regions.inner;
    const inner = map.regions.label.map(() => []);
    const roots = [];
    map.regions.parent.forEach((up, at) => (up < 0 ? roots : inner[up]).push(at));
    map.regions.short = map.regions.label.slice();
    [roots, ...inner].forEach((children, at) => shorten(map.regions, children, map.regions.label[at - 1] || ""));
    return (map.regions.inner = { inner, roots });
  };

  /** Inside a region its children need not repeat its name, nor what all their names begin with. */
  function shorten(regions, children, around) {
    const names = children.map((at) => regions.label[at]).map((name) => (around && name.startsWith(`${around}.`) ? name.slice(around.length + 1) : name).split("."));
    const longer = names.filter((name) => name.join(".") !== around);
    let shared = 0;
    while (longer.length > 1 && longer.every((name) => name.length > shared + 1 && name[shared] === longer[0][shared])) shared++;
    children.forEach((at, n) => { regions.short[at] = regions.label[at] === around ? names[n][names[n].length - 1] : names[n].slice(shared).join("."); });
  }

  mc.regionName = (map, at) => map.regions.short?.[at] ?? map.regions.label[at];
})(window.mc = window.mc || {});
