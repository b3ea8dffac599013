"""Translations of many sentences, decoded in batches of similar length."""

from collections.abc import Callable, Iterable, Sequence

from attention_core.data.batches import batch_by_length
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.interventions import DecodingPlan
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import Tokenizer


def translate_all(
    *,
    model: Seq2Seq,
    source: Tokenizer,
    target: Tokenizer,
    sentences: Sequence[str],
    beam: int = 1,
    batch: int = 64,
    plan: DecodingPlan | None = None,
    progress: Callable[[Iterable[list[int]]], Iterable[list[int]]] = lambda batches: batches,
) -> list[str]:
    """Best translation of every sentence, in the order of the sentences.

    Args:
        model: in evaluation mode.
        source: tokenizer of the sentences.
        target: tokenizer of the translations.
        sentences: as typed.
        beam: hypotheses kept a sentence; 1 is greedy search.
        batch: sentences decoded at a time.
        plan: what is changed in the decoding of every sentence; None: nothing.
        progress: passes the batches of sentence numbers on, to show how far the work is.

    Raises:
        ValueError: `beam` is less than 1.
    """
    encoded = [source.encode_ids(sentence) for sentence in sentences]
    batches = batch_by_length(
        sizes=[(len(ids),) for ids in encoded], most_items=batch, longest_first=True
    )
    translations = [""] * len(sentences)
    for numbers in progress(batches):
        results = beam_search(
            model=model,
            sources=[encoded[k] for k in numbers],
            beam=beam,
            plans=None if plan is None else [plan] * len(numbers),
        )
        for k, hypotheses in zip(numbers, results, strict=True):
            translations[k] = target.decode(hypotheses[0].ids)
    return translations
