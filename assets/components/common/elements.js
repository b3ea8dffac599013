// Makers of HTML and SVG elements. Text is always set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const shape = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Language and direction of text as attributes of HTML, and of SVG, which has no dir.
const langOf = ({ lang, direction }) => ({ ...(lang ? { lang } : {}), ...(direction === "rtl" ? { dir: "rtl" } : {}) });
const svgLangOf = ({ lang, direction }) => ({ ...(lang ? { lang } : {}), ...(direction === "rtl" ? { direction: "rtl" } : {}) });

// Text with letters that run from right to left is isolated by two invisible signs: it would turn
// round the numbers and quotes beside it.
const isolated = (text) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text) ? `\u2068${text}\u2069` : text);

const range = (count) => [...Array(count).keys()];

// The first letters of a label, given as a list, with an ellipsis in place of what is left out.
const clipped = (letters, longest) => (letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : letters.join(""));
