// Weights as lines between two rows of words, each as thick as its weight.

const ROWS = { thickest: 10, source: 62, high: 200, gap: 16 };

class Links {
  constructor(data, pen) {
    Object.assign(this, { data, pen });
    const shown = { source: data.columns.map((t) => pen.clip(t)), target: data.rows.map((t) => pen.clip(t)) };
    const widths = { source: shown.source.map((t) => this.room(t)), target: shown.target.map((t) => this.room(t)) };
    this.width = Math.max(total(widths.source), total(widths.target));
    this.height = 2 * ROWS.source + ROWS.high;
    this.x = {};
    for (const side of ["source", "target"]) {
      const more = (this.width - total(widths[side])) / widths[side].length; // both rows have the width of the wider one
      let edge = 0;
      const middles = widths[side].map((w) => (edge += w + more) - (w + more) / 2);
      this.x[side] = data[side].direction === "rtl" ? middles.map((x) => this.width - x) : middles;
    }
    this.y = { source: ROWS.source, target: ROWS.source + ROWS.high };
    this.labels = Object.fromEntries(["source", "target"].map((side) => [side,
      (side === "source" ? data.columns : data.rows).map((_, k) => this.word(side, k, shown[side][k], widths[side][k]))]));
    this.strips = Object.fromEntries(["source", "target"].map((side) => [side, shape("g")]));
    this.lines = this.weights();
    this.marks = new Marks((kind, i, j) => this.link(kind, i, j));
    this.hiddenCount = 0;
    this.shown = Infinity; // rows that are written
  }

  static needed({ rows, columns }, pen) {
    const room = (texts) => total(texts.map((text) => Math.max(pen.width(pen.clip(text)), 26) + ROWS.gap));
    return Math.max(room(rows), room(columns));
  }

  room(text) {
    return Math.max(this.pen.width(text), 26) + ROWS.gap;
  }

  word(side, k, shown, width) {
    const x = this.x[side][k];
    const y = side === "source" ? 4 : this.y.target + 18;
    const [word, index] = side === "source" ? [y + 32, y + 13] : [y + 18, y + 36];
    return label(this.data, side, k, this.pen,
      shape("rect", { class: "hit", x: x - width / 2 + 3, y, width: width - 6, height: 40, rx: 4 }),
      shape("text", { class: "middle word", ...svgLangOf(this.data[side]), x, y: word }, shown),
      shape("text", { class: "index", x, y: index }, k + 1));
  }

  curve(i, j) {
    const [from, to, middle] = [this.x.source[j], this.x.target[i], (this.y.source + this.y.target) / 2];
    return `M${from.toFixed(1)} ${this.y.source} C${from.toFixed(1)} ${middle} ${to.toFixed(1)} ${middle} ${to.toFixed(1)} ${this.y.target}`;
  }

  // A line for every weight, in ascending order, so that hidden lines are the first ones.
  weights() {
    const root = shape("g", { class: "lines" });
    this.ascending = [];
    this.grid = this.data.matrix.values.map((row, i) => row.map((value, j) => {
      const share = this.data.shares[i][j];
      const line = shape("path", {
        class: `line${share < 0 ? " negative" : ""}`, "data-i": i, "data-j": j, d: this.curve(i, j),
        "stroke-width": (ROWS.thickest * Math.abs(share)).toPrecision(5), "stroke-opacity": (0.2 + 0.7 * Math.abs(share)).toFixed(3),
      });
      this.ascending.push({ a: Math.abs(value), line });
      return line;
    }));
    this.ascending.sort((p, q) => p.a - q.a);
    root.append(...this.ascending.map(({ line }) => line));
    return root;
  }

  link(kind, i, j) {
    if (kind !== "predicted") return shape("path", { class: `gold-line ${kind}`, d: this.curve(i, j) });
    // On the line, at four fifths of its length: dots in the middle, where lines cross, would meet.
    const [from, to] = [this.x.source[j], this.x.target[i]];
    return shape("circle", { class: "dot", cx: 0.104 * from + 0.896 * to, cy: this.y.source + 0.752 * ROWS.high, r: 4 });
  }

  paint(state) {
    const { side, selected, sums, floor } = state;
    paintLabels(this.labels, state);
    this.lines.classList.toggle("picked", selected.size > 0);
    for (const line of this.lit ?? []) line.classList.remove("on");
    this.lit = [...selected].flatMap((k) => (side === "target" ? this.grid[k] : this.grid.map((row) => row[k])));
    for (const line of this.lit) line.classList.add("on");
    for (const of of ["source", "target"]) {
      this.strips[of].replaceChildren(...(side === opposite(of) ? this.strip(of, sums) : []));
    }
    if (state.written !== this.shown) this.grid.forEach((row, i) => row.forEach((line) => line.classList.toggle("unwritten", i >= state.written)));
    this.shown = state.written;
    this.hide(floor);
    this.marks.paint(state);
  }

  strip(side, sums) {
    const y = side === "source" ? this.y.source - 5 : this.y.target + 12;
    return sums.map((sum, k) => shape("text", { class: "sum", x: this.x[side][k], y }, signed(sum.toFixed(2))));
  }

  hide(floor) {
    const below = this.below(floor);
    for (const { line } of this.ascending.slice(Math.min(below, this.hiddenCount), Math.max(below, this.hiddenCount))) {
      if (below > this.hiddenCount) line.setAttribute("display", "none");
      else line.removeAttribute("display");
    }
    this.hiddenCount = below;
  }

  // How many weights are below the floor.
  below(floor) {
    const first = this.ascending.findIndex(({ a }) => a >= floor);
    return first < 0 ? this.ascending.length : first;
  }

  mount() {
    const part = (side, name) => shape("g", { role: "group", "aria-label": name }, ...this.labels[side]);
    fill(this.lines, { role: "img", "aria-label": `A line for every weight ${this.data.matrix.symbol}, as thick as the weight` }, []);
    const { width, height } = this;
    this.node = element("div", { class: "scroller" }, picture(width, height, { class: "two-rows" },
      this.lines, this.marks.root, part("source", "Source words"), part("target", "Target words"),
      shape("g", { "aria-hidden": "true" }, this.strips.source, this.strips.target)));
    this.node.style.setProperty("--wide", width); // for paper, in the style sheet
    this.node.style.setProperty("--tall", height);
    return this.node;
  }

  at({ target }) {
    const line = target.closest(".line");
    return line && [Number(line.dataset.i), Number(line.dataset.j)];
  }

  reveal([i, j]) {
    const x = i === null ? this.x.source[j] : this.x.target[i];
    const { node } = this;
    if (x < node.scrollLeft + 60 || x > node.scrollLeft + node.clientWidth - 60) node.scrollLeft = x - node.clientWidth / 2;
  }

  point() {}

  sheet() {
    const node = group("links", 0, 0, this.lines, this.marks.root, ...this.labels.source, ...this.labels.target, this.strips.source, this.strips.target);
    return { node, width: this.width, height: this.height };
  }
}
