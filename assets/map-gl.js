/* Maps on the graphics card: every node a point, every line a line, all in buffers; twgl keeps the book. */
(function (mc) {
  const NODE = [`#version 300 es
    in float x; in float y; in float state; in float kind; in float lit;
    uniform vec4 view; uniform float size; uniform float dim; uniform vec4 fills[32]; uniform vec4 rims[32];
    out vec4 fill; out vec4 rim; flat out float shape; flat out float px; out float faded;
    void main() {
      gl_Position = vec4(vec2(x, y) * view.xy + view.zw, -0.5, 1.0);
      int face = int(state);
      fill = fills[face]; rim = rims[face]; shape = kind;
      faded = dim > 0.5 && lit < 0.5 ? 0.28 : 1.0;
      px = size * (shape == 1.0 || shape == 5.0 ? 1.25 : 1.0);
      gl_PointSize = px;
    }`, `#version 300 es
    precision mediump float;
    in vec4 fill; in vec4 rim; flat in float shape; flat in float px; in float faded;
    uniform float ratio;
    out vec4 colour;
    float far(vec2 p) {
      if (shape == 1.0) return (abs(p.x) + abs(p.y)) * 0.98;
      if (shape == 2.0) return max(abs(p.x), abs(p.y)) * 1.12;
      if (shape == 3.0 || shape == 5.0) return max(abs(p.x) * 1.1, dot(abs(p), vec2(0.58, 0.82)));
      return length(p);
    }
    void main() {
      float d = far(gl_PointCoord * 2.0 - 1.0);
      float soft = 2.0 / px;
      if (px < 5.0 * ratio) { colour = vec4(rim.rgb, faded); return; }
      if (d > 1.0) discard;
      float band = max(3.2 * ratio / px, 0.14);
      vec4 inner = mix(fill, rim, smoothstep(1.0 - band - soft, 1.0 - band, d));
      colour = vec4(inner.rgb, faded * (1.0 - smoothstep(1.0 - soft, 1.0, d)));
    }`];
  const LINE = [`#version 300 es
    in float x; in float y; uniform vec4 view;
    void main() { gl_Position = vec4(vec2(x, y) * view.xy + view.zw, 0.5, 1.0); }`, `#version 300 es
    precision mediump float; uniform vec4 tint; out vec4 colour;
    void main() { colour = tint; }`];
  const STEPS = 24;
  const stepOf = (length) => Math.floor(2 * Math.log2(1 + length / 16));
  const rgb = (text) => { const n = parseInt(text.slice(1, 7), 16); return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255]; };
  const TIE = { allowed: "edge-ok", violation: "fail", cycle: "mixed", suppressed: "control", star: "edge-star", mismatch: "fail" };

  /** The colours of faces as shaders take them: what is fine is quiet, what is broken is loud. */
  function palette(faces) {
    const [fills, rims] = [[], []];
    for (const [tone, glyph, word] of faces) {
      const loud = glyph === "fail" ? "loud-fail" : glyph === "retry" ? "loud-retry" : tone === "idle" || tone === "pass" ? "surface" : `${tone}-soft`;
      fills.push(...rgb(mc.token(loud)), 1);
      rims.push(...rgb(mc.token(glyph === "retry" ? "warn" : tone === "idle" || word === "compliant" ? "control" : tone === "pass" ? "edge-ok" : tone)), 1);
    }
    return { fills: padded(fills), rims: padded(rims) };
  }

  const padded = (list) => { const all = new Float32Array(128); all.set(list.slice(0, 128)); return all; };

  class Ground {
    constructor(canvas) {
      this.canvas = canvas;
      this.gl = canvas.getContext("webgl2", { antialias: false, preserveDrawingBuffer: true, alpha: false, powerPreference: "high-performance" });
      if (!this.gl) throw new Error("no WebGL 2");
      this.nodes = twgl.createProgramInfo(this.gl, NODE);
      this.ties = twgl.createProgramInfo(this.gl, LINE);
      this.restyle();
    }

    restyle() {
      this.paper = rgb(mc.token("surface"));
      this.shades = null;
      this.tints = null;
    }

    /** Put what changed into the buffers: places, lines, states; what stayed the same stays there. */
    load(map, before) {
      const { gl } = this;
      const anew = !before || before.ids.length !== map.ids.length || map.resited;
      if (anew) {
        this.marks = new Uint8Array(map.ids.length);
        const small = (data) => ({ numComponents: 1, data, type: gl.UNSIGNED_BYTE, normalize: false });
        const place = { x: { numComponents: 1, data: map.x }, y: { numComponents: 1, data: map.y } };
        this.points = this.replaced(this.points, { ...place, state: small(map.states), kind: small(map.kindOf), lit: small(this.marks) });
      } else if (before.states !== map.states) twgl.setAttribInfoBufferFromArray(gl, this.points.attribs.state, map.states);
      if (anew || map.relined) this.bundle(map);
      if (!before || before.faces !== map.faces) this.shades = null;
      this.map = map;
      this.count = map.ids.length;
    }

    replaced(old, arrays) {
      for (const one of Object.values(old?.attribs || {})) this.gl.deleteBuffer(one.buffer);
      return twgl.createBufferInfoFromArrays(this.gl, arrays);
    }

    /** Lines in order of their kind and length, so that a kind has one colour and the short can be left for later. */
    bundle(map) {
      const { gl } = this;
      const total = map.sources.length;
      const slot = new Uint16Array(total);
      const starts = new Uint32Array(map.ties.length * STEPS + 1);
      for (let line = 0; line < total; line++) {
        const [a, b] = [map.sources[line], map.targets[line]];
        const step = Math.min(STEPS - 1, stepOf(Math.hypot(map.x[a] - map.x[b], map.y[a] - map.y[b])));
        slot[line] = map.tieOf[line] * STEPS + (STEPS - 1 - step);
        starts[slot[line] + 1]++;
      }
      for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
      const [next, ends] = [starts.slice(), new Uint32Array(2 * total)];
      for (let line = 0; line < total; line++) { const at = 2 * next[slot[line]]++; ends[at] = map.sources[line]; ends[at + 1] = map.targets[line]; }
      this.starts = starts;
      this.ends = this.ends || gl.createBuffer();
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.ends);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, ends, gl.STATIC_DRAW);
      this.lines = { attribs: { x: this.points.attribs.x, y: this.points.attribs.y }, indices: this.ends, numElements: 2 * total, elementType: gl.UNSIGNED_INT };
      this.total = total;
    }

    light(marks) {
      if (marks) this.marks = marks;
      twgl.setAttribInfoBufferFromArray(this.gl, this.points.attribs.lit, this.marks);
    }

    viewOf({ zoom, x, y }, width, height) {
      return [2 * zoom / width, -2 * zoom / height, 2 * x / width - 1, 1 - 2 * y / height];
    }

    /** Begin a picture: the paper, then every node; lines go beneath nodes whenever they come. */
    begin(camera, width, height, ratio, dim) {
      const { gl } = this;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
      gl.viewport(0, 0, w, h);
      gl.enable(gl.DEPTH_TEST);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
      gl.clearColor(...this.paper, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      this.shades = this.shades || palette(this.map.faces);
      this.view = this.viewOf(camera, width, height);
      const size = Math.min(72, Math.max(1.8, 25 * camera.zoom)) * ratio;
      gl.useProgram(this.nodes.program);
      twgl.setBuffersAndAttributes(gl, this.nodes, this.points);
      twgl.setUniforms(this.nodes, { view: this.view, size, ratio, dim: dim ? 1 : 0, ...this.shades });
      gl.drawArrays(gl.POINTS, 0, this.count);
    }

    /** Runs of lines that are long enough to be seen, as [kind, first, number, passes]: those that are longer than
        what is looked at mostly pass by. */
    runs(zoom, width) {
      const found = [];
      const [short, long] = [stepOf(1 / Math.max(zoom, 1e-6)), stepOf(1.1 * width / zoom)];
      const add = (kind, from, to, passes) => to > from && found.push([this.map.ties[kind], from, to - from, passes]);
      for (let kind = 0; kind < this.map.ties.length; kind++) {
        const at = (step) => this.starts[kind * STEPS + STEPS - Math.max(0, Math.min(STEPS, step))];
        add(kind, at(STEPS), at(Math.max(long + 1, short)), true);
        add(kind, at(Math.max(long + 1, short)), at(short), false);
      }
      return found;
    }

    draw(kind, first, number, alpha) {
      const { gl } = this;
      this.tints = this.tints || {};
      this.tints[kind] = this.tints[kind] || rgb(mc.token(TIE[kind] || "edge"));
      gl.useProgram(this.ties.program);
      twgl.setBuffersAndAttributes(gl, this.ties, this.lines);
      twgl.setUniforms(this.ties, { view: this.view, tint: [...this.tints[kind], alpha] });
      gl.drawElements(gl.LINES, 2 * number, gl.UNSIGNED_INT, 8 * first);
    }
  }

  mc.Ground = Ground;
})(window.mc = window.mc || {});
