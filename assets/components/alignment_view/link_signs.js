// Signs of links: predicted by a rule, gold and sure, gold and possible.

const SIGNS = { predicted: "predicted by the rule", sure: "gold, sure", possible: "gold, possible" };

// The three signs differ in shape; they are white on black, since a cell can have any colour.
function sign(kind, width, height) {
  // A dot in a corner leaves the number of its cell readable.
  if (kind === "predicted") return shape("circle", { class: "dot", cx: width - 6, cy: 6, r: 3.5 });
  const box = { x: 3.5, y: 3.5, width: width - 7, height: height - 7 };
  return shape("g", { class: kind }, shape("rect", { class: "under", ...box }), shape("rect", { class: "over", ...box }));
}

// The nodes of all links; painting adds and removes only those that changed.
class Marks {
  constructor(draw) {
    this.root = shape("g");
    this.draw = draw;
    this.nodes = new Map();
  }

  paint({ gold, predicted }) {
    const wanted = new Map([...gold].map(([link, kind]) => [`${kind} ${link}`, [kind, link]]));
    for (const link of predicted) wanted.set(`predicted ${link}`, ["predicted", link]);
    for (const [name, node] of this.nodes) {
      if (wanted.has(name)) continue;
      node.remove();
      this.nodes.delete(name);
    }
    for (const [name, [kind, link]] of wanted) {
      if (this.nodes.has(name)) continue;
      const [s, t] = link.split("-").map(Number);
      const node = fill(this.draw(kind, t, s), { "data-link": name }, []);
      this.root.append(node);
      this.nodes.set(name, node);
    }
  }
}
