"""The rules that no import contract keeps: what pages may load, and how long a module may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
CORE = sorted((HOME / "attention_core").rglob("*.py"))
PAGES = [HOME / "app.py", HOME / "navigation.py", *sorted((HOME / "pages").rglob("*.py"))]
FRONT = [path for path in PAGES if path.parent.name != "shared" and "sections" not in path.parts]
FRONT = [path for path in FRONT if path.parent in (HOME, HOME / "pages")]


def name(path):
    return str(path.relative_to(HOME))


def imported(path):
    """The top-level packages that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} has a relative import"
            yield node.module.partition(".")[0]


def test_packages_import_downward_only():
    """The layers stand in pyproject.toml, and nowhere else."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_never_imports_the_app(path):
    assert not {"streamlit", "pages", "app"} & set(imported(path))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_never_import_the_network(path):
    assert not {"torch", "safetensors", "sentencepiece"} & set(imported(path))


@pytest.mark.parametrize(
    "start", ["cli.parser", "figures.trace_document", "evaluation.measurement"]
)
def test_help_and_drawing_load_neither_torch_nor_streamlit(start):
    """`--help` and a typing mistake answer at once."""
    code = f"import attention_core.{start}, sys; print({{'torch', 'streamlit'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.parametrize("path", [*CORE, *PAGES], ids=name)
def test_a_module_fits_one_sitting(path):
    most = 120 if path in FRONT else 300
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", [*CORE, *PAGES], ids=name)
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted((HOME / "attention_core").rglob("__init__.py")), ids=name)
def test_a_package_holds_a_docstring_only(path):
    assert len(ast.parse(path.read_text(encoding="utf-8")).body) == 1
