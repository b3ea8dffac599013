"""The scripts of components: all of them are used, and one alone knows Streamlit."""

from pathlib import Path

import pytest

from attention_core.figures.component_files import ALIGNMENT_VIEW, component_css, component_js

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "components"


def test_no_script_of_the_alignment_view_is_left_over():
    files = {path.stem for path in (FOLDER / "alignment_view").glob("*.js")}
    assert files == set(ALIGNMENT_VIEW)


@pytest.mark.parametrize("name", ALIGNMENT_VIEW[:-1])
def test_only_the_last_script_knows_streamlit(name):
    script = (FOLDER / "alignment_view" / f"{name}.js").read_text(encoding="utf-8")
    for word in ("setStateValue", "setTriggerValue", "parentElement", "export "):
        assert word not in script
    joined = component_js("alignment_view", scripts=ALIGNMENT_VIEW)
    assert joined.count("export default") == 1


def test_scripts_are_joined_in_order_after_those_that_all_use():
    joined = component_js("alignment_view", scripts=ALIGNMENT_VIEW)
    places = [joined.index(f"class {name} ") for name in ("Heatmap", "Controls", "AlignmentView")]
    assert joined.index("const element =") < places[0]
    assert places == sorted(places)
    assert "--st-background-color" in component_css("alignment_view")
