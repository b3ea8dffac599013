"""The neighbours of a sentence are those that a loop over its table finds."""

import pytest

from attention_core.aligned_corpus.comparison import Comparison
from attention_core.aligned_corpus.corpus import Order
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.neighbours import Neighbours, corpus_neighbours


def neighbours_in(table):
    """Of each sentence of a table, by id."""
    return {
        number: Neighbours(
            place=k + 1,
            count=len(table),
            previous=table[k - 1] if k else None,
            next=table[k + 1] if k + 1 < len(table) else None,
        )
        for k, number in enumerate(table)
    }


@pytest.mark.parametrize("column", ["id", "source", "bleu", "source_words"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("where", ["", "source_words > 5", 'source contains "river"'])
def test_they_are_those_of_the_table(corpus, column, descending, where):
    order, condition = Order(column=column, descending=descending), parse_filter(where)
    wanted = neighbours_in(corpus.numbers(condition=condition, order=order, limit=100))
    assert len(wanted) > 2
    for number in range(corpus.count()):
        found = corpus_neighbours(corpus, number, condition=condition, order=order)
        assert found == wanted.get(number)


def test_those_of_a_comparison_are_those_of_its_table(corpus):
    compared = Comparison(corpus, corpus)
    condition = parse_filter("source_words > 5")
    wanted = neighbours_in([row["id"] for row in compared.table(condition=condition, limit=100)])
    for number in range(corpus.count()):
        assert compared.neighbours(number, condition=condition) == wanted.get(number)


def test_a_number_that_no_sentence_has(corpus):
    assert corpus_neighbours(corpus, 10**6) is None
    assert Comparison(corpus, corpus).neighbours(10**6) is None
