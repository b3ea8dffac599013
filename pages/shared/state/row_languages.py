"""The languages of a sentence of a corpus, whatever the models of the page translate."""

import dataclasses

from attention_core.aligned_sentence import AlignedSentence
from attention_core.text.languages import LanguagePair, likely_language, usual_script
from attention_core.text.scripts import main_script
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View


def with_languages(sentence: AlignedSentence) -> AlignedSentence:
    """The sentence with the languages of the model that made its weights, if they are known.

    A model of the same name that writes another script is another model.
    """
    script = main_script([sentence.translation])
    languages = next(
        (
            info.card.languages
            for info in explorer().models()
            if info.name == sentence.origin
            and info.digest
            and script in ("", usual_script(info.card.languages.target))
        ),
        None,
    )
    return dataclasses.replace(sentence, languages=languages)


def shown_languages(sentence: AlignedSentence) -> LanguagePair:
    """The languages by which letters are shown: the known ones, else the likely ones."""
    if sentence.languages is not None:
        return sentence.languages
    source, target = (
        likely_language(main_script([text])) for text in (sentence.source, sentence.translation)
    )
    return LanguagePair(source=source, target=target)


def with_languages_of(sentence: AlignedSentence, *, view: View) -> View:
    """The view of letters and drawing, for a sentence that has its own languages."""
    return dataclasses.replace(view, pair=str(shown_languages(sentence)))
