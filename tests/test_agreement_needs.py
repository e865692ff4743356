"""Documents that labels take by people and by judges, by counts made by hand."""

import pytest

from annotate.agreement.needed_documents import compare_needs, needed_by_people
from builders.needs_text import needs_lines
from schemas.records import Rating
from tests.review_world import a_decision


def read_alone(item, d1="", d2=""):
    return [
        a_decision(number, label, name, item=item, round=3, ratings=(Rating(question="view", answer=view),))
        for number, (name, view, label) in enumerate([("eva", "d1", d1), ("dan", "d2", d2)], start=1)
        if label
    ]


DECISIONS = {
    "a": read_alone("a", "neutral", "neutral"),
    "b": read_alone("b", "neutral", "neutral"),
    "c": read_alone("c", "entailment", "neutral"),
    "d": read_alone("d", "neutral", "entailment"),
    "e": read_alone("e", "reject", "neutral"),
    "begun": read_alone("begun", "neutral"),
    "disputed": read_alone("disputed", "neutral", "neutral"),
    "both": [a_decision(1, "neutral", "ana", item="both")],
}
LABELS = dict.fromkeys(["a", "b", "c", "d", "e", "begun", "both"], "entailment")
JUDGES = {"a": "both", "b": "neither", "c": "d1", "d": "either", "e": None, "begun": "both", "both": "both"}


@pytest.mark.parametrize(
    ("d1", "d2", "needed"),
    [
        ("entailment", "entailment", "either"),
        ("entailment", "neutral", "d1"),
        ("contradiction", "entailment", "d2"),
        ("neutral", "contradiction", "both"),
        ("reject", "reject", "both"),
        ("entailment", "", None),
        ("", "", None),
    ],
)
def test_a_label_needs_the_documents_from_which_alone_it_is_given(d1, d2, needed):
    assert needed_by_people(read_alone("i", d1, d2), "entailment") == needed


def test_people_and_judges_are_compared_where_both_have_an_opinion():
    found = compare_needs(DECISIONS, LABELS, JUDGES)
    assert (found.read, found.whole, found.compared, found.same, found.share) == (7, 5, 4, 2, 0.5)
    # Wilson, by hand: centre (p + z²/2n) / (1 + z²/n), half z √(p(1-p)/n + z²/4n²) / (1 + z²/n), z² = 3.8415.
    assert (found.low, found.high) == pytest.approx((0.15, 0.85), abs=5e-5)
    assert [(cell.people, cell.judges, cell.items) for cell in found.cells] == [
        ("both", "both", 1),
        ("both", "neither", 1),
        ("both", None, 1),
        ("d1", "d1", 1),
        ("d2", "either", 1),
    ]


def test_the_terminal_shows_a_table_and_how_often_they_say_the_same():
    assert needs_lines(compare_needs(DECISIONS, LABELS, JUDGES)) == [
        "",
        "documents needed, by people and (columns) by the judges",
        "by people           both    either        d1        d2   neither not known",
        "both                   1         0         0         0         1         1",
        "either                 0         0         0         0         0         0",
        "d1                     0         0         1         0         0         0",
        "d2                     0         1         0         0         0         0",
        "alone         5 items judged from each document alone, of 7 from one or both",
        "judges        the same for 2 of 4: 0.50 (0.15 to 0.85)",
    ]


def test_nothing_is_compared_without_judges_and_nothing_said_where_nobody_read_one_document():
    assert needs_lines(compare_needs(DECISIONS, LABELS, {}))[-1] == "judges        no opinion on any of them"
    assert needs_lines(compare_needs({"begun": DECISIONS["begun"]}, LABELS, JUDGES)) == [
        "",
        "alone         0 items judged from each document alone, of 1 from one or both",
    ]
    assert compare_needs({"both": DECISIONS["both"]}, LABELS, JUDGES) is None
    assert needs_lines(None) == []
