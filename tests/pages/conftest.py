"""Fixtures of the page tests: fresh caches, models to break, and the app."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from attention_core.aligned_corpus.rows import sentence_row
from attention_core.aligned_corpus.shards import shard_path, write_shard
from tests.helpers.corpora import some_sentence

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _fresh_caches():
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def home(tmp_path, models):
    """A copy of the tiny models, to be broken at will."""
    shutil.copytree(models, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def open_app(monkeypatch, home):
    def open_at(*, models=home, page=None, **query):
        monkeypatch.setenv("ATTENTION_MODELS", str(models))
        app = AppTest.from_file(str(ROOT / "navigation.py"), default_timeout=60)
        app.query_params.update(query)
        if page:
            app.run()
            app.switch_page(page)
        app.run()
        assert not app.exception
        return app

    return open_at


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The server's folder of corpora: two systems on thirty sentences."""
    home = tmp_path / "kept"
    for name, seed in (("one", 1), ("two", 2)):
        rng, weights = np.random.default_rng(0), np.random.default_rng(seed)
        rows = []
        for k in range(30):
            sentence = some_sentence(rng)
            alpha = weights.dirichlet(np.full(sentence.alpha.shape[1], 0.3), len(sentence.alpha))
            row = sentence_row(
                type(sentence)(**{**vars(sentence), "alpha": alpha.astype(np.float32)}), number=k
            )
            rows.append(row)
        write_shard(shard_path(home / name, number=0), rows=rows)
    monkeypatch.setenv("ATTENTION_CORPORA", str(home))
    return home


@pytest.fixture
def open_exactly(open_app):
    """Open a page at an address; the app's first page would drop what it does not know."""

    def open_at(page, /, **query):  # a query can have a "page", too
        app = open_app(page=page)
        app.query_params.clear()
        app.query_params.update(query)
        app.run()
        assert not app.exception
        return app

    return open_at
