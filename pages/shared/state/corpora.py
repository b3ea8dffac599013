"""The corpora that a person can open: those of the server, and their own, which nobody else sees.

Own corpora lie in a temporary folder that is deleted with the session, or, if the person who runs
the server sets ATTENTION_CORPORA, in a hidden folder inside that one, where they stay.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import streamlit as st

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.shards import find_shards

MOST = 6  # corpora of one person
_OWN = "corpus.own"


def kept_folder() -> Path | None:
    """The folder of the server's corpora, ATTENTION_CORPORA; None if it is not set."""
    name = os.environ.get("ATTENTION_CORPORA")
    return Path(name) if name else None


def own_folder() -> Path:
    """The folder of this session's corpora."""
    if _OWN not in st.session_state:
        kept = kept_folder()
        if kept is None:
            # Deletes itself when the session, and with it this object, is gone.
            st.session_state[_OWN] = tempfile.TemporaryDirectory(prefix="corpora-")
        else:
            folder = kept / ".own" / secrets.token_urlsafe(16)
            folder.mkdir(parents=True)
            st.session_state[_OWN] = folder
    own = st.session_state[_OWN]
    return own if isinstance(own, Path) else Path(own.name)


def find_corpora() -> dict[str, Path]:
    """Folders by name: own ones first, then the server's."""
    own = _folders(own_folder()) if _OWN in st.session_state else {}
    kept = kept_folder()
    return {**(_folders(kept) if kept else {}), **own}


def _folders(home: Path) -> dict[str, Path]:
    if not home.is_dir():
        return {}
    folders = sorted(path for path in home.iterdir() if path.is_dir())
    return {path.name: path for path in folders if path.name[0] != "." and find_shards(path)}


def new_folder(name: str) -> Path:
    """A folder for a corpus of this name that does not exist yet."""
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip(".-") or "corpus"
    taken = find_corpora()
    unique = next(n for k in range(1, 1000) if (n := f"{stem}-{k}" if k > 1 else stem) not in taken)
    return own_folder() / unique


def own_count() -> int:
    """Number of this session's corpora."""
    return len(_folders(own_folder()))


def remove_own(name: str) -> None:
    """Delete one of this session's corpora."""
    folder = _folders(own_folder()).get(name)
    if folder is not None:
        shutil.rmtree(folder)


def is_own(name: str) -> bool:
    """Whether a corpus is this session's."""
    return _OWN in st.session_state and name in _folders(own_folder())


def open_corpus(folder: Path) -> AlignedCorpus:
    """The corpus of a folder, opened once as long as its shards do not change.

    Raises:
        CorpusError: it holds no sound shard.
    """
    shards = find_shards(folder)
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in shards)
    return _opened(folder=folder, stamp=stamp)


@st.cache_resource(show_spinner=False, max_entries=16)
def _opened(*, folder: Path, stamp: tuple[tuple[str, int], ...]) -> AlignedCorpus:
    return AlignedCorpus(folder)
