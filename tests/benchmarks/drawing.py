"""How long the browser takes to draw a step of the player, and a page, by sentence length.

    python tests/benchmarks/drawing.py [--json]

Starts the app and a Chromium. For sentences of 15 to 100 words it measures the time from the click
on “Forward” until the changed picture is laid out (median and slowest of twenty steps; a frame
has 16 ms), and the time from load_time an address to the finished drawing, with the translation
already cached. The numbers of pieces are printed too, because drawing times depend on them.
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
from attention_core.text.languages import ENGLISH_HINDI
from pages.shared.state.view import usual_model

WORDS = (15, 30, 60, 100)
STEPS = 20
PAGES = {
    "translate": ("/?view=pieces", ".alignment-view .weight-row"),
    "step by step": ("/step_by_step?", ".step-player .counter"),
    "alignment, words": ("/alignment?", ".alignment-view-root svg"),
    "alignment, pieces": ("/alignment?view=pieces", ".alignment-view-root svg"),
}
STEP = """async () => {
  const root = [...document.querySelectorAll('*')].find(
    (e) => e.shadowRoot?.querySelector('.step-player') || e.matches('.step-player-root'));
  const player = root.shadowRoot ?? root;
  const button = player.querySelector('[aria-label="Forward"]');
  const times = [];
  for (let k = 0; k < STEPS; k++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const started = performance.now();
    button.click();
    player.querySelector('.stage').getBoundingClientRect();  // forces the layout
    times.push(performance.now() - started);
  }
  return times;
}"""


def step_times(page: Page) -> list[float]:
    """Milliseconds of each step of the player on the page."""
    milliseconds: list[float] = page.evaluate(STEP.replace("STEPS", str(STEPS)))
    return milliseconds


def load_time(page: Page, *, url: str, drawn: str) -> float:
    """Seconds from opening an address until the element `drawn` is there."""
    page.goto("about:blank")
    started = time.monotonic()
    page.goto(url)
    page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    return time.monotonic() - started


def measure(*, url: str) -> list[dict[str, object]]:
    """Measure each of WORDS with the app at `url`; a row for each."""
    explorer = Explorer()
    model = usual_model(explorer.models(), kind="attention", pair=str(ENGLISH_HINDI))
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
                load_time(page, url=address, drawn=drawn)  # fills the cache
                times = [load_time(page, url=address, drawn=drawn) for _ in range(3)]
                row[f"open {name}, s"] = round(statistics.median(times), 2)
            load_time(page, url=f"{url}/step_by_step?{query}", drawn=".step-player .counter")
            page.wait_for_timeout(500)
            times = step_times(page)
            row["step, median ms"] = round(statistics.median(times), 2)
            row["step, slowest ms"] = round(max(times), 2)
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
