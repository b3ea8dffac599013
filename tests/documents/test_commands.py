"""Every command line of the documents is one that the real parsers accept."""

import itertools
import re
import shlex

import pytest

from attention_core.cli.parser import build_parser
from tests.helpers.documents import DOCUMENTS, ROOT, read

CORE = ["python", "-m", "attention_core"]
OTHERS = {"--nproc-per-node", "--nnodes", "--server"}  # of torchrun; of streamlit, --server.address


def commands(document: str) -> list[list[str]]:
    """Every command of the shell blocks in words, without what follows a pipe or redirection."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", read(document), flags=re.MULTILINE | re.DOTALL)
    found = []
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>&;")
        lexer.whitespace_split = True
        words = list(itertools.takewhile(lambda word: not set(word) <= set("|<>&;"), lexer))
        found.append([word for word in words if not re.fullmatch(r"[A-Z_]+=\S*", word)])
    return [row for row in found if row]


def code(document: str) -> str:
    """All that is set as code, in blocks or within a line."""
    text = read(document)
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def scripts(document: str) -> list[list[str]]:
    """Commands that run a script of the tests."""
    return [row for row in commands(document) if row[1:] and row[1].startswith("tests/")]


def programs() -> dict[str, set[str]]:
    """The programs among the benchmarks and the options that each adds to its parser."""
    found = {
        f"tests/benchmarks/{path.name}": set(
            re.findall(r'add_argument\(\s*"(--[a-z-]+)"', path.read_text(encoding="utf-8"))
        )
        for path in (ROOT / "tests" / "benchmarks").glob("*.py")
    }
    return {path: options for path, options in found.items() if options}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_of_the_package_parse(document, capsys):
    for row in commands(document):
        if row[:3] == CORE:
            try:
                options = build_parser().parse_args(row[3:])
            except SystemExit:
                pytest.fail(f"{shlex.join(row)}: {capsys.readouterr().err}")
            assert callable(options.command)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_scripts_exist_and_know_their_options(document):
    for row in scripts(document):
        assert (ROOT / row[1]).is_file(), shlex.join(row)
        options = {word for word in row[2:] if word.startswith("--")}
        assert options <= programs().get(row[1], set()), shlex.join(row)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_options_within_the_text_exist(document, capsys):
    """Options named in a sentence, such as `--readout 0`, are options of some command."""
    known = OTHERS.union(*programs().values())
    for command in ("models", "translate", "align", "evaluate", "benchmark", "train"):
        with pytest.raises(SystemExit):
            build_parser().parse_args([command, "--help"])
        known |= set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", code(document)))
    assert named <= known


def test_the_documents_hold_commands():
    rows = [row for document in DOCUMENTS for row in commands(document)]
    assert {row[3] for row in rows if row[:3] == CORE} == {
        *("models", "translate", "align", "import", "corpus", "evaluate", "benchmark", "train"),
        "probe",
    }
    run = {row[1] for document in DOCUMENTS for row in scripts(document)}
    assert set(programs()) <= run
