"""Any text at any door is read or refused in one line: text, pairs, gold, views, addresses.

The number of examples is bounded, and the models are tiny.
"""

import contextlib
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attention_core.alignment.gold import read_gold
from attention_core.cli.parser import main
from attention_core.errors import UserError
from attention_core.evaluation.job import check_pairs
from attention_core.explorer import SentenceError
from pages.shared.controls.view_file import ViewFileError, read_view, write_view
from pages.shared.state.address import read_address, write_address
from pages.shared.state.view import View
from tests.helpers.any_text import TEXT

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LINES = st.lists(st.lists(TEXT, min_size=1, max_size=4).map("\t".join), max_size=5).map("\n".join)
NAMES = ("sentence", "other", "reference", "gold", "beam", "view", "step", "rank", "attention")


def as_bytes(text):
    return text.encode("utf-8", errors="replace")


@FEW
@given(sentence=TEXT, target=TEXT)
def test_text(explorer, sentence, target):
    with contextlib.suppress(SentenceError):
        explorer.translate(model="tiny-attention", sentence=sentence, beam=2)
    with contextlib.suppress(SentenceError):
        explorer.force(model="tiny-attention", sentence=sentence, target=target)


@FEW
@given(text=LINES)
@pytest.mark.parametrize(
    "command",
    [("align", "--pairs"), ("evaluate", "--beam", "1", "--test"), ("evaluate", "--gold")],
    ids=" ".join,
)
def test_files_at_the_command_line(models, tmp_path, command, text):
    path = tmp_path / "any"
    path.write_bytes(as_bytes(text))
    name, *options = command
    given_models = ["--models", str(models), "--model", "tiny-attention", "--device", "cpu"]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([name, *given_models, *options, str(path)])
        except SystemExit as stop:
            status = stop.code
    assert status in (0, 2)
    if status == 2:
        assert out.getvalue() == ""
        assert "Traceback" not in err.getvalue()


@FEW
@given(data=st.one_of(st.binary(max_size=80), LINES.map(as_bytes)))
def test_files_of_pairs_and_gold(explorer, tmp_path, data):
    with contextlib.suppress(UserError):
        check_pairs(data=data, explorer=explorer, models=["tiny-attention"])
    path = tmp_path / "any"
    path.write_bytes(data)
    for pairs in (None, path):
        with contextlib.suppress(UserError):
            for pair in read_gold(path, pairs=pairs):
                assert all(s < len(pair.source) for s, _ in pair.gold.possible)


@FEW
@given(query=st.dictionaries(st.one_of(st.sampled_from(NAMES), TEXT), TEXT, max_size=6))
def test_addresses(explorer, query):
    models = explorer.models()
    view, _ = read_address(query, models=models)
    again, notes = read_address(write_address(view, models=models), models=models)
    assert notes == ()
    assert again == view


@FEW
@given(data=st.binary(max_size=60), sentence=TEXT)
def test_views(explorer, data, sentence):
    models = explorer.models()
    with contextlib.suppress(ViewFileError):
        read_view(data, models=models)
    text = write_view(View(sentence=sentence), models=models)
    assert read_view(as_bytes(text), models=models)[0].sentence == as_bytes(sentence).decode()
