// The switches of a drawing and the buttons that save it.

const KINDS = { heatmap: "Heatmap", links: "Lines" };

const push = (name, onClick) => {
  const node = element("button", { type: "button" }, name);
  node.addEventListener("click", onClick);
  return node;
};

const check = (name, onChange) => {
  const box = element("input", { type: "checkbox" });
  box.addEventListener("change", () => onChange(box.checked));
  return element("label", { class: "check" }, box, name);
};

// Buttons of which one is chosen; `choose(value)` is called for a new one. Arrow keys move.
class Choice {
  constructor(name, values, choose) {
    Object.assign(this, { choose });
    this.buttons = Object.entries(values).map(([value, text]) => {
      const node = element("button", { type: "button", role: "radio", "data-value": value }, text);
      node.addEventListener("click", () => this.pick(node));
      return node;
    });
    this.node = element("div", { class: "choice", role: "radiogroup", "aria-label": name }, ...this.buttons);
    this.node.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = this.buttons.indexOf(event.target);
      if (!step || at < 0) return;
      event.preventDefault();
      const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
      next.focus();
      this.pick(next);
    });
  }

  pick(node) {
    if (node.getAttribute("aria-checked") !== "true") this.choose(node.dataset.value);
  }

  set(value) {
    for (const node of this.buttons) {
      const chosen = node.dataset.value === value;
      fill(node, { "aria-checked": chosen, tabindex: chosen ? "0" : "-1" }, []);
    }
  }
}

class Controls {
  constructor(data, act) {
    this.drawing = new Choice("Drawing", KINDS, act.drawing);
    this.weights = new Choice("Weights", Object.fromEntries(data.matrices.map(({ name, label }) => [name, label])), act.weights);
    this.weights.node.hidden = data.matrices.length < 2;
    this.about = element("p", { class: "about small" });
    this.ownScale = check("Each row on its own scale", act.ownScale);
    this.top = element("div", { class: "switches" }, this.drawing.node, this.weights.node, this.ownScale);
    this.slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0 });
    this.floorText = element("output", {}, "off");
    this.slider.addEventListener("input", () => act.floor(Number(this.slider.value)));
    this.floor = element("label", { class: "floor" }, "Hide lines below", this.slider, this.floorText);
    this.clear = push("Clear selection", act.clear);
    const files = element("div", { class: "files", role: "group", "aria-label": "Save the drawing" },
      push("Download SVG", () => act.save("svg")), push("Download PNG", () => act.save("png")));
    this.bottom = element("div", { class: "tools" }, this.floor, check("Add up several words", act.several), this.clear, files);
  }

  paint({ drawing, weights, floor }, { symbol, about }, any) {
    this.drawing.set(drawing);
    this.weights.set(weights);
    this.about.textContent = about;
    this.floor.hidden = drawing !== "links";
    this.floorText.textContent = floor ? `${symbol} ${floor.toFixed(2)}` : "off";
    this.clear.disabled = !any;
  }
}
