// The alignment view as a component of Streamlit; no other script knows Streamlit.

const STATES = new Set(["gold"]); // kept by Streamlit; all others are reported once and forgotten
const views = new WeakMap(); // by mounted element, since a rerun of the page must keep the view

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".alignment-view-root");
  const report = (name, value) => (STATES.has(name) ? setStateValue : setTriggerValue)(name, value);
  const mounted = views.get(root);
  if (mounted?.data.identity === data.identity) {
    mounted.report = report;
    mounted.update(data);
  } else {
    mounted?.dispose();
    views.set(root, new AlignmentView(root, data, report));
  }
  return () => {
    views.get(root)?.dispose();
    views.delete(root);
  };
}
