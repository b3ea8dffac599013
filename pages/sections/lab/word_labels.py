"""Labels of the words of a sentence, no two alike."""

from collections import Counter
from collections.abc import Sequence


def distinct(names: Sequence[str]) -> list[str]:
    """The names, with the place from 1 behind those that occur several times.

    Streamlit knows an option of a menu by its label: of two alike it takes the last.
    """
    counts = Counter(names)
    return [
        f"{name} ({place})" if counts[name] > 1 else name for place, name in enumerate(names, 1)
    ]
