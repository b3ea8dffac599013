// Weights as coloured cells: target words down, source words across, from the right if they are
// written so; labels stay while cells scroll.

const ROOM = { index: 24, strip: 46 }; // px, for numbers before and after the cells
const CELL = { least: 20, wide: 46, high: 34, number: 30 }; // px; a number needs a width of its own
const AT_ONCE = 100_000; // cells, of which a browser makes some 80,000 a second; in larger drawings rows are made as they come into sight
const TILTED_FROM = 32; // px; in narrower columns labels stand upright

class Heatmap {
  constructor(data, pen, room) {
    Object.assign(this, { data, pen });
    const { rows, columns, matrix } = data;
    const shown = { target: rows.map((t) => pen.clip(t)), source: columns.map((t) => pen.clip(t)) };
    this.widths = shown.source.map((text) => pen.width(text) + 8);
    this.left = Math.max(...shown.target.map((text) => pen.width(text))) + ROOM.index + 12;
    this.mirrored = data.source.direction === "rtl";
    this.fit(room);
    [this.wide, this.high] = [columns.length * this.width, rows.length * this.height];
    this.foot = this.width < 30 ? 34 : 22;
    this.labels = {
      target: rows.map((_, i) => this.row(shown.target[i], i)),
      source: columns.map((_, j) => this.column(shown.source[j], this.widths[j], j)),
    };
    this.marks = new Marks((kind, i, j) => shape("g", { transform: `translate(${this.x(j)} ${i * this.height})` }, sign(kind, this.width, this.height)));
    this.bands = shape("g");
    this.written = matrix.values.map(() => shape("g", { class: "weight-row" }));
    this.unmade = new Set(matrix.values.keys());
    if (rows.length * columns.length <= AT_ONCE) this.make();
    this.cells = shape("g", { class: "cells" }, shape("g", { class: "weights" }, ...this.written), this.lattice(), this.marks.root, this.bands);
    this.strips = { target: shape("g"), source: shape("g") };
    this.shown = Infinity; // rows that are written
  }

  // The width that a drawing with cells of a width needs.
  static needed({ rows, columns }, pen) {
    return Math.max(...rows.map((text) => pen.width(pen.clip(text)))) + ROOM.index + 12 + columns.length * CELL.number + ROOM.strip;
  }

  // The largest cells with which the drawing fits the room; if none do, it scrolls.
  fit({ width, height, cell }) {
    const [down, across] = [this.data.rows.length, this.data.columns.length];
    this.width = cell ?? CELL.wide;
    this.frame(across);
    while (!cell && this.width > CELL.least && this.left + across * this.width + this.tail > width) {
      this.width -= 1;
      this.frame(across);
    }
    this.height = cell ?? clamp(CELL.least, Math.floor((height - this.top - 26) / down), Math.min(CELL.high, this.width + 6));
  }

  // The place of a source word from the left, and its left edge in px.
  place(j) {
    return this.mirrored ? this.data.columns.length - 1 - j : j;
  }

  x(j) {
    return this.place(j) * this.width;
  }

  // Room above the cells for labels, and after them for those that reach further.
  frame(across) {
    this.tilted = this.width >= TILTED_FROM;
    this.top = Math.ceil(Math.max(...this.widths) * (this.tilted ? Math.SQRT1_2 : 1)) + (this.tilted ? 30 : 18);
    const overhang = this.widths.map((w, j) => w * Math.SQRT1_2 + 14 - (across - this.place(j) - 0.5) * this.width);
    this.tail = Math.max(ROOM.strip, this.tilted ? Math.ceil(Math.max(...overhang)) : 0);
  }

  row(shown, i) {
    const middle = this.height / 2 + 4.5;
    return label(this.data, "target", i, this.pen,
      shape("rect", { class: "hit", x: 2, y: i * this.height + 1, width: this.left - 4, height: this.height - 2, rx: 3 }),
      shape("text", { class: "end word", ...svgLangOf(this.data.target), x: this.left - ROOM.index - 3, y: i * this.height + middle }, shown),
      shape("text", { class: "index", x: this.left - ROOM.index / 2 - 1, y: i * this.height + middle - 1 }, i + 1));
  }

  column(shown, width, j) {
    const high = this.tilted ? 22 : this.width - 2;
    const turned = shape("g", { transform: `translate(${this.x(j) + this.width / 2} ${this.top - 19}) rotate(${this.tilted ? -45 : -90})` },
      shape("rect", { class: "hit", x: -2, y: -high / 2, width: width + 2, height: high, rx: 3 }),
      shape("text", { class: "begin word", ...svgLangOf(this.data.source), x: 3, y: 4.5 }, shown));
    return label(this.data, "source", j, this.pen, turned,
      shape("text", { class: "index", x: this.x(j) + this.width / 2, y: this.top - 5 }, j + 1));
  }

  // A cell's opacity is its share of the scale, so that 0 has the colour of the page.
  cellRow(row, i) {
    const { matrix, shares } = this.data;
    const cells = row.map((_, j) => shape("rect", {
      class: `cell${shares[i][j] < 0 ? " negative" : ""}`, "fill-opacity": Math.abs(shares[i][j]),
      x: this.x(j) + 0.5, y: i * this.height + 0.5, width: this.width - 1, height: this.height - 1,
    }));
    const numbers = this.width < CELL.number ? [] : row.map((value, j) => shape("text", {
      class: `number ${readable(shares[i][j])}`, x: this.x(j) + this.width / 2, y: (i + 0.5) * this.height + 4,
    }, cellNumber(value, matrix)));
    this.written[i].append(...cells, ...numbers);
    this.unmade.delete(i);
  }

  // Make the cells of the rows from one to before another, those that are there left alone.
  make(from = 0, to = this.written.length) {
    for (const i of this.unmade) if (i >= from && i < to) this.cellRow(this.data.matrix.values[i], i);
  }

  makeInSight() {
    const { scrollTop, clientHeight } = this.node;
    const [first, count] = [Math.floor(scrollTop / this.height), Math.ceil(clientHeight / this.height)];
    this.make(first - count, first + 2 * count);
  }

  // Fine lines between cells, since a weak one looks like the page.
  lattice() {
    const { width, height, wide, high } = this;
    const down = range(high / height + 1).map((i) => `M0 ${i * height} h${wide}`);
    const across = range(wide / width + 1).map((j) => `M${j * width} 0 v${high}`);
    return shape("path", { class: "grid", d: [...down, ...across].join(" ") });
  }

  paint(state) {
    const { side, selected, sums, shares } = state;
    paintLabels(this.labels, state);
    this.bands.replaceChildren(...[...selected].map((k) => shape("rect", side === "target"
      ? { class: "band", x: 0, y: k * this.height, width: this.wide, height: this.height }
      : { class: "band", x: this.x(k), y: 0, width: this.width, height: this.high })));
    this.strips.source.replaceChildren(...(side === "target" ? this.strip(sums, shares) : []));
    this.strips.target.replaceChildren(...(side === "source" ? this.strip(sums, shares, true) : []));
    for (const [of, nodes] of Object.entries(this.totals ?? {})) for (const node of nodes) node.hidden = side !== opposite(of);
    if (state.written !== this.shown) this.written.forEach((node, i) => fill(node, { opacity: i < state.written ? 1 : 0.06 }, []));
    this.shown = state.written;
    this.marks.paint(state);
  }

  // Sums as numbers after the last row or column; turned upright if cells are narrow.
  strip(sums, shares, down = false) {
    const upright = !down && this.width < 30;
    return sums.map((sum, k) => {
      const [x, y, width, height] = down ? [3, k * this.height + 1, 38, this.height - 2] : [this.x(k) + 1, 2, this.width - 2, this.foot - 4];
      const [cx, cy] = [x + width / 2, y + height / 2];
      const text = shape("text", { class: "sum", x: cx, y: cy + 4, ...(upright ? { transform: `rotate(-90 ${cx} ${cy})` } : {}) }, signed(sum.toFixed(2)));
      const node = shape("g", {}, shape("rect", { class: `hit${shares[k] < 0 ? " negative" : ""}`, x, y, width, height, rx: 3, "fill-opacity": Math.abs(shares[k]).toFixed(3) }), text);
      tint(node, shares[k]);
      return node;
    });
  }

  // The drawing on screen: labels and sums stay visible while the cells scroll.
  mount() {
    const { left, top, tail, wide, high, foot } = this;
    const part = (kind, width, height, attributes, ...children) => element("div", { class: kind }, picture(width, height, attributes, ...children));
    const labels = (side, name) => shape("g", { role: "group", "aria-label": name }, ...this.labels[side]);
    const corners = { width: this.width, height: this.height };
    this.cursorCell = shape("g", { role: "gridcell", id: "cursor-cell" }, shape("rect", { class: "under", ...corners }), shape("rect", { class: "over", ...corners }));
    this.cursorRow = shape("g", { class: "cursor off", role: "row" }, this.cursorCell);
    this.plane = picture(wide, high, {
      class: "plane", tabindex: "0", role: "grid", "aria-label": `Weights ${this.data.matrix.symbol}: rows are target words, columns source words`,
      "aria-rowcount": this.data.rows.length, "aria-colcount": this.data.columns.length, "aria-activedescendant": "cursor-cell",
    }, this.cells, this.cursorRow);
    this.totals = {
      source: [part("totals bottom", wide, foot, { "aria-hidden": "true" }, this.strips.source), element("div", { class: "totals foot", "aria-hidden": "true" }, `Σ ${this.data.matrix.symbol}`)],
      target: [part("totals right", ROOM.strip, high, { "aria-hidden": "true" }, this.strips.target)],
    };
    this.node = element("div", { class: "scroller" },
      element("div", { class: "corner" }),
      part("columns", wide + tail, top, {}, labels("source", "Source words")),
      part("rows", left, high, {}, labels("target", "Target words")),
      element("div", { class: "middle" }, this.plane),
      ...this.totals.source, ...this.totals.target);
    this.node.style.setProperty("--wide", left + wide + tail); // for paper, in the style sheet
    this.node.style.setProperty("--tall", top + high + foot);
    this.node.style.gridTemplate = `${top}px ${high}px ${foot}px / ${left}px ${wide}px ${tail}px`;
    if (this.unmade.size) {
      this.node.addEventListener("scroll", () => this.makeInSight());
      new ResizeObserver(() => this.makeInSight()).observe(this.node);
    }
    return this.node;
  }

  at({ clientX, clientY }) {
    const box = this.plane.getBoundingClientRect();
    const [i, j] = [Math.floor((clientY - box.top) / this.height), this.place(Math.floor((clientX - box.left) / this.width))];
    return this.data.matrix.values[i]?.[j] === undefined ? null : [i, j];
  }

  // Move the grid's only named row and cell to the cursor, which can be invisible.
  point([i, j], name, visible) {
    this.cursorRow.classList.toggle("off", !visible);
    this.cursorRow.setAttribute("transform", `translate(${this.x(j)} ${i * this.height})`);
    fill(this.cursorRow, { "aria-rowindex": i + 1 }, []);
    fill(this.cursorCell, { "aria-colindex": j + 1, "aria-label": name }, []);
  }

  reveal([i, j]) {
    const { node, left, top, tail, foot } = this;
    // The scroll position that shows a cell fully and is nearest to the current one.
    const nearest = (start, size, labels, extent, current) => Math.min(start, Math.max(current, start + size - (extent - labels)));
    if (j !== null) node.scrollLeft = nearest(this.x(j), this.width, left + Math.min(tail, ROOM.strip), node.clientWidth, node.scrollLeft);
    if (i !== null) node.scrollTop = nearest(i * this.height, this.height, top + foot, node.clientHeight, node.scrollTop);
  }

  // The whole drawing, for a file.
  sheet({ side }) {
    this.make();
    const { left, top, tail, wide, high, foot } = this;
    const node = group("heatmap", 0, 0, group("source", left, 0, ...this.labels.source), group("target", 0, top, ...this.labels.target),
      group("plane", left, top, this.cells), group("sums", left + wide, top, this.strips.target), group("sums", left, top + high, this.strips.source));
    return { node, width: left + wide + tail, height: top + high + (side === "target" ? foot : 0) };
  }
}
