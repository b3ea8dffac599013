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
const styles = ({ ink, paper, accent, weight }, family) => `
text { font-family: ${family}; font-size: ${LETTERS}px; fill: ${ink}; }
.letters { fill: ${ink}; }
.index, .sum { font-size: 10.5px; }
.index, .middle, .sum { text-anchor: middle; }
.end { text-anchor: end; }
.hit { fill: ${accent}; }
.selected .hit { fill-opacity: 1; }
.selected text, .selected .letters { fill: ${paper}; }
.band { fill: none; stroke: ${accent}; stroke-width: 3px; }
.line { fill: none; stroke: ${weight}; }
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
function label(side, index, text, pen, ...children) {
  const node = shape("g", { class: "label" }, ...children);
  if (pen.live) {
    const name = `${indexName(side)} = ${index + 1} ${quoted(text)}`;
    fill(node, { role: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": name, "data-side": side, "data-index": index }, []);
  }
  if (pen.live || pen.clip(text) !== text) node.append(shape("title", {}, text));
  return node;
}

// Mark the selected words, and shade those of the other side by their sums of α.
function paintLabels(labels, { side, selected, sums }) {
  for (const [of, nodes] of Object.entries(labels)) {
    nodes.forEach((node, k) => {
      const pressed = side === of && selected.has(k);
      node.classList.toggle("selected", pressed);
      if (node.hasAttribute("role")) node.setAttribute("aria-pressed", pressed);
      const share = side === opposite(of) ? sums[k] / selected.size : 0;
      node.querySelector(".hit").setAttribute("fill-opacity", (0.5 * share).toFixed(3));
    });
  }
}
