/* Tells print.css how wide each chart and table is on the screen, so that it can scale them to the
   page: the browser prints at once, before Streamlit has drawn them anew for the paper. Charts of a
   fixed width, whose key begins with "figure", have their scale already (sections/alignment). */
if (!window.printSizes) {
  window.printSizes = true;
  window.addEventListener("beforeprint", () => {
    for (const drawn of document.querySelectorAll(".stPlotlyChart, .stDataFrame")) {
      const box = drawn.closest(".stElementContainer");
      const width = drawn.getBoundingClientRect().width;
      if (box && width && !drawn.closest('[class*="st-key-figure"]')) box.style.setProperty("--wide", width);
    }
  });
}
