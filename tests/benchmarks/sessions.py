"""Many people at once, for an hour's worth of use: are answers their own, does memory stay put?

    python tests/benchmarks/sessions.py [--sessions 20] [--actions 2400] [--json]

Starts the app on a free port and talks to it over loopback as browsers do, through Streamlit's
WebSocket, without drawing. Twenty people who do something every thirty seconds do 2,400 things
an hour; here they do them as fast as the server answers. Each time a session opens one of the
pages on another sentence, with other models; there are more sentences than the caches hold. On
the Translate page both translations are compared with what the models write when asked directly:
a sentence of somebody else's would be another translation. Exit status 1 if one was wrong.

Before that it is noted what the server takes with each further pair of models loaded, and with
each further session that is open on a sentence that is there already.
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

Asked = tuple[str, tuple[str, str]]  # a sentence, and a model of each kind
FIRST = "Please close the door."
WHO = ("The king", "My mother", "The old man", "A small child", "The farmer", "Her brother")
DID = ("saw", "carried", "wanted", "found", "gave away", "looked for", "forgot")
WHAT = ("the bread", "a red bird", "his book", "the water", "three goats", "the lamp")
WHEN = ("yesterday", "in the village", "before the rain came", "near the river")
HINDI = re.compile(r'<p class="hindi"[^>]*>(.*?)</p>')
PAGES = ("", "step_by_step", "alignment", "compare", "")


def sentences() -> list[str]:
    """1,008 of them, all different."""
    return [f"{' '.join(parts)}." for parts in itertools.product(WHO, DID, WHAT, WHEN)]


def pairs_of_models() -> list[tuple[str, str]]:
    """Models with attention and vanilla ones, so paired that each comes up."""
    models = Explorer(models=Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER)).models()
    attention, vanilla = (
        [info.name for info in models if info.kind == kind] for kind in ("attention", "vanilla")
    )
    count = max(len(attention), len(vanilla))
    return [(attention[k % len(attention)], vanilla[k % len(vanilla)]) for k in range(count)]


def open_page(
    tab: ClientConnection, *, page: str, sentence: str, models: tuple[str, str]
) -> list[str]:
    """Open a page on a sentence; the HTML of everything that the server wanted drawn.

    Args:
        tab: a connection, which is all that a browser's tab is to the server.
        page: its place in the address, "" for Translate.
        sentence: what is in the address.
        models: the one with attention and the vanilla one.

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
    """A connection to be used in a `with` statement."""
    return connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None)


class Crowd:
    """All visitors, what they were answered and how long it took."""

    def __init__(self, *, address: str, actions: int) -> None:
        self._address = address
        self._turn = itertools.count()
        self._actions = actions
        self._lock = threading.Lock()
        self.seconds: list[float] = []
        self.read: list[tuple[Asked, list[str]]] = []
        self.faults: list[str] = []

    def visit(self) -> None:
        """One person's hour."""
        pool, models = sentences(), pairs_of_models()
        try:
            with tab_at(self._address) as tab:
                while (turn := next(self._turn)) < self._actions:
                    sentence, page = pool[turn * 37 % len(pool)], PAGES[turn % len(PAGES)]
                    asked = (sentence, models[turn // len(PAGES) % len(models)])
                    started = time.monotonic()
                    drawn = open_page(tab, page=page, sentence=sentence, models=asked[1])
                    self._note(page=page, asked=asked, drawn=drawn, started=started)
        except Exception as error:  # whatever it is, it is the result
            self.faults.append(repr(error))

    def _note(self, *, page: str, asked: Asked, drawn: list[str], started: float) -> None:
        with self._lock:
            self.seconds.append(time.monotonic() - started)
            if not page:
                found = [html.unescape(t) for body in drawn for t in HINDI.findall(body)]
                self.read.append((asked, found))


def memory(process: int, field: str) -> float:
    """Megabytes of a process: VmRSS now, or VmHWM at most so far."""
    status = Path(f"/proc/{process}/status").read_text()
    match = re.search(rf"{field}:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else float("nan")


def wrong(read: list[tuple[Asked, list[str]]]) -> int:
    """How many pages showed something else than the models write for their sentence."""
    explorer = Explorer(models=Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER))
    expected: dict[Asked, list[str]] = {}
    for asked, _ in read:
        if asked not in expected:
            sentence, names = asked
            traces = [explorer.translate(model=name, sentence=sentence) for name in names]
            expected[asked] = [trace.translation for trace in traces]
    return sum(found != expected[asked] for asked, found in read)


def measure(*, sessions: int, actions: int) -> dict[str, object]:
    """Serve, let the crowd in, and look at the server's memory while it works."""
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
            loaded = []
            for pair in models:
                tab = open_tabs.enter_context(tab_at(address))
                open_page(tab, page="", sentence=FIRST, models=pair)
                loaded.append(round(memory(server.pid, "VmRSS")))
            for _ in range(sessions):
                tab = open_tabs.enter_context(tab_at(address))
                open_page(tab, page="", sentence=FIRST, models=models[0])
            each = (memory(server.pid, "VmRSS") - loaded[-1]) / sessions
        crowd = Crowd(address=address, actions=actions)
        threads = [threading.Thread(target=crowd.visit) for _ in range(sessions)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        quarters: list[float] = []
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.5)
            if len(crowd.seconds) >= actions * (len(quarters) + 1) / 8:
                quarters.append(round(memory(server.pid, "VmRSS")))
        return {
            "sessions": sessions,
            "actions": len(crowd.seconds),
            "seconds": round(time.monotonic() - started, 1),
            "median_seconds": round(statistics.median(crowd.seconds or [0]), 2),
            "slowest_seconds": round(max(crowd.seconds, default=0), 2),
            "checked": len(crowd.read),
            "wrong": wrong(crowd.read),
            "faults": crowd.faults,
            "by_pairs_of_models_mb": loaded,
            "one_more_session_mb": round(each, 1),
            "each_eighth_mb": quarters,
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
