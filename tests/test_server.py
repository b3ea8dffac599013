"""The server as `streamlit run app.py` starts it: it listens to this machine alone."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOCKETS = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
LISTENING = "0A"
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}  # as Linux writes 127.0.0.1 and ::1


def listening(port):
    """The addresses at which somebody listens on a port."""
    found = set()
    for path in SOCKETS:
        for line in path.read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, number = local.rpartition(":")
            if state == LISTENING and int(number, 16) == port:
                found.add(address)
    return found


@pytest.mark.skipif(not SOCKETS[0].exists(), reason="reads Linux' list of sockets")
@pytest.mark.parametrize(("option", "local"), [([], True), (["0.0.0.0"], False)])
def test_it_listens_to_this_machine_alone(option, local):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.headless=true", *(f"--server.address={address}" for address in option)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + 60
            while not listening(port) and time.monotonic() < end:
                time.sleep(0.2)
            found = listening(port)
        finally:
            process.terminate()
    assert found
    assert (found <= LOOPBACK) is local
