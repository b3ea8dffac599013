// The alignment view: weights between two sentences as a heatmap or as lines between two rows of
// words, drawn in the browser from a JSON document (attention_core/figures/alignment_view.py says
// what is in it). Pointing, pinning, adding up, clicking gold links, writing word by word and
// saving need no server; `report(name, value)` tells it what was chosen. A drawing is built once;
// a selection changes only the nodes that it concerns. The same builders draw for files.

const NARROW = 640; // px; on a narrower screen, labels may take only a part of the width
const BESIDE = { from: 900, texts: 400, gap: 28 }; // px: texts stand beside the drawing if there is room
const REPORT_MS = 300; // of rest after a burst of clicks, before gold links are reported
const NEXT = { none: "sure", sure: "possible", possible: "none" };
const SCREEN_COLOURS = Object.fromEntries(Object.keys(FILE_COLOURS).map((name) => [name, `var(--${name})`]));
const NOBODY = { side: null, selected: new Set() };

class AlignmentView {
  constructor(root, document, report) {
    Object.assign(this, { root, report });
    const { drawing, weights } = document.options;
    this.state = { drawing, weights, ownScale: false, gold: parsePharaoh(document.links.gold), predicted: new Set(), floor: 0, written: Infinity };
    this.pinned = NOBODY;
    this.pointed = NOBODY;
    this.serial = document.options.received ?? 0;
    this.cursor = [0, 0];
    this.reported = {};
    this.setData(document);
    this.build();
    this.draw();
    this.awaitFont();
    this.sizes = new ResizeObserver(() => this.roomNow() !== this.drawnRoom && this.draw());
    this.sizes.observe(root);
    this.whole = () => this.drawing.make?.(); // on paper every row is in sight
    window.addEventListener("beforeprint", this.whole);
  }

  build() {
    const { data } = this;
    this.play?.pause();
    this.state.written = Infinity;
    this.controls = new Controls(data, {
      drawing: (value) => this.choose("drawing", value),
      weights: (value) => this.choose("weights", value),
      ownScale: (on) => Object.assign(this.state, { ownScale: on }) && this.draw(),
      several: (on) => (this.several = on),
      floor: (floor) => this.hide(floor),
      clear: () => this.pin(null, []),
      save: (kind) => this.save(kind),
    });
    this.words = new WordRows(data);
    this.play = new Play({
      count: data.rows.length,
      show: (count) => this.write(count),
      open: data.options.player && (() => this.report("player", data.target.words[this.row].step)),
    });
    this.row = 0; // the target word that was shown last
    if (data.options.play) this.words.play.append(...this.play.nodes);
    this.readout = element("p", { class: "readout" });
    this.hidden = element("p", { class: "hidden", "aria-live": "polite" });
    this.linkHint = element("p", { class: "link-hint" });
    this.status = element("p", { class: "status", "aria-live": "polite" });
    this.legend = element("div", { class: "legend" });
    this.stage = element("div", { class: "stage" });
    this.say = data.options.texts ? this.words.say : element("p", { class: "say", "aria-live": "polite" });
    const figure = element("div", { class: "figure", role: "group", "aria-label": "Drawing of the weights" },
      this.controls.top, this.controls.about, this.stage, ...(data.options.texts ? [] : [this.say]), this.readout,
      this.legend, this.hidden, this.linkHint, this.controls.bottom);
    this.frame = element("div", { class: "alignment-view", role: "group", "aria-label": data.description },
      element("style", {}, styles(SCREEN_COLOURS, "var(--letters)")), ...(data.options.texts ? [this.words.node] : []), figure, this.status);
    this.root.replaceChildren(this.frame);
    for (const [name, handler] of Object.entries({
      click: this.onClick, keydown: this.onKeyDown, pointermove: this.onPointerMove, pointerout: this.onPointerOut, focusin: this.onFocusIn, focusout: this.onFocusOut,
    })) this.frame.addEventListener(name, handler.bind(this));
  }

  // Show the document of a rerun of the page.
  update(document) {
    const { drawing, weights } = this.state;
    const before = this.data;
    this.setData(document);
    if (wordsOf(before) !== wordsOf(document)) {
      this.build();
      this.draw();
      return;
    }
    const same = drawing === this.state.drawing && weights === this.state.weights && before.matrix.values === this.data.matrix.values;
    if (same) this.paint();
    else this.draw();
  }

  // What a person has chosen since the last report is kept until the server has heard of it; gold
  // links are taken over only if the server has received the latest click.
  setData(document) {
    const { links, options } = document;
    this.data = withValues(document, this.data);
    this.serial = Math.max(this.serial, options.received ?? 0);
    for (const name of ["drawing", "weights"]) {
      if (!(name in this.reported)) this.state[name] = options[name];
      else if (this.reported[name] === options[name]) delete this.reported[name];
    }
    this.data.matrix = this.matrix();
    const linked = links.words;
    Object.assign(this.state, {
      editing: options.editing && linked && this.state.drawing === "heatmap",
      predicted: new Set(linked ? links.predicted.map(([s, t]) => `${s}-${t}`) : []),
    });
    if (!linked) this.state.gold = new Map();
    else if ((options.received ?? 0) === this.serial && !this.reporting) this.state.gold = parsePharaoh(links.gold);
  }

  // The chosen weights, or the first ones while the chosen ones are being computed.
  matrix() {
    const { matrices } = this.data;
    const chosen = matrices.find(({ name }) => name === this.state.weights);
    return chosen?.values ? chosen : matrices.find(({ values }) => values);
  }

  // Choose a drawing or weights, and tell the server.
  choose(name, value) {
    this.state[name] = value;
    this.reported[name] = value;
    const missing = name === "weights" && !this.data.matrices.find((matrix) => matrix.name === value).values;
    if (missing) this.announce("Computing these weights …");
    this.frame.toggleAttribute("aria-busy", missing);
    this.data.matrix = this.matrix();
    this.state.editing = this.data.options.editing && this.data.links.words && this.state.drawing === "heatmap";
    if (missing) this.controls.paint(this.state, this.data.matrix, this.pinned.selected.size);
    else this.draw();
    this.report(name, value);
  }

  // ------------------------------------------------------------ size

  // The greatest width of a label, in px.
  labelCap() {
    const width = this.root.clientWidth;
    return width && width < NARROW ? 20 * Math.round((0.4 * width) / 20) : Infinity;
  }

  // What the size of a drawing depends on, as one text.
  roomNow() {
    return `${this.root.clientWidth} ${this.labelCap()}`;
  }

  // Width and height for the drawing; texts stand beside it only if it then still fits.
  room() {
    const [width, { options }] = [this.root.clientWidth || 960, this.data];
    const narrow = width - BESIDE.texts - BESIDE.gap;
    const beside = options.texts && width >= BESIDE.from && DRAWINGS[this.state.drawing].needed(this.data, this.pen) <= narrow;
    this.frame.classList.toggle("beside", beside);
    const height = options.height ?? Math.max(320, window.innerHeight - 380);
    return { width: beside ? narrow : width, height, cell: options.cell };
  }

  draw() {
    const before = this.drawing;
    const focused = this.root.getRootNode().activeElement;
    this.drawnRoom = this.roomNow();
    this.data.matrix = this.matrix();
    this.data.shares = cellShares(this.data.matrix, this.state.ownScale);
    this.frame.toggleAttribute("aria-busy", this.data.matrix.name !== this.state.weights);
    const { fontFamily: family } = getComputedStyle(this.frame);
    this.pen = new Pen({ family, longest: this.data.options.longest, cap: this.labelCap(), live: true });
    this.drawing = new DRAWINGS[this.state.drawing](this.data, this.pen, this.room());
    const from = before?.constructor === this.drawing.constructor ? before.node : null;
    const [across, down] = [from?.scrollLeft ?? 0, from?.scrollTop ?? 0];
    this.stage.replaceChildren(this.drawing.mount());
    Object.assign(this.drawing.node, { scrollLeft: across, scrollTop: down });
    for (const side of ["source", "target"]) this.drawing.labels[side][0].setAttribute("tabindex", "0");
    this.paint();
    this.showWeight(null);
    if (before?.node.contains(focused)) this.refocus(focused);
  }

  // Draw again when the font has loaded, since the width of labels depends on it.
  awaitFont() {
    const { family } = this.data.file;
    if (!family || document.fonts.check(`${LETTERS}px "${family}"`, "अ")) return;
    document.fonts.load(`${LETTERS}px "${family}"`, "अ").then((faces) => faces.length && this.frame.isConnected && this.draw(), () => {});
  }

  // Give the focus to the node that replaces one which had it.
  refocus(former) {
    const { side, index } = former.dataset;
    if (side) this.focusWord(this.drawing.labels[side], Number(index));
    else this.drawing.plane?.focus({ preventScroll: true });
  }

  paint() {
    const { state, data } = this;
    const { side, selected } = this.pinned.selected.size ? this.pinned : this.pointed;
    const sums = selected.size ? weightSums(data.matrix, side, selected) : null;
    const shares = sums && wordShares({ matrix: data.matrix, ownScale: state.ownScale }, side, selected, sums);
    Object.assign(state, { side, selected, sums, shares, pinned: this.pinned.selected.size > 0 });
    if (side === "target") this.row = Math.max(...selected);
    this.play.at(this.row);
    this.drawing.paint(state);
    this.words.paint(state);
    this.controls.paint(state, data.matrix, this.pinned.selected.size);
    this.legend.replaceChildren(...legend(data, state, this.pen).map(({ node, width, height }) => picture(width, height, { "aria-hidden": "true" }, node)));
    const hint = "Point at a word or a cell to see its weights; click to keep them, Escape to let go.";
    this.say.textContent = selection(data, state) || hint;
    this.say.classList.toggle("hint", !selected.size);
    this.hidden.textContent = hiding(this.drawing, data.matrix, state.floor);
    const pieces = !data.links.words && (data.options.editing || data.links.gold || data.links.predicted.length);
    this.linkHint.textContent = pieces ? "Links are between whole words, not pieces: show whole words to see them."
      : state.editing ? "Click a cell, or press Enter on it: sure link, possible link, no link." : "";
  }

  // ------------------------------------------------------------ words

  // Point at a word for as long as nothing is pinned; at none for null.
  point(side, index) {
    const { side: now, selected } = this.pointed;
    if (now === side && (side === null || selected.has(index))) return;
    this.pointed = side ? { side, selected: new Set([index]) } : NOBODY;
    if (!this.pinned.selected.size) this.paint();
  }

  pin(side, indices) {
    if (!side && !this.pinned.selected.size) return;
    const selected = new Set(indices);
    this.pinned = selected.size ? { side, selected } : NOBODY;
    this.paint();
  }

  // Pin one word; or add it to the pinned ones or remove it; or extend them up to it.
  pick(side, index, { adding, extending }) {
    const current = this.pinned.side === side ? this.pinned.selected : new Set();
    if (extending && current.size) {
      const [from, to] = [this.anchor, index].sort((p, q) => p - q);
      this.pin(side, [...current, ...range(to - from + 1).map((k) => from + k)]);
      return;
    }
    this.anchor = index;
    const without = [...current].filter((k) => k !== index);
    if (adding || this.several) this.pin(side, current.has(index) ? without : [...current, index]);
    else this.pin(side, current.size === 1 && current.has(index) ? [] : [index]);
  }

  hide(floor) {
    this.state.floor = floor;
    this.drawing.hide(floor);
    this.hidden.textContent = hiding(this.drawing, this.data.matrix, floor);
    this.controls.paint(this.state, this.data.matrix, this.pinned.selected.size);
  }

  // Show the first target words only, and point at the last of them.
  write(count) {
    this.state.written = count ?? Infinity;
    this.pinned = NOBODY;
    this.pointed = count ? { side: "target", selected: new Set([count - 1]) } : NOBODY;
    this.paint();
    if (count) this.drawing.reveal([count - 1, null]);
  }

  letGo() {
    this.play.stop();
    this.pointed = NOBODY;
    if (this.pinned.selected.size) this.pin(null, []);
    else this.paint();
  }

  // ------------------------------------------------------------ single weights

  describe([i, j]) {
    const { source, target, matrix, matrices, energies } = this.data;
    const parts = [`i = ${i + 1} ${nameOf(target.words[i])}`, `j = ${j + 1} ${nameOf(source.words[j])}`];
    const known = [matrix, ...matrices.filter(({ name, values }) => values && name !== matrix.name)];
    for (const { symbol, values, unit } of known) parts.push(`${symbol} = ${signed(values[i][j].toFixed(4))}${unit && ` ${unit}`}`);
    if (energies) parts.push(`e = ${signed(energies[i][j].toFixed(4))}`);
    const link = `${j}-${i}`;
    if (this.state.gold.has(link)) parts.push(SIGNS[this.state.gold.get(link)]);
    if (this.state.predicted.has(link)) parts.push(SIGNS.predicted);
    return parts.join(" · ");
  }

  // Describe the weight at [i, j]; nothing for null.
  showWeight(cell) {
    this.readout.textContent = cell ? this.describe(cell) : "";
    this.drawing.point(cell ?? this.cursor, this.describe(cell ?? this.cursor), Boolean(cell));
  }

  moveCursor(cell) {
    this.cursor = cell;
    this.drawing.reveal(cell);
    this.point("target", cell[0]);
    this.showWeight(cell);
  }

  // A gold link from none to sure, possible, and none again.
  cycleLink([i, j]) {
    const { source, target } = this.data.links;
    if (j >= source || i >= target) {
      this.announce("The end mark is no word and cannot be linked.");
      return;
    }
    const link = `${j}-${i}`;
    const kind = NEXT[this.state.gold.get(link) ?? "none"];
    if (kind === "none") this.state.gold.delete(link);
    else this.state.gold.set(link, kind);
    this.paint();
    this.showWeight([i, j]);
    this.announce(kind === "none" ? "no link" : SIGNS[kind]);
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.reportGold(), REPORT_MS);
  }

  reportGold() {
    if (!this.reporting) return;
    clearTimeout(this.reporting);
    this.reporting = undefined;
    this.serial += 1;
    this.report("gold", { serial: this.serial, pair: this.data.options.pair, line: formatPharaoh(this.state.gold) });
  }

  announce(text) {
    this.status.textContent = text;
  }

  // The tab key reaches one word of each group: the one that had the focus last.
  focusWord(nodes, index) {
    for (const node of nodes) node.setAttribute("tabindex", "-1");
    const node = nodes[index];
    node.setAttribute("tabindex", "0");
    node.focus({ preventScroll: !nodes.includes(this.words.buttons[node.dataset.side][0]) });
    this.drawing.reveal(node.dataset.side === "target" ? [index, null] : [null, index]);
  }

  async save(kind) {
    const { data, state } = this;
    const name = `${data.file.stem}-${state.drawing}.${kind}`;
    this.announce(`Saving ${name} …`);
    try {
      const svg = fileDrawing(data, state);
      save(kind === "svg" ? new Blob([inXML(svg)], { type: "image/svg+xml" }) : await painted(svg), name);
      this.announce(`${name} is saved.`);
    } catch (error) {
      this.announce(`${name} could not be saved (${error.message}).${kind === "png" ? " The SVG can be of any size." : " Reload the page and try again."}`);
    }
  }

  dispose() {
    this.reportGold();
    this.play.pause();
    this.sizes.disconnect();
    window.removeEventListener("beforeprint", this.whole);
  }
}

// Everything that is built once for a document, as one text.
const wordsOf = ({ source, target, others, matrices }) => JSON.stringify([source, target, others, matrices.map(({ name }) => name)]);

// A document with labels; weights that it lacks are those of the one before.
function withValues(document, before) {
  const known = new Map(before?.matrices.map(({ name, values }) => [name, values]));
  const keep = ({ name, values }) => {
    const old = known.get(name);
    return old && (!values || JSON.stringify(old) === JSON.stringify(values)) ? old : values;
  };
  return {
    ...document,
    rows: document.target.words.map(labelOf),
    columns: document.source.words.map(labelOf),
    matrices: document.matrices.map((matrix) => ({ ...matrix, values: keep(matrix) })),
  };
}
