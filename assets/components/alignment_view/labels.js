// Words beside a drawing, how wide they are, and the styles of all that is drawn.

const LETTERS = 13; // px, of labels

// How wide text is, and how much of it a label shows.
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
    let kept = letters.slice(0, this.longest - 1);
    while (kept.length > 1 && this.width(kept.join("") + "…") > this.cap) kept = kept.slice(0, -1);
    return kept.join("") + "…";
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

// What is drawn looks the same on screen, in the page's colours, and in a file, in its own.
const styles = ({ ink, paper, accent, look }, family) => `
text { font-family: ${family}; font-size: ${LETTERS}px; fill: ${ink}; }
.letters { fill: ${ink}; }
.index, .sum { font-size: 10.5px; }
.index, .middle, .sum { text-anchor: middle; }
.end { text-anchor: end; }
.hit { fill: ${accent}; }
.chosen .hit { fill-opacity: 1; }
.chosen text, .chosen .letters { fill: ${paper}; }
.band { fill: none; stroke: ${accent}; stroke-width: 3px; }
.line { fill: none; stroke: ${look}; }
.picked .line { stroke-opacity: .09; }
.picked .line.on { stroke: ${accent}; stroke-opacity: .85; }
.under, .over { fill: none; }
.under { stroke: #101010; stroke-width: 4.5px; }
.over { stroke: #ffffff; stroke-width: 2px; }
.possible .under, .possible .over { stroke-dasharray: 4 3; }
.dot { fill: #ffffff; stroke: #101010; stroke-width: 1.5px; }
.tie { fill: none; stroke: ${ink}; stroke-width: 1.5px; }
.tie.possible { stroke-dasharray: 5 4; }
`;

// A word to be picked: a button on screen, plain text in a file.
function label(side, index, text, pen, ...children) {
  const node = shape("g", { class: "label" }, ...children);
  if (pen.live) {
    const name = `${letterOf(side)} = ${index + 1} ${quoted(text)}`;
    fill(node, { role: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": name, "data-side": side, "data-index": index }, []);
  }
  if (pen.live || pen.clip(text) !== text) node.append(shape("title", {}, text));
  return node;
}

// Which words are chosen, and on the other side how much of α they add up to.
function paintLabels(labels, { side, chosen, sums }) {
  for (const [of, nodes] of Object.entries(labels)) {
    nodes.forEach((node, k) => {
      const pressed = side === of && chosen.has(k);
      node.classList.toggle("chosen", pressed);
      if (node.hasAttribute("role")) node.setAttribute("aria-pressed", pressed);
      const share = side === opposite(of) ? sums[k] / chosen.size : 0;
      node.querySelector(".hit").setAttribute("fill-opacity", (0.5 * share).toFixed(3));
    });
  }
}
