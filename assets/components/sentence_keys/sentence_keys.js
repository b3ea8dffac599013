// Keys of the sentence box: Enter translates, Escape empties the box and its page. Streamlit's own
// box has neither, and its Enter begins a line, which stays on Shift + Enter.

let greeted = false; // once a visit: a later page must not take the focus away

export default function ({ data, parentElement, setTriggerValue }) {
  const form = parentElement.closest("form, [data-testid='stForm']");
  const box = form?.querySelector("textarea");
  if (!box) return undefined;
  const onKey = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      form.querySelector("[data-testid='stFormSubmitButton'] button")?.click();
    } else if (event.key === "Escape" && box.value !== "") {
      event.preventDefault();
      setTriggerValue("clear", true);
    }
  };
  box.addEventListener("keydown", onKey, { capture: true });
  // With a keyboard at hand, the first word that is typed replaces the example.
  if (!greeted && data.select && matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
    box.focus({ preventScroll: true });
    box.select();
  }
  greeted = true;
  return () => box.removeEventListener("keydown", onKey, { capture: true });
}
