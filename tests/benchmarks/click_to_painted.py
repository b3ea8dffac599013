"""How long a person waits: from the click on Translate to the painted drawing, in a browser.

    python tests/benchmarks/click_to_painted.py [--against FOLDER] [--repeats 10] [--json]

Starts the app and a Chromium. For sentences of 4, 12, 23 and 60 words it measures, inside the
page, the time from the click until the drawing of the weights of this very sentence is there and
the browser has painted it: ten sentences that are new to the server, then the same ten again, which
are cached. It then opens the app in a fresh browser, ten times with a server that has been asked
before, and three times with one that has only just started, until the opening sentence is drawn.

`--against` names a second checkout of the project. Both are measured by turns, so that a busy
machine is unjust to neither. Median and, in brackets, quartiles are printed, with the bytes that
the server sent for a click, and the load of the machine.
"""

import argparse
import contextlib
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BOX = "English sentence"
OPENING = "Turn off the light."
COLD_STARTS = 3
# Each has a place for a noun, and no noun twice, so that the drawing shows whose sentence it is.
PATTERNS: Final[Mapping[int, str]] = {
    4: "Bring me the {}.",
    12: "The old farmer went to the village and sold his {} there.",
    23: "When the rain stopped, the farmer and his two sons went back to the field to look for "
    "the {} they lost there.",
    60: "A long time ago a young man lived at the edge of a dry forest, and every day he walked to "
    "the well, filled two jars with water, gave one jar to his mother, and carried the other one "
    "to a thirsty animal, until one summer it led him through the forest to a hidden {}, and all "
    "had water.",
}
_NOUNS = (
    "bread lamp goat book door chair horse spoon apple stone table boat shirt candle bucket "
    "blanket basket plate knife bell drum mirror pillow carpet needle ladder hammer kettle pencil "
    "letter picture garden window bottle brush cloth crown feather flower coin"
)
NOUNS: Final = tuple(_NOUNS.split())
# Texts of the SVGs in the page and in its components; those of a drawing are its labels.
WAIT: Final = """async ({noun, click}) => {
  const texts = () => {
    const found = [];
    const walk = (root) => {
      for (const text of root.querySelectorAll('svg text')) found.push(text.textContent);
      for (const host of root.querySelectorAll('*')) if (host.shadowRoot) walk(host.shadowRoot);
    };
    walk(document);
    return found;
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const button = [...document.querySelectorAll('button')].find((b) => b.innerText === 'Translate');
  const started = click ? performance.now() : 0;  // 0 is the beginning of the page's load
  if (click) button.click();
  while (!texts().some((text) => text.includes(noun))) {
    if (performance.now() - started > 60_000) throw new Error(`no drawing of ${noun}`);
    await frame();
  }
  await frame();  // the next frame begins once this one is painted
  return performance.now() - started;
}"""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Served:
    """A checkout of the project with its server."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Start the server, and stop it at the end."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        command += [f"--server.port={self.url.rpartition(':')[2]}", "--server.address=127.0.0.1"]
        with subprocess.Popen(command, cwd=self.root, stdout=subprocess.DEVNULL) as process:
            try:
                self._wait()
                yield
            finally:
                process.terminate()

    def _wait(self) -> None:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")


class Visitor:
    """A tab that counts what it receives."""

    def __init__(self, browser: Browser, *, url: str) -> None:
        self._received = 0
        self._page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self._page.on("websocket", lambda s: s.on("framereceived", self._count))
        opening_time(self._page, url=url)

    def _count(self, payload: bytes | str) -> None:
        self._received += len(payload)

    def translate(self, sentence: str, *, noun: str) -> tuple[float, int]:
        """Milliseconds from the click to the painted drawing; bytes received."""
        self._page.get_by_label(BOX, exact=True).fill(sentence)
        self._page.wait_for_timeout(300)  # until nothing of the last sentence is at work
        before = self._received
        milliseconds: float = self._page.evaluate(WAIT, {"noun": noun, "click": True})
        self._page.wait_for_timeout(300)
        return milliseconds, self._received - before


def opening_time(page: Page, *, url: str) -> float:
    """Milliseconds from opening the app until the opening sentence is painted."""
    page.goto(f"{url}/?{urlencode({'sentence': OPENING})}", wait_until="commit")
    milliseconds: float = page.evaluate(WAIT, {"noun": "light", "click": False})
    return milliseconds


def fresh_opening(browser: Browser, *, url: str) -> float:
    """As `opening_time`, in a browser that has no file of the app."""
    with contextlib.closing(browser.new_context(viewport={"width": 1440, "height": 900})) as tab:
        return opening_time(tab.new_page(), url=url)


def measure(browser: Browser, *, roots: Sequence[Path], repeats: int) -> dict[str, object]:
    """Measure all checkouts by turns; milliseconds by checkout and row, and kilobytes."""
    served = {str(root): Served(root) for root in roots}
    times: dict[str, dict[str, list[float]]] = {name: {} for name in served}
    sizes: dict[str, dict[str, list[float]]] = {name: {} for name in served}
    for name, _ in itertools.product(served, range(COLD_STARTS)):
        with served[name].running():
            rows = times[name].setdefault("open, server just started", [])
            rows.append(fresh_opening(browser, url=served[name].url))
    with contextlib.ExitStack() as stack:
        for one in served.values():
            stack.enter_context(one.running())
        visitors = {name: Visitor(browser, url=one.url) for name, one in served.items()}
        for _, (name, one) in itertools.product(range(repeats), served.items()):
            rows = times[name].setdefault("open, server at work", [])
            rows.append(fresh_opening(browser, url=one.url))
        for (words, pattern), state in itertools.product(PATTERNS.items(), ("new", "cached")):
            for noun, name in itertools.product(NOUNS[:repeats], served):
                spent, received = visitors[name].translate(pattern.format(noun), noun=noun)
                row = f"{words} words, {state}"
                times[name].setdefault(row, []).append(spent)
                sizes[name].setdefault(row, []).append(received / 1000)
    return {"load": os.getloadavg(), "milliseconds": times, "kilobytes": sizes}


def table(result: Mapping[str, object]) -> str:
    """The medians as Markdown, a column for each checkout."""
    times, sizes = result["milliseconds"], result["kilobytes"]
    assert isinstance(times, dict)
    assert isinstance(sizes, dict)
    lines = ["| | " + " | ".join(times) + " |", "|---|" + "--:|" * len(times)]
    for row in next(iter(times.values())):
        cells = []
        for name in times:
            low, median, high = statistics.quantiles(times[name][row], n=4)
            size = f", {statistics.median(sizes[name][row]):.0f} kB" if row in sizes[name] else ""
            cells.append(f"{median:.0f} ({low:.0f}–{high:.0f}) ms{size}")
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, action="append", default=[])
    parser.add_argument("--repeats", type=int, default=10, choices=range(2, len(NOUNS) + 1))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with chromium() as browser:
        result = measure(browser, roots=[*options.against, ROOT], repeats=options.repeats)
    print(json.dumps(result) if options.json else table(result))
    print("load", *(f"{load:.1f}" for load in os.getloadavg()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
