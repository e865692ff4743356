"""Added text stands where the English text says, and nothing is glued."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.adversarial.joining import joined, place_of

QUESTION = "Which gas do plants take in?"
TEXTS = [f"It was a {word} morning." for word in string.ascii_lowercase]


@pytest.mark.parametrize(
    ("text", "question", "whole"),
    [
        ("It was late.", QUESTION, f"It was late. {QUESTION}"),
        ("It was late. ", f" {QUESTION}", f"It was late. {QUESTION}"),
        ("밤이 깊었다.", "식물은 무엇을 마시는가?", "밤이 깊었다. 식물은 무엇을 마시는가?"),
        ("夜深了。", "植物吸收哪种气体?", "夜深了。植物吸收哪种气体?"),
        ("「もう遅い。」", "植物は何を吸うか。", "「もう遅い。」植物は何を吸うか。"),
        ("夜深了", "植物吸收哪种气体?", "夜深了 植物吸收哪种气体?"),
        ("ดึกแล้ว", "พืชดูดก๊าซใด", "ดึกแล้ว พืชดูดก๊าซใด"),
        ("كان الوقت متأخرا.", "أي غاز؟", "كان الوقت متأخرا. أي غاز؟"),
        ("", QUESTION, QUESTION),
    ],
)
def test_a_text_before_a_question_is_set_apart_as_its_script_does(text, question, whole):
    assert joined(question, text, "before") == whole


def test_a_text_after_a_question_is_set_apart_by_what_the_question_ends_with():
    assert joined(QUESTION, "It was late.", "after") == f"{QUESTION} It was late."
    assert joined("植物吸收哪种气体？", "夜深了。", "after") == "植物吸收哪种气体？夜深了。"


def test_texts_stand_on_both_sides_and_each_always_on_the_same():
    places = [place_of(text, QUESTION) for text in TEXTS]
    assert sorted(set(places)) == ["after", "before"]
    assert places == [place_of(text, "Who was first?") for text in TEXTS]


@pytest.mark.parametrize("question", ["The capital of France is", "The capital of France is ____", "Plants take in,"])
def test_text_stands_before_a_question_that_its_options_complete(question):
    assert {place_of(text, question) for text in TEXTS} == {"before"}


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(["before", "after"]))
def test_nothing_of_either_text_is_lost(question, text, place):
    whole = joined(question, text, place)
    first, second = (text, question) if place == "before" else (question, text)
    assert whole.startswith(first.strip())
    assert whole.endswith(second.strip())
    assert len(first.strip() + second.strip()) <= len(whole) <= len(first.strip() + second.strip()) + 1
