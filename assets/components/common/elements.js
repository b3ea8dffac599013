// Makers of HTML and SVG elements. Text is always set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const shape = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const range = (count) => [...Array(count).keys()];

// The first letters of a label, given as a list, with an ellipsis in place of what is left out.
const clipped = (letters, longest) => (letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join(""));
