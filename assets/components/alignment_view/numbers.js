// SVG groups and pictures, and the numbers behind the drawing.

const group = (name, x = 0, y = 0, ...children) =>
  shape("g", { class: name, transform: `translate(${x} ${y})` }, ...children);
const picture = (width, height, attributes, ...children) =>
  shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...children);
const opposite = (side) => (side === "target" ? "source" : "target");
const indexName = (side) => (side === "target" ? "i" : "j");
const oneSpace = (text) => text.replace(/ +/g, " "); // SVG and HTML show several as one
// A word written from right to left is isolated, so that it does not reorder the sentence.
const quoted = (words, text = oneSpace(words)) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`);

// Linear between the stops of Plotly's colour scale, channel by channel, as Plotly does.
function colourScale(scale) {
  const stops = scale.map(([at, hex]) => [at, [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16))]);
  return (value) => {
    const at = Math.min(Math.max(value, 0), 1);
    const k = Math.max(1, stops.findIndex(([stop]) => stop >= at));
    const [[low, from], [high, to]] = [stops[k - 1], stops[k]];
    const share = (at - low) / (high - low);
    return `rgb(${from.map((channel, c) => Math.round(channel + share * (to[c] - channel))).join(",")})`;
  };
}

// Σ of α over the selected rows for every column, or over the selected columns for every row.
function alphaSums({ alpha }, side, selected) {
  const order = [...selected].sort((p, q) => p - q);
  const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
  return side === "target"
    ? alpha[0].map((_, j) => total(order.map((i) => alpha[i][j])))
    : alpha.map((row) => total(order.map((j) => row[j])));
}

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
