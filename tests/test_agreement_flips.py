"""Labels given on English twins against those on the originals, by counts made by hand."""

import pytest

from annotate.adjudication import first_labels
from annotate.agreement.flips import LabelFlips, label_flips, on_twins_alone
from schemas.outcomes import by_item
from schemas.records import Rating
from tests.review_world import a_decision


def judged(item, *labels, again="", views=("twins", "twins")):
    """Two first judgments, and one on the originals where it is given."""
    said = [
        a_decision(n, label, name, item=item, ratings=(Rating(question="view", answer=view),))
        for n, (label, name, view) in enumerate(zip(labels, ("ana", "ben"), views, strict=False), start=1)
    ]
    return [*said, a_decision(3, again, "eva", item=item, round=2)] if again else said


DECISIONS = by_item(
    [
        *judged("a", "neutral", "neutral", again="neutral"),
        *judged("b", "neutral", "neutral", again="entailment"),
        *judged("c", "neutral", "entailment", again="entailment"),
        *judged("d", "entailment", "entailment"),
        *judged("e", "neutral", "entailment", again="entailment", views=("twins", "originals")),
        *judged("f", "neutral", "neutral", views=("originals", "both")),
        *judged("elsewhere", "neutral", "neutral", again="reject"),
    ]
)
LANGUAGES = {"a": "es ko", "b": "es ko", "c": "es ko", "d": "de en", "e": "de en", "f": "de en", "g": "de en"}


def counts(languages, twins, again, divided, flipped, share, low, high):
    return LabelFlips(
        languages=languages, twins=twins, again=again, divided=divided, flipped=flipped, share=share,
        low=low and pytest.approx(low, abs=5e-5), high=high and pytest.approx(high, abs=5e-5),
    )  # fmt: skip


def test_flips_are_counted_by_language_pair_and_over_all_with_wilsons_interval():
    found = label_flips(DECISIONS, LANGUAGES)
    # Wilson, by hand: centre (p + z²/2n) / (1 + z²/n), half z √(p(1-p)/n + z²/4n²) / (1 + z²/n), z² = 3.8415.
    assert [(one.languages, one.twins, one.again, one.divided, one.flipped, one.share) for one in found] == [
        ("", 5, 4, 1, 2, 2 / 3),
        ("de en", 2, 1, 0, 1, 1.0),
        ("es ko", 3, 3, 1, 1, 0.5),
    ]
    assert [(one.low, one.high) for one in found] == [
        pytest.approx((0.2077, 0.9385), abs=5e-5),
        pytest.approx((0.2065, 1.0), abs=5e-5),
        pytest.approx((0.0945, 0.9055), abs=5e-5),
    ]


def test_nothing_judged_again_has_no_share():
    (overall, pair) = label_flips({"d": DECISIONS["d"]}, LANGUAGES)
    assert overall.model_copy(update={"languages": "de en"}) == pair
    assert (pair.twins, pair.again, pair.share, pair.low, pair.high) == (1, 0, None, None, None)
    assert [one.too_few_again for one in (pair, *label_flips(DECISIONS, LANGUAGES))] == [True, False, False, False]


def test_nothing_is_counted_where_nobody_judged_on_twins():
    assert label_flips({"f": DECISIONS["f"]}, LANGUAGES) == ()


def test_a_judgment_on_the_originals_is_no_first_label():
    assert first_labels(DECISIONS["b"]) == {"ana": "neutral", "ben": "neutral"}


def test_an_item_was_judged_on_twins_alone_until_anybody_reads_the_originals():
    alone = {item: on_twins_alone(decisions) for item, decisions in DECISIONS.items()}
    assert [item for item, found in alone.items() if found] == ["d"]
    adjudicated = a_decision(4, "neutral", "dan", item="d", role="adjudicator")
    undone = a_decision(5, "undo", "dan", item="d", role="adjudicator", undoes="e4")
    assert not on_twins_alone([*DECISIONS["d"], adjudicated])
    assert on_twins_alone([*DECISIONS["d"], adjudicated, undone])
