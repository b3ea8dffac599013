"""200 hostile files: refused in one line, or imported; nothing is run, no traceback is shown."""

import io

import numpy as np
import pytest

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.cli.parser import main
from attention_core.formats import numpy_array
from tests.helpers import hostile_files

CASES = dict(hostile_files.cases())


def test_there_are_two_hundred():
    assert len(CASES) >= 200


@pytest.mark.parametrize("name", CASES)
def test_refused_or_imported(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    files = []
    for k, content in enumerate(CASES[name]):
        path = tmp_path / f"file-{k}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        files.append(str(path))
    for more in ([], ["--skip-bad"]):
        folder = tmp_path / f"corpus-{len(more)}"
        status = main(["import", *files, "--out", str(folder), *more])
        messages = capsys.readouterr().err
        assert "Traceback" not in messages
        if status:
            assert status == 2
            assert messages.splitlines()[-1].startswith("python -m attention_core: ")
            assert not list(folder.glob("*"))
            continue
        corpus = AlignedCorpus(folder)
        for row in corpus.every_row():
            weights = np.asarray(row["alpha"] if row["alpha"] is not None else [0.0])
            assert np.isfinite(weights).all()
            assert (weights >= 0).all()
    assert not (tmp_path / hostile_files.TRAP).exists()


def test_an_archive_of_many_members_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(numpy_array, "LARGEST_ARCHIVE", 1000)
    path = tmp_path / "many.npz"
    path.write_bytes(hostile_files.npz(*[hostile_files.npy(hostile_files.SOUND)] * 6))
    with pytest.raises(numpy_array.FormatError, match="unpacked: save it as"):
        next(numpy_array._matrices(path))


def test_an_archive_gets_no_more_memory_than_the_limit(monkeypatch):
    """A member is read up to what its header declares, and that is checked first."""
    asked = []

    class Watched(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    data = hostile_files.declared("(2, 6000, 6000)") + bytes(100)
    with pytest.raises(numpy_array.FormatError, match="the limit is 256 MB"):
        numpy_array._read_array(Watched(data))
    assert max(asked) < 10_000
