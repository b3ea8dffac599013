"""The style sheet and script of a component that runs in the browser, from assets/components.

A component takes one script, so its scripts are joined: first those of `common`, which all
components use, then its own. Each may use what the ones before it define.
"""

from collections.abc import Sequence
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "components"
_COMMON = ("elements", "theme", "saved_files")
# The scripts of the alignment view, in order. The last of them knows Streamlit; without it, the
# others end with the class AlignmentView, for a page of any other kind.
ALIGNMENT_VIEW = (
    *("numbers", "labels", "link_signs", "heatmap", "two_rows", "legend", "sentences", "files"),
    *("word_rows", "play", "controls", "alignment_view", "gestures"),
    "streamlit",
)


def component_css(name: str) -> str:
    """The style sheet of a component."""
    return (_FOLDER / name / f"{name}.css").read_text(encoding="utf-8")


def component_js(name: str, *, scripts: Sequence[str]) -> str:
    """The script of a component.

    Args:
        name: of the component and its folder.
        scripts: names of the component's own files, in order.
    """
    files = [_FOLDER / "common" / f"{script}.js" for script in _COMMON]
    files += [_FOLDER / name / f"{script}.js" for script in scripts]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
