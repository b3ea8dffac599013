// The step player: one or two decodings of a sentence, drawn in the browser from JSON. All nodes are
// built once; a step only changes attributes, without a request to the server and in less time than
// a frame.

const PITCH = { most: 76, least: 64 }; // px from one state to the next; less if all fit then
const EDGE = 50; // px before the first state and after the last
const ROW = { word: 30, latin: 50, state: 96, context: 200, memory: 322, source: 372, weight: 392 };
const HEIGHT = 408;
const BOX = { width: 58, height: 32 };
const PLAY_MS = 1400; // a step at speed 1
const REPORT_MS = 900; // of rest after a step, before the page and the address receive it

// Drawn as paths, since common fonts lack these symbols.
const ICONS = {
  "First step": "M5 4h2v12H5z M16 4v12L8 10z",
  Back: "M14 4v12L6 10z",
  Play: "M6 4v12l9-6z",
  Pause: "M5 4h4v12H5z M11 4h4v12h-4z",
  Forward: "M6 4v12l8-6z",
  "Last step": "M13 4h2v12h-2z M4 4v12l8-6z",
};
const icon = (name) => shape("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, shape("path", { d: ICONS[name] }));

// Set a class only if it changes, since the browser computes styles anew for every class set.
const setClass = (node, name) => {
  if (node.getAttribute("class") !== name) node.setAttribute("class", name);
};

const subscripted = (letter, index) => `${letter}${[...String(index)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[d]).join("")}`;
const fixed = (value, digits = 2) => value.toFixed(digits);
const label = (text, longest = 9) => clipped([...text], longest);
const noted = ({ source_notes: notes }, j) => (notes[j] ? ` (${notes[j]})` : ""); // of a source piece
const rightToLeft = (decoding, side) => decoding.languages[side].direction === "rtl";

// ---------------------------------------------------------------- the picture of one model

class Picture {
  constructor(decoding, letters, room, jump) {
    this.decoding = decoding;
    this.count = decoding.target.length;
    const sources = decoding.source.length;
    const steps = Math.max(this.count, sources - 1);
    const fitting = Math.floor((room - 2 * EDGE) / steps);
    const pitch = Math.min(PITCH.most, Math.max(PITCH.least, fitting));
    this.pitch = fitting < PITCH.least ? PITCH.most : pitch;
    this.width = 2 * EDGE + steps * this.pitch;
    // From the right where the language is written so, for encoder and decoder each.
    const placed = (side) => (rightToLeft(decoding, side) ? (x) => this.width - x : (x) => x);
    const [atSource, atTarget] = [placed("source"), placed("target")];
    this.x = (i) => atTarget(EDGE + i * this.pitch); // of decoder state s_i, s_0 first
    this.onward = rightToLeft(decoding, "target") ? -1 : 1;
    const spread = sources > 1 ? (this.width - 2 * EDGE) / (sources - 1) : 0;
    this.sourceX = (j) => atSource(EDGE + j * Math.max(this.pitch, Math.min(spread, 2.2 * this.pitch)));
    this.svg = shape("svg", { width: this.width, height: HEIGHT, viewBox: `0 0 ${this.width} ${HEIGHT}`, role: "img" });
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
    const { source } = this.decoding;
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
      const word = shape("text", { class: "source", x, y: ROW.source, ...svgLangOf(this.decoding.languages.source) }, label(text));
      word.append(shape("title", {}, `${text}${noted(this.decoding, j)}`));
      const path = shape("path", { class: "weight-line", fill: "none" });
      this.lines.append(path);
      this.svg.append(box, shape("text", { class: "name", x, y: ROW.memory + 5 }, subscripted("h", j + 1)), word, weight);
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
    this.contextInput = shape("path", { class: "context-input", fill: "none", "marker-end": "" });
    this.stateInput = shape("path", { class: "state-input", fill: "none" });
    this.pieceInput = shape("path", { class: "piece-input", fill: "none" });
    this.svg.append(this.contextInput, this.stateInput, this.pieceInput, this.context);
  }

  buildTarget(letters, jump) {
    const { target, target_latin: latin } = this.decoding;
    this.states = [];
    this.words = [];
    const first = shape("g", { class: "state past" },
      shape("rect", { x: this.x(0) - BOX.width / 2, y: ROW.state - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 9 }),
      shape("text", { class: "name", x: this.x(0), y: ROW.state + 5 }, subscripted("s", 0)));
    this.svg.append(first);
    target.forEach((text, i) => {
      const x = this.x(i + 1);
      const word = shape("text", { class: "word", x, y: ROW.word, ...svgLangOf(this.decoding.languages.target) },
        label(letters === "latin" ? latin[i] : text));
      word.append(shape("title", {}, `${text} ${latin[i]}`));
      const romanization = shape("text", { class: "latin", x, y: ROW.latin }, letters === "both" && latin[i] !== text ? label(latin[i], 11) : "");
      // The whole column can be clicked, including the space between the word and its state.
      const column = { x: x - this.pitch / 2, y: 8, width: this.pitch, height: ROW.state + BOX.height / 2 - 8 };
      const state = shape("g", { class: "state" }, shape("rect", { class: "hit", ...column }),
        shape("rect", { x: x - BOX.width / 2, y: ROW.state - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 9 }),
        shape("text", { class: "name", x, y: ROW.state + 5 }, subscripted("s", i + 1)), word, romanization);
      state.addEventListener("click", () => jump(i));
      this.svg.append(state);
      this.states.push(state);
      this.words.push(word);
    });
  }

  show(step) {
    const i = Math.min(step, this.count - 1);
    const { alpha, kind, source } = this.decoding;
    const vanilla = kind === "vanilla";
    const x = this.x(i + 1);
    const contextX = vanilla ? (this.sourceX(0) + this.sourceX(source.length - 1)) / 2 : x;
    this.context.setAttribute("transform", `translate(${contextX} ${ROW.context})`);
    this.contextName.textContent = vanilla ? "c, fixed" : `${subscripted("c", i + 1)} = Σαh`;
    const top = ROW.state + BOX.height / 2;
    this.contextInput.setAttribute("d", `M${contextX} ${ROW.context - 20} C ${contextX} ${ROW.context - 62}, ${x} ${top + 62}, ${x} ${top}`);
    const before = this.x(i);
    this.stateInput.setAttribute("d", `M${before + (this.onward * BOX.width) / 2} ${ROW.state} H ${x - (this.onward * BOX.width) / 2}`);
    // y_{i-1}: from the piece before down into the cell; at the first step it is the start mark.
    this.pieceInput.setAttribute("d", `M${before + 14 * this.onward} ${ROW.latin + 6} C ${before + 30 * this.onward} ${ROW.state - 18}, ${x - 46 * this.onward} ${ROW.state - 26}, ${x - 18 * this.onward} ${ROW.state - BOX.height / 2}`);
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
      setClass(state, `state ${t === i ? "now" : t < i ? "past" : "future"}`);
    });
    this.caption.textContent = sentence(this.decoding, i);
    this.follow(x, vanilla ? x : this.sourceX(largest(alpha[i])));
  }

  // Scroll so that all places, in px, are visible.
  follow(...places) {
    const { stage } = this;
    const left = Math.min(...places) - EDGE;
    const right = Math.max(...places) + EDGE;
    if (left >= stage.scrollLeft && right <= stage.scrollLeft + stage.clientWidth) return;
    const middle = right - left <= stage.clientWidth ? (left + right) / 2 : places[0];
    stage.scrollLeft = middle - stage.clientWidth / 2;
  }
}

// Width of a picture in px: of the player, less the numbers beside it and borders (as in the CSS).
function roomForPicture(root) {
  const beside = matchMedia("(min-width: 901px)").matches ? 340 + 16 : 0;
  return root.clientWidth - beside - 26;
}

const largest = (row) => row.indexOf(Math.max(...row));

function sentence(decoding, i) {
  const { alpha, source, target, target_latin: latin, kind } = decoding;
  const written = latin[i] === target[i] ? isolated(target[i]) : `${target[i]} (${latin[i]})`;
  if (kind === "vanilla") return `step ${i + 1}: writes ${written}; uses the same c as at every step`;
  const order = source.map((text, j) => [text, alpha[i][j]]).sort((p, q) => q[1] - p[1]);
  const most = order.slice(0, 2).map(([text, a]) => `${isolated(text)} ${fixed(a)}`).join(", ");
  return `step ${i + 1}: writes ${written}; looks at ${most}`;
}

// ---------------------------------------------------------------- the numbers of one step

class Numbers {
  constructor(decoding, letters) {
    this.decoding = decoding;
    this.letters = letters;
    this.table = element("tbody");
    this.sum = element("td", { class: "num" });
    this.equation = element("p", { class: "equation", tabindex: "0" });
    this.facts = element("p", { class: "facts" });
    this.next = element("tbody");
    const heads = (...names) => element("thead", {}, element("tr", {}, ...names.map((n) => element("th", { scope: "col" }, n))));
    const parts = [];
    if (decoding.alpha) {
      this.rows = decoding.source.map((text, j) => {
        const bar = element("i");
        const e = element("td", { class: "num" });
        const a = element("td", { class: "num" });
        const note = noted(decoding, j);
        const head = element("th", { scope: "row", ...(note ? { title: `${text}${note}` } : {}) }, `${j + 1} ${text}`);
        this.table.append(element("tr", {}, head, element("td", {}, element("div", { class: "meter" }, bar)), e, a));
        return { bar, e, a, row: this.table.lastChild };
      });
      const foot = element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, "Σα"), element("td"), element("td"), this.sum));
      parts.push(element("h3", {}, "Weights of this step"),
        element("div", { class: "scroll weights", tabindex: "0" }, element("table", {}, heads("source piece", "", "e", "α"), this.table, foot)));
    }
    parts.push(element("h3", {}, "Context"), this.equation, this.facts,
      element("h3", {}, "Likeliest next pieces"),
      element("div", { class: "scroll", tabindex: "0" }, element("table", {}, heads("piece", "", "p"), this.next)));
    const checked = element("ul", { class: "checks" }, ...decoding.checks.map((check) =>
      element("li", { class: check.holds ? "holds" : "fails", title: `largest deviation ${check.deviation.toExponential(1)}` },
        `${check.holds ? "✓" : "✗"} ${check.name}`)));
    parts.push(checked);
    this.root = element("div", { class: "numbers" }, ...parts);
  }

  show(step) {
    const { decoding } = this;
    const i = Math.min(step, decoding.target.length - 1);
    if (decoding.alpha) this.showWeights(i);
    this.equation.textContent = decoding.alpha ? this.terms(i) : "c = [last forward state; first backward state], at every step";
    const move = decoding.context_move[i];
    const name = decoding.alpha ? subscripted("c", i + 1) : "c";
    const facts = [`‖${name}‖ = ${fixed(decoding.context_norm[i])}`];
    if (move !== null) facts.push(`‖${subscripted("c", i + 1)} − ${subscripted("c", i)}‖ = ${fixed(move)}`);
    if (decoding.entropy) facts.push(`entropy of ${subscripted("α", i + 1)}: ${fixed(decoding.entropy[i])} of at most log₂ ${decoding.source.length} = ${fixed(decoding.entropy_limit)} bits`);
    this.facts.textContent = facts.join(" · ");
    this.next.replaceChildren(...decoding.candidates[i].map((c) => {
      const bar = element("i");
      bar.style.width = `${100 * c.probability}%`;
      const text = this.letters === "latin" ? c.latin : this.letters === "both" && c.latin !== c.piece ? `${c.piece} ${c.latin}` : c.piece;
      const suffix = c.written ? " ← written" : "";
      return element("tr", { class: c.written ? "written" : "" }, element("th", { scope: "row" }, text + suffix),
        element("td", {}, element("div", { class: "meter next" }, bar)), element("td", { class: "num" }, fixed(c.probability, 3)));
    }));
  }

  showWeights(i) {
    const { alpha, energies } = this.decoding;
    const best = largest(alpha[i]);
    this.rows.forEach(({ bar, e, a, row }, j) => {
      bar.style.width = `${100 * alpha[i][j]}%`;
      e.textContent = fixed(energies[i][j]);
      a.textContent = fixed(alpha[i][j], 3);
      setClass(row, j === best ? "most" : "");
    });
    this.sum.textContent = fixed(alpha[i].reduce((p, q) => p + q, 0), 3);
  }

  terms(i) {
    const order = this.decoding.alpha[i].map((a, j) => [a, j]).sort((p, q) => q[0] - p[0]);
    const shown = order.slice(0, 4).map(([a, j]) => `${fixed(a)} ${subscripted("h", j + 1)}`);
    return `${subscripted("c", i + 1)} = ${shown.join(" + ")}${order.length > 4 ? " + …" : ""}`;
  }
}

// ---------------------------------------------------------------- the translation so far

class TranslationSoFar {
  constructor(decoding, letters) {
    const texts = letters === "latin" ? decoding.target_latin : decoding.target;
    this.pieces = texts.map((text, t) => {
      const space = decoding.starts[t] || t === 0 || text === "(end)" ? " " : "";
      return element("span", {}, space + text);
    });
    this.root = element("p", { class: "translation-so-far", ...langOf(decoding.languages.target) }, ...this.pieces);
  }

  show(step) {
    this.pieces.forEach((piece, t) => setClass(piece, t === step ? "now" : t < step ? "past" : "future"));
  }
}

// ---------------------------------------------------------------- the player

class Player {
  constructor(root, data, send) {
    this.root = root;
    this.send = send;
    this.key = data.key;
    this.count = Math.max(...data.decodings.map((decoding) => decoding.target.length));
    this.step = Math.min(Math.max(0, data.step - 1), this.count - 1);
    this.reported = data.step;
    this.speed = 1;
    this.build(data);
    this.keyListener = (event) => this.onKeyDown(event);
    root.addEventListener("keydown", this.keyListener);
    this.go(this.step, { report: false });
  }

  build({ decodings, letters }) {
    const jump = (i) => { this.pause(); this.go(i); };
    const room = roomForPicture(this.root);
    this.pictures = decodings.map((decoding) => new Picture(decoding, letters, room, jump));
    this.numbers = decodings.map((decoding) => new Numbers(decoding, letters));
    this.summary = element("p", { class: "summary", "aria-live": "polite" });
    this.translations = decodings.map((decoding) => new TranslationSoFar(decoding, letters));
    const button = (name, onClick) => {
      const node = element("button", { type: "button", "aria-label": name, title: name }, icon(name));
      node.addEventListener("click", onClick);
      return node;
    };
    this.playButton = button("Play", () => this.toggle());
    this.playButton.classList.add("main");
    this.scrub = element("input", { type: "range", min: 1, max: this.count, step: 1, "aria-label": "Step" });
    this.scrub.addEventListener("input", () => { this.pause(); this.go(Number(this.scrub.value) - 1); });
    this.counter = element("span", { class: "counter" });
    this.change = element("button", { type: "button", class: "change" }, "Change this step");
    this.change.addEventListener("click", () => this.askForChange(this.step + 1));
    this.rate = element("select", { "aria-label": "Speed" },
      ...[0.5, 1, 2, 4].map((s) => element("option", { value: s }, `${s}×`)));
    this.rate.value = "1";
    this.rate.addEventListener("change", () => { this.speed = Number(this.rate.value); if (this.timer) this.play(); });
    const bar = element("div", { class: "bar", role: "group", "aria-label": "Player" },
      button("First step", () => jump(0)), button("Back", () => jump(this.step - 1)), this.playButton,
      button("Forward", () => jump(this.step + 1)), button("Last step", () => jump(this.count - 1)),
      this.scrub, this.counter, this.rate, this.change);
    const models = decodings.map((decoding, k) => element("section", { class: "model", "aria-label": decoding.model },
      element("h3", { class: "which" }, `${decoding.model} · ${decoding.kind === "vanilla" ? "one fixed c" : "a new c at every step"}`),
      this.pictures[k].stage, this.translations[k].root));
    this.frame = element("div", { class: "step-player", tabindex: "0", "aria-label": "Step player: arrow keys step, space plays" },
      element("div", { class: "view" }, ...models, bar, this.summary),
      element("aside", {}, ...this.numbers.map((n) => n.root)));
    this.root.replaceChildren(this.frame);
  }

  onKeyDown(event) {
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

  go(step, { report = true } = {}) {
    this.step = Math.min(Math.max(0, step), this.count - 1);
    this.pictures.forEach((picture) => picture.show(this.step));
    this.numbers.forEach((numbers) => numbers.show(this.step));
    this.scrub.value = this.step + 1;
    this.counter.textContent = `step ${this.step + 1} of ${this.count}`;
    const sentences = this.pictures.map(({ decoding }) => {
      const finished = this.step >= decoding.target.length;
      return finished ? `${decoding.model} has finished` : sentence(decoding, this.step);
    });
    this.summary.textContent = sentences.length === 1 ? sentences[0] : sentences.map((s, k) => `${this.pictures[k].decoding.kind}, ${s}`).join(" — ");
    this.translations.forEach((translation) => translation.show(this.step));
    if (!report) return;
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.report(), REPORT_MS);
  }

  report() {
    if (this.timer || this.reported === this.step + 1) return;
    this.reported = this.step + 1;
    this.send(this.reported);
  }

  // Show the step of a rerun of the page; it is a new one if the address has changed.
  update(step) {
    if (step === this.reported) return;
    this.reported = step;
    this.pause();
    this.go(step - 1, { report: false });
  }

  toggle() { this.timer ? this.pause({ report: true }) : this.play(); }

  play() {
    clearInterval(this.timer);
    if (this.step === this.count - 1) this.go(0);
    this.timer = setInterval(() => {
      this.go(this.step + 1);
      if (this.step === this.count - 1) this.pause({ report: true });
    }, PLAY_MS / this.speed);
    this.setPlayButton("Pause");
  }

  pause({ report = false } = {}) {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.setPlayButton("Play");
    if (report) this.go(this.step);
  }

  setPlayButton(name) {
    this.playButton.replaceChildren(icon(name));
    this.playButton.setAttribute("aria-label", name);
    this.playButton.title = name;
  }

  dispose() {
    clearInterval(this.timer);
    clearTimeout(this.reporting);
    this.root.removeEventListener("keydown", this.keyListener);
  }
}

const players = new WeakMap(); // by mounted element, since a rerun of the page must keep the player

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".step-player-root");
  const send = (step) => setStateValue("step", step);
  const mounted = players.get(root);
  if (mounted?.key === data.key) {
    mounted.send = send;
    mounted.update(data.step);
  } else {
    mounted?.dispose();
    players.set(root, new Player(root, data, send));
  }
  players.get(root).askForChange = (step) => setTriggerValue("change", step);
  players.get(root).frame.classList.toggle("dark", isDark(root));
  return () => {
    players.get(root)?.dispose();
    players.delete(root);
  };
}
