"""Fixtures of the page tests: fresh caches, models to break, and the app."""

import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

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
