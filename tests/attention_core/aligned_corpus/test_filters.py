"""Filters: text to SQL whose values are parameters; anything else is refused with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.filters import FilterError, check_column, parse_filter


@pytest.mark.parametrize(
    ("text", "sql", "parameters"),
    [
        ("", "true", ()),
        ("coverage < -2", '"coverage" < ?', (-2.0,)),
        ("CDP<-2 AND Source_Words>30", '("coverage" < ? and "source_words" > ?)', (-2.0, 30.0)),
        ("aer == 1 or not bleu != 2.5e1", '("aer" = ? or not "bleu" <> ?)', (1.0, 25.0)),
        ("(id=1 or id=2) and id<>3", '((("id" = ? or "id" = ?)) and "id" <> ?)', (1, 2, 3)),
        ("entropy between .5 and 2.", '"entropy" between ? and ?', (0.5, 2.0)),
        ("source contains 'O\"x.'", 'regexp_matches("source", ?)', ('(?i)O"x\\.',)),
        ("target = source", '"target" = "source"', ()),
        ("target_words > source_words", '"target_words" > "source_words"', ()),
        ("aer is missing", '"aer" is  null', ()),
        ("aer is not missing", '"aer" is not null', ()),
    ],
)
def test_conditions(text, sql, parameters):
    condition = parse_filter(text)
    assert (condition.sql, condition.parameters) == (sql, parameters)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("coverage <", "expected a number at character 11, got the end"),
        ("covrage < 2", "expected a column: id, source, .* at character 1, got 'covrage'"),
        ("coverage 2", "expected <, .* at character 10, got '2'"),
        ("coverage < 2 entropy", "or the end at character 14"),
        ("(coverage < 2", "“\\)” at character 14, got the end"),
        ("source < 2", "a text in quotation marks"),
        ("source between 1 and 2", "“contains”"),
        ("coverage < 'x'", "a number"),
        ("coverage < -2; drop table x", "cannot read '; drop table x' at character 14"),
        ("source = 'open", 'cannot read "\'open"'),
        ("not " * 60 + "id = 1", "more than 50 levels"),
        ("(" * 60, "more than 50 levels"),
        ("id = 1 and " * 500, "2000"),
        ("alpha = 1", "a column"),
    ],
)
def test_mistakes_are_named_with_their_place(text, message):
    with pytest.raises(FilterError, match=message):
        parse_filter(text)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text):
    try:
        condition = parse_filter(text)
    except FilterError:
        return
    assert condition.sql.count("?") == len(condition.parameters)


@given(st.text(alphabet=st.characters(exclude_characters='"'), max_size=40))
def test_a_text_is_never_part_of_the_sql(text):
    condition = parse_filter(f'source = "{text}"')
    assert condition.sql == '"source" = ?'
    assert condition.parameters == (text,)


@pytest.mark.parametrize("name", [column.name for column in COLUMNS if not column.is_text])
def test_numbers_are_exact(name):
    assert parse_filter(f"{name} >= 0.1").parameters == (0.1,)


def test_columns_to_sort_by():
    assert check_column("CDP") == "coverage"
    with pytest.raises(FilterError, match="no column 'alpha'"):
        check_column("alpha")
