// Sentences about the words that are pointed at or selected, and about hidden lines.

const MOST = 4; // words that a sentence names

// "1, 3–5" from indices 0, 2, 3, 4.
function listed(indices) {
  const runs = [];
  for (const k of [...indices].sort((p, q) => p - q)) {
    if (runs.length && runs.at(-1)[1] === k - 1) runs.at(-1)[1] = k;
    else runs.push([k, k]);
  }
  return runs.flatMap(([from, to]) => (to - from > 1 ? [`${from + 1}–${to + 1}`] : range(to - from + 1).map((k) => from + k + 1))).join(", ");
}

// "Target word 3 of 10 “घर” looked at “kitchen” 0.41, …; its row sums to 1.00."
function selection(data, { side, selected, sums }) {
  if (!selected.size) return "";
  const { matrix } = data;
  const rows = side === "target";
  const [own, others] = rows ? [data.rows, data.columns] : [data.columns, data.rows];
  const one = selected.size === 1;
  const [first] = selected;
  const what = one ? `${rows ? "Target" : "Source"} word ${first + 1} of ${own.length} ${nameOf(data[side].words[first])}`
    : `${rows ? "Target" : "Source"} words ${listed(selected)} together`;
  const order = sums.map((sum, k) => [sum, k]).filter(([sum]) => sum).sort((p, q) => q[0] - p[0]);
  const parts = order.slice(0, MOST).map(([sum, k]) => `${quoted(others[k])} ${signed(sum.toFixed(2))}`);
  const verb = matrix.verbs[rows ? 0 : 1];
  return `${what} ${verb} ${parts.join(", ") || "nothing"}${order.length > MOST ? ", …" : ""}${sumOf(data, { rows, count: selected.size, sums })}`;
}

// What the numbers add up to; only rows of weights that sum to 1 have a sum that is known before.
function sumOf({ matrix }, { rows, count, sums }) {
  const all = signed(total(sums).toFixed(2));
  if (!matrix.sums_to_one) return ".";
  if (!rows) return `; Σ over the target words = ${all} (only rows sum to 1).`;
  return count === 1 ? `; the row sums to ${all}.` : `; ${count} rows sum to ${all}.`;
}

function hiding(drawing, { symbol }, floor) {
  const count = drawing.below?.(floor) ?? 0;
  const all = drawing.ascending?.length;
  return count ? `${count} of ${all} lines ${count === 1 ? "is" : "are"} hidden: ${symbol} below ${floor.toFixed(2)}.` : "";
}
