"""evaluate: quality of a model's translations, or of its weights as word links."""

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import (
    add_columns_option,
    add_link_options,
    open_explorer,
    print_json,
    print_notes,
    read_change_option,
    read_columns_option,
    record_in_card,
)
from attention_core.cli.evaluate_links import run_gold, run_links
from attention_core.config import BEAM_WIDTHS, DEFAULT_BEAM, DEFAULT_MODEL
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.data.pairs import Pair
    from attention_core.evaluation.by_length import Comparison
    from attention_core.evaluation.job import ModelResult
    from attention_core.interventions import Intervention
    from attention_core.model.checkpoint import Checkpoint

GOES_WITH = {  # options, and the option that says what is measured
    **dict.fromkeys(("beam", "output", "against", "change", "columns"), "test"),
    **dict.fromkeys(("rule", "threshold"), "gold"),
    "both": "links",
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
    add_columns_option(parser)
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument("--against", metavar="M", help="compare with this model, too")
    parser.add_argument(
        "--both", metavar="M", help="a model of the other direction: the mean of both, too"
    )
    parser.add_argument(
        "--change", metavar="FILE|JSON", help="freeze c or scale energies, in --model only"
    )
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
    runs = {"test": _run_test, "gold": run_gold, "links": run_links}
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
    from attention_core.data.pairs import cleaned_pair, read_file
    from attention_core.evaluation.by_length import compare_translations
    from attention_core.interventions import write_changes
    from attention_core.utils.files import write_atomically

    beam = DEFAULT_BEAM if options.beam is None else options.beam
    if beam not in BEAM_WIDTHS:
        raise UserError(f"--beam is {beam}, not within 1..{BEAM_WIDTHS.stop - 1}")
    if options.change is not None and options.record:
        raise UserError("--record goes without --change: a card holds what the model itself does")
    changes = read_change_option(options.change)
    columns = read_columns_option(options)
    explorer = open_explorer(options)
    checkpoint = explorer.load(options.model)
    parsed = read_file(
        options.test,
        make=cleaned_pair,
        expected=", a tab, ".join(checkpoint.languages.names),
        columns=columns,
        languages=checkpoint.languages,
        option="--columns",
    )
    print_notes(options.test, notes=parsed.notes)
    pairs = parsed.rows
    other = None if options.against is None else explorer.load(options.against)
    if other is not None and other.digest == checkpoint.digest and not changes:
        raise UserError(f"--against {other.name} is the same model as {checkpoint.name}")
    if other is not None and other.languages != checkpoint.languages:
        raise UserError(
            f"--against {other.name} translates {other.languages}, "
            f"but {checkpoint.name} translates {checkpoint.languages}"
        )
    name = options.test.name
    result = evaluate_translations(
        checkpoint=checkpoint, pairs=pairs, test=name, beam=beam, changes=changes
    )
    row: dict[str, Any] = result.measurement.to_json()
    if changes:
        row["changes"] = [change.to_json() for change in changes]
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
        output = "".join("\n" if pair is None else f"{next(texts)}\n" for pair in parsed.by_line())
        write_atomically(path=options.output, data=output.encode("utf-8"))
    if options.record:
        record_in_card(options, part="test", rows=[row], key="test")
    if options.json:
        print_json(row, indent=2)
        return
    if changes:
        print(f"{checkpoint.name} with {write_changes(changes)}:")
    print_quality(result.measurement)
    if against is not None:
        print_comparison(result.measurement, against=against.measurement, comparison=comparison)
    print_signatures(result.measurement)


def evaluate_translations(
    *,
    checkpoint: "Checkpoint",
    pairs: Sequence["Pair"],
    test: str = "",
    beam: int = DEFAULT_BEAM,
    changes: Sequence["Intervention"] = (),
) -> "ModelResult":
    """Translate the source of all pairs and score the translations.

    Shows a progress bar on standard error.

    Args:
        checkpoint: the model.
        pairs: at least one.
        test: name of the file of pairs.
        beam: hypotheses a sentence during the search.
        changes: interventions in the decoding of every sentence.

    Raises:
        ChangeError: a change is of one sentence, or the model has no α.
    """
    from tqdm import tqdm

    from attention_core.decoding.interventions import plan_every_sentence
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
        plan=plan_every_sentence(
            changes=changes, attention=checkpoint.model.config.kind == "attention"
        ),
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
