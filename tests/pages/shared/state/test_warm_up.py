"""The opening sentence is translated before the first visitor comes."""

import threading

from attention_core.explorer import Explorer
from pages.shared.state.view import OPENING
from pages.shared.state.warm_up import warm_up
from tests.helpers.app import hindi_on


def test_the_first_visitor_decodes_nothing(open_app, home, monkeypatch):
    decoded = []
    original = Explorer.translate

    def counted(self, **arguments):
        decoded.append((arguments["model"], arguments["sentence"], threading.current_thread().name))
        return original(self, **arguments)

    monkeypatch.setattr(Explorer, "translate", counted)
    monkeypatch.setenv("ATTENTION_MODELS", str(home))
    thread = threading.Thread(target=warm_up, name="warm-up")
    thread.start()
    thread.join()
    assert decoded == [
        ("tiny-attention", OPENING, "warm-up"),
        ("tiny-vanilla", OPENING, "warm-up"),
    ]
    assert len(hindi_on(open_app())) == 2
    assert len(decoded) == 2


def test_without_models_it_leaves_the_fault_to_the_page(tmp_path, monkeypatch):
    monkeypatch.setenv("ATTENTION_MODELS", str(tmp_path))
    warm_up()


def test_a_faulty_model_does_not_end_the_server(home, monkeypatch):
    monkeypatch.setenv("ATTENTION_MODELS", str(home))
    with (home / "tiny-attention" / "weights.safetensors").open("ab") as file:
        file.write(b"x")
    warm_up()
