"""What evaluate, align and benchmark do with their parsed options.

Results go to standard output (JSON there alone), everything else to standard error; the exit
status is returned. Modules that take long to import are imported by what needs them, so that
`--help` and mistakes answer at once. How tables look is left to `tables`.
"""

import argparse
import contextlib
import dataclasses
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attention_core.correctness_report import report_correctness
from attention_core.tables import print_gold, print_quality, print_speed
from attention_core.terminal import open_explorer, print_json, use_threads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attention_core.align import Alignment, GivenPair, Weights
    from attention_core.checkpoint import Checkpoint
    from attention_core.data import Pair
    from attention_core.gold import Table
    from attention_core.links import Rule

BEAM = 5
THRESHOLD = 0.2  # from a fifth of its α on, a target word is linked to a source word
GOES_WITH = {  # options of evaluate, and the one that says what is measured
    **dict.fromkeys(("beam", "output", "against"), "test"),
    **dict.fromkeys(("rule", "threshold"), "gold"),
}


def evaluate(options: argparse.Namespace) -> int:
    """Quality of a model's translations on pairs, or of its α by gold or trusted links."""
    given = vars(options)
    measures = {"test": _translations, "gold": _links, "links": report_correctness}
    (measured,) = (name for name in measures if given[name] is not None)
    for name, right in GOES_WITH.items():
        if right != measured and given[name] not in (None, False):
            raise ValueError(f"--{name} goes with --{right}")
    measures[measured](options)
    return 0


def _translations(options: argparse.Namespace) -> None:
    """BLEU and chrF++, whole and by sentence length; beside another model if one is named."""
    from attention_core.checkpoint import record, write_atomically
    from attention_core.data import read_pairs
    from attention_core.evaluate import compare
    from attention_core.explorer import BEAMS

    beam = BEAM if options.beam is None else options.beam
    if beam not in BEAMS:
        raise ValueError(f"--beam is {beam}, not within 1..{BEAMS.stop - 1}")
    pairs = read_pairs(options.test)
    explorer = open_explorer(options)
    checkpoint = explorer.load(options.model)
    other = None if options.against is None else explorer.load(options.against)
    if other is not None and other.digest == checkpoint.digest:
        raise ValueError(f"--against {other.name} is the same model as {checkpoint.name}")
    written, measured = _measured(checkpoint=checkpoint, pairs=pairs, beam=beam)
    result: dict[str, Any] = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "test": options.test.name,
        "n": len(pairs),
        "beam": beam,
        **measured,
    }
    if other is not None:
        others, measured = _measured(checkpoint=other, pairs=pairs, beam=beam)
        rows = compare(pairs=pairs, hypotheses=written, against=others)
        result["against"] = {
            "model": other.name,
            "digest": other.digest,
            **measured,
            "comparison": [dataclasses.asdict(row) for row in rows],
        }
    if options.output:
        lines = "".join(f"{text}\n" for text in written)
        write_atomically(path=options.output, data=lines.encode("utf-8"))
    if options.record:
        record(folder=options.models / options.model, part="test", rows=[result], key="test")
    if options.json:
        print_json(result, indent=2)
    else:
        print_quality(result)


def _measured(
    *, checkpoint: "Checkpoint", pairs: Sequence["Pair"], beam: int
) -> tuple[list[str], dict[str, Any]]:
    """A model's translations of all pairs, and their figures."""
    from tqdm import tqdm

    from attention_core.evaluate import figures, translate_all

    def bar(groups: Iterable[list[int]]) -> Iterable[list[int]]:
        shown: Iterable[list[int]] = tqdm(list(groups), unit="batch", desc=checkpoint.name)
        return shown

    started = time.monotonic()
    written = translate_all(
        model=checkpoint.model,
        source=checkpoint.source,
        target=checkpoint.target,
        sentences=[pair.source for pair in pairs],
        beam=beam,
        progress=bar,
    )
    seconds = round(time.monotonic() - started, 2)
    return written, {**figures(pairs=pairs, hypotheses=written), "seconds": seconds}


def _rule(options: argparse.Namespace) -> "Rule":
    """How to make links, from --rule and --threshold."""
    from attention_core.links import Rule

    if options.rule == "threshold":
        return Rule(threshold=THRESHOLD if options.threshold is None else options.threshold)
    if options.threshold is not None:
        raise ValueError("--threshold goes with --rule threshold")
    return Rule()


def _links(options: argparse.Namespace) -> None:
    """AER, precision and recall of the links that α makes, against gold."""
    from attention_core.align import WEIGHTS, GivenPair, check_alpha, hanging
    from attention_core.checkpoint import record
    from attention_core.gold import compare, read_gold
    from attention_core.links import Rule, agreement

    rule = _rule(options)
    pairs = read_gold(options.gold)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    given_pairs = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    started = time.monotonic()
    weighed = {
        weights: _weighed(checkpoint=checkpoint, pairs=given_pairs, weights=weights)
        for weights in WEIGHTS
    }
    hidden = agreement(
        pairs=(
            (Rule().links(hanging(checkpoint=checkpoint, pair=given)[:-1]), pair.gold)
            for given, pair in zip(given_pairs, pairs, strict=True)
        )
    )
    table = compare(pairs=pairs, word_alpha=weighed["alpha"], rule=rule)
    later = compare(pairs=pairs, word_alpha=weighed["posterior"], rule=rule)
    rows, columns = table.shift
    result = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "gold": options.gold.name,
        "n": len(pairs),
        "method": str(rule),
        **dataclasses.asdict(table.whole),
        "by_rule": _by_rule(table),
        "by_shift": [
            {"rows": rows, "columns": columns, **dataclasses.asdict(found)}
            for (rows, columns), found in table.by_shift
        ],
        "shift": {"rows": rows, "columns": columns},
        "posterior": _by_rule(later),
        "occlusion": dataclasses.asdict(hidden),
        "seconds": round(time.monotonic() - started, 2),
    }
    if options.record:
        record(folder=options.models / options.model, part="gold", rows=[result], key="gold")
    if options.json:
        print_json(result, indent=2)
    else:
        print_gold(result)


def _weighed(
    *, checkpoint: "Checkpoint", pairs: Sequence["GivenPair"], weights: "Weights"
) -> list["NDArray[np.float32]"]:
    """The weights of all pairs, by words."""
    from attention_core.align import align
    from attention_core.processes import Process

    me = Process(rank=0, count=1, device=checkpoint.model.device)
    with _bar(total=len(pairs)) as done:
        blocks = align(checkpoint=checkpoint, pairs=pairs, process=me, weights=weights, done=done)
        return [found.weights for block in blocks for found in block]


def _by_rule(table: "Table") -> list[dict[str, Any]]:
    return [{"method": str(rule), **dataclasses.asdict(found)} for rule, found in table.by_rule]


@contextlib.contextmanager
def _bar(*, total: int, start: int = 0, shown: bool = True) -> Iterator[Callable[[int], None]]:
    """A progress bar over pairs; what it gives is to be told how many are done."""
    from tqdm import tqdm

    with tqdm(total=total, initial=start, unit="pair", desc="aligning", disable=not shown) as bar:
        yield lambda count: bar.update(count - bar.n)


def align(options: argparse.Namespace) -> int:
    """Word links of a file of pairs, one line for each, from forced decoding."""
    from attention_core.align import BLOCK, align, check_alpha, read_given
    from attention_core.processes import joined_processes
    from attention_core.results import Begun, Results, begun

    rule = _rule(options)
    if options.resume and options.output is None:
        raise ValueError("--resume goes with --output")
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    pairs = read_given(options.pairs, checkpoint=checkpoint)
    work = {
        "model": checkpoint.digest,
        "pairs": hashlib.sha256(options.pairs.read_bytes()).hexdigest(),
        "format": options.format,
        "weights": options.weights,
        "rule": str(rule),
    }
    there = Begun(count=0, size=0)
    if options.output is not None:  # looked at by all processes before any of them writes
        there = begun(path=options.output, work=work, block=BLOCK, resume=options.resume)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(joined_processes(checkpoint.model.device))
        checkpoint.model.to(process.device)
        write = _print_lines
        if options.output is not None and process.first:
            results = Results(path=options.output, work=work, begun=there)
            write = stack.enter_context(results).write
        done = stack.enter_context(_bar(total=len(pairs), start=there.count, shown=process.first))
        for block in align(
            checkpoint=checkpoint,
            pairs=pairs,
            process=process,
            weights=options.weights,
            start=there.count,
            done=done,
        ):
            write([_line(found, rule=rule, options=options) for found in block])
    return 0


def _line(found: "Alignment", *, rule: "Rule", options: argparse.Namespace) -> str:
    """One pair's line of `align`."""
    from attention_core.links import Gold, format_pharaoh

    links = rule.links(found.weights[:-1])
    if options.format == "pharaoh":
        return format_pharaoh(Gold(sure=links, possible=links))
    return json.dumps(
        {
            "links": sorted(links),
            f"word_{options.weights}": found.weights.tolist(),
            "logprob": found.logprob.tolist(),
        }
    )


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def benchmark(options: argparse.Namespace) -> int:
    """Speed and memory of a model on this machine."""
    from attention_core import benchmark as measured

    use_threads(options)
    result = measured.benchmark(
        models=options.models,
        model=options.model,
        device=options.device,
        report=lambda doing: print(f"{doing} …", file=sys.stderr),
    )
    if options.json:
        print_json(result, indent=2)
    else:
        print_speed(result)
    return 0
