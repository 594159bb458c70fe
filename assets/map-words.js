/* Words and frames of a map, on a sheet above it: a region says what is in it until its insides can be read. */
(function (mc) {
  const READABLE = 0.34;
  const UNITS = { dde: "task", bdv: "scenario", acc: "module" };

  /** The middle of what can be seen of a stretch, as long as what stands there keeps within it. */
  function middle(from, length, takes, room) {
    const [begin, end] = [Math.max(from, 0), Math.min(from + length, room)];
    const inside = (takes + 6) / 2;
    return Math.min(Math.max((begin + end) / 2, from + inside), from + length - inside);
  }

  class Words extends mc.MapMarks {
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
      const { roots } = mc.familyOf(this.map);
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
      if (this.map.closed.has(at)) return false;
      const { inner } = mc.familyOf(this.map);
      if (!inner[at].length) return this.zoom >= READABLE;
      const wide = inner[at].reduce((sum, child) => sum + this.map.regions.w[child], 0) / inner[at].length * this.zoom;
      return wide > 96;
    }

    /** `below` is where the title of what is around it ends. */
    region(at, leaves, depth, below = -Infinity) {
      const box = this.box(at);
      if (!this.seen(box) || box.w < 5) return;
      const { inner } = mc.familyOf(this.map);
      const worst = this.map.faces[this.map.worst[at]];
      this.frame(box, worst?.[0], depth);
      if (!this.opens(at)) return void (box.w > 44 && box.h > 15 && this.plates.push([at, box, depth, below]));
      const ends = this.title(at, box, depth);
      inner[at].forEach((child) => this.region(child, leaves, depth + 1, ends));
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
      if (box.w < 70 || box.h < 34) return -Infinity;
      const pinned = depth === 0 || !this.map.regions.inner.inner[at].length ? Math.max(box.top, depth === 0 ? 0 : box.top) : box.top;
      const left = Math.max(box.left + 9, 8), top = pinned + 12;
      if (top < 4 || box.top + box.h < top + 20) return -Infinity;
      pen.font = `${depth === 0 ? 650 : 600} ${depth === 0 ? 12.5 : 11.5}px ${mc.labelFont}`;
      const room = Math.min(box.left + box.w, this.width) - left - 10;
      if (room < 40) return -Infinity;
      const [name, width] = mc.nameCut(pen, mc.regionName(this.map, at), room);
      const [count, failed] = this.says(at);
      const bold = pen.font;
      pen.font = `400 11px ${mc.labelFont}`;
      const told = failed ? `${count}, ${failed}` : count;
      const under = pen.measureText(told).width;
      const fits = under + width + 14 < room;
      this.titles.push(() => {
        if (depth === 0 || box.top < 0) { pen.fillStyle = mc.token("surface"); pen.globalAlpha = 0.92; pen.beginPath(); pen.roundRect(left - 7, top - 11, width + (fits ? under + 23 : 14), 22, 5); pen.fill(); pen.globalAlpha = 1; }
        this.write(name, left, top, bold, mc.token(depth === 0 ? "ink" : "ink-2"), "left");
        if (fits) this.write(told, left + width + 9, top, `400 11px ${mc.labelFont}`, mc.token(failed ? "fail" : "ink-3"), "left");
      });
      return top + 12;
    }

    /** A closed region: worst state, name, how many. */
    plate(at, box, depth, below) {
      const { pen } = this;
      const [count, failed] = this.says(at);
      const two = box.h >= 44 && box.w > 70;
      const bold = `600 ${depth === 0 ? 13 : 11.5}px ${mc.labelFont}`;
      pen.font = bold;
      const [icon, pad] = box.w > 84 ? [20, 16] : [0, 8];
      const [name, width] = mc.nameCut(pen, mc.regionName(this.map, at), Math.max(24, box.w - pad - 2 - icon));
      pen.font = `400 11px ${mc.labelFont}`;
      const line = failed ? `${failed}, of ${this.map.number[at].toLocaleString("en")}` : count;
      const [told, under] = two ? mc.labelCut(pen, line, box.w - 14) : ["", 0];
      const w = Math.max(width + icon, under) + pad, h = two ? 38 : 20;
      const x = middle(box.left, box.w, w, this.width), y = Math.max(middle(box.top, box.h, h, this.height), Math.min(below + h / 2, box.top + box.h - h / 2));
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

  }

  /** The region that a place on the screen closes over, or whose title is there. */
  mc.regionAt = function (shown, sx, sy) {
    const words = shown.words;
    const plate = [...words.plates].reverse().find(([, box]) => sx >= box.left && sx <= box.left + box.w && sy >= box.top && sy <= box.top + box.h);
    return plate ? plate[0] : -1;
  };
  mc.MapWords = Words;
})(window.mc = window.mc || {});
