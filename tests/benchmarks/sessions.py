"""An hour's use by many people at once: does each get the right answers, and does memory grow?

    python tests/benchmarks/sessions.py [--sessions 20] [--actions 2400] [--json]

Starts the app on a free port and connects to it through Streamlit's WebSocket, as browsers do, but
draws nothing. Twenty people who act every thirty seconds act 2,400 times an hour; here they act
as fast as the server answers. Each action opens one of the pages with another sentence and other
models; there are more sentences than the caches hold. On the Translate page both translations are
compared with those of the models themselves, so that the answer to another person's sentence is
noticed. The exit status is 1 if one was wrong.

First it measures the server's memory with each further pair of models loaded, and with each
further session that has a cached sentence open.
"""

import argparse
import contextlib
import html
import itertools
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from attention_core.config import MODELS_FOLDER
from attention_core.explorer import Explorer

Request = tuple[
    str, tuple[str, str]
]  # a sentence, and the names of an attention and a vanilla model
FIRST = "Please close the door."
SUBJECTS = ("The king", "My mother", "The old man", "A small child", "The farmer", "Her brother")
VERBS = ("saw", "carried", "wanted", "found", "gave away", "looked for", "forgot")
OBJECTS = ("the bread", "a red bird", "his book", "the water", "three goats", "the lamp")
ADVERBIALS = ("yesterday", "in the village", "before the rain came", "near the river")
HINDI = re.compile(r'<p class="hindi"[^>]*>(.*?)</p>')
PAGES = ("", "step_by_step", "alignment", "compare", "")


def sentences() -> list[str]:
    """Generate 1,008 different sentences."""
    return [
        f"{' '.join(parts)}." for parts in itertools.product(SUBJECTS, VERBS, OBJECTS, ADVERBIALS)
    ]


def pairs_of_models() -> list[tuple[str, str]]:
    """Pairs of an attention and a vanilla model, such that each model is in one."""
    models = Explorer(models=Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER)).models()
    attention, vanilla = (
        [info.name for info in models if info.kind == kind] for kind in ("attention", "vanilla")
    )
    count = max(len(attention), len(vanilla))
    return [(attention[k % len(attention)], vanilla[k % len(vanilla)]) for k in range(count)]


def open_page(
    tab: ClientConnection, *, page: str, sentence: str, models: tuple[str, str]
) -> list[str]:
    """Open a page with a sentence; return the HTML of all its elements.

    Args:
        tab: a connection, as a tab of a browser has.
        page: its path in the address, "" for Translate.
        sentence: in the address.
        models: names of an attention and a vanilla model.

    Raises:
        RuntimeError: the page showed an exception.
    """
    message = BackMsg()
    message.rerun_script.query_string = urlencode(
        {"sentence": sentence, "attention": models[0], "vanilla": models[1]}
    )
    message.rerun_script.page_name = page
    tab.send(message.SerializeToString())
    drawn = []
    while True:
        answer = ForwardMsg.FromString(tab.recv(timeout=120))
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.HasField("new_element"):
            element = answer.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(element.exception.message)
            drawn.append(element.html.body)
        elif kind == "script_finished":
            return drawn


def tab_at(address: str) -> ClientConnection:
    """Open a connection, to be used in a `with` statement."""
    return connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None)


class Visitors:
    """All visitors, their answers and the times these took."""

    def __init__(self, *, address: str, actions: int) -> None:
        self._address = address
        self._turn = itertools.count()
        self._actions = actions
        self._lock = threading.Lock()
        self.seconds: list[float] = []
        self.translations: list[tuple[Request, list[str]]] = []
        self.errors: list[str] = []

    def run_session(self) -> None:
        """Act as one visitor until all actions are done."""
        pool, models = sentences(), pairs_of_models()
        try:
            with tab_at(self._address) as tab:
                while (turn := next(self._turn)) < self._actions:
                    sentence, page = pool[turn * 37 % len(pool)], PAGES[turn % len(PAGES)]
                    request = (sentence, models[turn // len(PAGES) % len(models)])
                    started = time.monotonic()
                    drawn = open_page(tab, page=page, sentence=sentence, models=request[1])
                    self._record(page=page, request=request, drawn=drawn, started=started)
        except Exception as error:  # any error is a result
            self.errors.append(repr(error))

    def _record(self, *, page: str, request: Request, drawn: list[str], started: float) -> None:
        with self._lock:
            self.seconds.append(time.monotonic() - started)
            if not page:
                shown = [html.unescape(t) for body in drawn for t in HINDI.findall(body)]
                self.translations.append((request, shown))


def memory(process: int, field: str) -> float:
    """Memory of a process in MB: VmRSS is the current size, VmHWM the peak."""
    status = Path(f"/proc/{process}/status").read_text()
    match = re.search(rf"{field}:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else float("nan")


def count_wrong(translations: list[tuple[Request, list[str]]]) -> int:
    """Count the pages that showed other translations than those of the models."""
    explorer = Explorer(models=Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER))
    expected: dict[Request, list[str]] = {}
    for request, _ in translations:
        if request not in expected:
            sentence, names = request
            traces = [explorer.translate(model=name, sentence=sentence) for name in names]
            expected[request] = [trace.translation for trace in traces]
    return sum(shown != expected[request] for request, shown in translations)


def measure(*, sessions: int, actions: int) -> dict[str, object]:
    """Serve the app, run all sessions at once, and measure the server's memory meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={address.rpartition(':')[2]}", "--server.address=127.0.0.1"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(address)
        models = pairs_of_models()
        with contextlib.ExitStack() as open_tabs:
            memory_by_pair = []
            for pair in models:
                tab = open_tabs.enter_context(tab_at(address))
                open_page(tab, page="", sentence=FIRST, models=pair)
                memory_by_pair.append(round(memory(server.pid, "VmRSS")))
            for _ in range(sessions):
                tab = open_tabs.enter_context(tab_at(address))
                open_page(tab, page="", sentence=FIRST, models=models[0])
            per_session = (memory(server.pid, "VmRSS") - memory_by_pair[-1]) / sessions
        visitors = Visitors(address=address, actions=actions)
        threads = [threading.Thread(target=visitors.run_session) for _ in range(sessions)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        eighths: list[float] = []
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.5)
            if len(visitors.seconds) >= actions * (len(eighths) + 1) / 8:
                eighths.append(round(memory(server.pid, "VmRSS")))
        return {
            "sessions": sessions,
            "actions": len(visitors.seconds),
            "seconds": round(time.monotonic() - started, 1),
            "median_seconds": round(statistics.median(visitors.seconds or [0]), 2),
            "slowest_seconds": round(max(visitors.seconds, default=0), 2),
            "checked": len(visitors.translations),
            "wrong": count_wrong(visitors.translations),
            "faults": visitors.errors,
            "by_pairs_of_models_mb": memory_by_pair,
            "one_more_session_mb": round(per_session, 1),
            "each_eighth_mb": eighths,
            "peak_mb": round(memory(server.pid, "VmHWM")),
        }
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--actions", type=int, default=2400)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(sessions=options.sessions, actions=options.actions)
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:16} {value}")
    return 1 if result["wrong"] or result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
