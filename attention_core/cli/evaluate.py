"""evaluate: quality of a model's translations, or of its weights as word links."""

import argparse
import dataclasses
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import (
    add_link_options,
    link_rule,
    open_explorer,
    print_json,
    progress_bar,
)
from attention_core.config import BEAM_WIDTHS, DEFAULT_BEAM, DEFAULT_MODEL
from attention_core.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attention_core.alignment.aligner import GivenPair, Weights
    from attention_core.alignment.extraction import Rule
    from attention_core.alignment.gold import GoldPair, GoldReport
    from attention_core.data.pairs import Pair
    from attention_core.evaluation.by_length import Comparison
    from attention_core.evaluation.job import ModelResult
    from attention_core.model.checkpoint import Checkpoint

GOES_WITH = {  # options, and the option that says what is measured
    **dict.fromkeys(("beam", "output", "against"), "test"),
    **dict.fromkeys(("rule", "threshold"), "gold"),
}
_SAME = ("test", "n", "beam")  # of both models that are compared


def add_evaluate_options(parser: argparse.ArgumentParser) -> None:
    """Options of `evaluate`."""
    add_link_options(parser)
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("--test", type=Path, metavar="FILE", help="pairs, TSV: BLEU, chrF++")
    data.add_argument("--gold", type=Path, metavar="FILE", help="pairs with links: AER")
    data.add_argument(
        "--links", type=Path, metavar="FILE", help="pairs with trusted links: correctness"
    )
    parser.add_argument("--pairs", type=Path, metavar="FILE", help="sentences of links alone")
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument("--against", metavar="M", help="compare with this model, too")
    parser.add_argument(
        "--beam", type=int, metavar="N", help=f"1 is greedy (default: {DEFAULT_BEAM})"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="a line of translation for each line"
    )
    parser.add_argument("--record", action="store_true", help="also write it in the model's card")
    parser.set_defaults(command=run_evaluate)


def run_evaluate(options: argparse.Namespace) -> int:
    """Print scores on pairs, on gold links or on trusted links; returns the exit status."""
    given = vars(options)
    runs = {"test": _run_test, "gold": _run_gold, "links": _run_links}
    (data,) = (name for name in runs if given[name] is not None)
    for name, right in GOES_WITH.items():
        if right != data and given[name] not in (None, False):
            raise UserError(f"--{name} goes with --{right}")
    if data == "test" and options.pairs is not None:
        raise UserError("--pairs goes with --gold or --links")
    runs[data](options)
    return 0


def _run_test(options: argparse.Namespace) -> None:
    """Print BLEU and chrF++ in all and by sentence length, beside another model's if named."""
    from attention_core.cli.report import print_comparison, print_quality, print_signatures
    from attention_core.data.pairs import read_pair_lines
    from attention_core.evaluation.by_length import compare_translations
    from attention_core.model.checkpoint import record
    from attention_core.utils.files import write_atomically

    beam = DEFAULT_BEAM if options.beam is None else options.beam
    if beam not in BEAM_WIDTHS:
        raise UserError(f"--beam is {beam}, not within 1..{BEAM_WIDTHS.stop - 1}")
    lines = read_pair_lines(options.test)
    pairs = [pair for pair in lines if pair is not None]
    explorer = open_explorer(options)
    checkpoint = explorer.load(options.model)
    other = None if options.against is None else explorer.load(options.against)
    if other is not None and other.digest == checkpoint.digest:
        raise UserError(f"--against {other.name} is the same model as {checkpoint.name}")
    if other is not None and other.languages != checkpoint.languages:
        raise UserError(
            f"--against {other.name} translates {other.languages}, "
            f"but {checkpoint.name} translates {checkpoint.languages}"
        )
    name = options.test.name
    result = evaluate_translations(checkpoint=checkpoint, pairs=pairs, test=name, beam=beam)
    row: dict[str, Any] = result.measurement.to_json()
    against: ModelResult | None = None
    comparison: tuple[Comparison, ...] = ()
    if other is not None:
        against = evaluate_translations(checkpoint=other, pairs=pairs, test=name, beam=beam)
        comparison = compare_translations(
            pairs=pairs,
            hypotheses=result.hypotheses,
            against=against.hypotheses,
            language=checkpoint.languages.target,
        )
        row["against"] = {
            **{k: v for k, v in against.measurement.to_json().items() if k not in _SAME},
            "comparison": [difference.to_json() for difference in comparison],
        }
    if options.output:
        texts = iter(result.hypotheses)
        output = "".join("\n" if pair is None else f"{next(texts)}\n" for pair in lines)
        write_atomically(path=options.output, data=output.encode("utf-8"))
    if options.record:
        record(folder=options.models / options.model, part="test", rows=[row], key="test")
    if options.json:
        print_json(row, indent=2)
        return
    print_quality(result.measurement)
    if against is not None:
        print_comparison(result.measurement, against=against.measurement, comparison=comparison)
    print_signatures(result.measurement)


def evaluate_translations(
    *, checkpoint: "Checkpoint", pairs: Sequence["Pair"], test: str = "", beam: int = DEFAULT_BEAM
) -> "ModelResult":
    """Translate the source of all pairs and score the translations.

    Shows a progress bar on standard error.

    Args:
        checkpoint: the model.
        pairs: at least one.
        test: name of the file of pairs.
        beam: hypotheses a sentence during the search.
    """
    from tqdm import tqdm

    from attention_core.decoding.translate import translate_all
    from attention_core.evaluation.by_length import measure_translations
    from attention_core.evaluation.job import ModelResult

    def bar(groups: Iterable[list[int]]) -> Iterable[list[int]]:
        shown: Iterable[list[int]] = tqdm(list(groups), unit="batch", desc=checkpoint.name)
        return shown

    started = time.monotonic()
    hypotheses = translate_all(
        model=checkpoint.model,
        source=checkpoint.source,
        target=checkpoint.target,
        sentences=[pair.source for pair in pairs],
        beam=beam,
        progress=bar,
    )
    seconds = round(time.monotonic() - started, 2)
    measurement = measure_translations(
        pairs=pairs,
        hypotheses=hypotheses,
        language=checkpoint.languages.target,
        model=checkpoint.name,
        digest=checkpoint.digest,
        test=test,
        beam=beam,
        seconds=seconds,
    )
    return ModelResult(measurement=measurement, hypotheses=tuple(hypotheses))


def _run_gold(options: argparse.Namespace) -> None:
    """Print AER, precision and recall of the links that a model's weights make."""
    from attention_core.alignment.aligner import check_alpha
    from attention_core.alignment.gold import read_gold
    from attention_core.cli.report import print_gold
    from attention_core.model.checkpoint import record

    rule = link_rule(options)
    pairs = read_gold(options.gold, pairs=options.pairs)
    checkpoint = open_explorer(options).load(options.model)
    check_alpha(checkpoint)
    result = evaluate_links(checkpoint=checkpoint, pairs=pairs, gold=options.gold.name, rule=rule)
    if options.record:
        record(folder=options.models / options.model, part="gold", rows=[result], key="gold")
    if options.json:
        print_json(result, indent=2)
    else:
        print_gold(result)


def evaluate_links(
    *, checkpoint: "Checkpoint", pairs: Sequence["GoldPair"], gold: str = "", rule: "Rule"
) -> dict[str, Any]:
    """Compare the links of α, of the posterior and of occlusion with gold links.

    Shows a progress bar on standard error.

    Args:
        checkpoint: a model with attention.
        pairs: with their gold links.
        gold: name of the file of pairs.
        rule: how α becomes the links of "aer", "precision", "recall" and "by_shift".

    Returns:
        JSON, as `evaluate --gold --json` prints it.
    """
    from attention_core.alignment.aligner import WEIGHTS, GivenPair, occlude_pair
    from attention_core.alignment.extraction import Rule
    from attention_core.alignment.gold import compare_with_gold, link_quality

    given_pairs = [GivenPair(source=pair.source, target=pair.target) for pair in pairs]
    started = time.monotonic()
    matrices = {
        weights: _matrices(checkpoint=checkpoint, pairs=given_pairs, weights=weights)
        for weights in WEIGHTS
    }
    occlusion = link_quality(
        pairs=(
            (Rule().links(occlude_pair(checkpoint=checkpoint, pair=given)[:-1]), pair.gold)
            for given, pair in zip(given_pairs, pairs, strict=True)
        )
    )
    alpha = compare_with_gold(pairs=pairs, word_alpha=matrices["alpha"], rule=rule)
    posterior = compare_with_gold(pairs=pairs, word_alpha=matrices["posterior"], rule=rule)
    rows, columns = alpha.shift
    return {
        "model": checkpoint.name,
        "digest": checkpoint.digest,
        "gold": gold,
        "n": len(pairs),
        "method": str(rule),
        **dataclasses.asdict(alpha.whole),
        "by_rule": _by_rule(alpha),
        "by_shift": [
            {"rows": rows, "columns": columns, **dataclasses.asdict(quality)}
            for (rows, columns), quality in alpha.by_shift
        ],
        "shift": {"rows": rows, "columns": columns},
        "posterior": _by_rule(posterior),
        "occlusion": dataclasses.asdict(occlusion),
        "seconds": round(time.monotonic() - started, 2),
    }


def _matrices(
    *, checkpoint: "Checkpoint", pairs: Sequence["GivenPair"], weights: "Weights"
) -> list["NDArray[np.float32]"]:
    """The weights of each pair, by words: [target words + 1, source words + 1]."""
    from attention_core.alignment.aligner import align
    from attention_core.utils.distributed import Process

    me = Process(rank=0, count=1, device=checkpoint.model.device)
    with progress_bar(total=len(pairs)) as done:
        blocks = align(checkpoint=checkpoint, pairs=pairs, process=me, weights=weights, done=done)
        return [alignment.weights for block in blocks for alignment in block]


def _by_rule(report: "GoldReport") -> list[dict[str, Any]]:
    return [
        {"method": str(rule), **dataclasses.asdict(quality)} for rule, quality in report.by_rule
    ]


def _run_links(options: argparse.Namespace) -> None:
    """Print the correctness of α and of the posterior on trusted links, and by length."""
    from attention_core.alignment.aligner import WEIGHTS, check_alpha
    from attention_core.alignment.gold import read_gold
    from attention_core.cli.report import print_correctness
    from attention_core.evaluation.correctness import correctness_by_length, measure_correctness
    from attention_core.model.checkpoint import record

    pairs = read_gold(options.links, pairs=options.pairs)
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
        result[weights] = correctness_by_length(pairs=pairs, rows=rows)
    result["seconds"] = round(time.monotonic() - started, 2)
    if options.record:
        record(folder=options.models / options.model, part="links", rows=[result], key="links")
    if options.json:
        print_json(result, indent=2)
    else:
        print_correctness(result)
