// The signs of links: found ones, and gold ones that are sure or possible.

const SIGNS = { found: "found by the rule", sure: "gold, sure", possible: "gold, possible" };

// Three signs that differ in shape; white on black, since a cell can have any colour.
function sign(kind, size) {
  if (kind === "found") return shape("circle", { class: "dot", cx: size / 2, cy: size / 2, r: Math.max(3, size * 0.12) });
  const box = { x: 3.5, y: 3.5, width: size - 7, height: size - 7 };
  return shape("g", { class: kind }, shape("rect", { class: "under", ...box }), shape("rect", { class: "over", ...box }));
}

// Keeps the nodes of links in step with the links, touching only those that changed.
class Marks {
  constructor(draw) {
    this.root = shape("g");
    this.draw = draw;
    this.nodes = new Map();
  }

  paint({ gold, found }) {
    const wanted = new Map([...gold].map(([link, kind]) => [`${kind} ${link}`, [kind, link]]));
    for (const link of found) wanted.set(`found ${link}`, ["found", link]);
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
