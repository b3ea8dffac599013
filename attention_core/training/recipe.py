"""Defaults that depend on the number of pairs: a recipe for 100,000 pairs suits no 5,000.

Few pairs know few pieces, and their epochs are short: with the long warm-up and curriculum of a
large corpus a short run would see nothing but its shortest sentences.
"""

from typing import Final

from attention_core.config import TrainConfig

# Name of a field, pairs for each unit of it, and its least value; the most is its default.
_SCALED: Final = (
    ("pieces", 5, 400),
    ("warmup", 100, 50),
    ("curriculum_updates", 50, 50),
    ("evaluate_every", 50, 50),
)
SCALED: Final = tuple(name for name, _, _ in _SCALED)
_PIECES_A_LETTER = 2  # at least; or every piece of a script with many letters is a letter

# Sizes of the layers, fields of ModelConfig; "full" is that of the shipped models.
SIZES: Final[dict[str, dict[str, int]]] = {
    "full": {},
    "small": {
        "embedding": 128,
        "encoder": 128,
        "decoder": 256,
        "attention": 128,
        "readout": 256,
        "lexical_output": True,  # with 12,000 pairs 2.5 BLEU more after 1,500 updates
    },
}


def scaled_recipe(*, pairs: int, letters: int = 0) -> dict[str, int]:
    """Fields of TrainConfig for a number of pairs; its defaults from 50,000 pairs on.

    Args:
        pairs: to learn from, roughly.
        letters: different Chinese characters and the like; the pieces include them.
    """
    defaults = TrainConfig()
    recipe = {
        name: min(getattr(defaults, name), max(least, pairs // each))
        for name, each, least in _SCALED
    }
    recipe["pieces"] = max(recipe["pieces"], _PIECES_A_LETTER * letters)
    return recipe
