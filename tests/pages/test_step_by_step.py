"""The Step by step page without a browser: everything around the player."""

from tests.helpers.app import SENTENCE, translate, widget, words_on


class TestStepByStep:
    """The page around the player; tests/browser/test_step_by_step.py tests the player itself."""

    def test_a_step_too_far_is_named_with_the_number_there_are(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="1999")
        assert "There is no step 1999: this decoding has" in words_on(app)

    def test_an_impossible_step_is_the_nearest(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="-3")
        assert "asks for step “-3”" in words_on(app)

    def test_another_sentence_is_watched_from_its_beginning(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE, step="2")
        assert app.query_params["step"] == "2"
        assert translate(app, "who baked this bread?").query_params["step"] == "1"

    def test_the_model_to_watch_is_in_the_address(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence=SENTENCE)
        widget(app, "segmented_control", "Watch").set_value("both").run()
        assert app.query_params["watch"] == "both"

    def test_nothing_typed_is_a_hint(self, open_app):
        app = open_app(page="pages/step_by_step.py", sentence="")
        assert "Type a sentence in English" in words_on(app)
