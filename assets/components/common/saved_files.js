// What all saved drawings need: Devanagari as outlines, valid XML, and the download itself.

const DEVANAGARI = /([\u0900-\u097f\u1cd0-\u1cff\u200c\u200d\u20b9\u25cc\ua8e0-\ua8ff]+)/; // the same runs as the server finds
const EM = 1000; // units of an outline to the size of the letters

// Replace the Devanagari of a text by outlines that the server has shaped, since other programs may
// lack the letters or not join them. The rest of the text is left to the fonts of those programs.
// `size` is that of the letters, `width` measures a run of other letters, both in px; `anchor` is
// where the x of the text is, and `attributes` are those of each outline.
function outlined(text, outlines, { size, anchor, width, attributes }) {
  const runs = text.textContent.split(DEVANAGARI).filter(Boolean);
  if (!runs.some((run) => outlines[run])) return;
  const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
  const parts = runs.map((run) => ({ run, outline: outlines[run], wide: outlines[run] ? (size * outlines[run][1]) / EM : width(run) }));
  const total = parts.reduce((sum, { wide }) => sum + wide, 0);
  let start = x - (anchor === "end" ? total : anchor === "middle" ? total / 2 : 0);
  const whole = shape("g", { class: "words", role: "img", "aria-label": text.textContent });
  for (const { run, outline, wide } of parts) {
    if (outline) whole.append(shape("path", { ...attributes, d: outline[0], transform: `translate(${start.toFixed(2)} ${y}) scale(${size / EM})` }));
    else {
      const rest = text.cloneNode(false); // the letters keep their size and colour
      rest.removeAttribute("class");
      rest.removeAttribute("text-anchor");
      rest.setAttribute("x", (start + width(/^ */.exec(run)[0])).toFixed(2));
      rest.append(run.trim());
      whole.append(rest);
    }
    start += wide;
  }
  text.replaceWith(whole);
}

// XML does not allow some characters that a person can type.
const inXML = (node) =>
  new XMLSerializer().serializeToString(node).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
