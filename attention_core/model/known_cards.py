"""KnownCards: cards of model folders, each read again only when its file is another.

A page asks for all models several times while it is drawn, and a card can hold 100 kB of JSON.
"""

from pathlib import Path

from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import CARD, read_card


class KnownCards:
    """The cards read so far; safe in any thread, as two readers of one card find the same."""

    def __init__(self) -> None:
        self._cards: dict[Path, tuple[tuple[int, int, int], ModelCard, str]] = {}

    def read(self, folder: Path) -> tuple[ModelCard, str]:
        """A folder's card and digest.

        Raises:
            CheckpointError: as `read_card`.
        """
        try:
            state = (folder / CARD).stat()
        except OSError:
            return read_card(folder)  # which says what is wrong
        stamp = (state.st_ino, state.st_size, state.st_mtime_ns)
        known = self._cards.get(folder)
        if known is None or known[0] != stamp:
            known = self._cards[folder] = (stamp, *read_card(folder))
        return known[1:]
