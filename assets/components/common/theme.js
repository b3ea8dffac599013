// The page's theme names its colours but not whether it is dark, which decides a component's own.

function isDark(root) {
  const probe = element("i");
  probe.style.color = getComputedStyle(root).getPropertyValue("--st-background-color") || "#fff";
  root.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  return 0.3 * red + 0.6 * green + 0.1 * blue < 128;
}
