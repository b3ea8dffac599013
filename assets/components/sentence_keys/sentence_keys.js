// Keys of the sentence box: Enter translates, Escape empties the box and its page. Streamlit's own
// box has neither, and its Enter begins a line, which stays on Shift + Enter. The component stands
// outside the form, since Streamlit ignores triggers inside one.

const ROW = ".st-key-sentence-row";
let greeted = false; // once a visit: a later page must not take the focus away

export default function ({ data, setTriggerValue }) {
  const onKey = (event) => {
    const box = event.target;
    if (!box.matches?.(`${ROW} textarea`) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      document.querySelector(`${ROW} button`)?.click();
    } else if (event.key === "Escape" && box.value !== "") {
      event.preventDefault();
      setTriggerValue("clear", true);
    }
  };
  document.addEventListener("keydown", onKey, { capture: true });
  // With a keyboard at hand, the first word that is typed replaces the example.
  const box = document.querySelector(`${ROW} textarea`);
  if (box) Object.assign(box, { lang: data.lang, dir: data.direction });
  box?.setAttribute("aria-keyshortcuts", "Enter Escape");
  const free = document.activeElement === document.body;
  if (!greeted && box && data.select && free && matchMedia("(pointer: fine)").matches) {
    box.focus({ preventScroll: true });
    box.select();
  }
  greeted = true;
  return () => document.removeEventListener("keydown", onKey, { capture: true });
}
