"""What a fix changes, as people are shown it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.textdiff import Change, diff

TEXTS = st.text(alphabet="ab 1.한中\n", max_size=20)


@given(TEXTS, TEXTS, st.sampled_from(["ko", "zh-Hans", "th"]))
def test_without_the_added_it_is_the_old_text_and_without_the_removed_the_new(before, after, language):
    changes = diff(before, after, language=language)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after
    assert all(change.text for change in changes)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(change.kind == "same" for change in diff(text, text, language="ko"))


@pytest.mark.parametrize(
    ("language", "before", "after", "removed", "added"),
    [
        ("es", "cuesta 12 euros", "cuesta 120 euros", "12", "120"),
        ("ko", "사과 3개를 샀다", "사과 3개를 팔았다", "샀다", "팔았다"),
        ("zh-Hans", "他买了三个苹果", "他卖了三个苹果", "买", "卖"),
        ("ja", "三人の子供", "五人の子供", "三", "五"),
        ("th", "มีแมวสามตัว", "มีหมาสามตัว", "แว", "หา"),
    ],
)
def test_words_change_as_a_whole_and_characters_where_no_spaces_are_written(language, before, after, removed, added):
    changes = diff(before, after, language=language)
    assert "".join(change.text for change in changes if change.kind == "removed") == removed
    assert "".join(change.text for change in changes if change.kind == "added") == added


def test_the_removed_stands_before_what_replaced_it():
    assert diff("one two", "one six", language="en") == [
        Change("same", "one "), Change("removed", "two"), Change("added", "six"),
    ]  # fmt: skip
