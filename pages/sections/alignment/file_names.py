"""What a file that leaves the app is called, and the line in it that says where it is from."""

import re

from attention_core.analysis.labelled_matrix import Grain
from attention_core.trace import Trace

_UNSAFE = re.compile(r"[^\w.-]+")  # what some file systems refuse; a folder of models can have it


def file_stem(*, trace: Trace, grain: Grain) -> str:
    """A name without its ending: "attention-50-ab8aa98c0b8b-beam5-rank1-words"."""
    search = f"beam{trace.beam}-rank{trace.rank}" if trace.beam else "forced"
    return _UNSAFE.sub("-", f"{trace.model}-{trace.digest}-{search}-{grain}")


def origin(*, trace: Trace, grain: Grain) -> str:
    """The same for people: "attention-50@ab8aa98c0b8b · beam 5, rank 1 · words"."""
    search = f"beam {trace.beam}, rank {trace.rank}" if trace.beam else "forced reference"
    return f"{trace.model}@{trace.digest} · {search} · {grain}"
