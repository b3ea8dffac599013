// The board: α of one decoding as a heatmap, or as lines between two rows of words, drawn in the
// browser from one JSON. Words can be picked out and their α added up, gold links be clicked, and
// the drawing be saved, all without a trip to the server; only gold links are reported to it.
// A drawing is built once for what it shows; what is chosen afterwards touches only what changes.
// The same builders draw for the screen and for files. Text is always set as text, never as markup.

const NARROW = 640; // px: below, labels may take no more than a part of the width
const REPORT_MS = 300; // clicks come in bursts: gold links are reported when they rest
const NEXT = { none: "sure", sure: "possible", possible: "none" };
const SCREEN_COLOURS = Object.fromEntries(Object.keys(FILE_COLOURS).map((name) => [name, `var(--${name})`]));

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
    this.show(null);
    if (before?.node.contains(held)) this.refocus(held);
  }

  // Labels are measured: once more if their letters arrive only now.
  awaitFont() {
    const wanted = `${LETTERS}px "${this.data.family}"`;
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
    this.drawn.point(place ?? this.cursor, this.describe(place ?? this.cursor), Boolean(place));
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
      const drawn = sheet(data, state);
      save(kind === "svg" ? new Blob([inXML(drawn)], { type: "image/svg+xml" }) : await painted(drawn), name);
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
