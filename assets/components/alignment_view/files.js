// Files made in the browser: the whole drawing with its legend and origin, on white.

const PAD = 16; // px around the drawing
const FILE_FAMILY = '"Source Sans 3", "Noto Sans", "Noto Sans Devanagari", Arial, sans-serif';
const FILE_SLACK = 1.15; // room for other programs' Latin letters, which can be wider
const SENTENCE_SLACK = 1.05; // less within a sentence, where gaps are more visible
const FILE_COLOURS = { ink: "#1f2328", paper: "#ffffff", accent: "#b3420e", weight: "#0b4a8f", against: "#8a3300", weak: "#000000", medium: "#000000", strong: "#ffffff" };
const FILE_ROOM = { width: 1400, height: 1000 }; // px; a drawing that needs more gets more
const DRAWINGS = { heatmap: Heatmap, links: Links };

// Replace the Devanagari of a text by outlines. Labels have more room than words of a sentence.
function withOutlines(text, outlines, pen) {
  const kinds = text.getAttribute("class")?.split(" ") ?? [];
  const slack = kinds.length ? 1 : SENTENCE_SLACK / FILE_SLACK;
  outlined(text, outlines, {
    size: LETTERS, anchor: kinds.includes("end") ? "end" : kinds.includes("middle") ? "middle" : "start",
    width: (run) => slack * pen.width(run), attributes: { class: "letters" },
  });
}

// The whole drawing with its present selection, legend and origin, as an SVG.
function fileDrawing(data, now) {
  const { options, file, matrix } = data;
  const state = { ...now, written: Infinity };
  const pen = new Pen({ family: FILE_FAMILY, longest: options.longest, cap: Infinity, live: false, slack: FILE_SLACK });
  const drawing = new DRAWINGS[state.drawing](data, pen, { ...FILE_ROOM, cell: options.cell });
  drawing.paint(state);
  const body = drawing.sheet(state);
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
  const turned = ["source", "target"].filter((side) => data[side].direction === "rtl" && (side === "source" || state.drawing === "links"));
  const order = turned.length ? `, ${turned.join(" and ")} from right to left` : "";
  const places = `${state.drawing === "heatmap" ? "target down, source across" : "source above, target below"}${order}`;
  const caption = [file.origin, `${matrix.label}: ${places}`].filter(Boolean).join(" · ");
  for (const line of [hiding(drawing, matrix, state.floor), selection(data, state), caption].flatMap((text) => (text ? pen.lines(text, width) : []))) {
    y += 18;
    node.append(shape("text", { x: PAD, y }, line));
  }
  const [wide, high] = [Math.ceil(width + 2 * PAD), Math.ceil(y + PAD)];
  const about = { ...file.about, drawing: state.drawing, weights: matrix.name, scale: state.ownScale ? OWN_SCALE : [matrix.low, matrix.high] };
  fill(node, { width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }, []);
  node.prepend(shape("title", {}, file.title), shape("desc", {}, caption), shape("metadata", {}, JSON.stringify(about)),
    shape("style", {}, styles(FILE_COLOURS, FILE_FAMILY)), shape("rect", { width: wide, height: high, fill: FILE_COLOURS.paper }));
  for (const text of node.querySelectorAll("text")) withOutlines(text, file.outlines, pen);
  return node;
}

const MOST_PIXELS = { side: 16000, area: 200e6 }; // limits of a canvas in common browsers

// A PNG, painted shape by shape: an SVG loaded as an image cannot use the page's fonts.
async function painted(node) {
  const [width, height] = ["width", "height"].map((side) => Number(node.getAttribute(side)));
  const scale = Math.min(2, MOST_PIXELS.side / Math.max(width, height), Math.sqrt(MOST_PIXELS.area / (width * height)));
  const canvas = element("canvas", { width: Math.floor(width * scale), height: Math.floor(height * scale) });
  const host = element("div", { style: "position: fixed; visibility: hidden; width: 0; height: 0; overflow: hidden;" });
  host.attachShadow({ mode: "open" }).append(node); // styles are computed only for nodes in the page
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
    context.direction = style.direction;
    context.textAlign = { middle: "center" }[style.textAnchor] ?? style.textAnchor; // start or end
    context.fillText(oneSpace(part.textContent), number("x"), number("y"));
    return;
  }
  const outline = new Path2D(part.tagName === "path" ? part.getAttribute("d") : undefined);
  if (part.tagName === "rect") outline.roundRect(number("x"), number("y"), number("width"), number("height"), number("rx"));
  if (part.tagName === "circle") outline.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
  if (style.fill !== "none") context.fill(outline);
  const thickness = parseFloat(style.strokeWidth);
  if (style.stroke === "none" || !thickness) return; // a canvas ignores a width of 0
  context.strokeStyle = style.stroke;
  context.globalAlpha = Number(style.strokeOpacity);
  context.lineWidth = thickness;
  context.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
  context.stroke(outline);
}
