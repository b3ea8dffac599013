"""What c remembers: which words of a sentence a linear probe still finds in a frozen vector."""

from pages.sections.lab.recall_curves import show_recall_curves
from pages.sections.lab.remembered_words import show_remembered_words
from pages.shared.display.messages import show_text
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View


def show_vector_memory(view: View) -> None:
    """The person's own sentence, then the figures of the cards."""
    models = explorer().models()
    show_text(
        "A probe is one linear layer, trained to say from a vector alone which words were in the "
        "sentence. The vanilla model has one fixed c for all steps. The model with attention has "
        "the h_j: their mean is one vector too, and the best of them is what attention can reach."
    )
    show_remembered_words(view=view, models=models)
    show_recall_curves(models=models)
