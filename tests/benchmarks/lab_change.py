"""How long a person waits for a change in the Lab, in a browser.

    python tests/benchmarks/lab_change.py [--against FOLDER] [--json]

Starts the app and a Chromium, and opens the Lab on a sentence of 20 words, once for each of six
steps. There it puts all of α on one word after the other: changes that are new to the server. The
time is taken inside the page, from the click until the changed translation is there and the
browser has painted it. Changes that do not change the translation are left out.

`--against` names a second checkout of the project; both are measured by turns. Printed are the
median and, in brackets, quartiles, the share that took at most 300 ms, and the load.
"""

import argparse
import contextlib
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from click_to_painted import Served, chromium
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = (
    "The old man who lives beside the river told us that his daughter had left the village many "
    "years ago."
)
_WORDS = "river daughter village years man lives told left many old"
WORDS: Final = tuple(_WORDS.split())
STEPS: Final = (3, 4, 5, 6, 8, 9)
AIM = 300  # ms
# The observer costs nothing while it waits; asking for the page's text again and again does.
CHANGE: Final = """word => new Promise(resolve => {
  const texts = () => [...document.querySelectorAll('p.hindi')].map(p => p.textContent);
  const radios = [...document.querySelectorAll('button[role=radio]')];
  const before = texts().join('|');
  const observer = new MutationObserver(() => {
    if (texts().length !== 2 || texts().join('|') === before) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0));
  });
  observer.observe(document.body, {subtree: true, childList: true, characterData: true});
  const started = performance.now();
  radios.find(radio => radio.textContent.trim() === word).click();
  setTimeout(() => { observer.disconnect(); resolve(null); }, 3000);
})"""


def changes(browser: Browser, *, url: str, step: int) -> list[float]:
    """Milliseconds of each change of one step."""
    with contextlib.closing(browser.new_context(viewport={"width": 1440, "height": 900})) as tab:
        page = tab.new_page()
        page.goto(f"{url}/lab?{urlencode({'sentence': SENTENCE, 'step': step})}")
        page.wait_for_selector("p.hindi")
        page.wait_for_timeout(3500)
        taken = []
        for word in WORDS:
            taken.append(page.evaluate(CHANGE, word))
            page.wait_for_timeout(900)  # until the rest of the page is drawn
        return [milliseconds for milliseconds in taken if milliseconds is not None]


def measure(browser: Browser, *, roots: Sequence[Path]) -> dict[str, list[float]]:
    """Milliseconds of every change, by checkout, the checkouts taking turns."""
    served = {str(root): Served(root) for root in roots}
    times: dict[str, list[float]] = {name: [] for name in served}
    with contextlib.ExitStack() as stack:
        for one in served.values():
            stack.enter_context(one.running())
        for step in STEPS:
            for name, one in served.items():
                times[name] += changes(browser, url=one.url, step=step)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, action="append", default=[])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with chromium() as browser:
        times = measure(browser, roots=[*options.against, ROOT])
    if options.json:
        print(json.dumps(times))
    else:
        for name, taken in times.items():
            low, median, high = statistics.quantiles(taken, n=4)
            share = sum(one <= AIM for one in taken) / len(taken)
            print(f"{name}: {median:.0f} ms ({low:.0f}–{high:.0f}) of {len(taken)} changes")
            print(f"  within {AIM} ms: {share:.0%}; slowest {max(taken):.0f} ms")
    print("load", *(f"{load:.1f}" for load in os.getloadavg()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
