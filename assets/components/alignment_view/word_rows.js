// Both sentences as rows of words that can be pointed at and pinned, and other translations as text.

class WordRows {
  constructor(data, longest) {
    this.data = data;
    this.buttons = { source: this.row("source"), target: this.row("target") };
    for (const buttons of Object.values(this.buttons)) buttons[0].setAttribute("tabindex", "0");
    this.say = element("p", { class: "say", "aria-live": "polite" });
    this.play = element("div", { class: "play", role: "group", "aria-label": "Watch it write" });
    this.node = element("div", { class: "texts" },
      this.section("source", data.source), this.section("target", data.target), this.say, this.play,
      ...data.others.map((other) => this.other(other)));
  }

  // The number of a word is below it: of the other side, the weight of the word that is pointed at.
  row(side) {
    return this.data[side].words.map((word, k) => {
      const number = element("small", { class: "value", "aria-hidden": "true" });
      const text = element("span", { class: "text", ...langOf(this.data[side]) }, oneSpace(word.text));
      const below = word.below ? [element("small", { class: "below" }, oneSpace(word.below))] : [];
      const name = `${indexName(side)} = ${k + 1} ${nameOf(word)}`;
      const node = element("button", { type: "button", class: `word${word.joined ? " joined" : ""}${word.unknown ? " unknown" : ""}${word.mark ? " mark" : ""}`, tabindex: "-1", "aria-pressed": "false", "aria-label": name, "data-side": side, "data-index": k, ...(word.note ? { title: `${labelOf(word)}${noted(word)}` } : {}) },
        text, ...below, number);
      node.number = number;
      return node;
    });
  }

  section(side, { heading, notes = [] }) {
    const rows = this.data[side].words.some((word) => word.below) ? " two" : "";
    return element("section", { class: side }, element("p", { class: "heading" }, heading),
      element("div", { class: `words${rows}`, role: "group", "aria-label": `${heading}: words`, ...langOf(this.data[side]) }, ...this.together(side)),
      ...notes.map((note) => element("p", { class: "small" }, note)));
  }

  // A word and what is joined to it stay on one line.
  together(side) {
    const lines = [];
    this.data[side].words.forEach(({ joined }, k) => {
      if (!joined || !lines.length) lines.push(element("span", { class: "together" }));
      lines.at(-1).append(this.buttons[side][k]);
    });
    return lines;
  }

  other({ heading, text, below, lang, direction, notes = [] }) {
    const lines = [text && element("p", { class: "text", ...langOf({ lang, direction }) }, text), below && element("p", { class: "below" }, below)];
    return element("section", { class: "other" }, element("p", { class: "heading" }, heading), ...lines.filter(Boolean),
      ...notes.map((note) => element("p", { class: "small" }, note)));
  }

  paint({ side, selected, sums, shares, pinned, written }) {
    for (const [of, buttons] of Object.entries(this.buttons)) {
      buttons.forEach((node, k) => {
        const chosen = side === of && selected.has(k);
        const share = side === opposite(of) ? shares[k] : 0;
        node.classList.toggle("selected", chosen);
        node.classList.toggle("unwritten", of === "target" && k >= written);
        node.setAttribute("aria-pressed", chosen && pinned);
        tint(node, share);
        node.style.setProperty("--share", `${(100 * Math.abs(share)).toFixed(1)}%`);
        node.classList.toggle("negative", share < 0);
        node.number.textContent = side === opposite(of) ? signed(sums[k].toFixed(2)) : "";
      });
    }
  }
}
