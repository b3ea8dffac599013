// α as coloured cells: target down, source across, both in sight while the cells scroll.

const ROOM = { index: 24, strip: 46, foot: 22 }; // px, of numbers beside and beyond the cells

class Heatmap {
  constructor(data, pen) {
    Object.assign(this, { data, pen, size: data.size });
    const { rows, columns } = data;
    this.wide = columns.length * this.size;
    this.high = rows.length * this.size;
    this.tilted = this.size >= 32; // upright letters need less room between columns
    const shown = { target: rows.map((t) => pen.clip(t)), source: columns.map((t) => pen.clip(t)) };
    const widths = shown.source.map((text) => pen.width(text) + 8);
    this.left = Math.max(...shown.target.map((text) => pen.width(text))) + ROOM.index + 12;
    this.top = Math.ceil(Math.max(...widths) * (this.tilted ? Math.SQRT1_2 : 1)) + (this.tilted ? 30 : 18);
    const overhang = widths.map((w, j) => w * Math.SQRT1_2 + 14 - (columns.length - j - 0.5) * this.size);
    this.tail = Math.max(ROOM.strip, this.tilted ? Math.ceil(Math.max(...overhang)) : 0);
    this.labels = {
      target: rows.map((text, i) => this.row(text, shown.target[i], i)),
      source: columns.map((text, j) => this.column(text, shown.source[j], widths[j], j)),
    };
    this.marks = new Marks((kind, i, j) => shape("g", { transform: `translate(${j * this.size} ${i * this.size})` }, sign(kind, this.size)));
    this.bands = shape("g");
    this.cells = shape("g", { class: "cells" }, this.weights(), this.marks.root, this.bands);
    this.strips = { target: shape("g"), source: shape("g") };
  }

  row(text, shown, i) {
    const middle = this.size / 2 + 4.5;
    return label("target", i, text, this.pen,
      shape("rect", { class: "hit", x: 2, y: i * this.size + 1, width: this.left - 4, height: this.size - 2, rx: 3 }),
      shape("text", { class: "end word", x: this.left - ROOM.index - 3, y: i * this.size + middle }, shown),
      shape("text", { class: "index", x: this.left - ROOM.index / 2 - 1, y: i * this.size + middle - 1 }, i + 1));
  }

  column(text, shown, width, j) {
    const high = this.tilted ? 22 : this.size - 2;
    const turned = shape("g", { transform: `translate(${(j + 0.5) * this.size} ${this.top - 19}) rotate(${this.tilted ? -45 : -90})` },
      shape("rect", { class: "hit", x: -2, y: -high / 2, width: width + 2, height: high, rx: 3 }),
      shape("text", { class: "word", x: 3, y: 4.5 }, shown));
    return label("source", j, text, this.pen, turned,
      shape("text", { class: "index", x: (j + 0.5) * this.size, y: this.top - 5 }, j + 1));
  }

  weights() {
    const colour = colouring(this.data.scale);
    const all = document.createDocumentFragment();
    const one = shape("rect", { width: this.size - 1, height: this.size - 1 });
    this.data.alpha.forEach((row, i) => {
      row.forEach((a, j) => {
        const cell = one.cloneNode();
        cell.setAttribute("x", j * this.size + 0.5);
        cell.setAttribute("y", i * this.size + 0.5);
        cell.setAttribute("fill", colour(a));
        all.append(cell);
      });
    });
    return shape("g", { class: "weights" }, all);
  }

  paint(state) {
    const { side, chosen, sums } = state;
    paintLabels(this.labels, state);
    this.bands.replaceChildren(...[...chosen].map((k) => shape("rect", side === "target"
      ? { class: "band", x: 0, y: k * this.size, width: this.wide, height: this.size }
      : { class: "band", x: k * this.size, y: 0, width: this.size, height: this.high })));
    this.strips.source.replaceChildren(...(side === "target" ? this.strip(sums, chosen.size) : []));
    this.strips.target.replaceChildren(...(side === "source" ? this.strip(sums, chosen.size, true) : []));
    for (const [of, nodes] of Object.entries(this.totals ?? {})) for (const node of nodes) node.hidden = side !== opposite(of);
    this.marks.paint(state);
  }

  // Sums as numbers beyond the last row or column; where a cell is narrow, they stand upright.
  strip(sums, most, down = false) {
    const upright = !down && this.size < 30;
    return sums.flatMap((sum, k) => {
      const [x, y, width, height] = down ? [3, k * this.size + 1, 38, this.size - 2] : [k * this.size + 1, 2, this.size - 2, this.foot - 4];
      const [cx, cy] = [x + width / 2, y + height / 2];
      const text = shape("text", { class: "sum", x: cx, y: cy + 4, ...(upright ? { transform: `rotate(-90 ${cx} ${cy})` } : {}) }, sum.toFixed(2));
      return [shape("rect", { class: "hit", x, y, width, height, rx: 3, "fill-opacity": (0.5 * sum / most).toFixed(3) }), text];
    });
  }

  get foot() {
    return this.size < 30 ? 34 : ROOM.foot;
  }

  // On screen: labels and sums stay in sight while the cells scroll.
  mount() {
    const { left, top, tail, wide, high, foot } = this;
    const part = (kind, width, height, attributes, ...children) => {
      const node = picture(width, height, attributes, ...children);
      return element("div", { class: kind }, node);
    };
    const labels = (side, name) => shape("g", { role: "group", "aria-label": name }, ...this.labels[side]);
    this.cursorCell = shape("g", { role: "gridcell", id: "cursor-cell" },
      shape("rect", { class: "under", width: this.size, height: this.size }), shape("rect", { class: "over", width: this.size, height: this.size }));
    this.cursorRow = shape("g", { class: "cursor off", role: "row" }, this.cursorCell);
    this.plane = picture(wide, high, {
      class: "plane", tabindex: "0", role: "grid", "aria-label": "Weights α: rows are target words, columns source words",
      "aria-rowcount": this.data.rows.length, "aria-colcount": this.data.columns.length, "aria-activedescendant": "cursor-cell",
    }, this.cells, this.cursorRow);
    this.totals = {
      source: [part("totals bottom", wide, foot, { "aria-hidden": "true" }, this.strips.source), element("div", { class: "totals foot", "aria-hidden": "true" }, "Σ α")],
      target: [part("totals right", ROOM.strip, high, { "aria-hidden": "true" }, this.strips.target)],
    };
    this.node = element("div", { class: "scroller" },
      element("div", { class: "corner" }),
      part("columns", wide + tail, top, {}, labels("source", "Source words")),
      part("rows", left, high, {}, labels("target", "Target words")),
      element("div", { class: "middle" }, this.plane),
      ...this.totals.source, ...this.totals.target);
    this.node.style.gridTemplate = `${top}px ${high}px ${foot}px / ${left}px ${wide}px ${tail}px`;
    return this.node;
  }

  at({ clientX, clientY }) {
    const box = this.plane.getBoundingClientRect();
    const [i, j] = [Math.floor((clientY - box.top) / this.size), Math.floor((clientX - box.left) / this.size)];
    return this.data.alpha[i]?.[j] === undefined ? null : [i, j];
  }

  // The one row and cell that the grid names at a time: where the keys are, seen or not.
  point([i, j], name, seen) {
    this.cursorRow.classList.toggle("off", !seen);
    this.cursorRow.setAttribute("transform", `translate(${j * this.size} ${i * this.size})`);
    fill(this.cursorRow, { "aria-rowindex": i + 1 }, []);
    fill(this.cursorCell, { "aria-colindex": j + 1, "aria-label": name }, []);
  }

  reveal([i, j]) {
    const { node, size, left, top } = this;
    const into = (at, before, seen, shown) => Math.min(at, Math.max(shown, at + size - (seen - before)));
    if (j !== null) node.scrollLeft = into(j * size, left, node.clientWidth, node.scrollLeft);
    if (i !== null) node.scrollTop = into(i * size, top, node.clientHeight, node.scrollTop);
  }

  // For a file: everything, also what is scrolled out of sight.
  sheet({ side }) {
    const { left, top, tail, wide, high, foot } = this;
    const node = group("heatmap", 0, 0, group("source", left, 0, ...this.labels.source), group("target", 0, top, ...this.labels.target),
      group("plane", left, top, this.cells), group("sums", left + wide, top, this.strips.target), group("sums", left, top + high, this.strips.source));
    return { node, width: left + wide + tail, height: top + high + (side === "target" ? foot : 0) };
  }
}
