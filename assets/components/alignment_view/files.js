// Files made in the browser: the whole drawing with its legend and where it is from, on white.

const PAD = 16; // px around it
const FILE_FAMILY = '"Source Sans 3", "Noto Sans", "Noto Sans Devanagari", Arial, sans-serif';
const DEVANAGARI = /([\u0900-\u097f\u1cd0-\u1cff\u200c\u200d\u20b9\u25cc\ua8e0-\ua8ff]+)/; // as the server finds runs
const FILE_SLACK = 1.15; // other programs have other Latin letters, and wider ones
const SENTENCE_SLACK = 1.05; // within a sentence, where gaps are seen sooner
const FILE_COLOURS = { ink: "#1f2328", paper: "#ffffff", accent: "#b3420e", look: "#2f6f8f" };
const DRAWINGS = { heatmap: Heatmap, links: Links };

const EM = 1000; // units of an outline to the size of the letters

// Devanagari as outlines, which the server shaped: other programs may lack the letters, or set
// them side by side unjoined. What else stands in the text is left to their fonts.
function outlined(text, outlines, pen) {
  const runs = text.textContent.split(DEVANAGARI).filter(Boolean);
  if (!runs.some((run) => outlines[run])) return;
  const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
  const kinds = text.getAttribute("class")?.split(" ") ?? [];
  const slack = kinds.length ? 1 : SENTENCE_SLACK / FILE_SLACK; // of labels and of sentences
  const parts = runs.map((run) => ({ run, outline: outlines[run], width: outlines[run] ? (LETTERS * outlines[run][1]) / EM : slack * pen.width(run) }));
  const total = parts.reduce((sum, { width }) => sum + width, 0);
  let at = x - (kinds.includes("end") ? total : kinds.includes("middle") ? total / 2 : 0);
  const whole = shape("g", { class: "words", role: "img", "aria-label": text.textContent });
  for (const { run, outline, width } of parts) {
    if (outline) whole.append(shape("path", { class: "letters", d: outline[0], transform: `translate(${at.toFixed(2)} ${y}) scale(${LETTERS / EM})` }));
    else whole.append(shape("text", { x: (at + slack * pen.width(/^ */.exec(run)[0])).toFixed(2), y }, run.trim()));
    at += width;
  }
  text.replaceWith(whole);
}

// The whole drawing as it is marked on screen, with legend and origin, on white.
function sheet(data, state) {
  const pen = new Pen({ family: FILE_FAMILY, longest: data.longest, cap: Infinity, live: false, slack: FILE_SLACK });
  const drawn = new DRAWINGS[state.drawing](data, pen);
  drawn.paint(state);
  const body = drawn.sheet(state);
  const width = Math.max(body.width, 480);
  const node = shape("svg", { version: "1.1" });
  let y = PAD;
  const place = ({ node: part }, x = 0) => node.append(group("part", PAD + x, y, part));
  place(body);
  y += body.height + 12;
  let [x, tallest] = [0, 0];
  for (const entry of legend(data, state, pen)) {
    if (x && x + entry.width > width) [x, y] = [0, y + tallest + 8];
    place(entry, x);
    x += entry.width + 18;
    tallest = Math.max(tallest, entry.height);
  }
  y += tallest + 12;
  const what = state.drawing === "heatmap" ? "attention weights α: target down, source across" : "attention weights α: source above, target below";
  const caption = `${data.origin} · ${what}`;
  for (const line of [hiding(drawn, state.floor), selection(data, state), caption].flatMap((text) => (text ? pen.lines(text, width) : []))) {
    y += 18;
    node.append(shape("text", { x: PAD, y }, line));
  }
  const [wide, high] = [Math.ceil(width + 2 * PAD), Math.ceil(y + PAD)];
  const { model, digest, beam, rank, grain, source, translation } = data;
  const about = { model, digest, beam, rank, grain, drawing: state.drawing, source, translation };
  const title = `α of “${source}”`;
  fill(node, { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }, []);
  node.prepend(shape("title", {}, title), shape("desc", {}, caption), shape("metadata", {}, JSON.stringify(about)),
    shape("style", {}, styles(FILE_COLOURS, FILE_FAMILY)), shape("rect", { width: wide, height: high, fill: FILE_COLOURS.paper }));
  for (const text of node.querySelectorAll("text")) outlined(text, data.outlines, pen);
  return node;
}

// Some characters that can be typed may not stand in XML at all.
const inXML = (node) =>
  new XMLSerializer().serializeToString(node).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

const MOST_PIXELS = { side: 16000, area: 200e6 }; // what browsers can paint on

// Painted shape by shape: a browser that turns an SVG into an image has none of the page's letters.
async function painted(node) {
  const [width, height] = ["width", "height"].map((side) => Number(node.getAttribute(side)));
  const scale = Math.min(2, MOST_PIXELS.side / Math.max(width, height), Math.sqrt(MOST_PIXELS.area / (width * height)));
  const canvas = element("canvas", { width: Math.floor(width * scale), height: Math.floor(height * scale) });
  const host = element("div", { style: "position: fixed; visibility: hidden; width: 0; height: 0; overflow: hidden;" });
  host.attachShadow({ mode: "open" }).append(node); // styles are known only of what is in the page
  document.body.append(host);
  try {
    const context = canvas.getContext("2d");
    for (const part of node.querySelectorAll("rect, circle, path, text")) paintShape(context, part, scale);
  } finally {
    host.remove();
  }
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("it is too large to paint");
  return blob;
}

function paintShape(context, part, scale) {
  const style = getComputedStyle(part);
  if (style.display === "none") return;
  const number = (name) => Number(part.getAttribute(name));
  const { a, b, c, d, e, f } = part.getCTM();
  context.setTransform(scale * a, scale * b, scale * c, scale * d, scale * e, scale * f);
  context.fillStyle = style.fill;
  context.globalAlpha = Number(style.fillOpacity);
  if (part.tagName === "text") {
    context.font = `${style.fontSize} ${style.fontFamily}`;
    context.textAlign = { middle: "center", end: "right" }[style.textAnchor] ?? "left";
    context.fillText(oneSpace(part.textContent), number("x"), number("y"));
    return;
  }
  const outline = new Path2D(part.tagName === "path" ? part.getAttribute("d") : undefined);
  if (part.tagName === "rect") outline.roundRect(number("x"), number("y"), number("width"), number("height"), number("rx"));
  if (part.tagName === "circle") outline.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
  if (style.fill !== "none") context.fill(outline);
  const thickness = parseFloat(style.strokeWidth);
  if (style.stroke === "none" || !thickness) return; // a canvas would take 0 for the width before
  context.strokeStyle = style.stroke;
  context.globalAlpha = Number(style.strokeOpacity);
  context.lineWidth = thickness;
  context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
  context.stroke(outline);
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
