"""How long the browser draws: a step of the player, and a page, by sentence length.

    python tests/benchmarks/drawing.py [--json]

Starts the app and a Chromium. For sentences of some 15 to 100 words: the time from the click on
“Forward” until the changed picture is laid out, median and slowest of twenty steps, to hold
against the 16 ms of a frame; and the time from opening an address to the finished drawing, on
pages whose translations are already cached. Widths in pieces are told, since drawing depends on
them.
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from attention_core.benchmark import sentences
from attention_core.explorer import Explorer
from pages.shared.state.view import usual_model

WORDS = (15, 30, 60, 100)
STEPS = 20
PAGES = {
    "translate": ("/?view=pieces", ".stPlotlyChart .heatmaplayer image, .heatmaplayer rect"),
    "step by step": ("/step_by_step?", ".player .counter"),
    "alignment, words": ("/alignment?", ".board-root svg"),
    "alignment, pieces": ("/alignment?view=pieces", ".board-root svg"),
}
STEP = """async () => {
  const root = [...document.querySelectorAll('*')].find(
    (e) => e.shadowRoot?.querySelector('.player') || e.classList?.contains('player-root'));
  const player = root.shadowRoot ?? root;
  const button = player.querySelector('[aria-label="Forward"]');
  const taken = [];
  for (let k = 0; k < STEPS; k++) {
    await new Promise((done) => requestAnimationFrame(done));
    const begun = performance.now();
    button.click();
    player.querySelector('.stage').getBoundingClientRect();  // the layout is part of it
    taken.push(performance.now() - begun);
  }
  return taken;
}"""


def step_times(page: Page) -> list[float]:
    """Milliseconds of each step of the player on the page."""
    found: list[float] = page.evaluate(STEP.replace("STEPS", str(STEPS)))
    return found


def opening(page: Page, *, url: str, drawn: str) -> float:
    """Seconds from the address to the drawing."""
    page.goto("about:blank")
    started = time.monotonic()
    page.goto(url)
    page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    return time.monotonic() - started


def measure(*, url: str) -> list[dict[str, object]]:
    """A row for each length."""
    explorer = Explorer()
    model = usual_model(explorer.models(), kind="attention")
    path = shutil.which("chromium") or shutil.which("google-chrome")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        for words in WORDS:
            (sentence,) = sentences(words=words, count=1)
            trace = explorer.translate(model=model, sentence=sentence)
            row: dict[str, object] = {
                "words": words,
                "source_pieces": len(trace.source_pieces),
                "target_pieces": len(trace.target_pieces),
            }
            query = urlencode({"sentence": sentence})
            for name, (start, drawn) in PAGES.items():
                address = f"{url}{start}&{query}"
                opening(page, url=address, drawn=drawn)  # so that the Trace is cached
                taken = [opening(page, url=address, drawn=drawn) for _ in range(3)]
                row[f"open {name}, s"] = round(statistics.median(taken), 2)
            opening(page, url=f"{url}/step_by_step?{query}", drawn=".player .counter")
            page.wait_for_timeout(500)
            taken = step_times(page)
            row["step, median ms"] = round(statistics.median(taken), 2)
            row["step, slowest ms"] = round(max(taken), 2)
            rows.append(row)
        browser.close()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    server = subprocess.Popen(
        [*command, "--server.headless=true"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        rows = measure(url=url)
    finally:
        server.terminate()
        server.wait(timeout=20)
    if options.json:
        print(json.dumps(rows))
    else:
        for row in rows:
            print("; ".join(f"{name} {value}" for name, value in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
