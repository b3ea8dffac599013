"""Corpora that the tests of several modules query."""

from pathlib import Path

import numpy as np
import pytest

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import shard_path, write_shard
from tests.helpers.corpora import some_sentence


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Sixty sentences in three shards; tests must not change it."""
    home = tmp_path_factory.mktemp("corpus [of] *")  # DuckDB would take these for wildcards
    rng = np.random.default_rng(3)
    rows = [sentence_row(some_sentence(rng), number=k, line=3 * k + 1) for k in range(60)]
    for number in range(3):
        write_shard(shard_path(home, number=number), rows=rows[20 * number : 20 * (number + 1)])
    return home


@pytest.fixture(scope="session")
def corpus(folder) -> AlignedCorpus:
    return AlignedCorpus(folder)
