// What a drawing means in words: legend, what is selected, what is hidden.

// Entries of {node, width, height}: what a colour or a thickness means, and the signs in use.
function legend(data, { gold, found, drawing, editing }, pen) {
  const entries = [drawing === "heatmap" ? colourBar(data, pen) : thicknesses(pen)];
  const kinds = new Set(gold.values());
  if (editing) kinds.add("sure").add("possible");
  if (found.size) kinds.add("found");
  for (const kind of Object.keys(SIGNS)) {
    if (!kinds.has(kind)) continue;
    const cell = shape("rect", { width: 20, height: 20, fill: colouring(data.scale)(0.5) });
    const seen = drawing === "heatmap" || kind === "found" ? sign(kind, 20) : shape("path", { class: `tie ${kind}`, d: "M1 18 L19 2" });
    const node = shape("g", {}, ...(drawing === "heatmap" ? [cell] : []), seen, shape("text", { x: 27, y: 15 }, SIGNS[kind]));
    entries.push({ node, width: 32 + pen.width(SIGNS[kind]), height: 20 });
  }
  return entries;
}

function colourBar({ scale }, pen) {
  const colour = colouring(scale);
  const node = shape("g");
  range(100).forEach((k) => node.append(shape("rect", { x: 12 + 2 * k, width: 2.5, height: 10, fill: colour((k + 0.5) / 100) })));
  [0, 0.25, 0.5, 0.75, 1].forEach((a) => {
    node.append(shape("text", { class: "middle", x: 12 + 200 * a, y: 25 }, a === 0 ? "α = 0" : String(a)));
  });
  return { node: group("bar", 12, 0, node), width: 240 + pen.width("1"), height: 30 };
}

function thicknesses(pen) {
  const node = shape("g");
  [0.1, 0.5, 1].forEach((a, k) => {
    const x = 96 * k;
    node.append(shape("path", { class: "line", d: `M${x} 10 h26`, "stroke-width": TIE.thickest * a, "stroke-opacity": 0.2 + 0.7 * a }),
      shape("text", { x: x + 32, y: 14.5 }, `${k ? "" : "α = "}${a}`));
  });
  return { node, width: 224 + pen.width("1"), height: 20 };
}

function listed(indices) {
  const runs = [];
  for (const k of [...indices].sort((p, q) => p - q)) {
    if (runs.length && runs.at(-1)[1] === k - 1) runs.at(-1)[1] = k;
    else runs.push([k, k]);
  }
  return runs.flatMap(([from, to]) => (to - from > 1 ? [`${from + 1}–${to + 1}`] : range(to - from + 1).map((k) => from + k + 1))).join(", ");
}

// "Selected rows 2, 3: they take 1.21 from “light” (4), … of 2.00 in all."
function selection(data, { side, chosen, sums }) {
  if (!chosen.size) return "";
  const rows = side === "target";
  const [own, others] = rows ? [data.rows, data.columns] : [data.columns, data.rows];
  const one = chosen.size === 1;
  const what = `${rows ? "row" : "column"}${one ? "" : "s"} ${listed(chosen)}${one ? ` ${quoted(own[[...chosen][0]])}` : ""}`;
  const order = sums.map((sum, k) => [sum, k]).sort((p, q) => q[0] - p[0]);
  const parts = order.slice(0, 5).map(([sum, k]) => `${sum.toFixed(2)} ${rows ? "from" : "to"} ${quoted(others[k])} (${k + 1})`);
  const verb = rows ? (one ? "it takes" : "they take") : one ? "it gives" : "they give";
  const all = sums.reduce((sum, term) => sum + term, 0).toFixed(2);
  return `Selected ${what}: ${verb} ${parts.join(", ")}${order.length > 5 ? ", …" : ""} of ${all} in all.`;
}

function hiding(board, floor) {
  const count = board.below?.(floor) ?? 0;
  const all = board.data.alpha.length * board.data.alpha[0].length;
  return count ? `${count} of ${all} lines ${count === 1 ? "is" : "are"} hidden: α below ${floor.toFixed(2)}.` : "";
}
