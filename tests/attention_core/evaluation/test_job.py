"""A file in the background: the same figures as on the command line, and an end when told."""

import gc
import json
import queue
import shutil
import threading

import pytest

from attention_core.cli import parser as cli
from attention_core.config import SENTENCE_LIMIT
from attention_core.decoding.translate import translate_all
from attention_core.evaluation import job as evaluation
from attention_core.evaluation.by_length import measure_translations
from attention_core.evaluation.job import BATCH, EvaluationJob, check_pairs
from attention_core.evaluation.measurement import Measurement
from attention_core.evaluation.metrics import measure
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.encodings import EncodingError
from tests.helpers import tiny

NAMES = ("tiny-attention", "tiny-vanilla")
PATIENCE = 120  # seconds for anything to end


def begin(explorer, *, models=NAMES, pairs=tiny.PAIRS, beam=2, test="mine.tsv"):
    return EvaluationJob(explorer=explorer, models=models, test=test, pairs=pairs, beam=beam)


@pytest.fixture
def gate(monkeypatch):
    """Batches are held until they are let through; `seen` is what they translate, in order."""

    class Gate:
        def __init__(self):
            self.seen, self.open, self.reached = [], threading.Event(), threading.Event()

        def translate_all(self, **wanted):
            self.seen.append(wanted["sentences"])
            self.reached.set()
            assert self.open.wait(PATIENCE)
            return translate_all(**wanted)

    gate = Gate()
    monkeypatch.setattr(evaluation, "translate_all", gate.translate_all)
    yield gate
    gate.open.set()


class TestFigures:
    def test_are_those_of_the_command_line(self, explorer, models, tmp_path, capsys, device):
        lines = "".join(f"{pair.source}\t{pair.target}\n" for pair in tiny.PAIRS)
        (tmp_path / "mine.tsv").write_text(lines, encoding="utf-8")
        run = begin(explorer)
        assert run.wait(PATIENCE)
        for name, found in zip(NAMES, run.results, strict=True):
            options = ["--model", name, "--test", str(tmp_path / "mine.tsv"), "--beam", "2"]
            options += ["--models", str(models), "--device", device.type, "--json"]
            assert cli.main(["evaluate", *options]) == 0
            printed = json.loads(capsys.readouterr().out)
            ours = json.loads(json.dumps(found.measurement.to_json()))
            assert list(ours) == list(printed)
            assert ours | {"seconds": 0} == printed | {"seconds": 0}

    def test_are_those_of_measuring_what_is_written(self, explorer):
        run = begin(explorer, models=NAMES[:1])
        assert run.wait(PATIENCE)
        (found,) = run.results
        checkpoint = explorer.load(NAMES[0])
        written = translate_all(
            model=checkpoint.model,
            source=checkpoint.source,
            target=checkpoint.target,
            sentences=[pair.source for pair in tiny.PAIRS],
            beam=2,
        )
        assert list(found.hypotheses) == written
        references = [pair.target for pair in tiny.PAIRS]
        whole = measure(hypotheses=written, references=references)
        row = found.measurement.to_json()
        assert (row["bleu"], row["chrf"]) == (whole.bleu, whole.chrf)
        assert found.measurement == measure_translations(
            pairs=tiny.PAIRS,
            hypotheses=written,
            model=NAMES[0],
            digest=checkpoint.digest,
            test="mine.tsv",
            beam=2,
            seconds=found.measurement.seconds,
        )
        assert found.measurement == Measurement.from_json(row)

    def test_one_pair_is_enough(self, explorer):
        run = begin(explorer, pairs=tiny.PAIRS[:1])
        assert run.wait(PATIENCE)
        assert [found.measurement.n for found in run.results] == [1, 1]


class TestProgress:
    def test_counts_sentences_of_every_model(self, explorer, gate):
        pairs = tiny.PAIRS * 2
        run = begin(explorer, pairs=pairs)
        assert gate.reached.wait(PATIENCE)
        first = run.progress()
        assert (first.done, first.total, first.remaining) == (0, 2 * len(pairs), None)
        assert first.activity == "tiny-attention translates"
        assert run.running
        assert not run.results
        gate.open.set()
        assert run.wait(PATIENCE)
        last = run.progress()
        assert (last.done, last.remaining) == (last.total, 0)
        assert last.seconds > first.seconds
        assert not run.running
        assert not run.stopped

    def test_batches_are_small_and_the_longest_sentences_come_first(self, explorer, gate):
        gate.open.set()
        assert begin(explorer, pairs=tiny.PAIRS * 4, models=NAMES[:1], beam=1).wait(PATIENCE)
        encode = explorer.load(NAMES[0]).source.encode_ids
        sizes = [[len(encode(sentence)) for sentence in batch] for batch in gate.seen]
        in_order = [size for batch in sizes for size in batch]
        assert in_order == sorted(in_order, reverse=True)
        assert len(in_order) == 4 * len(tiny.PAIRS)
        assert max(map(len, sizes)) == BATCH
        assert all(len(batch) * batch[0] <= 600 for batch in sizes)

    def test_says_how_long_it_will_take(self, explorer, gate):
        run = begin(explorer, pairs=tiny.PAIRS * 2)
        gate.open.set()
        run.wait(PATIENCE)
        runner = run._runner
        runner._pieces_done = runner._pieces // 4
        now = runner.progress()
        share = runner._pieces_done / runner._pieces
        assert now.remaining == pytest.approx(now.seconds * (1 - share) / share)


class TestStopping:
    def test_no_batch_is_begun_after_it(self, explorer, gate):
        run = begin(explorer, pairs=tiny.PAIRS * 4)
        assert gate.reached.wait(PATIENCE)
        run.stop()
        gate.open.set()
        assert run.wait(PATIENCE)
        assert len(gate.seen) == 1
        assert run.stopped
        assert not run.results
        assert not run.fault

    def test_it_stops_when_nobody_is_left(self, explorer, gate):
        run = begin(explorer, pairs=tiny.PAIRS * 4)
        assert gate.reached.wait(PATIENCE)
        runner = run._runner
        del run
        gc.collect()
        gate.open.set()
        assert runner.ended.wait(PATIENCE)
        assert len(gate.seen) == 1

    def test_what_has_ended_cannot_be_stopped(self, explorer):
        run = begin(explorer)
        assert run.wait(PATIENCE)
        run.stop()
        assert not run.stopped
        assert len(run.results) == 2


def test_two_files_take_turns(explorer, gate):
    one = begin(explorer, models=NAMES[:1], pairs=tiny.PAIRS[:8] * 8)
    assert gate.reached.wait(PATIENCE)
    other = begin(explorer, models=NAMES[:1], pairs=tiny.PAIRS[8:16] * 8)
    while not evaluation._DECODER._work_queue.qsize():
        assert not other.wait(0.01)
    gate.open.set()
    assert one.wait(PATIENCE)
    assert other.wait(PATIENCE)
    first = {pair.source for pair in tiny.PAIRS[:8]}
    whose = ["one" if set(batch) <= first else "other" for batch in gate.seen]
    assert whose.count("one") == whose.count("other") == 4
    assert whose[:2] == ["one", "other"]  # the second file did not wait for all of the first


class TestFaults:
    def test_a_model_that_cannot_be_used_is_named(self, models, tmp_path):
        shutil.copytree(models, tmp_path / "home")
        (tmp_path / "home" / "tiny-vanilla" / "weights.safetensors").write_bytes(b"x")
        run = begin(Explorer(models=tmp_path / "home"))
        assert run.wait(PATIENCE)
        assert "tiny-vanilla: weights.safetensors is not the file" in run.fault
        assert not run.results

    def test_a_model_that_is_not_there_is_named(self, explorer):
        run = begin(explorer, models=["nope"])
        assert run.wait(PATIENCE)
        assert "unknown model 'nope'" in run.fault

    def test_what_nobody_foresaw_still_ends_and_is_in_the_terminal(self, explorer, monkeypatch):
        def broken(**_):
            raise MemoryError

        errors = queue.Queue()
        monkeypatch.setattr(threading, "excepthook", lambda args: errors.put(args.exc_type))
        monkeypatch.setattr(evaluation, "translate_all", broken)
        run = begin(explorer)
        assert run.wait(PATIENCE)
        assert "the terminal" in run.fault
        assert errors.get(timeout=PATIENCE) is MemoryError


class TestChecking:
    def check(self, explorer, text, models=NAMES):
        return check_pairs(data=text.encode(), explorer=explorer, models=models)

    def test_broken_lines_are_numbered(self, explorer):
        found = self.check(explorer, "a bird\tचिड़िया\nno tab here\n\n\tकेवल\nthe sea\tसमुद्र\n")
        assert [pair.source for pair in found.pairs] == ["a bird", "the sea"]
        assert [number for number, _ in found.broken] == [2, 4]

    def test_a_sentence_too_long_for_a_model_is_a_broken_line(self, explorer):
        long = "bird " * (SENTENCE_LIMIT + 1)
        found = self.check(explorer, f"a bird\tचिड़िया\n{long}\tचिड़िया\n")
        assert len(found.pairs) == 1
        ((number, why),) = found.broken
        assert number == 2
        assert f"the limit is {SENTENCE_LIMIT}" in why
        assert len(self.check(explorer, f"{long}\tचिड़िया\n", models=()).pairs) == 1

    def test_not_text_at_all(self, explorer):
        with pytest.raises(EncodingError, match="not UTF-8"):
            check_pairs(data=bytes(range(256)) * 4, explorer=explorer, models=NAMES)

    def test_models_have_to_be_usable(self, explorer, models, tmp_path):
        with pytest.raises(UnknownModelError, match="nope"):
            self.check(explorer, "a\tb\n", models=["nope"])
        shutil.copytree(models, tmp_path / "home")
        (tmp_path / "home" / "tiny-vanilla" / "config.json").unlink()
        with pytest.raises(CheckpointError):
            self.check(Explorer(models=tmp_path / "home"), "a\tb\n")
