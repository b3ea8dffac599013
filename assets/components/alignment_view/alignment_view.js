// The alignment view: α of one decoding as a heatmap, or as lines between two rows of words, drawn
// in the browser from JSON. A person can select words to add up their α, click gold links and save
// the drawing without a request to the server, which only receives the gold links. A drawing is
// built once; a selection changes only the nodes that it concerns. The same builders draw for the
// screen and for files.

const NARROW = 640; // px; on a narrower screen, labels may take only a part of the width
const REPORT_MS = 300; // of rest after a burst of clicks, before gold links are reported
const NEXT = { none: "sure", sure: "possible", possible: "none" };
const SCREEN_COLOURS = Object.fromEntries(Object.keys(FILE_COLOURS).map((name) => [name, `var(--${name})`]));

class AlignmentView {
  constructor(root, data, send) {
    Object.assign(this, { root, data, send });
    this.state = { side: null, selected: new Set(), sums: null, gold: parsePharaoh(data.gold), predicted: new Set(), floor: 0 };
    this.serial = data.received;
    this.cursor = [0, 0];
    this.build();
    this.setData(data);
    this.draw();
    this.awaitFont();
    this.sizes = new ResizeObserver(() => this.labelCap() !== this.drawnCap && this.draw());
    this.sizes.observe(root);
  }

  build() {
    const button = (name, onClick) => {
      const node = element("button", { type: "button" }, name);
      node.addEventListener("click", onClick);
      return node;
    };
    this.readout = element("p", { class: "readout" });
    this.summary = element("p", { class: "summary", "aria-live": "polite" });
    this.hidden = element("p", { class: "hidden", "aria-live": "polite" });
    this.linkHint = element("p", { class: "link-hint" });
    this.status = element("p", { class: "status", "aria-live": "polite" });
    this.legend = element("div", { class: "legend" });
    this.stage = element("div", { class: "stage" });
    this.slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0 });
    this.floorText = element("output", {}, "off");
    this.slider.addEventListener("input", () => this.hide(Number(this.slider.value)));
    this.floor = element("label", { class: "floor" }, "Hide lines below", this.slider, this.floorText);
    this.clear = button("Clear selection", () => this.select(null, []));
    const files = element("div", { class: "files", role: "group", "aria-label": "Save the drawing" },
      button("Download SVG", () => this.save("svg")), button("Download PNG", () => this.save("png")));
    this.frame = element("div", { class: "alignment-view", role: "group", "aria-label": "Attention weights" },
      element("style", {}, styles(SCREEN_COLOURS, "var(--letters)")),
      this.stage, this.readout, this.legend, this.summary, this.hidden, this.linkHint,
      element("div", { class: "tools" }, this.floor, this.clear, files), this.status);
    this.root.replaceChildren(this.frame);
    for (const [name, handler] of Object.entries({
      click: this.onClick, keydown: this.onKeyDown, pointermove: this.onPointerMove, pointerout: this.onPointerOut, focusin: this.onFocusIn, focusout: this.onFocusOut,
    })) this.stage.addEventListener(name, handler.bind(this));
    this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.select(null, []));
  }

  // Show the data of a rerun of the page.
  update(data) {
    const changed = ["drawing", "rows", "columns"].some((part) => String(data[part]) !== String(this.data[part]));
    this.setData(data);
    if (changed) this.draw();
    else this.paint();
  }

  // Gold links are taken over only if the server has received the latest click.
  setData(data) {
    this.data = data;
    this.serial = Math.max(this.serial, data.received);
    const words = data.grain === "words";
    const link = ([s, t]) => `${s}-${t}`;
    const editing = data.editing && words && data.drawing === "heatmap";
    Object.assign(this.state, { drawing: data.drawing, editing, predicted: new Set(words ? data.links.map(link) : []) });
    if (!words) this.state.gold = new Map();
    else if (data.received === this.serial && !this.reporting) this.state.gold = parsePharaoh(data.gold);
  }

  // The greatest width of a label, in px.
  labelCap() {
    const width = this.root.clientWidth;
    return width && width < NARROW ? 20 * Math.round((0.4 * width) / 20) : Infinity;
  }

  draw() {
    const before = this.drawing;
    const focused = this.root.getRootNode().activeElement;
    this.drawnCap = this.labelCap();
    const { fontFamily: family } = getComputedStyle(this.frame);
    this.pen = new Pen({ family, longest: this.data.longest, cap: this.drawnCap, live: true });
    this.drawing = new DRAWINGS[this.state.drawing](this.data, this.pen);
    const from = before?.constructor === this.drawing.constructor ? before.node : null;
    const [across, down] = [from?.scrollLeft ?? 0, from?.scrollTop ?? 0];
    this.stage.replaceChildren(this.drawing.mount());
    Object.assign(this.drawing.node, { scrollLeft: across, scrollTop: down });
    for (const side of ["source", "target"]) this.drawing.labels[side][0].setAttribute("tabindex", "0");
    this.floor.hidden = this.state.drawing !== "links";
    this.paint();
    this.showWeight(null);
    if (before?.node.contains(focused)) this.refocus(focused);
  }

  // Draw again when the font has loaded, since the width of labels depends on it.
  awaitFont() {
    const font = `${LETTERS}px "${this.data.family}"`;
    if (document.fonts.check(font, "अ")) return;
    document.fonts.load(font, "अ").then((faces) => faces.length && this.frame.isConnected && this.draw(), () => {});
  }

  // Give the focus to the node that replaces one which had it.
  refocus(former) {
    const { side, index } = former.dataset;
    if (side) this.focusWord(side, Number(index));
    else this.drawing.plane?.focus({ preventScroll: true });
  }

  paint() {
    const { state, data } = this;
    this.drawing.paint(state);
    this.legend.replaceChildren(...legend(data, state, this.pen).map(({ node, width, height }) => picture(width, height, { "aria-hidden": "true" }, node)));
    const hint = "Select words to add up their α: several with Shift or Ctrl, none with Escape.";
    this.summary.textContent = selection(data, state) || hint;
    this.summary.classList.toggle("hint", !state.selected.size);
    this.clear.disabled = !state.selected.size;
    this.hidden.textContent = hiding(this.drawing, state.floor);
    const pieces = data.grain === "pieces" && (data.editing || data.gold || data.links.length);
    this.linkHint.textContent = pieces ? "Links are between whole words, not pieces: show whole words to see them."
      : state.editing ? "Click a cell, or press Enter on it: sure link, possible link, no link." : "";
  }

  // ------------------------------------------------------------ selected words

  select(side, indices) {
    if (!side && !this.state.selected.size) return;
    const selected = new Set(indices);
    Object.assign(this.state, { side: selected.size ? side : null, selected, sums: selected.size ? alphaSums(this.data, side, selected) : null });
    this.paint();
  }

  // Select one word; or add it to the selection or remove it; or extend the selection up to it.
  pick(side, index, { adding, extending }) {
    const current = this.state.side === side ? this.state.selected : new Set();
    if (extending && current.size) {
      const [from, to] = [this.anchor, index].sort((p, q) => p - q);
      this.select(side, [...current, ...range(to - from + 1).map((k) => from + k)]);
      return;
    }
    this.anchor = index;
    const without = [...current].filter((k) => k !== index);
    if (adding) this.select(side, current.has(index) ? without : [...current, index]);
    else this.select(side, current.size === 1 && current.has(index) ? [] : [index]);
  }

  hide(floor) {
    this.state.floor = floor;
    this.floorText.textContent = floor ? `α ${floor.toFixed(2)}` : "off";
    this.drawing.hide(floor);
    this.hidden.textContent = hiding(this.drawing, floor);
  }

  // ------------------------------------------------------------ single weights

  describe([i, j]) {
    const { rows, columns, alpha, energies } = this.data;
    const parts = [`i = ${i + 1} ${quoted(rows[i])}`, `j = ${j + 1} ${quoted(columns[j])}`, `α = ${alpha[i][j].toFixed(4)}`];
    if (energies) parts.push(`e = ${energies[i][j].toFixed(4)}`);
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
    this.showWeight(cell);
  }

  // A gold link from none to sure, possible, and none again.
  cycleLink([i, j]) {
    const { sources, targets } = this.data;
    if (j >= sources || i >= targets) {
      this.announce("The end mark is no word and cannot be linked.");
      return;
    }
    const link = `${j}-${i}`;
    const kind = NEXT[this.state.gold.get(link) ?? "none"];
    if (kind === "none") this.state.gold.delete(link);
    else this.state.gold.set(link, kind);
    this.drawing.paint(this.state);
    this.showWeight([i, j]);
    this.announce(kind === "none" ? "no link" : SIGNS[kind]);
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.report(), REPORT_MS);
  }

  report() {
    if (!this.reporting) return;
    clearTimeout(this.reporting);
    this.reporting = undefined;
    this.serial += 1;
    this.send({ serial: this.serial, pair: this.data.pair, line: formatPharaoh(this.state.gold) });
  }

  announce(text) {
    this.status.textContent = text;
  }

  // ------------------------------------------------------------ events

  onClick(event) {
    const word = event.target.closest(".label");
    if (word) {
      const adding = event.ctrlKey || event.metaKey || event.pointerType === "touch";
      this.focusWord(word.dataset.side, Number(word.dataset.index));
      this.pick(word.dataset.side, Number(word.dataset.index), { adding, extending: event.shiftKey });
      return;
    }
    const cell = this.drawing.at(event);
    if (!cell) return;
    this.cursor = cell;
    this.showWeight(cell);
    if (this.state.editing) this.cycleLink(cell);
  }

  onPointerMove(event) {
    const word = event.target.closest(".label");
    if (word) {
      const { side, index } = word.dataset;
      const text = (side === "target" ? this.data.rows : this.data.columns)[index];
      this.readout.textContent = `${indexName(side)} = ${Number(index) + 1} ${quoted(text)}`;
      return;
    }
    const cell = this.drawing.at(event);
    if (String(cell) === this.hovered) return;
    this.hovered = String(cell);
    if (cell) this.showWeight(cell);
  }

  onPointerOut(event) {
    if (this.stage.contains(event.relatedTarget) || event.pointerType === "touch") return;
    this.hovered = "";
    this.showWeight(null);
    this.report();
  }

  onFocusIn(event) {
    if (event.target === this.drawing.plane && event.target.matches(":focus-visible")) this.moveCursor(this.cursor);
  }

  onFocusOut() {
    this.report();
  }

  onKeyDown(event) {
    const word = event.target.closest(".label");
    const { key } = event;
    if (word) {
      const side = word.dataset.side;
      const index = Number(word.dataset.index);
      const last = this.drawing.labels[side].length - 1;
      const moves = { ArrowLeft: index - 1, ArrowUp: index - 1, ArrowRight: index + 1, ArrowDown: index + 1, Home: 0, End: last };
      if (key in moves) this.focusWord(side, Math.min(Math.max(0, moves[key]), last));
      else if (key === "Enter" || key === " ") this.pick(side, index, { adding: true, extending: event.shiftKey });
      else return;
    } else if (event.target === this.drawing.plane) {
      const [i, j] = this.cursor;
      const [rows, columns] = [this.data.rows.length - 1, this.data.columns.length - 1];
      const all = event.ctrlKey || event.metaKey;
      const moves = {
        ArrowUp: [i - 1, j], ArrowDown: [i + 1, j], ArrowLeft: [i, j - 1], ArrowRight: [i, j + 1],
        PageUp: [i - 10, j], PageDown: [i + 10, j], Home: [all ? 0 : i, 0], End: [all ? rows : i, columns],
      };
      if (key in moves) this.moveCursor([Math.min(Math.max(0, moves[key][0]), rows), Math.min(Math.max(0, moves[key][1]), columns)]);
      else if ((key === "Enter" || key === " ") && this.state.editing) this.cycleLink(this.cursor);
      else return;
    } else return;
    event.preventDefault();
  }

  // The tab key reaches one word of each side: the one that had the focus last.
  focusWord(side, index) {
    for (const node of this.drawing.labels[side]) node.setAttribute("tabindex", "-1");
    const node = this.drawing.labels[side][index];
    node.setAttribute("tabindex", "0");
    node.focus({ preventScroll: true });
    this.drawing.reveal(side === "target" ? [index, null] : [null, index]);
  }

  // ------------------------------------------------------------ files

  async save(kind) {
    const { data, state } = this;
    const name = `${data.stem}-${state.drawing}.${kind}`;
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
    this.report();
    this.sizes.disconnect();
  }
}

const views = new WeakMap(); // by mounted element, since a rerun of the page must keep the view

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".alignment-view-root");
  const send = (report) => setStateValue("gold", report);
  const mounted = views.get(root);
  if (mounted?.data.identity === data.identity) {
    mounted.send = send;
    mounted.update(data);
  } else {
    mounted?.dispose();
    views.set(root, new AlignmentView(root, data, send));
  }
  views.get(root).frame.classList.toggle("dark", isDark(root));
  return () => {
    views.get(root)?.dispose();
    views.delete(root);
  };
}
