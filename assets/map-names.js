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

  /** Folders are parted by slashes, modules by dots. */
  const between = (name) => (name.includes("/") ? "/" : ".");

  /** Inside a region its children need not repeat its name, nor what all their names begin with. */
  function shorten(regions, children, around) {
    const own = (name) => (around && ["/", "."].some((part) => name.startsWith(around + part)) ? name.slice(around.length + 1) : name);
    const names = children.map((at) => own(regions.label[at])).map((name) => name.split(between(name)));
    const longer = names.filter((_, n) => regions.label[children[n]] !== around);
    let shared = 0;
    while (longer.length > 1 && longer.every((name) => name.length > shared + 1 && name[shared] === longer[0][shared])) shared++;
    children.forEach((at, n) => { regions.short[at] = regions.label[at] === around ? names[n][names[n].length - 1] : names[n].slice(shared).join(between(regions.label[at])); });
  }

  /** What fits of a name, and how wide that is: of a way through folders or packages its end says most. */
  mc.nameCut = function (pen, name, room) {
    let [shown, ...rest] = [name, ...name.split(between(name)).slice(1)];
    for (; rest.length && pen.measureText(shown).width > room; rest = rest.slice(1)) shown = `…${rest.join(between(name))}`;
    return mc.labelCut(pen, shown, room);
  };

  mc.regionName = (map, at) => map.regions.short?.[at] ?? map.regions.label[at];
})(window.mc = window.mc || {});
