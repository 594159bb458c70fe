/* Words, frames and focus on a map, on a sheet above it: a region says what is in it until its insides can be read. */
(function (mc) {
  const READABLE = 0.34;
  const NAMED = 0.6;
  const TOLD = 1.25;
  const MOST = 900;
  const NODE = 25;
  const images = new Map();
  const UNITS = { dde: "task", bdv: "scenario", acc: "module" };

  function glyph(name, ink, paper, ready) {
    const key = `${name} ${ink} ${paper}`;
    if (!images.has(key)) {
      const image = new Image();
      image.onload = ready;
      image.src = mc.glyphUri(name, ink, paper);
      images.set(key, image);
    }
    return images.get(key);
  }

  /** Children of each region, and whether these can be read at a zoom. */
  function familyOf(map) {
    if (map.regions.inner) return map.regions.inner;
    const inner = map.regions.label.map(() => []);
    const roots = [];
    map.regions.parent.forEach((up, at) => (up < 0 ? roots : inner[up]).push(at));
    map.regions.short = map.regions.label.slice();
    [roots, ...inner].forEach((children, at) => shorten(map.regions, children, map.regions.label[at - 1] || ""));
    return (map.regions.inner = { inner, roots });
  }

  /** Inside a region its children need not repeat its name, nor what all their names begin with. */
  function shorten(regions, children, around) {
    const names = children.map((at) => regions.label[at]).map((name) => (around && name.startsWith(`${around}.`) ? name.slice(around.length + 1) : name).split("."));
    const longer = names.filter((name) => name.join(".") !== around);
    let shared = 0;
    while (longer.length > 1 && longer.every((name) => name.length > shared + 1 && name[shared] === longer[0][shared])) shared++;
    children.forEach((at, n) => { regions.short[at] = regions.label[at] === around ? names[n][names[n].length - 1] : names[n].slice(shared).join("."); });
  }

  const nameOf = (map, at) => map.regions.short?.[at] ?? map.regions.label[at];

  /** The middle of what can be seen of a stretch, as long as what stands there keeps within it. */
  function middle(from, length, takes, room) {
    const [begin, end] = [Math.max(from, 0), Math.min(from + length, room)];
    const inside = (takes + 6) / 2;
    return Math.min(Math.max((begin + end) / 2, from + inside), from + length - inside);
  }

  class Words {
    constructor(shown) {
      this.shown = shown;
      this.pen = shown.sheet.getContext("2d");
      this.again = () => mc.sayMap(shown);
    }

    screen(x, y) {
      const { zoom, x: px, y: py } = this.shown.camera;
      return [x * zoom + px, y * zoom + py];
    }

    begin(width, height, ratio) {
      const { sheet } = this.shown;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (sheet.width !== w || sheet.height !== h) Object.assign(sheet, { width: w, height: h });
      this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.pen.clearRect(0, 0, width, height);
      Object.assign(this, { width, height, map: this.shown.map, zoom: this.shown.camera.zoom, plates: [], titles: [] });
    }

    paint(width, height, ratio) {
      this.begin(width, height, ratio);
      this.loudLines();
      this.focusLines();
      const { roots } = familyOf(this.map);
      const leaves = [];
      roots.forEach((at) => this.region(at, leaves, 0));
      this.nodes(leaves);
      this.titles.forEach((write) => write());
      this.plates.forEach((plate) => this.plate(...plate));
    }

    box(at) {
      const { x, y, w, h } = this.map.regions;
      const [left, top] = this.screen(x[at] - w[at] / 2, y[at] - h[at] / 2);
      return { left, top, w: w[at] * this.zoom, h: h[at] * this.zoom };
    }

    seen({ left, top, w, h }) {
      return left < this.width && top < this.height && left + w > 0 && top + h > 0;
    }

    /** Whether what is inside can be read by itself. */
    opens(at) {
      const { inner } = familyOf(this.map);
      if (!inner[at].length) return this.zoom >= READABLE;
      const wide = inner[at].reduce((sum, child) => sum + this.map.regions.w[child], 0) / inner[at].length * this.zoom;
      return wide > 96;
    }

    region(at, leaves, depth) {
      const box = this.box(at);
      if (!this.seen(box) || box.w < 5) return;
      const { inner } = familyOf(this.map);
      const worst = this.map.faces[this.map.worst[at]];
      this.frame(box, worst?.[0], depth);
      if (!this.opens(at)) return void (box.w > 44 && box.h > 15 && this.plates.push([at, box, depth]));
      this.title(at, box, depth);
      inner[at].forEach((child) => this.region(child, leaves, depth + 1));
      if (!inner[at].length) leaves.push(at);
    }

    frame(box, tone, depth) {
      const { pen } = this;
      pen.beginPath();
      pen.roundRect(box.left, box.top, box.w, box.h, Math.min(8, box.h / 6));
      if (depth === 0) { pen.globalAlpha = 0.04; pen.fillStyle = mc.token("ink"); pen.fill(); pen.globalAlpha = 1; }
      pen.strokeStyle = mc.token(tone === "fail" ? "fail" : depth === 0 ? "control" : "line-2");
      pen.globalAlpha = tone === "fail" && depth === 0 ? 0.7 : 1;
      pen.lineWidth = depth === 0 ? 1.4 : 1;
      pen.stroke();
      pen.globalAlpha = 1;
    }

    says(at) {
      const number = this.map.number[at];
      const { lit, dim, picked } = this.shown;
      if (dim && picked < 0 && lit) return [`${lit[at].toLocaleString("en")} of ${number.toLocaleString("en")}`, ""];
      const failed = this.map.failed[at];
      return [mc.many(number, this.map.regions.kind[at] === "contracts" ? "contract" : UNITS[this.shown.lens]), failed ? `${failed.toLocaleString("en")} ${this.shown.lens === "acc" ? "broken" : "failed"}` : ""];
    }

    title(at, box, depth) {
      const { pen } = this;
      if (box.w < 70 || box.h < 34) return;
      const pinned = depth === 0 || !this.map.regions.inner.inner[at].length ? Math.max(box.top, depth === 0 ? 0 : box.top) : box.top;
      const left = Math.max(box.left + 9, 8), top = pinned + 12;
      if (top < 4 || box.top + box.h < top + 20) return;
      pen.font = `${depth === 0 ? 650 : 600} ${depth === 0 ? 12.5 : 11.5}px ${mc.labelFont}`;
      const room = Math.min(box.left + box.w, this.width) - left - 10;
      if (room < 40) return;
      const [name, width] = mc.labelCut(pen, nameOf(this.map, at), room);
      const [count, failed] = this.says(at);
      const bold = pen.font;
      pen.font = `400 11px ${mc.labelFont}`;
      const told = failed ? `${count}, ${failed}` : count;
      const under = pen.measureText(told).width;
      const fits = under + width + 14 < room;
      this.titles.push(() => {
        if (box.top < 0 && depth === 0) { pen.fillStyle = mc.token("surface"); pen.globalAlpha = 0.92; pen.beginPath(); pen.roundRect(left - 7, top - 11, width + (fits ? under + 23 : 14), 22, 5); pen.fill(); pen.globalAlpha = 1; }
        this.write(name, left, top, bold, mc.token(depth === 0 ? "ink" : "ink-2"), "left");
        if (fits) this.write(told, left + width + 9, top, `400 11px ${mc.labelFont}`, mc.token(failed ? "fail" : "ink-3"), "left");
      });
    }

    write(text, x, y, font, ink, align) {
      Object.assign(this.pen, { font, fillStyle: ink, textAlign: align, textBaseline: "middle", strokeStyle: mc.token("surface"), lineWidth: 3.5, lineJoin: "round" });
      this.pen.strokeText(text, x, y);
      this.pen.fillText(text, x, y);
    }

    /** A closed region: worst state, name, how many. */
    plate(at, box, depth) {
      const { pen } = this;
      const [count, failed] = this.says(at);
      const two = box.h >= 44 && box.w > 70;
      const bold = `600 ${depth === 0 ? 13 : 11.5}px ${mc.labelFont}`;
      pen.font = bold;
      const icon = box.w > 84 ? 20 : 0;
      const [name, width] = mc.labelCut(pen, nameOf(this.map, at), Math.max(24, box.w - 18 - icon));
      pen.font = `400 11px ${mc.labelFont}`;
      const line = failed ? `${failed}, of ${this.map.number[at].toLocaleString("en")}` : count;
      const [told, under] = two ? mc.labelCut(pen, line, box.w - 14) : ["", 0];
      const w = Math.max(width + icon, under) + 16, h = two ? 38 : 20;
      const x = middle(box.left, box.w, w, this.width), y = middle(box.top, box.h, h, this.height);
      pen.globalAlpha = 0.93;
      pen.fillStyle = mc.token(failed ? "fail-soft" : "surface");
      pen.strokeStyle = mc.token(failed ? "fail" : "line-2");
      pen.lineWidth = 1;
      pen.beginPath();
      pen.roundRect(x - w / 2, y - h / 2, w, h, 6);
      pen.fill();
      pen.globalAlpha = 1;
      pen.stroke();
      const top = two ? y - 8 : y;
      const face = this.map.faces[this.map.worst[at]];
      if (icon && face) this.glyph(face, x - (width + icon) / 2, top - 7, 14);
      Object.assign(pen, { font: bold, fillStyle: mc.token("ink"), textAlign: "left", textBaseline: "middle" });
      pen.fillText(name, x - (width + icon) / 2 + icon, top + 0.5);
      if (two) { Object.assign(pen, { font: `400 11px ${mc.labelFont}`, fillStyle: mc.token(failed ? "fail" : "ink-2"), textAlign: "center" }); pen.fillText(told, x, y + 9); }
    }

    glyph([tone, name], x, y, size, loud) {
      const ink = loud ? mc.token(name === "retry" ? "on-retry" : "on-loud") : mc.token(tone === "idle" ? "control" : tone);
      const image = glyph(name, ink, mc.token(loud ? (name === "fail" ? "loud-fail" : "loud-retry") : "surface"), this.again);
      if (image.complete && image.naturalWidth) this.pen.drawImage(image, x, y, size, size);
    }

    /** Names and glyphs of the nodes of regions that are open. */
    nodes(leaves) {
      const { starts, nodes } = mc.membersOf(this.map);
      const { zoom } = this;
      const size = Math.min(72, NODE * zoom);
      let left = MOST;
      for (const at of leaves) {
        for (let n = starts[at]; n < starts[at + 1] && left > 0; n++) {
          const [x, y] = this.screen(this.map.x[nodes[n]], this.map.y[nodes[n]]);
          if (x < -40 || y < -20 || x > this.width + 40 || y > this.height + 20) continue;
          left--;
          this.node(nodes[n], x, y, size);
        }
      }
      this.rings(size);
    }

    node(at, x, y, size) {
      const face = this.map.faces[this.map.states[at]];
      const { lens, marks } = this.shown;
      const loud = face[1] === "fail" || face[1] === "retry";
      if (size >= 13 && (lens !== "acc" || face[0] !== "pass") && this.map.kinds[this.map.kindOf[at]] !== "star") this.glyph(face, x - size * 0.29, y - size * 0.29, size * 0.58, loud);
      const shy = this.shown.dim && !marks[at];
      if (this.zoom < NAMED && (shy || !(face[0] === "fail" || marks[at]))) return;
      const { pen } = this;
      pen.globalAlpha = shy ? 0.4 : 1;
      const font = `${face[0] === "fail" ? 600 : 500} ${this.zoom < 0.9 ? 10.5 : 11.5}px ${mc.labelFont}`;
      pen.font = font;
      const [text] = mc.labelCut(pen, this.map.labels[at], Math.max(48, 62 * this.zoom));
      this.write(text, x, y + size / 2 + 9, font, mc.token(face[0] === "fail" ? "fail" : face[0] === "idle" ? "ink-2" : "ink"), "center");
      if (this.zoom >= TOLD) this.write(face[2], x, y + size / 2 + 23, `400 11px ${mc.labelFont}`, mc.token("ink-3"), "center");
      pen.globalAlpha = 1;
    }

    /** Picked and pointed at: rings that can be seen from afar. */
    rings(size) {
      const { pen } = this;
      const ring = (at, tone, wide, more) => {
        if (at < 0 || at === undefined) return;
        const [x, y] = this.screen(this.map.x[at], this.map.y[at]);
        pen.beginPath();
        const slim = more < 4 ? Math.min(1, 0.25 + this.zoom * 2) : 1;
        pen.arc(x, y, Math.max(5 * slim, size / 2 + more * slim), 0, 7);
        pen.strokeStyle = mc.token(tone);
        pen.lineWidth = wide * slim;
        pen.stroke();
      };
      this.shown.members.forEach((at) => ring(at, "pick", 2.5, 2));
      this.shown.added.forEach((at) => ring(at, "pass-id", 3, 3));
      this.shown.changed.forEach((at) => ring(at, "time-id", 3, 3));
      ring(this.shown.picked, "pick", 4.5, 4);
      ring(this.shown.hover, "ink", 2, 3);
      if (this.shown.picked >= 0 && this.zoom < NAMED) {
        const [x, y] = this.screen(this.map.x[this.shown.picked], this.map.y[this.shown.picked]);
        this.write(this.map.labels[this.shown.picked], x, y + size / 2 + 16, `650 12.5px ${mc.labelFont}`, mc.token("ink"), "center");
      }
    }

    line(number) {
      const [a, b] = [this.map.sources[number], this.map.targets[number]];
      this.pen.moveTo(...this.screen(this.map.x[a], this.map.y[a]));
      this.pen.lineTo(...this.screen(this.map.x[b], this.map.y[b]));
    }

    /** What breaks a rule is drawn thick, from any height. */
    loudLines() {
      const loud = this.shown.loud || [];
      if (!loud.length) return;
      const { pen } = this;
      Object.assign(pen, { strokeStyle: mc.token("fail"), lineWidth: this.zoom < 0.2 ? 1.6 : 2.6, globalAlpha: this.shown.dim ? 0.3 : 0.85 });
      pen.setLineDash([6, 4]);
      pen.beginPath();
      loud.forEach((number) => this.line(number));
      pen.stroke();
      pen.setLineDash([]);
      pen.globalAlpha = 1;
    }

    /** The lines of what is picked and of what is pointed at. */
    focusLines() {
      const { pen } = this;
      for (const [at, tone, wide] of [[this.shown.picked, "pick", 2.4], [this.shown.hover, "ink-2", 1.5]]) {
        if (at === undefined || at < 0) continue;
        Object.assign(pen, { strokeStyle: mc.token(tone), lineWidth: wide });
        pen.beginPath();
        mc.linesOf(this.map, at).slice(0, 2000).forEach((number) => this.line(number));
        pen.stroke();
      }
    }
  }

  /** The region that a place on the screen closes over, or whose title is there. */
  mc.regionAt = function (shown, sx, sy) {
    const words = shown.words;
    const plate = [...words.plates].reverse().find(([, box]) => sx >= box.left && sx <= box.left + box.w && sy >= box.top && sy <= box.top + box.h);
    return plate ? plate[0] : -1;
  };
  mc.MapWords = Words;
  mc.MAP_NODE = NODE;
})(window.mc = window.mc || {});
