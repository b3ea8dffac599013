"""The Train page without a browser: what is read is said, runs are started and shown."""

import shutil
import time

import pytest

from attention_core.config import RUN_FILE
from attention_core.data.pairs import Pair
from attention_core.runs.queue import RunQueue
from attention_core.training.snapshots import SNAPSHOTS
from tests.helpers.app import drawings_on, widget, words_on
from tests.helpers.pair_files import pair_files

TINY = (
    "--embedding 8 --encoder 4 --decoder 8 --attention 4 --readout 8 --device cpu "
    "--batch-tokens 100 --updates 40 --evaluate-every 20"
)


@pytest.fixture
def queue(home):
    queue = RunQueue(home)
    yield queue
    for run in queue.runs():
        queue.stop(run.name)


@pytest.fixture
def open_train(open_app, monkeypatch):
    def open_at(*, setting=TINY):
        monkeypatch.setenv("ATTENTION_TRAINING", setting)
        return open_app(page="pages/train.py")

    return open_at


def test_a_server_that_must_not_train_has_no_such_page(open_train):
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        open_train(setting="off")


def test_the_sample_is_ready(open_train):
    app = open_train()
    assert "300 pairs to learn from" in words_on(app)
    assert [
        widget(app, "selectbox", label).value for label in ("First column", "Second column")
    ] == [
        "en",
        "fr",
    ]
    assert widget(app, "number_input", "Minutes for each").value == 20
    assert "No model here has records" in words_on(app)


def test_a_language_in_other_letters_is_doubted(open_train):
    app = open_train()
    widget(app, "selectbox", "Second column").select("hi").run()
    assert "Hindi is usually written in Devanagari" in words_on(app)
    widget(app, "selectbox", "Second column").select("en").run()
    assert "Choose two languages." in words_on(app)
    assert not [button for button in app.button if button.label == "Train"]


def test_what_was_chosen_stays_while_another_file_is_looked_for(open_train):
    app = open_train()
    widget(app, "button_group", "Kind").set_value("attention").run()
    widget(app, "button_group", "Size").set_value("full").run()
    widget(app, "number_input", "Minutes for each").set_value(45).run()
    source = widget(app, "button_group", "Pairs to learn from")
    source.set_value("upload").run()
    assert not [button for button in app.button if button.label == "Train"]
    widget(app, "button_group", "Pairs to learn from").set_value("sample").run()
    assert app.session_state["train.kinds"] == "attention"
    assert app.session_state["train.size"] == "full"
    assert widget(app, "number_input", "Minutes for each").value == 45


def test_from_the_button_to_a_model_in_the_menus(open_train, queue):
    app = open_train()
    widget(app, "button", "Train").click().run()
    assert not app.exception
    assert {run.request.kind for run in queue.runs()} == {"attention", "vanilla"}
    assert {str(run.request.languages) for run in queue.runs()} == {"en-fr"}
    while not all(run.state == "done" for run in queue.runs()):
        assert not [run.reason for run in queue.runs() if run.reason]
        time.sleep(0.2)
    app = open_train()
    said = words_on(app)
    assert said.count("is done.") == 2
    assert {"en-fr-attention", "en-fr-vanilla"} <= {heading.value for heading in app.subheader}
    assert widget(app, "select_slider", "Update").value == 40
    (drawing,) = drawings_on(app)
    assert drawing["file"]["origin"].startswith("en-fr-attention after 40 updates")
    assert "en-fr-vanilla after 40 updates:" in said
    widget(app, "button", "Back").click().run()
    assert widget(app, "select_slider", "Update").value == 20
    (drawing,) = drawings_on(app)
    assert "after 20 updates" in drawing["file"]["origin"]
    next(button for button in app.button if button.label == "Delete it").click().run()
    assert len(queue.runs()) == 1


def test_a_failure_says_why(open_train, queue):
    app = open_train(setting="--dropout 7")
    widget(app, "button", "Train").click().run()
    same = RunQueue(queue.home, options=["--dropout", "7"])  # as the server's, which moves it on
    while any(run.state in ("running", "queued") for run in queue.runs()):
        same.advance()
        time.sleep(0.2)
    said = words_on(open_train())
    assert "has failed" in said
    assert "dropout is 7.0, not within [0, 1)" in said


def test_half_written_records_are_left_out(open_train, home):
    (home / "tiny-attention" / SNAPSHOTS).write_text('{"update": 3, "sentences": [{"sou')
    assert "has not been reached yet" in words_on(open_train())
    shutil.rmtree(home / "tiny-attention")


def test_the_records_of_the_chosen_model_come_first_but_for_own_runs(open_app, home, monkeypatch):
    monkeypatch.setenv("ATTENTION_TRAINING", TINY)
    names = ["a-first", "tiny-attention"]
    shutil.copytree(home / "tiny-attention", home / names[0])
    for name in names:
        (home / name / SNAPSHOTS).write_text("", encoding="utf-8")
    for name in names:
        app = open_app(page="pages/train.py", attention=name)
        assert widget(app, "selectbox", "Model").value == name
    (home / names[0] / RUN_FILE).write_text("{}", encoding="utf-8")
    app = open_app(page="pages/train.py", attention=names[1])
    assert widget(app, "selectbox", "Model").value == names[0]


def test_an_export_with_further_columns_is_asked_about(open_train):
    app = open_train()
    widget(app, "segmented_control", "Pairs to learn from").set_value("upload").run()
    rows = "".join(f"{k}\tI see number {k}.\t{k}\tJe vois le numéro {k}.\n" for k in range(30))
    data = rows.encode("utf-16")
    app.file_uploader[0].set_value(("export.txt", data, "text/plain")).run()
    assert "Which columns are the pair?" in words_on(app)
    widget(app, "button", "Use columns 2 and 4").click().run()
    said = words_on(app)
    assert "30 pairs to learn from" in said
    assert "read as UTF-16" in said


def test_files_as_spreadsheets_write_them_have_the_same_pairs(open_train):
    sides = [(f"I see {k} birds, men.", f"Je vois {k} oiseaux.") for k in range(30)]
    pairs = [Pair(source=first, target=second) for first, second in sides]
    app = open_train()
    widget(app, "segmented_control", "Pairs to learn from").set_value("upload").run()
    for name, (ending, data) in pair_files(pairs).items():
        app.file_uploader[0].set_value((f"mine.{ending}", data, "text/plain")).run()
        assert not app.exception
        assert "30 pairs to learn from, 150 and 120 words" in words_on(app), name
