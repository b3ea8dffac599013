"""Translations of many sentences, decoded in batches of similar length."""

from collections.abc import Callable, Iterable, Sequence

from attention_core.decoding.beam_search import beam_search
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
    progress: Callable[[Iterable[list[int]]], Iterable[list[int]]] = lambda rows: rows,
) -> list[str]:
    """Best translation of every sentence, in order; decoded in batches of similar length."""
    encoded = [source.encode_ids(sentence) for sentence in sentences]
    order = sorted(range(len(encoded)), key=lambda k: -len(encoded[k]))
    groups = [order[k : k + batch] for k in range(0, len(order), batch)]
    written = [""] * len(sentences)
    for group in progress(groups):
        found = beam_search(model=model, sources=[encoded[k] for k in group], beam=beam)
        for k, hypotheses in zip(group, found, strict=True):
            written[k] = target.text(hypotheses[0].ids)
    return written
