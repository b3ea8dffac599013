"""Sentences of our own, and the smallest tokenizers, models and corpora that still behave.

Kept apart from conftest.py because the worker processes of test_train.py need them as well.
"""

import functools
import random
from pathlib import Path

import torch

from attention_core.config import Kind, ModelConfig, TrainConfig
from attention_core.data.corpus import Corpus
from attention_core.data.pairs import Pair
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import write_model
from attention_core.model.decoder import AttentionDecoder
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import Tokenizer, train_tokenizer

TEXTS = """
the red bird sits on the wall.      | लाल चिड़िया दीवार पर बैठी है।
my brother drinks cold water.       | मेरा भाई ठंडा पानी पीता है।
where is the old bridge?            | पुराना पुल कहाँ है?
we saw seven boats on the river.    | हमने नदी पर सात नावें देखीं।
don't open this window!             | यह खिड़की मत खोलो!
her mother grows mangoes.           | उसकी माँ आम उगाती है।
the road to the village is long.    | गाँव की सड़क लंबी है।
I lost my key near the school.      | मेरी चाबी स्कूल के पास खो गई।
rain fell on the green fields.      | हरे खेतों पर बारिश हुई।
they will come back on Sunday.      | वे रविवार को वापस आएँगे।
the small child laughs and runs.    | छोटा बच्चा हँसता है और दौड़ता है।
this lamp gives little light.       | यह दीया कम रोशनी देता है।
who baked this bread?               | यह रोटी किसने बनाई?
the farmer has two white cows.      | किसान के पास दो सफ़ेद गायें हैं।
our teacher tells good stories.     | हमारे शिक्षक अच्छी कहानियाँ सुनाते हैं।
wait for me under the tree.         | पेड़ के नीचे मेरा इंतज़ार करो।
the moon is bright tonight.         | आज रात चाँद चमकीला है।
the dog sleeps, the cat does not.   | कुत्ता सोता है, बिल्ली नहीं।
buy salt, sugar and tea.            | नमक, चीनी और चाय खरीदो।
the train stops here at noon.       | ट्रेन दोपहर को यहाँ रुकती है।
"""
PAIRS = tuple(
    Pair(source=source.strip(), target=target.strip())
    for source, target in (line.split("|") for line in TEXTS.strip().splitlines())
)
DEV = PAIRS[::4]


END_BIAS = 2.0
# What a model may have besides, by names for the tests' ids.
OPTIONS: dict[str, dict[str, bool]] = {
    "plain": {},
    "memory": {"embedding_in_memory": True},
    "lexical": {"lexical_output": True},
    "both": {"embedding_in_memory": True, "lexical_output": True},
}


@functools.cache
def tokenizers() -> tuple[Tokenizer, Tokenizer]:
    """Two small vocabularies, of different sizes, learnt from PAIRS."""
    source = train_tokenizer(sentences=[p.source for p in PAIRS], pieces=90, lowercase=True)
    target = train_tokenizer(sentences=[p.target for p in PAIRS], pieces=110, lowercase=False)
    return source, target


def model_config(
    kind: Kind,
    *,
    source: int = 20,
    target: int = 23,
    dropout: float = 0.0,
    readout: int = 8,
    previous_in_query: bool = True,
    embedding_in_memory: bool = False,
    lexical_output: bool = False,
) -> ModelConfig:
    """Every width differs from every other, so that no mix-up of dimensions goes unseen."""
    return ModelConfig(
        kind=kind,
        source_vocabulary=source,
        target_vocabulary=target,
        embedding=9,
        encoder=6,
        decoder=11,
        attention=7,
        readout=readout,
        previous_in_query=previous_in_query,
        dropout=dropout,
        embedding_in_memory=embedding_in_memory,
        lexical_output=lexical_output,
    )


def tiny_model(
    config: ModelConfig, *, seed: int = 1, gain: float = 3.0, end: float = END_BIAS
) -> Seq2Seq:
    """Untrained, but with weights large enough for decided α and different sentences.

    Padding, unknown and start are the likeliest pieces, so that a search has to forbid them;
    the end mark is likely enough that some sentences end and others are cut.
    """
    torch.manual_seed(seed)
    model = Seq2Seq(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(gain)
        model.decoder.bias.normal_()  # starts at zero, where a forgotten bias would not show
        model.decoder.bias[:3] += 4
        model.decoder.bias[3] = end
        if isinstance(model.decoder, AttentionDecoder):
            model.decoder.attention.energy.mul_(gain)
    return model.eval()


def word_model(
    kind: Kind,
    *,
    seed: int = 1,
    readout: int = 0,
    previous_in_query: bool = False,
    **options: bool,
) -> Seq2Seq:
    """A tiny model over the vocabularies of `tokenizers`.

    By itself of the other form than `model_config`'s own, so that both are in use; but with a
    lexical output, which needs that form.
    """
    source, target = tokenizers()
    if options.get("lexical_output"):
        readout = readout or 8
    config = model_config(
        kind,
        source=len(source),
        target=len(target),
        readout=readout,
        previous_in_query=previous_in_query,
        **options,
    )
    return tiny_model(config, seed=seed)


def write_tiny(folder: Path, *, kind: Kind, seed: int = 1, **options: bool) -> str:
    """A model folder, without training; returns its digest."""
    source, target = tokenizers()
    return write_model(
        folder=folder,
        model=word_model(kind, seed=seed, **options),
        source=source,
        target=target,
        card=ModelCard.from_json({"kind": kind, "note": "made by a test"}),
    )


def random_ids(*, lengths: list[int], vocabulary: int, seed: int = 0) -> list[list[int]]:
    """Sentences of random real pieces, the end mark last; `lengths` count it."""
    rng = random.Random(seed)
    return [[*(rng.randrange(4, vocabulary) for _ in range(n - 1)), 3] for n in lengths]


def corpus() -> Corpus:
    """PAIRS to learn from, a few of them to judge by."""
    source, target = tokenizers()
    return Corpus(pairs=PAIRS, dev=DEV, source=source, target=target, card={"made": "by a test"})


def train_config(**changes: object) -> TrainConfig:
    """A run of a second or two that still has a curriculum, several epochs and dev looks."""
    settings: dict[str, object] = {
        "max_words": 12,
        "max_pieces": 60,
        "pieces": 110,
        "batch_tokens": 120,
        "learning_rate": 5e-3,
        "final_rate": 1e-3,
        "warmup": 3,
        "curriculum_start": 18,
        "curriculum_updates": 8,
        "updates": 24,
        "evaluate_every": 8,
        "patience": 100,
        "seed": 4,
    }
    return TrainConfig(**{**settings, **changes})  # type: ignore[arg-type]


def run_config(kind: Kind = "attention", *, dropout: float = 0.2) -> ModelConfig:
    """What the test runs train."""
    source, target = tokenizers()
    return model_config(kind, source=len(source), target=len(target), dropout=dropout)
