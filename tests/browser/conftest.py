"""Fixtures of the browser tests: a server, Chromium, and pages that may only contact the server."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from attention_core.config import MODELS_FOLDER
from attention_core.explorer import Explorer
from tests.helpers.opening_models import opening_models

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # a cold start takes a few; a busy machine takes longer
PATIENCE = 30_000  # ms for anything to appear
expect.set_options(timeout=PATIENCE)
CHROMIUMS = (
    *("chromium-headless-shell", "chrome-headless-shell"),  # a third less processor time a page
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium resolves no host name. (Routing every request through Python would do the same, at
    # a cost of a fifth of a second for each page.)
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """Every test of this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def served_models(models):
    """The models that came with the project, else ATTENTION_MODELS, else tiny untrained ones."""
    for folder in (MODELS_FOLDER, Path(os.environ.get("ATTENTION_MODELS") or MODELS_FOLDER)):
        kinds = {info.kind for info in Explorer(models=folder).models() if not info.fault}
        if {"attention", "vanilla"} <= kinds:
            return folder
    return models


@pytest.fixture(scope="session")
def server(served_models, tmp_path_factory):
    """The URL of the app; its process ends with the test run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                *command,
                "--server.address=127.0.0.1",
                "--server.headless=true",
                "--server.fileWatcherType=none",
            ],
            cwd=ROOT,
            env={**os.environ, "ATTENTION_MODELS": str(served_models)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_healthy(url=url, process=process, log=log)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:  # it waits for a page that is open
                process.kill()
                process.wait()


def _wait_until_healthy(*, url, process, log):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(CHROMIUMS)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(server, chromium):
    """Open a page in a fresh browser context; afterwards, fail if the page had errors."""
    with _pages(server=server, chromium=chromium) as open_at:
        yield open_at


@pytest.fixture(scope="module")
def same_page(server, chromium):
    """Open a page once for all tests of a module that point and pick in its drawing and no more.

    Half of the time of a short test is the opening of its page.
    """
    pages = {}
    with _pages(server=server, chromium=chromium) as open_at:

        def open_once(path, **screen):
            key = (path, *sorted(screen.items()))
            if key not in pages:
                pages[key] = open_at(path, **screen)
            else:
                pages[key].mouse.move(1, 1)
                pages[key].locator(".alignment-view .figure, .alignment-view").first.dispatch_event(
                    "keydown", {"key": "Escape"}
                )
            return pages[key]

        yield open_once


@contextlib.contextmanager
def _pages(*, server, chromium):
    faults, contexts = [], []

    def open_at(path="/", *, width=1440, height=1000, touch=False):
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=touch)
        contexts.append(context)
        context.on("request", lambda request: _stay_here(request.url, server, faults))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: _is_fault(message) and faults.append(message.text))
        page.goto(path if path.startswith(server) else server + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not faults


def _is_fault(message):
    """True for errors, except Streamlit's search for its server below a page's own address."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def _stay_here(url, server, faults):
    if not url.startswith((f"{server}/", "data:", "blob:")):
        faults.append(f"a request left for {url}")


@pytest.fixture(scope="session")
def translated(served_models):
    """The Traces of a sentence by both kinds, computed in this process and not by the server."""
    explorer = Explorer(models=served_models, device="cpu")
    names = opening_models(explorer.models())

    def traces(sentence):
        return {
            kind: explorer.translate(model=names[kind], sentence=sentence)
            for kind in ("attention", "vanilla")
        }

    return traces
