// Labels of a drawing, their widths, and the styles of all drawings.

const LETTERS = 13; // px, of labels

// The width of text, and how much of it a label shows.
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
    let count = Math.min(letters.length, this.longest - 1);
    const shortened = () => `${letters.slice(0, count).join("")}…`;
    while (count > 1 && this.width(shortened()) > this.cap) count -= 1;
    return shortened();
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

// A drawing has the same styles on screen, in the page's colours, and in a file, in its own.
const styles = ({ ink, paper, accent, weight, against, weak, medium, strong }, family) => `
text { font-family: ${family}; font-size: ${LETTERS}px; fill: ${ink}; }
.letters { fill: ${ink}; }
.index, .sum, .number { font-size: 10.5px; }
.index, .middle, .sum, .number { text-anchor: middle; }
.end { text-anchor: end; }
[direction="rtl"].end { text-anchor: start; } /* an end is on the left there */
[direction="rtl"].begin { text-anchor: end; }
.cell, .hit { fill: ${weight}; }
.cell.negative, .hit.negative { fill: ${against}; }
.number.weak, .tinted.weak text, .tinted.weak .letters { fill: ${weak}; }
.number.medium, .tinted.medium text, .tinted.medium .letters { fill: ${medium}; }
.number.strong, .tinted.strong text, .tinted.strong .letters { fill: ${strong}; }
.selected .hit { fill: ${accent}; fill-opacity: 1; }
.selected text, .selected .letters { fill: ${paper}; }
.grid { fill: none; stroke: ${ink}; stroke-opacity: .11; }
.band { fill: none; stroke: ${accent}; stroke-width: 3px; }
.line { fill: none; stroke: ${weight}; }
.line.negative { stroke: ${against}; }
.picked .line { stroke-opacity: .09; }
.picked .line.on { stroke: ${accent}; stroke-opacity: .85; }
.under, .over { fill: none; }
.under { stroke: #101010; stroke-width: 4.5px; }
.over { stroke: #ffffff; stroke-width: 2px; }
.possible .under, .possible .over { stroke-dasharray: 4 3; }
.dot { fill: #ffffff; stroke: #101010; stroke-width: 1.5px; }
.gold-line { fill: none; stroke: ${ink}; stroke-width: 1.5px; }
.gold-line.possible { stroke-dasharray: 5 4; }
`;

// A word that can be selected: a button on screen, plain text in a file.
function label(data, side, index, pen, ...children) {
  const word = data[side].words[index];
  const text = labelOf(word);
  const node = shape("g", { class: "label" }, ...children);
  if (pen.live) {
    const name = `${indexName(side)} = ${index + 1} ${nameOf(word)}`;
    fill(node, { role: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": name, "data-side": side, "data-index": index }, []);
  }
  if (pen.live || pen.clip(text) !== text || word.note) node.append(shape("title", {}, `${text}${noted(word)}`));
  return node;
}

// Give a node of a word the class of its share of colour, and of its readable letters.
function tint(node, share) {
  node.classList.remove("weak", "medium", "strong");
  node.classList.toggle("tinted", share !== 0);
  if (share !== 0) node.classList.add(readable(share));
}

// Mark the selected words, and shade those of the other side by their share of the weights.
function paintLabels(labels, { side, selected, shares, pinned }) {
  for (const [of, nodes] of Object.entries(labels)) {
    nodes.forEach((node, k) => {
      const chosen = side === of && selected.has(k);
      node.classList.toggle("selected", chosen);
      if (node.hasAttribute("role")) node.setAttribute("aria-pressed", chosen && pinned);
      const share = side === opposite(of) ? shares[k] : 0;
      tint(node, share);
      const hit = node.querySelector(".hit");
      hit.setAttribute("fill-opacity", Math.abs(share).toFixed(3));
      hit.classList.toggle("negative", share < 0);
    });
  }
}
