"""Output files: complete or absent, resumed at a complete block, never with another identity."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.utils.resumable_output import (
    OutputError,
    PartialOutput,
    ResumableOutput,
    partial_path,
    read_partial,
)

IDENTITY = {"model": "abc", "लिपि": "देवनागरी"}
NOTHING = PartialOutput(count=0, size=0)


def read(path, *, resume=True, identity=IDENTITY, block=2):
    return read_partial(path=path, identity=identity, block=block, resume=resume)


def interrupted(path, blocks, *, partial=NOTHING):
    """Write blocks, then end in an error."""
    output = ResumableOutput(path=path, identity=IDENTITY, partial=partial)
    with contextlib.suppress(RuntimeError), output:
        for block in blocks:
            output.write(block)
        raise RuntimeError("killed")


def test_the_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "links"
    assert read(path, resume=False) == NOTHING
    with ResumableOutput(path=path, identity=IDENTITY, partial=NOTHING) as output:
        output.write(["0-0", ""])
        output.write(["एक"])
        assert not path.exists()
    assert path.read_text("utf-8") == "0-0\n\nएक\n"
    assert list(tmp_path.iterdir()) == [path]


def test_no_lines_make_an_empty_file(tmp_path):
    with ResumableOutput(path=tmp_path / "links", identity=IDENTITY, partial=NOTHING):
        pass
    assert (tmp_path / "links").read_bytes() == b""


def test_an_older_file_stays_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "links"
    path.write_text("old\n")
    interrupted(path, [["new"]])
    assert path.read_text() == "old\n"
    with ResumableOutput(path=path, identity=IDENTITY, partial=NOTHING) as output:
        output.write(["new"])
    assert path.read_text() == "new\n"


def test_output_resumes_after_the_last_complete_block(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"], ["c", "d"]])
    with partial_path(path).open("ab") as file:
        file.write(b"e\nhalf a li")  # a block that was interrupted
    partial = read(path)
    assert partial.count == 4
    with ResumableOutput(path=path, identity=IDENTITY, partial=partial) as output:
        output.write(["E", "F"])
    assert path.read_text() == "a\nb\nc\nd\nE\nF\n"


@given(st.data())
def test_wherever_it_is_cut_the_resumed_file_is_the_same(tmp_path_factory, data):
    lines = data.draw(st.lists(st.text("abक ", max_size=4), max_size=9))
    path = tmp_path_factory.mktemp("output") / "links"
    blocks = [lines[k : k + 2] for k in range(0, len(lines), 2)]
    interrupted(path, blocks)
    whole = partial_path(path).read_bytes()
    partial_path(path).write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    partial = read(path)
    assert partial.count % 2 == 0
    with ResumableOutput(path=path, identity=IDENTITY, partial=partial) as output:
        for block in blocks[partial.count // 2 :]:
            output.write(block)
    assert path.read_text("utf-8") == "".join(f"{line}\n" for line in lines)


def test_a_part_is_not_discarded_without_resume(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"]])
    with pytest.raises(
        OutputError, match=r"links\.partial holds a part of the output: add --resume"
    ):
        read(path, resume=False)
    assert read(path).count == 2


def test_a_part_with_another_identity_is_refused(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"]])
    with pytest.raises(OutputError, match="another model, file or options"):
        read(path, identity={**IDENTITY, "model": "def"})


def test_paths_that_cannot_be_written_are_named(tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        ResumableOutput(path=tmp_path / "nowhere" / "links", identity=IDENTITY, partial=NOTHING)
    partial_path(tmp_path / "links").mkdir()
    with pytest.raises(OutputError, match=r"links\.partial"):
        read(tmp_path / "links")
