// The step player: one or more decodings of a sentence, drawn in the browser from their ledgers.
// All nodes are made once; a step only changes attributes, so it costs no trip to the server and
// far less than a frame. Text is always set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const PITCH = 76; // px from one state to the next
const EDGE = 64; // px before the first and behind the last
const ROW = { word: 30, latin: 50, state: 96, context: 200, memory: 322, source: 372, weight: 392 };
const HEIGHT = 408;
const BOX = { width: 58, height: 32 };
const PLAY_MS = 1400; // a step at speed 1
const SETTLED_MS = 900; // stepping has stopped for so long: tell the page and the address

const element = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  return fill(node, attributes, children);
};
const shape = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

// Drawn, because common fonts lack the characters for them.
const ICONS = {
  "First step": "M5 4h2v12H5z M16 4v12L8 10z",
  Back: "M14 4v12L6 10z",
  Play: "M6 4v12l9-6z",
  Pause: "M5 4h4v12H5z M11 4h4v12h-4z",
  Forward: "M6 4v12l8-6z",
  "Last step": "M13 4h2v12h-2z M4 4v12l8-6z",
};
const icon = (name) => shape("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, shape("path", { d: ICONS[name] }));

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Only what changes is touched: styles are worked out anew for every class that is set.
const mark = (node, name) => {
  if (node.getAttribute("class") !== name) node.setAttribute("class", name);
};

const low = (letter, index) => `${letter}${[...String(index)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[d]).join("")}`;
const fixed = (value, digits = 2) => value.toFixed(digits);
const clipped = (text, longest = 9) =>
  [...text].length > longest ? [...text].slice(0, longest - 1).join("") + "…" : text;

// ---------------------------------------------------------------- the picture of one model

class Picture {
  constructor(ledger, letters, jump) {
    this.ledger = ledger;
    this.count = ledger.target.length;
    const sources = ledger.source.length;
    this.width = 2 * EDGE + (Math.max(this.count, sources - 1) + 0) * PITCH + BOX.width / 2;
    this.x = (i) => EDGE + i * PITCH; // of decoder state s_i, s_0 first
    const spread = sources > 1 ? (this.width - 2 * EDGE) / (sources - 1) : 0;
    this.sourceX = (j) => EDGE + j * Math.max(PITCH, Math.min(spread, 2.2 * PITCH));
    this.svg = shape("svg", { width: this.width, height: HEIGHT, role: "img" });
    this.caption = shape("title");
    this.svg.append(this.caption);
    this.lines = shape("g", { class: "lines" });
    this.svg.append(this.lines);
    this.buildSource(letters);
    this.buildContext();
    this.buildTarget(letters, jump);
    this.stage = element("div", { class: "stage", tabindex: "0", role: "group", "aria-label": "Picture" }, this.svg);
  }

  buildSource() {
    const { source } = this.ledger;
    this.weights = [];
    this.boxes = [];
    this.paths = [];
    source.forEach((text, j) => {
      const x = this.sourceX(j);
      const box = shape("rect", {
        class: "memory", x: x - BOX.width / 2, y: ROW.memory - BOX.height / 2,
        width: BOX.width, height: BOX.height, rx: 8,
      });
      const weight = shape("text", { class: "weight", x, y: ROW.weight });
      const word = shape("text", { class: "source", x, y: ROW.source }, clipped(text));
      word.append(shape("title", {}, text));
      const path = shape("path", { class: "look", fill: "none" });
      this.lines.append(path);
      this.svg.append(box, shape("text", { class: "name", x, y: ROW.memory + 5 }, low("h", j + 1)), word, weight);
      this.weights.push(weight);
      this.boxes.push(box);
      this.paths.push(path);
    });
  }

  buildContext() {
    this.context = shape("g", { class: "context" },
      shape("rect", { x: -46, y: -20, width: 92, height: 40, rx: 12 }));
    this.contextName = shape("text", { class: "name", x: 0, y: 6 });
    this.context.append(this.contextName);
    this.into = shape("path", { class: "into", fill: "none", "marker-end": "" });
    this.recalled = shape("path", { class: "recalled", fill: "none" });
    this.fed = shape("path", { class: "fed", fill: "none" });
    this.svg.append(this.into, this.recalled, this.fed, this.context);
  }

  buildTarget(letters, jump) {
    const { target, target_latin: latin } = this.ledger;
    this.states = [];
    this.words = [];
    const first = shape("g", { class: "state past" },
      shape("rect", { x: this.x(0) - BOX.width / 2, y: ROW.state - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 9 }),
      shape("text", { class: "name", x: this.x(0), y: ROW.state + 5 }, low("s", 0)));
    this.svg.append(first);
    target.forEach((text, i) => {
      const x = this.x(i + 1);
      const word = shape("text", { class: "word", x, y: ROW.word, lang: "hi" },
        clipped(letters === "latin" ? latin[i] : text));
      word.append(shape("title", {}, `${text} ${latin[i]}`));
      const read = shape("text", { class: "latin", x, y: ROW.latin }, letters === "both" && latin[i] !== text ? clipped(latin[i], 11) : "");
      // The whole column can be clicked, also between the word and its state.
      const column = { x: x - PITCH / 2, y: 8, width: PITCH, height: ROW.state + BOX.height / 2 - 8 };
      const state = shape("g", { class: "state" }, shape("rect", { class: "hit", ...column }),
        shape("rect", { x: x - BOX.width / 2, y: ROW.state - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 9 }),
        shape("text", { class: "name", x, y: ROW.state + 5 }, low("s", i + 1)), word, read);
      state.addEventListener("click", () => jump(i));
      this.svg.append(state);
      this.states.push(state);
      this.words.push(word);
    });
  }

  show(step) {
    const i = Math.min(step, this.count - 1);
    const { alpha, kind, source } = this.ledger;
    const vanilla = kind === "vanilla";
    const x = this.x(i + 1);
    const contextX = vanilla ? (this.sourceX(0) + this.sourceX(source.length - 1)) / 2 : x;
    this.context.setAttribute("transform", `translate(${contextX} ${ROW.context})`);
    this.contextName.textContent = vanilla ? "c, fixed" : `${low("c", i + 1)} = Σαh`;
    const top = ROW.state + BOX.height / 2;
    this.into.setAttribute("d", `M${contextX} ${ROW.context - 20} C ${contextX} ${ROW.context - 62}, ${x} ${top + 62}, ${x} ${top}`);
    const before = this.x(i);
    this.recalled.setAttribute("d", `M${before + BOX.width / 2} ${ROW.state} H ${x - BOX.width / 2}`);
    // y_{i-1}: from the word before, down into the cell; the first step is fed the start mark.
    this.fed.setAttribute("d", `M${before + 14} ${ROW.latin + 6} C ${before + 30} ${ROW.state - 18}, ${x - 46} ${ROW.state - 26}, ${x - 18} ${ROW.state - BOX.height / 2}`);
    source.forEach((_, j) => {
      const ends = vanilla && (j === 0 || j === source.length - 1);
      const a = vanilla ? (ends ? 0.35 : 0) : alpha[i][j];
      const from = this.sourceX(j);
      this.paths[j].setAttribute("d", `M${from} ${ROW.memory - BOX.height / 2} C ${from} ${ROW.memory - 76}, ${contextX} ${ROW.context + 76}, ${contextX} ${ROW.context + 20}`);
      this.paths[j].style.strokeWidth = `${a * 22}px`;
      this.paths[j].style.strokeOpacity = 0.25 + 0.7 * a;
      this.boxes[j].style.strokeWidth = `${1 + 3 * a}px`;
      this.weights[j].textContent = vanilla ? "" : fixed(a);
    });
    this.states.forEach((state, t) => {
      mark(state, `state ${t === i ? "now" : t < i ? "past" : "future"}`);
    });
    this.caption.textContent = sentence(this.ledger, i);
    this.follow(x, vanilla ? x : this.sourceX(largest(alpha[i])));
  }

  follow(...places) {
    const { stage } = this;
    const left = Math.min(...places) - EDGE;
    const right = Math.max(...places) + EDGE;
    if (left >= stage.scrollLeft && right <= stage.scrollLeft + stage.clientWidth) return;
    const middle = right - left <= stage.clientWidth ? (left + right) / 2 : places[0];
    stage.scrollLeft = middle - stage.clientWidth / 2;
  }
}

const largest = (row) => row.indexOf(Math.max(...row));

function sentence(ledger, i) {
  const { alpha, source, target, target_latin: latin, kind } = ledger;
  const written = latin[i] === target[i] ? target[i] : `${target[i]} (${latin[i]})`;
  if (kind === "vanilla") return `step ${i + 1}: writes ${written}; looks at the same c as ever`;
  const order = source.map((text, j) => [text, alpha[i][j]]).sort((p, q) => q[1] - p[1]);
  const seen = order.slice(0, 2).map(([text, a]) => `${text} ${fixed(a)}`).join(", ");
  return `step ${i + 1}: writes ${written}; looks at ${seen}`;
}

// ---------------------------------------------------------------- the numbers of one step

class Numbers {
  constructor(ledger, letters) {
    this.ledger = ledger;
    this.letters = letters;
    this.table = element("tbody");
    this.sum = element("td", { class: "num" });
    this.equation = element("p", { class: "equation", tabindex: "0" });
    this.facts = element("p", { class: "facts" });
    this.next = element("tbody");
    const heads = (...names) => element("thead", {}, element("tr", {}, ...names.map((n) => element("th", { scope: "col" }, n))));
    const parts = [];
    if (ledger.alpha) {
      this.rows = ledger.source.map((text, j) => {
        const bar = element("i");
        const e = element("td", { class: "num" });
        const a = element("td", { class: "num" });
        const head = element("th", { scope: "row" }, `${j + 1} ${text}`);
        this.table.append(element("tr", {}, head, element("td", {}, element("div", { class: "meter" }, bar)), e, a));
        return { bar, e, a, row: this.table.lastChild };
      });
      const foot = element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, "Σα"), element("td"), element("td"), this.sum));
      parts.push(element("h3", {}, "Weights of this step"),
        element("div", { class: "scroll", tabindex: "0" }, element("table", {}, heads("source piece", "", "e", "α"), this.table, foot)));
    }
    parts.push(element("h3", {}, "Context"), this.equation, this.facts,
      element("h3", {}, "Likeliest next pieces"),
      element("div", { class: "scroll", tabindex: "0" }, element("table", {}, heads("piece", "", "p"), this.next)));
    const checked = element("ul", { class: "checks" }, ...ledger.checks.map((check) =>
      element("li", { class: check.holds ? "holds" : "fails", title: `largest deviation ${check.deviation.toExponential(1)}` },
        `${check.holds ? "✓" : "✗"} ${check.name}`)));
    parts.push(checked);
    this.root = element("div", { class: "numbers" }, ...parts);
  }

  show(step) {
    const { ledger } = this;
    const i = Math.min(step, ledger.target.length - 1);
    if (ledger.alpha) this.showWeights(i);
    this.equation.textContent = ledger.alpha ? this.terms(i) : "c = [last forward state; first backward state], at every step";
    const move = ledger.context_move[i];
    const name = ledger.alpha ? low("c", i + 1) : "c";
    const facts = [`‖${name}‖ = ${fixed(ledger.context_norm[i])}`];
    if (move !== null) facts.push(`‖${low("c", i + 1)} − ${low("c", i)}‖ = ${fixed(move)}`);
    if (ledger.entropy) facts.push(`entropy of ${low("α", i + 1)}: ${fixed(ledger.entropy[i])} of at most log₂ ${ledger.source.length} = ${fixed(ledger.entropy_limit)} bits`);
    this.facts.textContent = facts.join(" · ");
    this.next.replaceChildren(...ledger.candidates[i].map((c) => {
      const bar = element("i");
      bar.style.width = `${100 * c.probability}%`;
      const text = this.letters === "latin" ? c.latin : this.letters === "both" && c.latin !== c.piece ? `${c.piece} ${c.latin}` : c.piece;
      const mark = c.written ? " ← written" : "";
      return element("tr", { class: c.written ? "written" : "" }, element("th", { scope: "row" }, text + mark),
        element("td", {}, element("div", { class: "meter next" }, bar)), element("td", { class: "num" }, fixed(c.probability, 3)));
    }));
  }

  showWeights(i) {
    const { alpha, energies } = this.ledger;
    const best = largest(alpha[i]);
    this.rows.forEach(({ bar, e, a, row }, j) => {
      bar.style.width = `${100 * alpha[i][j]}%`;
      e.textContent = fixed(energies[i][j]);
      a.textContent = fixed(alpha[i][j], 3);
      mark(row, j === best ? "most" : "");
    });
    this.sum.textContent = fixed(alpha[i].reduce((p, q) => p + q, 0), 3);
  }

  terms(i) {
    const order = this.ledger.alpha[i].map((a, j) => [a, j]).sort((p, q) => q[0] - p[0]);
    const shown = order.slice(0, 4).map(([a, j]) => `${fixed(a)} ${low("h", j + 1)}`);
    return `${low("c", i + 1)} = ${shown.join(" + ")}${order.length > 4 ? " + …" : ""}`;
  }
}

// ---------------------------------------------------------------- what is written so far

class Written {
  constructor(ledger, letters) {
    const texts = letters === "latin" ? ledger.target_latin : ledger.target;
    this.pieces = texts.map((text, t) => {
      const glue = ledger.starts[t] || t === 0 || text === "(end)" ? " " : "";
      return element("span", {}, glue + text);
    });
    this.root = element("p", { class: "written-so-far", lang: "hi" }, ...this.pieces);
  }

  show(step) {
    this.pieces.forEach((piece, t) => mark(piece, t === step ? "now" : t < step ? "past" : "future"));
  }
}

// ---------------------------------------------------------------- the player

class Player {
  constructor(root, data, settle) {
    this.root = root;
    this.settle = settle;
    this.key = data.key;
    this.count = Math.max(...data.ledgers.map((l) => l.target.length));
    this.step = Math.min(Math.max(0, data.step - 1), this.count - 1);
    this.told = data.step;
    this.speed = 1;
    this.build(data);
    this.onKey = (event) => this.key_(event);
    root.addEventListener("keydown", this.onKey);
    this.go(this.step, { quiet: true });
  }

  build({ ledgers, letters }) {
    const jump = (i) => { this.pause(); this.go(i); };
    this.pictures = ledgers.map((l) => new Picture(l, letters, jump));
    this.numbers = ledgers.map((l) => new Numbers(l, letters));
    this.says = element("p", { class: "says", "aria-live": "polite" });
    this.written = ledgers.map((l) => new Written(l, letters));
    const button = (label, act) => {
      const node = element("button", { type: "button", "aria-label": label, title: label }, icon(label));
      node.addEventListener("click", act);
      return node;
    };
    this.playButton = button("Play", () => this.toggle());
    this.playButton.classList.add("main");
    this.scrub = element("input", { type: "range", min: 1, max: this.count, step: 1, "aria-label": "Step" });
    this.scrub.addEventListener("input", () => { this.pause(); this.go(Number(this.scrub.value) - 1); });
    this.counter = element("span", { class: "counter" });
    this.rate = element("select", { "aria-label": "Speed" },
      ...[0.5, 1, 2, 4].map((s) => element("option", { value: s }, `${s}×`)));
    this.rate.value = "1";
    this.rate.addEventListener("change", () => { this.speed = Number(this.rate.value); if (this.timer) this.play(); });
    const bar = element("div", { class: "bar", role: "group", "aria-label": "Player" },
      button("First step", () => jump(0)), button("Back", () => jump(this.step - 1)), this.playButton,
      button("Forward", () => jump(this.step + 1)), button("Last step", () => jump(this.count - 1)),
      this.scrub, this.counter, this.rate);
    const models = ledgers.map((l, k) => element("section", { class: "model", "aria-label": l.model },
      element("h3", { class: "which" }, `${l.model} · ${l.kind === "vanilla" ? "one fixed c" : "a new c at every step"}`),
      this.pictures[k].stage, this.written[k].root));
    this.frame = element("div", { class: "player", tabindex: "0", "aria-label": "Step player: arrow keys step, space plays" },
      element("div", { class: "view" }, ...models, bar, this.says),
      element("aside", {}, ...this.numbers.map((n) => n.root)));
    this.root.replaceChildren(this.frame);
  }

  key_(event) {
    if (event.target.tagName === "SELECT") return;
    const onScrub = event.target === this.scrub;
    const moves = { ArrowLeft: this.step - 1, ArrowRight: this.step + 1, Home: 0, End: this.count - 1 };
    if (event.key in moves) {
      this.pause();
      this.go(moves[event.key]);
    } else if (event.key === " " && event.target.tagName !== "BUTTON" && !onScrub) {
      this.toggle();
    } else return;
    event.preventDefault();
  }

  go(step, { quiet = false } = {}) {
    this.step = Math.min(Math.max(0, step), this.count - 1);
    this.pictures.forEach((picture) => picture.show(this.step));
    this.numbers.forEach((numbers) => numbers.show(this.step));
    this.scrub.value = this.step + 1;
    this.counter.textContent = `step ${this.step + 1} of ${this.count}`;
    const sentences = this.pictures.map(({ ledger }) => {
      const over = this.step >= ledger.target.length;
      return over ? `${ledger.model} has finished` : sentence(ledger, this.step);
    });
    this.says.textContent = sentences.length === 1 ? sentences[0] : sentences.map((s, k) => `${this.pictures[k].ledger.kind}, ${s}`).join(" — ");
    this.written.forEach((written) => written.show(this.step));
    if (quiet) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.tell(), SETTLED_MS);
  }

  tell() {
    if (this.timer || this.told === this.step + 1) return;
    this.told = this.step + 1;
    this.settle(this.told);
  }

  // The page asks for a step, because the address was edited or somebody went back.
  hear(step) {
    if (step === this.told) return;
    this.told = step;
    this.pause();
    this.go(step - 1, { quiet: true });
  }

  toggle() { this.timer ? this.pause(true) : this.play(); }

  play() {
    clearInterval(this.timer);
    if (this.step === this.count - 1) this.go(0);
    this.timer = setInterval(() => {
      this.go(this.step + 1);
      if (this.step === this.count - 1) this.pause(true);
    }, PLAY_MS / this.speed);
    this.label("Pause");
  }

  pause(settle = false) {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.label("Play");
    if (settle) this.go(this.step);
  }

  label(name) {
    this.playButton.replaceChildren(icon(name));
    this.playButton.setAttribute("aria-label", name);
    this.playButton.title = name;
  }

  leave() {
    clearInterval(this.timer);
    clearTimeout(this.settling);
    this.root.removeEventListener("keydown", this.onKey);
  }
}

// Our own three colours need to know whether the page is dark; its theme only names colours.
function isDark(root) {
  const probe = element("i");
  probe.style.color = getComputedStyle(root).getPropertyValue("--st-background-color") || "#fff";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.6 * green + 0.1 * blue < 128;
}

const players = new WeakMap(); // by mounted element: reruns of the page must not start it anew

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".player-root");
  const settle = (step) => setStateValue("step", step);
  const mounted = players.get(root);
  if (mounted?.key === data.key) {
    mounted.settle = settle;
    mounted.hear(data.step);
  } else {
    mounted?.leave();
    players.set(root, new Player(root, data, settle));
  }
  players.get(root).frame.classList.toggle("dark", isDark(root));
  return () => {
    players.get(root)?.leave();
    players.delete(root);
  };
}
