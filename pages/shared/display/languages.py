"""The languages of the models that a view names, as their cards say."""

from collections.abc import Sequence

from attention_core.explorer import ModelInfo
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair
from pages.shared.state.view import View


def language_pair(view: View, *, models: Sequence[ModelInfo]) -> LanguagePair:
    """The pair of the first of the view's models that is here; English and Hindi without any."""
    cards = {info.name: info.card for info in models}
    named = (cards[name] for name in (view.attention, view.vanilla) if name in cards)
    return next((card.languages for card in named), ENGLISH_HINDI)
