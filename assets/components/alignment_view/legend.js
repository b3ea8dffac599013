// The legend of a drawing: the scale of its colours or thicknesses, and the signs in use.

const OWN_SCALE = "each row on its own scale";

// Entries of {node, width, height}.
function legend(data, { gold, predicted, drawing, editing, ownScale }, pen) {
  const entries = [drawing === "heatmap" ? colourBar(data, ownScale, pen) : thicknesses(data, ownScale, pen)];
  if (ownScale) entries.push(note(OWN_SCALE, pen));
  const kinds = new Set(gold.values());
  if (editing) kinds.add("sure").add("possible");
  if (predicted.size) kinds.add("predicted");
  for (const kind of Object.keys(SIGNS)) {
    if (!kinds.has(kind)) continue;
    const cell = shape("rect", { class: "cell", width: 20, height: 20, "fill-opacity": 0.5 });
    const symbol = drawing === "heatmap" || kind === "predicted" ? sign(kind, 20, 20) : shape("path", { class: `gold-line ${kind}`, d: "M1 18 L19 2" });
    const node = shape("g", {}, ...(drawing === "heatmap" ? [cell] : []), symbol, shape("text", { x: 27, y: 15 }, SIGNS[kind]));
    entries.push({ node, width: 32 + pen.width(SIGNS[kind]), height: 20 });
  }
  return entries;
}

function note(text, pen) {
  return { node: shape("g", { class: "note" }, shape("text", { x: 0, y: 14 }, text)), width: pen.width(text), height: 20 };
}

// The colours from the least to the greatest value, with their numbers below.
function colourBar({ matrix }, ownScale, pen) {
  const { low, high, symbol, unit } = matrix;
  const node = shape("g");
  range(100).forEach((k) => {
    const share = shareOf(low + ((high - low) * (k + 0.5)) / 100, matrix);
    node.append(shape("rect", { class: `cell${share < 0 ? " negative" : ""}`, x: 12 + 2 * k, width: 2, height: 10, "shape-rendering": "crispEdges", "fill-opacity": Math.abs(share) }));
  });
  node.append(shape("rect", { class: "grid", x: 12, y: 0, width: 200, height: 10 }));
  const first = (text) => `${symbol} = ${text}`;
  const ticks = ownScale ? [[low < 0 ? 0.5 : 0, first("0")], [1, "largest of the row"]]
    : unit ? [[0, signed(low.toFixed(1))], [-low / (high - low), "0"], [1, `${high.toFixed(1)} ${unit}`]]
      : [0, 0.25, 0.5, 0.75, 1].map((at) => [at, at ? String(low + at * (high - low)) : first(String(low))]);
  for (const [at, text] of ticks) node.append(shape("text", { class: "middle", x: 12 + 200 * at, y: 25 }, text));
  const start = Math.max(0, Math.ceil(pen.width(ticks[0][1]) / 2) - 12);
  return { node: group("bar", start, 0, node), width: start + 216 + pen.width(ticks.at(-1)[1]) / 2, height: 30 };
}

function thicknesses({ matrix }, ownScale, pen) {
  const { symbol, high } = matrix;
  const node = shape("g", { class: "thicknesses" });
  [0.1, 0.5, 1].forEach((share, k) => {
    const x = 96 * k;
    const text = ownScale ? `${share * 100}%` : String(share * high);
    node.append(shape("path", { class: "line", d: `M${x} 10 h26`, "stroke-width": ROWS.thickest * share, "stroke-opacity": 0.2 + 0.7 * share }),
      shape("text", { x: x + 32, y: 14.5 }, `${k || ownScale ? "" : `${symbol} = `}${text}`));
  });
  return { node, width: 224 + pen.width("100%"), height: 20 };
}
