"""A model looks the same in every figure, and different from every other model."""

import pytest

from attention_core.evaluation.measurement import Measurement
from attention_core.figures.learning_curves import learning_curves
from attention_core.figures.length_curves import quality_by_length
from attention_core.figures.model_style import model_style
from tests.helpers.measurements import record

MODELS = ("attention-30", "attention-50", "vanilla-30", "vanilla-50")


def looks(figure):
    """Colour, dashes and point shape of the line of each model."""
    return {
        line.name: (line.line.color, line.line.dash, line.marker.symbol)
        for line in figure.data
        if line.mode == "lines+markers"
    }


def by_length(*names):
    measurements = [Measurement.from_json(record(model=name)) for name in names]
    return quality_by_length(measurements=measurements, metric="bleu", models=MODELS)


def learning(*names):
    curves = {
        name: [{"update": 1, "dev_loss": 3.0}, {"update": 2, "dev_loss": 2}] for name in names
    }
    return learning_curves(curves=curves, measure="dev_loss", title="t", models=MODELS)


def test_both_figures_draw_a_model_alike():
    assert looks(learning(*MODELS)) == looks(by_length(*MODELS))
    for name in MODELS:
        style = model_style(name, models=MODELS)
        assert looks(learning(*MODELS))[name] == (style.colour, style.dash, style.shape)


@pytest.mark.parametrize("draw", [learning, by_length])
def test_a_model_keeps_its_look_whichever_others_are_drawn(draw):
    alone, reversed_order = draw("vanilla-50"), draw(*MODELS[::-1])
    assert looks(alone) == {"vanilla-50": looks(draw(*MODELS))["vanilla-50"]}
    assert looks(reversed_order) == looks(draw(*MODELS))


@pytest.mark.parametrize("draw", [learning, by_length])
def test_models_differ_in_colour_dashes_and_shape(draw):
    for values in zip(*looks(draw(*MODELS)).values(), strict=True):
        assert len(set(values)) == len(MODELS)


def test_bands_have_the_colour_of_their_line():
    lines = looks(by_length(*MODELS))
    bands = [trace for trace in by_length(*MODELS).data if trace.fill == "toself"]
    assert [band.name for band in bands] == list(MODELS)
    for band in bands:
        assert band.fillcolor.removesuffix(", 0.16)") == "rgba" + lines[band.name][0][3:-1]


def test_more_models_than_colours_still_have_a_style():
    names = [f"model-{k}" for k in range(9)]
    styles = [model_style(name, models=names) for name in names]
    assert styles[0].colour == styles[6].colour
    assert styles[0].shape != styles[6].shape
