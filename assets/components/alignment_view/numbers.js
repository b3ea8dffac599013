// SVG groups and pictures, and the numbers behind the drawing.

const group = (name, x = 0, y = 0, ...children) =>
  shape("g", { class: name, transform: `translate(${x} ${y})` }, ...children);
const picture = (width, height, attributes, ...children) =>
  shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...children);
const opposite = (side) => (side === "target" ? "source" : "target");
const indexName = (side) => (side === "target" ? "i" : "j");
const oneSpace = (text) => text.replace(/ +/g, " "); // SVG and HTML show several as one
const quoted = (words) => `“${isolated(oneSpace(words))}”`;
const labelOf = ({ text, below }) => (below ? `${text}  ${below}` : text);
const noted = ({ note }) => (note ? ` (${note})` : "");
const nameOf = (word) => `${quoted(labelOf(word))}${noted(word)}`; // for tooltips and for a screen reader
const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
const signed = (text) => text.replace("-", "−");
const clamp = (low, value, high) => Math.min(Math.max(low, value), high);

// The weight of a colour, -1 to 1: 0 is the colour of the page, 1 that of the greatest value.
const shareOf = (value, { low, high }) => clamp(-1, value < 0 ? value / -low : value / high, 1);

// The shares of all cells. On its own scale, a row's greatest value has the strongest colour.
function cellShares({ values, low, high }, ownScale) {
  return values.map((row) => {
    const most = Math.max(...row.map(Math.abs)) || 1;
    const scale = ownScale ? { low: -most, high: most } : { low, high };
    return row.map((value) => shareOf(value, scale));
  });
}

// Which of three number colours is readable on a cell: the first two differ in the dark theme
// only, the last two in the light one.
const READABLE = { dark: 0.552, light: 0.744 }; // shares at which black and white are equally readable
const readable = (share, size = Math.abs(share)) => (size < READABLE.dark ? "weak" : size < READABLE.light ? "medium" : "strong");

// Σ of the weights over the selected rows for every column, or over the columns for every row.
function weightSums({ values }, side, selected) {
  const order = [...selected].sort((p, q) => p - q);
  return side === "target"
    ? values[0].map((_, j) => total(order.map((i) => values[i][j])))
    : values.map((row) => total(order.map((j) => row[j])));
}

// The colour shares of the words of the other side: of rows the mean, of columns the sum.
function wordShares({ matrix, ownScale }, side, selected, sums) {
  const own = ownScale && side === "target" && selected.size === 1;
  if (own) return cellShares({ ...matrix, values: [sums] }, true)[0];
  return sums.map((sum) => shareOf(side === "target" ? sum / selected.size : sum, matrix));
}

// A weight in a cell: ".34", "1.00"; with a unit one decimal.
const cellNumber = (value, { unit }) => (unit ? signed(value.toFixed(1)).replace("−0.0", "0.0") : value.toFixed(2).replace(/^0/, ""));

// Gold links as a Map from "source-target" to "sure" or "possible", from a Pharaoh line.
function parsePharaoh(line) {
  const gold = new Map();
  for (const part of line.split(" ").filter(Boolean)) {
    const [, s, sign, t] = part.match(/^(\d+)([-?])(\d+)$/);
    gold.set(`${s}-${t}`, sign === "-" ? "sure" : "possible");
  }
  return gold;
}

function formatPharaoh(gold) {
  const links = [...gold].map(([link, kind]) => [...link.split("-").map(Number), kind]);
  links.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return links.map(([s, t, kind]) => `${s}${kind === "sure" ? "-" : "?"}${t}`).join(" ");
}
