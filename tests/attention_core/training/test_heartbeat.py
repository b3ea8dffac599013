"""The heartbeat: a file that says how far a run is, and no more often than needed."""

import json
import math

from attention_core.training.heartbeat import Heartbeat
from attention_core.training.state import TrainingProgress


def test_what_a_beat_says(tmp_path):
    path = tmp_path / "progress.json"
    heartbeat = Heartbeat(path, minutes=20)
    progress = TrainingProgress(update=10, pieces=1000, slots=1100, seconds=5.0)
    heartbeat.beat(progress=progress, updates=400, loss=3.25)
    first = json.loads(path.read_text())
    assert first == {
        "update": 10,
        "updates": 400,
        "pieces": 1000,
        "minutes": first["minutes"],
        "minutes_allowed": 20,
        "pieces_per_second": None,  # nothing learnt since the beginning of the measurement
        "loss": 3.25,
        "finished": False,
    }
    progress.update, progress.pieces, progress.seconds = 20, 3000, 9.0
    heartbeat.beat(progress=progress, updates=400, loss=3.0)
    assert json.loads(path.read_text()) == first  # too soon for another
    heartbeat.write(progress=progress, updates=20, loss=math.nan, finished=True)
    last = json.loads(path.read_text())
    assert (last["pieces_per_second"], last["loss"], last["finished"]) == (500.0, None, True)
    assert list(tmp_path.iterdir()) == [path]
