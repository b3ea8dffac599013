// What everything on the board is made of: elements, and the numbers behind them.

const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const shape = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const group = (kind, x = 0, y = 0, ...children) =>
  shape("g", { class: kind, transform: `translate(${x} ${y})` }, ...children);
const picture = (width, height, attributes, ...children) =>
  shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...children);
const range = (count) => [...Array(count).keys()];
const opposite = (side) => (side === "target" ? "source" : "target");
const letterOf = (side) => (side === "target" ? "i" : "j");
const oneSpace = (text) => text.replace(/ +/g, " "); // as SVG and HTML show several
// A word that is written from right to left must not turn the sentence around it.
const quoted = (words, text = oneSpace(words)) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`);

// Linear between the stops of Plotly's scale, channel by channel, as Plotly does.
function colouring(scale) {
  const stops = scale.map(([at, hex]) => [at, [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16))]);
  return (value) => {
    const at = Math.min(Math.max(value, 0), 1);
    const k = Math.max(1, stops.findIndex(([stop]) => stop >= at));
    const [[low, from], [high, to]] = [stops[k - 1], stops[k]];
    const share = (at - low) / (high - low);
    return `rgb(${from.map((channel, c) => Math.round(channel + share * (to[c] - channel))).join(",")})`;
  };
}

// Σ of α over the chosen rows for every column, or over the chosen columns for every row.
function added({ alpha }, side, chosen) {
  const order = [...chosen].sort((p, q) => p - q);
  const over = (terms) => terms.reduce((sum, term) => sum + term, 0);
  return side === "target"
    ? alpha[0].map((_, j) => over(order.map((i) => alpha[i][j])))
    : alpha.map((row) => over(order.map((j) => row[j])));
}

function read(line) {
  const gold = new Map();
  for (const part of line.split(" ").filter(Boolean)) {
    const [, s, sign, t] = part.match(/^(\d+)([-?])(\d+)$/);
    gold.set(`${s}-${t}`, sign === "-" ? "sure" : "possible");
  }
  return gold;
}

function write(gold) {
  const links = [...gold].map(([link, kind]) => [...link.split("-").map(Number), kind]);
  links.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return links.map(([s, t, kind]) => `${s}${kind === "sure" ? "-" : "?"}${t}`).join(" ");
}
