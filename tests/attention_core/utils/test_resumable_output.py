"""Files of results: whole or not at all, gone on with at a whole block, never another work's."""

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

WORK = {"model": "abc", "लिपि": "देवनागरी"}
NOTHING = PartialOutput(count=0, size=0)


def look(path, *, resume=True, work=WORK, block=2):
    return read_partial(path=path, work=work, block=block, resume=resume)


def interrupted(path, blocks, *, there=NOTHING):
    """Blocks that are written before the work ends in an error."""
    results = ResumableOutput(path=path, work=WORK, partial=there)
    with contextlib.suppress(RuntimeError), results:
        for block in blocks:
            results.write(block)
        raise RuntimeError("killed")


def test_the_file_appears_when_all_is_there(tmp_path):
    path = tmp_path / "links"
    assert look(path, resume=False) == NOTHING
    with ResumableOutput(path=path, work=WORK, partial=NOTHING) as results:
        results.write(["0-0", ""])
        results.write(["एक"])
        assert not path.exists()
    assert path.read_text("utf-8") == "0-0\n\nएक\n"
    assert list(tmp_path.iterdir()) == [path]


def test_no_lines_make_an_empty_file(tmp_path):
    with ResumableOutput(path=tmp_path / "links", work=WORK, partial=NOTHING):
        pass
    assert (tmp_path / "links").read_bytes() == b""


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "links"
    path.write_text("old\n")
    interrupted(path, [["new"]])
    assert path.read_text() == "old\n"
    with ResumableOutput(path=path, work=WORK, partial=NOTHING) as results:
        results.write(["new"])
    assert path.read_text() == "new\n"


def test_what_is_begun_is_gone_on_with_after_the_last_whole_block(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"], ["c", "d"]])
    with partial_path(path).open("ab") as file:
        file.write(b"e\nhalf a li")  # a block that the machine died in
    there = look(path)
    assert there.count == 4
    with ResumableOutput(path=path, work=WORK, partial=there) as results:
        results.write(["E", "F"])
    assert path.read_text() == "a\nb\nc\nd\nE\nF\n"


@given(st.data())
def test_wherever_it_is_cut_the_same_file_comes_out(tmp_path_factory, data):
    lines = data.draw(st.lists(st.text("abक ", max_size=4), max_size=9))
    path = tmp_path_factory.mktemp("results") / "links"
    blocks = [lines[k : k + 2] for k in range(0, len(lines), 2)]
    interrupted(path, blocks)
    whole = partial_path(path).read_bytes()
    partial_path(path).write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    there = look(path)
    assert there.count % 2 == 0
    with ResumableOutput(path=path, work=WORK, partial=there) as results:
        for block in blocks[there.count // 2 :]:
            results.write(block)
    assert path.read_text("utf-8") == "".join(f"{line}\n" for line in lines)


def test_a_part_is_not_thrown_away_unasked(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"]])
    with pytest.raises(OutputError, match=r"links\.partial holds a part: add --resume"):
        look(path, resume=False)
    assert look(path).count == 2


def test_another_work_s_part_is_refused(tmp_path):
    path = tmp_path / "links"
    interrupted(path, [["a", "b"]])
    with pytest.raises(OutputError, match="another model, file or options"):
        look(path, work={**WORK, "model": "def"})


def test_places_where_nothing_can_be_written_are_named(tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        ResumableOutput(path=tmp_path / "nowhere" / "links", work=WORK, partial=NOTHING)
    partial_path(tmp_path / "links").mkdir()
    with pytest.raises(OutputError, match=r"links\.partial"):
        look(tmp_path / "links")
