// The board: α of one decoding as a heatmap, or as lines between two rows of words, drawn in the
// browser from one JSON. Words can be picked out and their α added up, gold links be clicked, and
// the drawing be saved, all without a trip to the server; only gold links are reported to it.
// A drawing is built once for what it shows; what is chosen afterwards touches only what changes.
// The same builders draw for the screen and for files. Text is always set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const LETTERS = 13; // px, of labels
const ROOM = { index: 24, strip: 46, foot: 22, pad: 16 };
const NARROW = 640; // px: below, labels may take no more than a part of the width
const REPORT_MS = 300; // clicks come in bursts: gold links are reported when they rest
const NEXT = { none: "sure", sure: "possible", possible: "none" };
const SIGNS = { found: "found by the rule", sure: "gold, sure", possible: "gold, possible" };
const FILE_FAMILY = '"Source Sans 3", "Noto Sans", "Noto Sans Devanagari", Arial, sans-serif';
const FILE_SLACK = 1.15; // other programs have other Latin letters, and wider ones
const FILE_COLOURS = { ink: "#1f2328", paper: "#ffffff", accent: "#b3420e", look: "#2f6f8f" };
const SCREEN_COLOURS = Object.fromEntries(Object.keys(FILE_COLOURS).map((name) => [name, `var(--${name})`]));

const element = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const shape = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const group = (kind, x = 0, y = 0, ...children) =>
  shape("g", { class: kind, transform: `translate(${x} ${y})` }, ...children);
const picture = (width, height, attributes, ...children) =>
  shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...children);
const range = (count) => [...Array(count).keys()];
const opposite = (side) => (side === "target" ? "source" : "target");
const letterOf = (side) => (side === "target" ? "i" : "j");
// A word that is written from right to left must not turn the sentence around it.
const quoted = (text) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`);

// ---------------------------------------------------------------- numbers

// Linear between the stops of Plotly's scale, channel by channel, as Plotly does.
function colouring(scale) {
  const stops = scale.map(([at, hex]) => [at, [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16))]);
  return (value) => {
    const at = Math.min(Math.max(value, 0), 1);
    const k = Math.max(1, stops.findIndex(([stop]) => stop >= at));
    const [[low, from], [high, to]] = [stops[k - 1], stops[k]];
    const share = (at - low) / (high - low);
    return `rgb(${from.map((channel, c) => Math.round(channel + share * (to[c] - channel))).join(",")})`;
  };
}

// Σ of α over the chosen rows for every column, or over the chosen columns for every row.
function added({ alpha }, side, chosen) {
  const order = [...chosen].sort((p, q) => p - q);
  const over = (terms) => terms.reduce((sum, term) => sum + term, 0);
  return side === "target"
    ? alpha[0].map((_, j) => over(order.map((i) => alpha[i][j])))
    : alpha.map((row) => over(order.map((j) => row[j])));
}

function read(line) {
  const gold = new Map();
  for (const part of line.split(" ").filter(Boolean)) {
    const [, s, sign, t] = part.match(/^(\d+)([-?])(\d+)$/);
    gold.set(`${s}-${t}`, sign === "-" ? "sure" : "possible");
  }
  return gold;
}

function write(gold) {
  const links = [...gold].map(([link, kind]) => [...link.split("-").map(Number), kind]);
  links.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return links.map(([s, t, kind]) => `${s}${kind === "sure" ? "-" : "?"}${t}`).join(" ");
}

// ---------------------------------------------------------------- letters

const oneSpace = (text) => text.replace(/ +/g, " "); // as SVG shows several

// How wide text is, and how much of it a label shows.
class Pen {
  constructor({ family, longest, cap, live, slack = 1 }) {
    this.context = document.createElement("canvas").getContext("2d");
    this.context.font = `${LETTERS}px ${family}`;
    Object.assign(this, { longest, cap, live, slack });
  }

  width(text) {
    return Math.ceil(this.slack * this.context.measureText(oneSpace(text)).width);
  }

  clip(text) {
    const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
    if (letters.length <= this.longest && this.width(text) <= this.cap) return text;
    let kept = letters.slice(0, this.longest - 1);
    while (kept.length > 1 && this.width(kept.join("") + "…") > this.cap) kept = kept.slice(0, -1);
    return kept.join("") + "…";
  }

  lines(text, width) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) && this.width(longer) > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }
}

// What is drawn looks the same on screen, in the page's colours, and in a file, in its own.
const styles = ({ ink, paper, accent, look }, family) => `
text { font-family: ${family}; font-size: ${LETTERS}px; fill: ${ink}; }
.index, .sum { font-size: 10.5px; }
.index, .middle, .sum { text-anchor: middle; }
.end { text-anchor: end; }
.hit { fill: ${accent}; }
.chosen .hit { fill-opacity: 1; }
.chosen text { fill: ${paper}; }
.band { fill: none; stroke: ${accent}; stroke-width: 3px; }
.line { fill: none; stroke: ${look}; }
.picked .line { stroke-opacity: .09; }
.picked .line.on { stroke: ${accent}; stroke-opacity: .85; }
.under, .over { fill: none; }
.under { stroke: #101010; stroke-width: 4.5px; }
.over { stroke: #ffffff; stroke-width: 2px; }
.possible .under, .possible .over { stroke-dasharray: 4 3; }
.dot { fill: #ffffff; stroke: #101010; stroke-width: 1.5px; }
.tie { fill: none; stroke: ${ink}; stroke-width: 1.5px; }
.tie.possible { stroke-dasharray: 5 4; }
`;

// A word to be picked: a button on screen, plain text in a file.
function label(side, index, text, pen, ...children) {
  const node = shape("g", { class: "label" }, ...children);
  if (pen.live) {
    const name = `${letterOf(side)} = ${index + 1} ${quoted(text)}`;
    fill(node, { role: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": name, "data-side": side, "data-index": index }, []);
  }
  if (pen.live || pen.clip(text) !== text) node.append(shape("title", {}, text));
  return node;
}

// Which words are chosen, and on the other side how much of α they add up to.
function paintLabels(labels, { side, chosen, sums }) {
  for (const [of, nodes] of Object.entries(labels)) {
    nodes.forEach((node, k) => {
      const pressed = side === of && chosen.has(k);
      node.classList.toggle("chosen", pressed);
      if (node.hasAttribute("role")) node.setAttribute("aria-pressed", pressed);
      const share = side === opposite(of) ? sums[k] / chosen.size : 0;
      node.querySelector(".hit").setAttribute("fill-opacity", (0.5 * share).toFixed(3));
    });
  }
}

// ---------------------------------------------------------------- signs of links

// Three signs that differ in shape; white on black, since a cell can have any colour.
function sign(kind, size) {
  if (kind === "found") return shape("circle", { class: "dot", cx: size / 2, cy: size / 2, r: Math.max(3, size * 0.12) });
  const box = { x: 3.5, y: 3.5, width: size - 7, height: size - 7 };
  return shape("g", { class: kind }, shape("rect", { class: "under", ...box }), shape("rect", { class: "over", ...box }));
}

// Keeps the nodes of links in step with the links, touching only those that changed.
class Marks {
  constructor(draw) {
    this.root = shape("g");
    this.draw = draw;
    this.nodes = new Map();
  }

  paint({ gold, found }) {
    const wanted = new Map([...gold].map(([link, kind]) => [`${kind} ${link}`, [kind, link]]));
    for (const link of found) wanted.set(`found ${link}`, ["found", link]);
    for (const [name, node] of this.nodes) {
      if (wanted.has(name)) continue;
      node.remove();
      this.nodes.delete(name);
    }
    for (const [name, [kind, link]] of wanted) {
      if (this.nodes.has(name)) continue;
      const [s, t] = link.split("-").map(Number);
      const node = fill(this.draw(kind, t, s), { "data-link": name }, []);
      this.root.append(node);
      this.nodes.set(name, node);
    }
  }
}

// ---------------------------------------------------------------- the heatmap

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
    this.cursorRow = shape("g", { class: "cursor", role: "row", visibility: "hidden" }, this.cursorCell);
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

  point(place, name = "") {
    this.cursorRow.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    const [i, j] = place;
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

// ---------------------------------------------------------------- two rows of words

const TIE = { thickest: 10, source: 62, high: 200, gap: 16 };

class Links {
  constructor(data, pen) {
    Object.assign(this, { data, pen });
    const shown = { source: data.columns.map((t) => pen.clip(t)), target: data.rows.map((t) => pen.clip(t)) };
    const widths = { source: shown.source.map((t) => this.room(t)), target: shown.target.map((t) => this.room(t)) };
    const total = (side) => widths[side].reduce((sum, w) => sum + w, 0);
    this.width = Math.max(total("source"), total("target"));
    this.height = 2 * TIE.source + TIE.high;
    this.x = {};
    for (const side of ["source", "target"]) {
      const more = (this.width - total(side)) / widths[side].length; // both rows as wide as the wider
      let edge = 0;
      this.x[side] = widths[side].map((w) => (edge += w + more) - (w + more) / 2);
    }
    this.y = { source: TIE.source, target: TIE.source + TIE.high };
    this.labels = Object.fromEntries(["source", "target"].map((side) => [side,
      (side === "source" ? data.columns : data.rows).map((text, k) => this.word(side, k, text, shown[side][k], widths[side][k]))]));
    this.strips = Object.fromEntries(["source", "target"].map((side) => [side, shape("g")]));
    this.lines = this.weights();
    this.marks = new Marks((kind, i, j) => this.tie(kind, i, j));
    this.above = 0;
  }

  room(text) {
    return Math.max(this.pen.width(text), 26) + TIE.gap;
  }

  word(side, k, text, shown, width) {
    const x = this.x[side][k];
    const y = side === "source" ? 4 : this.y.target + 18;
    const [word, index] = side === "source" ? [y + 32, y + 13] : [y + 18, y + 36];
    return label(side, k, text, this.pen,
      shape("rect", { class: "hit", x: x - width / 2 + 3, y, width: width - 6, height: 40, rx: 4 }),
      shape("text", { class: "middle word", x, y: word }, shown),
      shape("text", { class: "index", x, y: index }, k + 1));
  }

  curve(i, j) {
    const [from, to, middle] = [this.x.source[j], this.x.target[i], (this.y.source + this.y.target) / 2];
    return `M${from.toFixed(1)} ${this.y.source} C${from.toFixed(1)} ${middle} ${to.toFixed(1)} ${middle} ${to.toFixed(1)} ${this.y.target}`;
  }

  // A line for every weight, none left out; rising, so that hiding the thin ones is a prefix.
  weights() {
    const root = shape("g", { class: "lines" });
    this.rising = [];
    this.grid = this.data.alpha.map((row, i) => row.map((a, j) => {
      const line = shape("path", {
        class: "line", "data-i": i, "data-j": j, d: this.curve(i, j),
        "stroke-width": (TIE.thickest * a).toFixed(4), "stroke-opacity": (0.2 + 0.7 * a).toFixed(3),
      });
      this.rising.push({ a, line });
      return line;
    }));
    this.rising.sort((p, q) => p.a - q.a);
    root.append(...this.rising.map(({ line }) => line));
    return root;
  }

  tie(kind, i, j) {
    if (kind !== "found") return shape("path", { class: `tie ${kind}`, d: this.curve(i, j) });
    // On the line, four fifths of the way: half way, where lines cross, dots would meet.
    const [from, to] = [this.x.source[j], this.x.target[i]];
    return shape("circle", { class: "dot", cx: 0.104 * from + 0.896 * to, cy: this.y.source + 0.752 * TIE.high, r: 4 });
  }

  paint(state) {
    const { side, chosen, sums, floor } = state;
    paintLabels(this.labels, state);
    this.lines.classList.toggle("picked", chosen.size > 0);
    for (const line of this.lit ?? []) line.classList.remove("on");
    this.lit = [...chosen].flatMap((k) => (side === "target" ? this.grid[k] : this.grid.map((row) => row[k])));
    for (const line of this.lit) line.classList.add("on");
    for (const of of ["source", "target"]) {
      this.strips[of].replaceChildren(...(side === opposite(of) ? this.strip(of, sums) : []));
    }
    this.hide(floor);
    this.marks.paint(state);
  }

  strip(side, sums) {
    const y = side === "source" ? this.y.source - 5 : this.y.target + 12;
    return sums.map((sum, k) => shape("text", { class: "sum", x: this.x[side][k], y }, sum.toFixed(2)));
  }

  hide(floor) {
    const below = this.below(floor);
    for (const { line } of this.rising.slice(Math.min(below, this.above), Math.max(below, this.above))) {
      if (below > this.above) line.setAttribute("display", "none");
      else line.removeAttribute("display");
    }
    this.above = below;
  }

  below(floor) {
    const first = this.rising.findIndex(({ a }) => a >= floor);
    return first < 0 ? this.rising.length : first;
  }

  mount() {
    const part = (side, name) => shape("g", { role: "group", "aria-label": name }, ...this.labels[side]);
    fill(this.lines, { role: "img", "aria-label": "A line for every weight α, as thick as the weight" }, []);
    const { width, height } = this;
    this.node = element("div", { class: "scroller" }, picture(width, height, { class: "two-rows" },
      this.lines, this.marks.root, part("source", "Source words"), part("target", "Target words"),
      shape("g", { "aria-hidden": "true" }, this.strips.source, this.strips.target)));
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

const DRAWINGS = { heatmap: Heatmap, links: Links };

// ---------------------------------------------------------------- legend and words

// Entries of {node, width, height}: what a colour or a thickness means, and the signs in use.
function legend(data, { gold, found, drawing, editing }, pen) {
  const entries = [drawing === "heatmap" ? colourBar(data, pen) : thicknesses(pen)];
  const kinds = new Set(gold.values());
  if (editing) kinds.add("sure").add("possible");
  if (found.size) kinds.add("found");
  for (const kind of Object.keys(SIGNS)) {
    if (!kinds.has(kind)) continue;
    const cell = shape("rect", { width: 20, height: 20, fill: colouring(data.scale)(0.5) });
    const seen = drawing === "heatmap" || kind === "found" ? sign(kind, 20) : shape("path", { class: `tie ${kind}`, d: "M1 18 L19 2" });
    const node = shape("g", {}, ...(drawing === "heatmap" ? [cell] : []), seen, shape("text", { x: 27, y: 15 }, SIGNS[kind]));
    entries.push({ node, width: 32 + pen.width(SIGNS[kind]), height: 20 });
  }
  return entries;
}

function colourBar({ scale }, pen) {
  const colour = colouring(scale);
  const node = shape("g");
  range(100).forEach((k) => node.append(shape("rect", { x: 12 + 2 * k, width: 2.5, height: 10, fill: colour((k + 0.5) / 100) })));
  [0, 0.25, 0.5, 0.75, 1].forEach((a) => {
    node.append(shape("text", { class: "middle", x: 12 + 200 * a, y: 25 }, a === 0 ? "α = 0" : String(a)));
  });
  return { node: group("bar", 12, 0, node), width: 240 + pen.width("1"), height: 30 };
}

function thicknesses(pen) {
  const node = shape("g");
  [0.1, 0.5, 1].forEach((a, k) => {
    const x = 96 * k;
    node.append(shape("path", { class: "line", d: `M${x} 10 h26`, "stroke-width": TIE.thickest * a, "stroke-opacity": 0.2 + 0.7 * a }),
      shape("text", { x: x + 32, y: 14.5 }, `${k ? "" : "α = "}${a}`));
  });
  return { node, width: 224 + pen.width("1"), height: 20 };
}

function listed(indices) {
  const runs = [];
  for (const k of [...indices].sort((p, q) => p - q)) {
    if (runs.length && runs.at(-1)[1] === k - 1) runs.at(-1)[1] = k;
    else runs.push([k, k]);
  }
  return runs.flatMap(([from, to]) => (to - from > 1 ? [`${from + 1}–${to + 1}`] : range(to - from + 1).map((k) => from + k + 1))).join(", ");
}

// "Selected rows 2, 3: they take 1.21 from “light” (4), … of 2.00 in all."
function selection(data, { side, chosen, sums }) {
  if (!chosen.size) return "";
  const rows = side === "target";
  const [own, others] = rows ? [data.rows, data.columns] : [data.columns, data.rows];
  const one = chosen.size === 1;
  const what = `${rows ? "row" : "column"}${one ? "" : "s"} ${listed(chosen)}${one ? ` ${quoted(own[[...chosen][0]])}` : ""}`;
  const order = sums.map((sum, k) => [sum, k]).sort((p, q) => q[0] - p[0]);
  const parts = order.slice(0, 5).map(([sum, k]) => `${sum.toFixed(2)} ${rows ? "from" : "to"} ${quoted(others[k])} (${k + 1})`);
  const verb = rows ? (one ? "it takes" : "they take") : one ? "it gives" : "they give";
  const all = sums.reduce((sum, term) => sum + term, 0).toFixed(2);
  return `Selected ${what}: ${verb} ${parts.join(", ")}${order.length > 5 ? ", …" : ""} of ${all} in all.`;
}

function hiding(board, floor) {
  const count = board.below?.(floor) ?? 0;
  const all = board.data.alpha.length * board.data.alpha[0].length;
  return count ? `${count} of ${all} lines ${count === 1 ? "is" : "are"} hidden: α below ${floor.toFixed(2)}.` : "";
}

// ---------------------------------------------------------------- files

const faces = new Map(); // by address: every file needs it

// The letters themselves, to go into a file that is read where they are not installed.
function face({ url, family, range: letters }) {
  if (!faces.has(url)) {
    const made = embedded(url).then((bytes) =>
      `@font-face { font-family: "${family}"; src: url("${bytes}") format("truetype"); font-weight: 100 900; unicode-range: ${letters}; }\n`);
    faces.set(url, made);
    made.catch(() => faces.delete(url));
  }
  return faces.get(url);
}

async function embedded(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the letters are missing: ${answer.status}`);
  const reader = new FileReader();
  const read = new Promise((done, failed) => Object.assign(reader, { onload: done, onerror: failed }));
  reader.readAsDataURL(await answer.blob());
  await read;
  return reader.result;
}

// The whole drawing as it is marked on screen, with legend and origin, on white.
function sheet(data, state, letters) {
  const pen = new Pen({ family: FILE_FAMILY, longest: data.longest, cap: Infinity, live: false, slack: FILE_SLACK });
  const drawn = new DRAWINGS[state.drawing](data, pen);
  drawn.paint(state);
  const body = drawn.sheet(state);
  const width = Math.max(body.width, 480);
  const node = shape("svg", { version: "1.1" });
  let y = ROOM.pad;
  const place = ({ node: part }, x = 0) => node.append(group("part", ROOM.pad + x, y, part));
  place(body);
  y += body.height + 12;
  let [x, tallest] = [0, 0];
  for (const entry of legend(data, state, pen)) {
    if (x && x + entry.width > width) [x, y] = [0, y + tallest + 8];
    place(entry, x);
    x += entry.width + 18;
    tallest = Math.max(tallest, entry.height);
  }
  y += tallest + 12;
  const what = state.drawing === "heatmap" ? "attention weights α: target down, source across" : "attention weights α: source above, target below";
  const caption = `${data.origin} · ${what}`;
  for (const line of [hiding(drawn, state.floor), selection(data, state), caption].flatMap((text) => (text ? pen.lines(text, width) : []))) {
    y += 18;
    node.append(shape("text", { x: ROOM.pad, y }, line));
  }
  const [wide, high] = [Math.ceil(width + 2 * ROOM.pad), Math.ceil(y + ROOM.pad)];
  const { model, digest, beam, rank, grain, source, translation } = data;
  const about = { model, digest, beam, rank, grain, drawing: state.drawing, source, translation };
  const title = `α of “${source}”`;
  fill(node, { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }, []);
  node.prepend(shape("title", {}, title), shape("desc", {}, caption), shape("metadata", {}, JSON.stringify(about)),
    shape("style", {}, letters + styles(FILE_COLOURS, FILE_FAMILY)), shape("rect", { width: wide, height: high, fill: FILE_COLOURS.paper }));
  return node;
}

// Some characters that can be typed may not stand in XML at all.
const inXML = (node) =>
  new XMLSerializer().serializeToString(node).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

const MOST_PIXELS = { side: 16000, area: 200e6 }; // what browsers can paint on

// Painted shape by shape: a browser that turns an SVG into an image may do so before it has read
// the letters within, and leave them out. The page has them already.
async function painted(node, family) {
  const letters = [...node.querySelectorAll("text")].map((text) => text.textContent).join("");
  await document.fonts.load(`${LETTERS}px "${family}"`, letters);
  const [width, height] = ["width", "height"].map((side) => Number(node.getAttribute(side)));
  const scale = Math.min(2, MOST_PIXELS.side / Math.max(width, height), Math.sqrt(MOST_PIXELS.area / (width * height)));
  const canvas = element("canvas", { width: Math.floor(width * scale), height: Math.floor(height * scale) });
  const host = element("div", { style: "position: fixed; visibility: hidden; width: 0; height: 0; overflow: hidden;" });
  host.attachShadow({ mode: "open" }).append(node); // styles are known only of what is in the page
  document.body.append(host);
  try {
    const context = canvas.getContext("2d");
    for (const part of node.querySelectorAll("rect, circle, path, text")) paintShape(context, part, scale);
  } finally {
    host.remove();
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("it is too large to paint");
  return blob;
}

function paintShape(context, part, scale) {
  const style = getComputedStyle(part);
  if (style.display === "none") return;
  const number = (name) => Number(part.getAttribute(name));
  const { a, b, c, d, e, f } = part.getCTM();
  context.setTransform(scale * a, scale * b, scale * c, scale * d, scale * e, scale * f);
  context.fillStyle = style.fill;
  context.globalAlpha = Number(style.fillOpacity);
  if (part.tagName === "text") {
    context.font = `${style.fontSize} ${style.fontFamily}`;
    context.textAlign = { middle: "center", end: "right" }[style.textAnchor] ?? "left";
    context.fillText(oneSpace(part.textContent), number("x"), number("y"));
    return;
  }
  const outline = new Path2D(part.tagName === "path" ? part.getAttribute("d") : undefined);
  if (part.tagName === "rect") outline.roundRect(number("x"), number("y"), number("width"), number("height"), number("rx"));
  if (part.tagName === "circle") outline.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
  if (style.fill !== "none") context.fill(outline);
  const thickness = parseFloat(style.strokeWidth);
  if (style.stroke === "none" || !thickness) return; // a canvas would take 0 for the width before
  context.strokeStyle = style.stroke;
  context.globalAlpha = Number(style.strokeOpacity);
  context.lineWidth = thickness;
  context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
  context.stroke(outline);
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// ---------------------------------------------------------------- the board

class Board {
  constructor(root, data, send) {
    Object.assign(this, { root, data, send });
    this.state = { side: null, chosen: new Set(), sums: null, gold: read(data.gold), found: new Set(), floor: 0 };
    this.serial = data.heard;
    this.cursor = [0, 0];
    this.build();
    this.take(data);
    this.draw();
    this.awaitFont();
    this.sizes = new ResizeObserver(() => this.cap() !== this.capped && this.draw());
    this.sizes.observe(root);
  }

  build() {
    const button = (name, act) => {
      const node = element("button", { type: "button" }, name);
      node.addEventListener("click", act);
      return node;
    };
    this.readout = element("p", { class: "readout" });
    this.says = element("p", { class: "says", "aria-live": "polite" });
    this.hidden = element("p", { class: "hidden", "aria-live": "polite" });
    this.aside = element("p", { class: "aside" });
    this.told = element("p", { class: "told", "aria-live": "polite" });
    this.legend = element("div", { class: "legend" });
    this.stage = element("div", { class: "stage" });
    this.slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0 });
    this.shown = element("output", {}, "off");
    this.slider.addEventListener("input", () => this.hide(Number(this.slider.value)));
    this.floor = element("label", { class: "floor" }, "Hide lines below", this.slider, this.shown);
    this.clear = button("Clear selection", () => this.choose(null, []));
    const files = element("div", { class: "files", role: "group", "aria-label": "Save the drawing" },
      button("Download SVG", () => this.save("svg")), button("Download PNG", () => this.save("png")));
    this.frame = element("div", { class: "board", role: "group", "aria-label": "Attention weights" },
      element("style", {}, styles(SCREEN_COLOURS, "var(--letters)")),
      this.stage, this.readout, this.legend, this.says, this.hidden, this.aside,
      element("div", { class: "tools" }, this.floor, this.clear, files), this.told);
    this.root.replaceChildren(this.frame);
    for (const [name, act] of Object.entries({
      click: this.click, keydown: this.press, pointermove: this.hover, pointerout: this.unhover, focusin: this.focus, focusout: this.blur,
    })) this.stage.addEventListener(name, act.bind(this));
    this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.choose(null, []));
  }

  // What a rerun of the page brings; gold links only if it has heard of the latest click.
  hear(data) {
    const redrawn = ["drawing", "rows", "columns"].some((part) => String(data[part]) !== String(this.data[part]));
    this.take(data);
    if (redrawn) this.draw();
    else this.paint();
  }

  take(data) {
    this.data = data;
    this.serial = Math.max(this.serial, data.heard);
    const words = data.grain === "words";
    const link = ([s, t]) => `${s}-${t}`;
    const editing = data.editing && words && data.drawing === "heatmap";
    Object.assign(this.state, { drawing: data.drawing, editing, found: new Set(words ? data.links.map(link) : []) });
    if (!words) this.state.gold = new Map();
    else if (data.heard === this.serial && !this.reporting) this.state.gold = read(data.gold);
  }

  cap() {
    const width = this.root.clientWidth;
    return width && width < NARROW ? 20 * Math.round((0.4 * width) / 20) : Infinity;
  }

  draw() {
    const before = this.drawn;
    const held = this.root.getRootNode().activeElement;
    this.capped = this.cap();
    const { fontFamily: family } = getComputedStyle(this.frame);
    this.pen = new Pen({ family, longest: this.data.longest, cap: this.capped, live: true });
    this.drawn = new DRAWINGS[this.state.drawing](this.data, this.pen);
    const from = before?.constructor === this.drawn.constructor ? before.node : null;
    const [across, down] = [from?.scrollLeft ?? 0, from?.scrollTop ?? 0];
    this.stage.replaceChildren(this.drawn.mount());
    Object.assign(this.drawn.node, { scrollLeft: across, scrollTop: down });
    for (const side of ["source", "target"]) this.drawn.labels[side][0].setAttribute("tabindex", "0");
    this.floor.hidden = this.state.drawing !== "links";
    this.paint();
    if (before?.node.contains(held)) this.refocus(held);
  }

  // Labels are measured: once more if their letters arrive only now.
  awaitFont() {
    const wanted = `${LETTERS}px "${this.data.font.family}"`;
    if (document.fonts.check(wanted, "अ")) return;
    document.fonts.load(wanted, "अ").then((faces) => faces.length && this.frame.isConnected && this.draw(), () => {});
  }

  refocus(held) {
    const { side, index } = held.dataset;
    if (side) this.reach(side, Number(index));
    else this.drawn.plane?.focus({ preventScroll: true });
  }

  paint() {
    const { state, data } = this;
    this.drawn.paint(state);
    this.legend.replaceChildren(...legend(data, state, this.pen).map(({ node, width, height }) => picture(width, height, { "aria-hidden": "true" }, node)));
    const hint = "Select words to add up their α: several with Shift or Ctrl, none with Escape.";
    this.says.textContent = selection(data, state) || hint;
    this.says.classList.toggle("hint", !state.chosen.size);
    this.clear.disabled = !state.chosen.size;
    this.hidden.textContent = hiding(this.drawn, state.floor);
    const pieces = data.grain === "pieces" && (data.editing || data.gold || data.links.length);
    this.aside.textContent = pieces ? "Links are between whole words, not pieces: show whole words to see them."
      : state.editing ? "Click a cell, or press Enter on it: sure link, possible link, no link." : "";
  }

  // ------------------------------------------------------------ words that are picked

  choose(side, indices) {
    if (!side && !this.state.chosen.size) return;
    const chosen = new Set(indices);
    Object.assign(this.state, { side: chosen.size ? side : null, chosen, sums: chosen.size ? added(this.data, side, chosen) : null });
    this.paint();
  }

  // A word alone; `adding` it to those chosen or taking it away; or all up to it.
  pick(side, index, { adding, reaching }) {
    const mine = this.state.side === side ? this.state.chosen : new Set();
    if (reaching && mine.size) {
      const [from, to] = [this.anchor, index].sort((p, q) => p - q);
      this.choose(side, [...mine, ...range(to - from + 1).map((k) => from + k)]);
      return;
    }
    this.anchor = index;
    const without = [...mine].filter((k) => k !== index);
    if (adding) this.choose(side, mine.has(index) ? without : [...mine, index]);
    else this.choose(side, mine.size === 1 && mine.has(index) ? [] : [index]);
  }

  hide(floor) {
    this.state.floor = floor;
    this.shown.textContent = floor ? `α ${floor.toFixed(2)}` : "off";
    this.drawn.hide(floor);
    this.hidden.textContent = hiding(this.drawn, floor);
  }

  // ------------------------------------------------------------ one weight

  describe([i, j]) {
    const { rows, columns, alpha, energies } = this.data;
    const parts = [`i = ${i + 1} ${quoted(rows[i])}`, `j = ${j + 1} ${quoted(columns[j])}`, `α = ${alpha[i][j].toFixed(4)}`];
    if (energies) parts.push(`e = ${energies[i][j].toFixed(4)}`);
    const link = `${j}-${i}`;
    if (this.state.gold.has(link)) parts.push(SIGNS[this.state.gold.get(link)]);
    if (this.state.found.has(link)) parts.push(SIGNS.found);
    return parts.join(" · ");
  }

  show(place) {
    this.readout.textContent = place ? this.describe(place) : "";
    this.drawn.point(place, place ? this.describe(place) : "");
  }

  step(place) {
    this.cursor = place;
    this.drawn.reveal(place);
    this.show(place);
  }

  cycle([i, j]) {
    const { sources, targets } = this.data;
    if (j >= sources || i >= targets) {
      this.tell("The end mark is no word: nothing is linked with it.");
      return;
    }
    const link = `${j}-${i}`;
    const kind = NEXT[this.state.gold.get(link) ?? "none"];
    if (kind === "none") this.state.gold.delete(link);
    else this.state.gold.set(link, kind);
    this.drawn.paint(this.state);
    this.show([i, j]);
    this.tell(kind === "none" ? "no link" : SIGNS[kind]);
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.report(), REPORT_MS);
  }

  report() {
    if (!this.reporting) return;
    clearTimeout(this.reporting);
    this.reporting = undefined;
    this.serial += 1;
    this.send({ serial: this.serial, pair: this.data.pair, line: write(this.state.gold) });
  }

  tell(text) {
    this.told.textContent = text;
  }

  // ------------------------------------------------------------ hands

  click(event) {
    const word = event.target.closest(".label");
    if (word) {
      const adding = event.ctrlKey || event.metaKey || event.pointerType === "touch";
      this.reach(word.dataset.side, Number(word.dataset.index));
      this.pick(word.dataset.side, Number(word.dataset.index), { adding, reaching: event.shiftKey });
      return;
    }
    const place = this.drawn.at(event);
    if (!place) return;
    this.cursor = place;
    this.show(place);
    if (this.state.editing) this.cycle(place);
  }

  hover(event) {
    const word = event.target.closest(".label");
    if (word) {
      const { side, index } = word.dataset;
      const text = (side === "target" ? this.data.rows : this.data.columns)[index];
      this.readout.textContent = `${letterOf(side)} = ${Number(index) + 1} ${quoted(text)}`;
      return;
    }
    const place = this.drawn.at(event);
    if (String(place) === this.hovered) return;
    this.hovered = String(place);
    if (place) this.show(place);
  }

  unhover(event) {
    if (this.stage.contains(event.relatedTarget) || event.pointerType === "touch") return;
    this.hovered = "";
    this.show(null);
    this.report();
  }

  focus(event) {
    if (event.target === this.drawn.plane && event.target.matches(":focus-visible")) this.step(this.cursor);
  }

  blur() {
    this.report();
  }

  press(event) {
    const word = event.target.closest(".label");
    const { key } = event;
    if (word) {
      const side = word.dataset.side;
      const index = Number(word.dataset.index);
      const last = this.drawn.labels[side].length - 1;
      const moves = { ArrowLeft: index - 1, ArrowUp: index - 1, ArrowRight: index + 1, ArrowDown: index + 1, Home: 0, End: last };
      if (key in moves) this.reach(side, Math.min(Math.max(0, moves[key]), last));
      else if (key === "Enter" || key === " ") this.pick(side, index, { adding: true, reaching: event.shiftKey });
      else return;
    } else if (event.target === this.drawn.plane) {
      const [i, j] = this.cursor;
      const [rows, columns] = [this.data.rows.length - 1, this.data.columns.length - 1];
      const all = event.ctrlKey || event.metaKey;
      const moves = {
        ArrowUp: [i - 1, j], ArrowDown: [i + 1, j], ArrowLeft: [i, j - 1], ArrowRight: [i, j + 1],
        PageUp: [i - 10, j], PageDown: [i + 10, j], Home: [all ? 0 : i, 0], End: [all ? rows : i, columns],
      };
      if (key in moves) this.step([Math.min(Math.max(0, moves[key][0]), rows), Math.min(Math.max(0, moves[key][1]), columns)]);
      else if ((key === "Enter" || key === " ") && this.state.editing) this.cycle(this.cursor);
      else return;
    } else return;
    event.preventDefault();
  }

  // One word of a side is in the order of the tab key at a time: the last that was reached.
  reach(side, index) {
    for (const node of this.drawn.labels[side]) node.setAttribute("tabindex", "-1");
    const node = this.drawn.labels[side][index];
    node.setAttribute("tabindex", "0");
    node.focus({ preventScroll: true });
    this.drawn.reveal(side === "target" ? [index, null] : [null, index]);
  }

  // ------------------------------------------------------------ files

  async save(kind) {
    const { data, state } = this;
    const name = `${data.stem}-${state.drawing}.${kind}`;
    this.tell(`Making ${name} …`);
    try {
      const drawn = sheet(data, state, kind === "svg" ? await face(data.font) : "");
      save(kind === "svg" ? new Blob([inXML(drawn)], { type: "image/svg+xml" }) : await painted(drawn, data.font.family), name);
      this.tell(`${name} is made.`);
    } catch (error) {
      this.tell(`${name} could not be made (${error.message}).${kind === "png" ? " The SVG can be of any size." : " Reload the page and try again."}`);
    }
  }

  leave() {
    this.report();
    this.sizes.disconnect();
  }
}

// Our own colours need to know whether the page is dark; its theme only names colours.
function isDark(root) {
  const probe = element("i");
  probe.style.color = getComputedStyle(root).getPropertyValue("--st-background-color") || "#fff";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.6 * green + 0.1 * blue < 128;
}

const boards = new WeakMap(); // by mounted element: reruns of the page must not start it anew

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".board-root");
  const send = (report) => setStateValue("gold", report);
  const mounted = boards.get(root);
  if (mounted?.data.identity === data.identity) {
    mounted.send = send;
    mounted.hear(data);
  } else {
    mounted?.leave();
    boards.set(root, new Board(root, data, send));
  }
  boards.get(root).frame.classList.toggle("dark", isDark(root));
  return () => {
    boards.get(root)?.leave();
    boards.delete(root);
  };
}
