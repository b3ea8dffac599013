"""Every relative link of every document leads to a file that is there, and to a heading in it."""

import re
from pathlib import Path

import pytest

from tests.helpers.documents import DOCUMENTS, ROOT, read

LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


def links(document: str) -> list[str]:
    return LINK.findall(read(document))


def anchors(path: Path) -> set[str]:
    """The headings of a Markdown file as GitHub spells them in addresses."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_resolve(document):
    assert links(document)
    here = (ROOT / document).parent
    broken = []
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (here / path).resolve() if path else ROOT / document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_every_document_is_reached_from_readme():
    reached = {
        str((ROOT / link.partition("#")[0]).resolve().relative_to(ROOT))
        for link in links("README.md")
        if link.partition("#")[0]
    }
    assert set(DOCUMENTS) - {"README.md"} <= reached
