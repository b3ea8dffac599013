"""The example sentences, and their lines in the menu."""

import re

from pages.shared.controls.examples import EXAMPLES, menu_label


class TestExamples:
    def test_from_four_words_to_over_sixty(self):
        counts = [len(example.split()) for example in EXAMPLES]
        assert min(counts) == 4
        assert 60 < max(counts) <= 75
        assert all(4 <= count <= 75 for count in counts)
        assert 8 <= len(set(EXAMPLES)) == len(EXAMPLES)

    def test_one_repeats_its_words(self):
        words = [re.findall(r"\w+", example.lower()) for example in EXAMPLES]
        assert any(len(tokens) - len(set(tokens)) >= 5 and len(tokens) < 20 for tokens in words)

    def test_the_menu_tells_them_apart(self):
        labels = {menu_label(example) for example in EXAMPLES}
        assert len(labels) == len(EXAMPLES)
        assert all(len(label) < 64 for label in labels)
