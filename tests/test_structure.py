"""The house keeps its plan: who may import whom, and how long a module may be."""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
CORE = sorted((HOME / "attention_core").glob("*.py"))
PAGES = sorted((HOME / "pages").rglob("*.py"))
FRONT = [path for path in PAGES if path.parent.name == "pages"]  # what a person navigates to
SHARED = [path for path in PAGES if path not in FRONT]
APP = HOME / "app.py"

# From the ground up. A module imports from floors below its own, never from its own or above.
FLOORS = (
    {"__init__", "config", "latin", "device", "tokenizer", "links", "diagnostics", "outlines"}
    | {"bootstrap", "results", "lengths", "factor", "lexical"},
    {"attention", "loss", "encoder", "rate", "data", "alignment", "processes", "tables"},
    {"decoder", "trace", "gold", "held_out"},
    {"model", "figures"},
    {"checkpoint", "batches", "ledger", "board", "comparison", "bars", "cells", "preference"}
    | {"length_figure"},
    {"search", "corpus", "progress", "curve", "charts", "work"},
    {"occlusion", "posterior", "recording", "snapshots"},
    {"evaluate", "explorer", "inheritance"},
    {"align"},
    {"correctness"},
    {"devset"},
    {"train", "scores", "terminal", "evaluation"},
    {"benchmark", "correctness_report"},
    {"commands", "measuring"},
    {"cli"},
    {"__main__"},
)


def imports(path):
    """Modules that a file imports, anywhere in it; those for type checkers alone included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(path):
    return {name.partition(".")[0] for name in imports(path)}


def rooms(path):
    """Modules of attention_core that a file imports."""
    names = {p.stem for p in CORE}
    parts = [name.split(".") for name in imports(path)]
    return {p[1] for p in parts if p[0] == "attention_core" and len(p) > 1 and p[1] in names}


def test_every_module_has_its_floor():
    listed = [name for floor in FLOORS for name in floor]
    assert len(listed) == len(set(listed))
    assert set(listed) == {path.stem for path in CORE}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_imports_run_downward_only(path):
    height = {name: k for k, floor in enumerate(FLOORS) for name in floor}
    for name in rooms(path):
        assert height[name] < height[path.stem], f"{path.stem} imports {name}"


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_never_imports_streamlit_or_the_pages(path):
    assert not packages(path) & {"streamlit", "pages", "app"}


@pytest.mark.parametrize("path", [APP, *PAGES], ids=lambda path: str(path.relative_to(HOME)))
def test_the_pages_never_import_torch(path):
    assert not packages(path) & {"torch", "safetensors", "sentencepiece"}


@pytest.mark.parametrize("path", [APP, *PAGES], ids=lambda path: str(path.relative_to(HOME)))
def test_the_pages_leave_the_model_to_the_explorer(path):
    # checkpoint for its CheckpointError; the rest are views of a Trace.
    allowed = {"explorer", "trace", "figures", "latin", "alignment", "tokenizer", "config"}
    allowed |= {"device", "checkpoint", "ledger", "links", "diagnostics", "comparison", "scores"}
    allowed |= {"board", "outlines", "charts", "cells", "preference", "lengths", "length_figure"}
    allowed |= {"evaluation", "data"}  # a file of pairs: how it is read, and what becomes of it
    assert rooms(path) <= allowed


@pytest.mark.parametrize("name", ["torch", "sentencepiece", "streamlit"])
def test_figures_draw_and_the_command_line_answers_without(name):
    """Not even by way of others: `--help` and a typing mistake should not wait for torch."""
    floors = {path.stem: path for path in CORE}

    def reached(stem, seen):
        if stem not in seen:
            seen.add(stem)
            for node in ast.parse(floors[stem].read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ImportFrom) and node.module.startswith("attention_core."):
                    reached(node.module.split(".")[1], seen)
                elif isinstance(node, ast.ImportFrom) and node.module == "attention_core":
                    for alias in node.names:
                        reached(alias.name, seen)
        return seen

    def at_the_top(stem):
        for node in ast.parse(floors[stem].read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module.partition(".")[0]

    starts = ["__main__", "cli"] + (["figures"] if name != "sentencepiece" else [])
    for start in starts:
        for stem in reached(start, set()):
            assert name not in set(at_the_top(stem)), f"{start} reaches {name} by {stem}"


@pytest.mark.parametrize("path", [*CORE, *SHARED], ids=lambda path: path.stem)
def test_a_module_fits_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [APP, *FRONT], ids=lambda path: path.stem)
def test_a_page_fits_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", [*CORE, APP, *PAGES], ids=lambda path: str(path.relative_to(HOME)))
def test_every_module_says_what_it_is(path):
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
