// The bars of one α_i: a slider and a number for each source word. What is typed stays as typed;
// beside it stands what is used, the share of the sum. A person's weights are reported when they
// have rested for a moment.

const REPORT_MS = 300; // so that a key that is held down reports once

class WeightBars {
  constructor(root, data, send) {
    Object.assign(this, { root, data, send });
    this.rows = data.words.map((word, j) => this.row(word, j));
    const heads = ["word", "weight", "as typed", "used"];
    const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
    this.fault = element("p", { class: "fault", role: "status" });
    this.frame = element("div", { class: "weight-bars", role: "group", "aria-label": `Weights of step ${data.step}` },
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...this.rows.map((row) => row.line))), this.fault);
    root.replaceChildren(this.frame);
    this.show(data);
  }

  row(word, j) {
    const slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, "aria-label": `Weight of ${j + 1} ${word}` });
    const number = element("input", { type: "number", min: 0, step: "any", "aria-label": `Weight of ${j + 1} ${word}, typed` });
    const used = element("output");
    slider.addEventListener("input", () => { number.value = slider.value; this.changed(); });
    number.addEventListener("input", () => { slider.value = number.value; this.changed(); });
    const line = element("tr", {}, element("th", { scope: "row" }, word), element("td", { class: "bar" }, slider),
      element("td", {}, number), element("td", {}, used));
    return { line, slider, number, used };
  }

  // Show what the server has, unless the person has changed something since.
  show(data) {
    this.data = data;
    this.rows.forEach((row, j) => {
      if (this.timer) return;
      // A number that was typed stays as it was typed.
      if (Number(row.number.value) !== data.weights[j] || row.number.value === "") row.number.value = String(data.weights[j]);
      row.slider.value = row.number.value;
    });
    this.normalize();
  }

  typed() { return this.rows.map((row) => (row.number.value === "" ? NaN : Number(row.number.value))); }

  normalize() {
    const weights = this.typed();
    const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.fault.textContent = bad >= 0 ? `The weight of ${this.data.words[bad]} is not a number of 0 or more.`
      : sum > 0 ? "" : "All weights are 0: give one word some.";
    this.rows.forEach((row, j) => { row.used.textContent = this.fault.textContent ? "–" : `${((100 * weights[j]) / sum).toFixed(0)}%`; });
    return this.fault.textContent ? null : weights;
  }

  changed() {
    clearTimeout(this.timer);
    const weights = this.normalize();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (weights) this.send({ step: this.data.step, weights, serial: (this.serial = (this.serial ?? 0) + 1) });
    }, REPORT_MS);
  }

  dispose() { clearTimeout(this.timer); }
}

const mountedBars = new WeakMap(); // by mounted element, since a rerun must keep the focus

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".weight-bars-root");
  const send = (report) => setStateValue("weights", report);
  const mounted = mountedBars.get(root);
  if (mounted?.data.key === data.key) {
    mounted.send = send;
    mounted.show(data);
  } else {
    mounted?.dispose();
    mountedBars.set(root, new WeightBars(root, data, send));
  }
  mountedBars.get(root).frame.classList.toggle("dark", isDark(root));
  return () => {
    mountedBars.get(root)?.dispose();
    mountedBars.delete(root);
  };
}
