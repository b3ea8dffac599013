"""Training as a person meets it: upload, watch, a killed process, and a restarted server."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import expect

from attention_core.runs.queue import RunQueue

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "assets" / "samples" / "en-fr.tsv"
OPTIONS = (
    "--embedding 8 --encoder 4 --decoder 8 --attention 4 --readout 8 --device cpu "
    "--batch-tokens 100 --evaluate-every 400 --updates "
)
NEVER = 1_000_000  # updates: more than there is time for before the kill
WAIT = 180_000  # ms for a training on a busy machine


@contextlib.contextmanager
def serving(home, *, updates=NEVER):
    """The URL of a server of its own, whose models are in this folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"),
            *("--server.address=127.0.0.1", "--server.headless=true"),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "ATTENTION_MODELS": str(home),
            "ATTENTION_TRAINING": f"{OPTIONS}{updates}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
                break
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # it waits for a page that is open
            process.kill()
            process.wait()


def test_upload_watch_kill_resume_translate_restart(models, tmp_path, chromium):
    home = tmp_path / "models"
    shutil.copytree(models, home)
    queue = RunQueue(home)
    page = chromium.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(WAIT)
    try:
        with serving(home) as url:
            page.goto(f"{url}/train")
            page.get_by_text("Your own pairs", exact=True).click()
            # The form of the sample looks the same, and takes no more choices.
            expect(page.get_by_text("300 pairs to learn from")).to_be_hidden(timeout=WAIT)
            page.locator("input[type=file]").set_input_files(SAMPLE)
            expect(page.get_by_text("en-fr.tsv")).to_be_visible(timeout=WAIT)
            expect(page.get_by_text("300 pairs to learn from")).to_be_visible(timeout=WAIT)
            page.get_by_text("Attention", exact=True).click()
            expect(page.get_by_role("radio", name="Attention")).to_be_checked(timeout=WAIT)
            page.get_by_role("button", name="Train", exact=True).click()
            expect(page.get_by_role("heading", name="en-fr-attention")).to_be_visible(timeout=WAIT)
            expect(page.get_by_text("pieces a second")).to_be_visible(timeout=WAIT)
            os.kill(queue.run("en-fr-attention").pid, signal.SIGKILL)
            expect(page.get_by_text("was interrupted")).to_be_visible(timeout=WAIT)
        last = queue.run("en-fr-attention").progress["update"] + 200
        with serving(home, updates=last) as url:  # a restarted server finds the run
            page.goto(f"{url}/train")
            page.get_by_role("button", name="Resume").click()
            expect(page.get_by_text("is done.")).to_be_visible(timeout=WAIT)
            expect(page.get_by_text("How alignment emerges")).to_be_visible()
            expect(page.get_by_role("slider", name="Update")).to_have_attribute(
                "aria-valuetext", str(last), timeout=WAIT
            )
            drawing = page.locator(".alignment-view-root").first
            expect(drawing).to_be_visible(timeout=WAIT)
            page.get_by_role("button", name="Back", exact=True).click()
            expect(page.get_by_role("slider", name="Update")).not_to_have_attribute(
                "aria-valuetext", str(last), timeout=WAIT
            )
        with serving(home) as url:
            page.goto(f"{url}/models")
            expect(page.get_by_role("heading", name="en-fr-attention")).to_be_visible(timeout=WAIT)
            page.goto(f"{url}/?attention=en-fr-attention&sentence=Where+is+the+red+car%3F")
            expect(page.get_by_text("en-fr-attention").first).to_be_visible(timeout=WAIT)
    finally:
        page.close()
        for run in queue.runs():
            queue.stop(run.name)
