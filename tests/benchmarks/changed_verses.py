"""BLEU of a model as it is, with its energies halved and with c frozen, beside a vanilla model.

Prints the Markdown table of assets/models/README.md: a row for each span of sentence lengths, with
95% bootstrap intervals.

    PYTHONPATH=. nice python tests/benchmarks/changed_verses.py --attention attention-50 \
        --vanilla vanilla-50 bible_udb.tsv
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from attention_core.cli.evaluate import evaluate_translations
from attention_core.config import DEFAULT_BEAM, MODELS_FOLDER
from attention_core.data.pairs import Pair, read_pairs
from attention_core.evaluation.measurement import Measurement, Score, spans
from attention_core.explorer import Explorer
from attention_core.interventions import FreezeContext, Intervention, ScaleEnergies

CHANGES: Mapping[str, tuple[Intervention, ...]] = {
    "as it is": (),
    "τ = 0.5": (ScaleEnergies(factor=0.5),),
    "c frozen to the mean": (FreezeContext(context="mean"),),
}


def measure(
    *, explorer: Explorer, attention: str, vanilla: str, pairs: Sequence[Pair], beam: int
) -> dict[str, Measurement]:
    """The measurements, by the heading of their columns.

    Args:
        explorer: has both models.
        attention: name of the model that is changed.
        vanilla: name of the model beside it.
        pairs: to measure on.
        beam: hypotheses a sentence during the search.
    """
    columns = {
        **{f"{attention} {name}": (attention, own) for name, own in CHANGES.items()},
        vanilla: (vanilla, ()),
    }
    return {
        heading: evaluate_translations(
            checkpoint=explorer.load(model), pairs=pairs, beam=beam, changes=changes
        ).measurement
        for heading, (model, changes) in columns.items()
    }


def table(measurements: Mapping[str, Measurement]) -> str:
    """A row for each span of lengths and one for all sentences, as Markdown."""
    rows = [
        ["words", "pairs", *(f"{heading}, BLEU" for heading in measurements)],
        ["---", "--:", *("--:" for _ in measurements)],
    ]
    own = list(measurements.values())
    for span in spans(own):
        buckets = [one.bucket(span) for one in own]
        counts = {bucket.n for bucket in buckets if bucket}
        scores = [_cell(bucket.scores["bleu"]) if bucket else "" for bucket in buckets]
        rows.append([str(span), str(max(counts)), *scores])
    rows.append(["all", str(own[0].n), *(_cell(one.scores["bleu"]) for one in own)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(score: Score) -> str:
    if score.interval is None:
        return f"{score.value:.1f}"
    return f"{score.value:.1f} ({score.interval[0]:.1f}–{score.interval[1]:.1f})"


def main() -> None:
    """Measure, and print the table with the digests and the signature."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pairs", type=Path, metavar="FILE", help="pairs, TSV")
    parser.add_argument("--models", type=Path, default=MODELS_FOLDER)
    parser.add_argument("--attention", default="attention-50", metavar="M")
    parser.add_argument("--vanilla", default="vanilla-50", metavar="M")
    parser.add_argument("--beam", type=int, default=DEFAULT_BEAM)
    options = parser.parse_args()
    measurements = measure(
        explorer=Explorer(models=options.models, device="cpu"),
        attention=options.attention,
        vanilla=options.vanilla,
        pairs=read_pairs(options.pairs),
        beam=options.beam,
    )
    print(table(measurements))
    first = next(iter(measurements.values()))
    digests = {one.model: one.digest for one in measurements.values()}
    print(f"\n{', '.join(f'{model} {digest}' for model, digest in digests.items())}")
    print(f"beam {options.beam}; {first.signatures['bleu']}")


if __name__ == "__main__":
    main()
