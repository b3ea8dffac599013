"""The progress bar: what it shows is of this run, on this machine."""

from attention_core.training.progress_bar import LOSS_EVERY, ProgressBar
from attention_core.training.state import TrainingProgress


def test_the_speed_is_that_of_this_run(capsys):
    """A run may go on from weights that another machine trained a thousand times faster."""
    progress = TrainingProgress(update=100, pieces=1_000_000, slots=1_100_000, seconds=10.0)
    with ProgressBar(progress=progress, updates=200, visible=True) as bar:
        for _ in range(LOSS_EVERY):
            progress.update += 1
            progress.pieces += 500
            progress.seconds += 2.0
            bar.advance(progress=progress, loss=2.5)
    shown = capsys.readouterr().err
    assert "120/200" in shown
    assert "loss 2.500, 250 pieces/s" in shown


def test_lines_are_printed_and_the_budget_may_change(capsys):
    progress = TrainingProgress(update=1, pieces=5, slots=5, seconds=1.0)
    with ProgressBar(progress=progress, updates=200, visible=True) as bar:
        bar.write("a validation")
        bar.expect(50)
        bar.advance(progress=progress, loss=2.5)
    out, err = capsys.readouterr()
    assert out == "a validation\n"
    assert "2/50" in err


def test_an_invisible_bar_shows_nothing(capsys):
    progress = TrainingProgress(update=LOSS_EVERY - 1, pieces=5, slots=5, seconds=1.0)
    with ProgressBar(progress=progress, updates=200, visible=False) as bar:
        progress.update += 1
        bar.advance(progress=progress, loss=2.5)
    assert capsys.readouterr().err == ""
