// The tree of a beam search. A column is a step, and the best in it is on top; the steps run as the
// target is written, from left to right or from right to left. What the search
// kept and followed to an end is open; what it dropped, and what led nowhere, is folded after one
// step, and its number stands at the node where it begins.

const GAP = 28; // px between the boxes of two steps
const LANE = 50; // px from one node to the one below
const NODE = { width: 104, height: 36 }; // px; boxes are as wide as the widest label needs
const SIZES = { piece: 14, numbers: 10.5 }; // px of the letters
const SLACK = 1.15; // room for other programs' letters, which can be wider
const TOP = 34;
const ZOOMS = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6, 2];

class BeamTree {
  constructor(root, data, send) {
    Object.assign(this, { root, data, send, mirrored: data.direction === "rtl" });
    this.nodes = data.nodes.map((node, id) => ({ ...node, id, children: [] }));
    for (const node of this.nodes) if (node.parent !== null) this.nodes[node.parent].children.push(node.id);
    this.live = new Set(); // nodes that lead to a finished hypothesis
    for (const node of this.nodes) if (node.finished) this.pathOf(node.id).forEach((id) => this.live.add(id));
    this.best = new Set(this.pathOf(data.best));
    this.unfolded = new Set();
    this.selected = data.best;
    this.zoom = ZOOMS.indexOf(1);
    this.build();
    this.draw();
  }

  pathOf(id) {
    const path = [];
    for (let at = id; at !== null; at = this.nodes[at].parent) path.unshift(at);
    return path;
  }

  // The lines of a node, as they stand in its box.
  lines(id) {
    const node = this.nodes[id];
    const { folded } = this.visible(id);
    return { piece: node.piece, numbers: `${node.p.toFixed(2)} · ${node.total.toFixed(1)}${node.finished ? " ■" : ""}${folded ? ` · +${folded}` : ""}` };
  }

  measured(text, size) {
    this.canvas ??= document.createElement("canvas").getContext("2d");
    this.canvas.font = `${size}px ${getComputedStyle(this.frame).fontFamily || "sans-serif"}`;
    return SLACK * this.canvas.measureText(text).width;
  }

  build() {
    const button = (name, onClick) => {
      const node = element("button", { type: "button" }, name);
      node.addEventListener("click", onClick);
      return node;
    };
    this.svg = shape("svg", { role: "group", "aria-label": "Tree of the beam search", "font-family": "inherit" });
    this.stage = element("div", { class: "stage", dir: this.data.direction }, this.svg); // begins at the first step
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    this.go = button("Go on from this node", () => this.send({ node: this.selected, go: true, serial: this.next(), tree: this.data.key }));
    this.fold = button("Unfold", () => this.toggle(this.selected));
    this.frame = element("div", { class: "beam-tree", role: "group", "aria-label": "Beam tree" },
      element("div", { class: "bar" }, button("Zoom out", () => this.scale(-1)), button("Zoom in", () => this.scale(1)),
        button("Best path", () => this.focus(this.data.best)), this.fold, this.go, button("Download SVG", () => this.save())),
      this.stage, this.readout);
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.drag();
    this.root.replaceChildren(this.frame);
  }

  next() { return (this.serial = (this.serial ?? 0) + 1); }

  // Children that are shown: live ones, the others of a node that is unfolded.
  visible(id) {
    const open = id === null ? this.unfolded.has(null) : this.unfolded.has(id);
    const children = id === null ? this.nodes.filter((node) => node.parent === null).map((node) => node.id) : this.nodes[id].children;
    // What was kept is shown for one step even if it led nowhere; below that it is folded.
    const shown = (child) => open || this.live.has(child) || (this.nodes[child].kept && (id === null || this.live.has(id)));
    return { shown: children.filter(shown), folded: children.filter((child) => !shown(child)).length };
  }

  layout() {
    const columns = [];
    let level = this.visible(null).shown;
    while (level.length) {
      const rank = (id) => (this.best.has(id) ? Infinity : this.nodes[id].total);
      level.sort((a, b) => rank(b) - rank(a));
      columns.push(level);
      level = level.flatMap((id) => this.visible(id).shown);
    }
    this.places = new Map();
    columns.forEach((ids, column) => ids.forEach((id, lane) => this.places.set(id, { column, lane })));
    this.columns = columns;
    const widths = columns.flat().flatMap((id) => Object.entries(this.lines(id)).map(([line, text]) => this.measured(text, SIZES[line])));
    this.wide = Math.ceil(Math.max(NODE.width, ...widths.map((width) => width + 12)));
    this.width = columns.length * (this.wide + GAP) + 24;
    this.height = TOP + Math.max(...columns.map((ids) => ids.length)) * LANE + 8;
  }

  centre(id) {
    const { column, lane } = this.places.get(id);
    return { x: this.middle(column), y: TOP + lane * LANE + NODE.height / 2 };
  }

  middle(column) {
    const x = 12 + column * (this.wide + GAP) + this.wide / 2;
    return this.mirrored ? this.width - x : x;
  }

  draw() {
    this.layout();
    const colour = (id) => (this.best.has(id) ? "--best" : this.nodes[id].kept ? "--kept" : "--dropped");
    const edges = shape("g", { fill: "none" });
    const boxes = shape("g");
    this.elements = new Map();
    for (const id of this.columns.flat()) {
      const node = this.nodes[id];
      const { x, y } = this.centre(id);
      if (node.parent !== null) {
        const from = this.centre(node.parent);
        const side = this.mirrored ? -this.wide / 2 : this.wide / 2;
        const [a, b] = [from.x + side, x - side];
        edges.append(shape("path", { d: `M${a} ${from.y} C${(a + b) / 2} ${from.y} ${(a + b) / 2} ${y} ${b} ${y}`,
          stroke: `var(${colour(id)})`, "stroke-width": this.best.has(id) ? 3.5 : 1.5, ...(node.kept ? {} : { "stroke-dasharray": "4 4" }) }));
      }
      boxes.append(this.box(id, colour(id)));
    }
    const steps = this.columns.map((_, k) => shape("text", { x: this.middle(k), y: 20,
      "text-anchor": "middle", "font-size": 13, fill: "var(--ink)" }, `step ${k + 1}`));
    this.svg.replaceChildren(...steps, edges, boxes);
    this.resize();
    this.select(this.places.has(this.selected) ? this.selected : this.data.best, { report: false });
  }

  box(id, colour) {
    const node = this.nodes[id];
    const { x, y } = this.centre(id);
    const { folded } = this.visible(id);
    const { piece, numbers } = this.lines(id);
    const name = `step ${node.step}: ${node.piece}, p ${node.p.toFixed(3)}, sum of log p ${node.total.toFixed(2)}, `
      + `${node.kept ? "kept" : "dropped"}${node.finished ? ", finished" : ""}${this.best.has(id) ? ", on the best path" : ""}${folded ? `, ${folded} folded` : ""}`;
    const group = shape("g", { class: "node", role: "button", tabindex: -1, "aria-label": name, "data-node": id });
    group.append(
      shape("rect", { x: x - this.wide / 2, y: y - NODE.height / 2, width: this.wide, height: NODE.height, rx: 8,
        fill: "var(--paper)", stroke: `var(${colour})`, "stroke-width": this.best.has(id) ? 2.5 : 1.2, ...(node.kept ? {} : { "stroke-dasharray": "4 4" }) }),
      shape("text", { x, y: y - 1, "text-anchor": "middle", "font-size": SIZES.piece, fill: "var(--ink)" }, isolated(piece)),
      shape("text", { x, y: y + 13, "text-anchor": "middle", "font-size": SIZES.numbers, fill: "var(--ink)" }, numbers),
      shape("title", {}, name));
    group.addEventListener("click", () => this.select(id));
    group.addEventListener("dblclick", () => this.toggle(id));
    this.elements.set(id, group);
    return group;
  }

  resize() {
    const zoom = ZOOMS[this.zoom];
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.setAttribute("width", this.width * zoom);
    this.svg.setAttribute("height", this.height * zoom);
  }

  scale(by) {
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
    this.resize();
  }

  toggle(id) {
    if (!this.unfolded.delete(id)) this.unfolded.add(id);
    this.draw();
    this.elements.get(this.selected).focus({ preventScroll: true });
  }

  select(id, { report = true } = {}) {
    this.elements.get(this.selected)?.setAttribute("tabindex", -1);
    this.elements.get(this.selected)?.querySelector("rect").setAttribute("fill", "var(--paper)");
    this.selected = id;
    const group = this.elements.get(id);
    group.setAttribute("tabindex", 0);
    group.querySelector("rect").setAttribute("fill", "var(--soft)");
    const node = this.nodes[id];
    const pieces = isolated(this.pathOf(id).map((at) => this.nodes[at].piece).join(" "));
    this.readout.textContent = `${pieces} — step ${node.step}, p ${node.p.toFixed(3)}, sum of log p ${node.total.toFixed(2)}, `
      + `${(node.total / node.step).toFixed(2)} a piece; ${node.finished ? "finished" : node.kept ? "kept" : "dropped"}.`;
    const { folded } = this.visible(id);
    this.fold.disabled = !folded && !this.unfolded.has(id);
    this.fold.textContent = this.unfolded.has(id) ? "Fold" : folded ? `Unfold ${folded}` : "Unfold";
    this.go.disabled = this.best.has(id);
    if (report) this.send({ node: id, go: false, serial: this.next(), tree: this.data.key });
  }

  focus(id) {
    this.select(id);
    const group = this.elements.get(id);
    group.focus({ preventScroll: true });
    group.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key(event) {
    const { column, lane } = this.places.get(this.selected);
    const node = this.nodes[this.selected];
    const [back, on] = this.mirrored ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    const moves = {
      [back]: () => node.parent, [on]: () => this.visible(this.selected).shown[0],
      ArrowUp: () => this.columns[column][lane - 1], ArrowDown: () => this.columns[column][lane + 1],
      Home: () => this.pathOf(this.selected)[0], End: () => this.data.best,
    };
    const acts = {
      " ": () => this.fold.disabled || this.toggle(this.selected), Enter: () => this.go.disabled || this.go.click(),
      "+": () => this.scale(1), "=": () => this.scale(1), "-": () => this.scale(-1),
    };
    if (moves[event.key]) {
      const to = moves[event.key]();
      if (to !== null && to !== undefined) this.focus(to);
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }

  drag() {
    let from;
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) from = { x: event.clientX + this.stage.scrollLeft, y: event.clientY + this.stage.scrollTop };
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (!from) return;
      this.stage.classList.add("dragging");
      this.stage.scrollLeft = from.x - event.clientX;
      this.stage.scrollTop = from.y - event.clientY;
    });
    for (const name of ["pointerup", "pointerleave"]) {
      this.stage.addEventListener(name, () => { from = undefined; this.stage.classList.remove("dragging"); });
    }
  }

  // The picture as it is shown, with its colours in place of the theme's names for them.
  save() {
    const copy = this.svg.cloneNode(true);
    const colours = getComputedStyle(this.frame);
    const named = (name) => colours.getPropertyValue(name).trim();
    copy.setAttribute("font-family", "Noto Sans, Source Sans 3, Arial, sans-serif");
    for (const node of copy.querySelectorAll("*")) {
      for (const name of ["fill", "stroke"]) {
        const variable = node.getAttribute(name)?.match(/^var\((--\w+)\)$/)?.[1];
        if (variable) node.setAttribute(name, named(variable));
      }
      for (const name of ["role", "tabindex", "class"]) node.removeAttribute(name);
    }
    for (const text of copy.querySelectorAll("text")) {
      const size = Number(text.getAttribute("font-size"));
      outlined(text, this.data.outlines, { size, anchor: "middle", width: (run) => this.measured(run, size), attributes: { fill: named("--ink") } });
    }
    copy.prepend(shape("title", {}, this.data.title), shape("rect", { width: "100%", height: "100%", fill: named("--paper") }));
    save(new Blob([inXML(copy)], { type: "image/svg+xml" }), this.data.file);
  }
}

const trees = new WeakMap(); // by mounted element, since a rerun of the page must keep the tree

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".beam-tree-root");
  const send = (report) => setStateValue("chosen", report);
  const mounted = trees.get(root);
  if (mounted?.data.key === data.key) mounted.send = send;
  else trees.set(root, new BeamTree(root, data, send));
  trees.get(root).frame.classList.toggle("dark", isDark(root));
  return () => trees.delete(root);
}
