/* Nodes and lines that stand out on a map, with their names and glyphs, on the sheet above it. */
(function (mc) {
  const NAMED = 0.6;
  const TOLD = 1.25;
  const MOST = 900;
  const NODE = 25;
  const images = new Map();

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

  class Marks {
    constructor(shown) {
      this.shown = shown;
      this.pen = shown.sheet.getContext("2d");
      this.again = () => mc.sayMap(shown);
    }

    screen(x, y) {
      const { zoom, x: px, y: py } = this.shown.camera;
      return [x * zoom + px, y * zoom + py];
    }

    write(text, x, y, font, ink, align) {
      Object.assign(this.pen, { font, fillStyle: ink, textAlign: align, textBaseline: "middle", strokeStyle: mc.token("surface"), lineWidth: 3.5, lineJoin: "round" });
      this.pen.strokeText(text, x, y);
      this.pen.fillText(text, x, y);
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

  mc.MapMarks = Marks;
  mc.MAP_NODE = NODE;
})(window.mc = window.mc || {});
