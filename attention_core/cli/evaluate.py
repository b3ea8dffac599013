"""evaluate: quality of a model's translations, or of its weights as word links."""

import argparse
import dataclasses
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import link_rule, open_explorer, print_json, progress_bar
from attention_core.cli.report import print_correctness, print_gold, print_quality
from attention_core.config import BEAM_WIDTHS, DEFAULT_BEAM
from attention_core.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attention_core.alignment.aligner import GivenPair, Weights
    from attention_core.alignment.gold import GoldReport
    from attention_core.data.pairs import Pair
    from attention_core.model.checkpoint import Checkpoint

GOES_WITH = {  # options, and the one that says what is measured
    **dict.fromkeys(("beam", "output", "against"), "test"),
    **dict.fromkeys(("rule", "threshold"), "gold"),
}


def evaluate(options: argparse.Namespace) -> int:
    """Quality of a model's translations on pairs, or of its α by gold or trusted links."""
    given = vars(options)
    measures = {"test": _translations, "gold": _links, "links": _correctness}
    (measured,) = (name for name in measures if given[name] is not None)
    for name, right in GOES_WITH.items():
        if right != measured and given[name] not in (None, False):
            raise UserError(f"--{name} goes with --{right}")
    measures[measured](options)
    return 0


def _translations(options: argparse.Namespace) -> None:
    """BLEU and chrF++, whole and by sentence length; beside another model if one is named."""
    from attention_core.data.pairs import read_pairs
    from attention_core.evaluation.by_length import compare_translations
    from attention_core.model.checkpoint import record
    from attention_core.utils.files import write_atomically

    beam = DEFAULT_BEAM if options.beam is None else options.beam
    if beam not in BEAM_WIDTHS:
        raise UserError(f"--beam is {beam}, not within 1..{BEAM_WIDTHS.stop - 1}")
    pairs = read_pairs(options.test)
    explorer = open_explorer(options)
    checkpoint = explorer.load(options.model)
    other = None if options.against is None else explorer.load(options.against)
    if other is not None and other.digest == checkpoint.digest:
        raise UserError(f"--against {other.name} is the same model as {checkpoint.name}")
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
        rows = compare_translations(pairs=pairs, hypotheses=written, against=others)
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

    from attention_core.decoding.translate import translate_all
    from attention_core.evaluation.by_length import figures

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


def _links(options: argparse.Namespace) -> None:
    """AER, precision and recall of the links that α makes, against gold."""
    from attention_core.alignment.aligner import WEIGHTS, GivenPair, check_alpha, occlude_pair
    from attention_core.alignment.extraction import Rule
    from attention_core.alignment.gold import compare_with_gold, link_quality, read_gold
    from attention_core.model.checkpoint import record

    rule = link_rule(options)
    pairs = read_gold(options.gold)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    given_pairs = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    started = time.monotonic()
    weighed = {
        weights: _weighed(checkpoint=checkpoint, pairs=given_pairs, weights=weights)
        for weights in WEIGHTS
    }
    hidden = link_quality(
        pairs=(
            (Rule().links(occlude_pair(checkpoint=checkpoint, pair=given)[:-1]), pair.gold)
            for given, pair in zip(given_pairs, pairs, strict=True)
        )
    )
    table = compare_with_gold(pairs=pairs, word_alpha=weighed["alpha"], rule=rule)
    later = compare_with_gold(pairs=pairs, word_alpha=weighed["posterior"], rule=rule)
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
    from attention_core.alignment.aligner import align
    from attention_core.utils.distributed import Process

    me = Process(rank=0, count=1, device=checkpoint.model.device)
    with progress_bar(total=len(pairs)) as done:
        blocks = align(checkpoint=checkpoint, pairs=pairs, process=me, weights=weights, done=done)
        return [found.weights for block in blocks for found in block]


def _by_rule(table: "GoldReport") -> list[dict[str, Any]]:
    return [{"method": str(rule), **dataclasses.asdict(found)} for rule, found in table.by_rule]


def _correctness(options: argparse.Namespace) -> None:
    """Correctness of α and of the posterior on pairs with trusted links, and by length."""
    from attention_core.alignment.aligner import WEIGHTS, check_alpha
    from attention_core.alignment.gold import read_gold
    from attention_core.evaluation.correctness import figures, measure_correctness
    from attention_core.model.checkpoint import record

    pairs = read_gold(options.links)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    started = time.monotonic()
    result: dict[str, Any] = {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "links": options.links.name,
        "n": len(pairs),
    }
    for weights in WEIGHTS:
        rows = measure_correctness(checkpoint=checkpoint, pairs=pairs, weights=weights)
        result[weights] = figures(pairs=pairs, rows=rows)
    result["seconds"] = round(time.monotonic() - started, 2)
    if options.record:
        record(folder=options.models / options.model, part="links", rows=[result], key="links")
    if options.json:
        print_json(result, indent=2)
    else:
        print_correctness(result)
