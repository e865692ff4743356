"""Sensitivity and specificity from known answers: by hand, by a published interval, and undefined with a reason."""

import pytest
from scipy.stats import binomtest

from annotate.annotator_quality import AnnotatorQuality, Share, quality, share, wilson
from tests.review_world import a_decision

EXPECTED = {f"bad-{n}": "reject" for n in range(6)} | {f"good-{n}": "accept" for n in range(6)}


def said(verdicts, annotator="mina", start=1):
    return [
        a_decision(seq, verdict, annotator, item=item)
        for seq, (item, verdict) in enumerate(verdicts.items(), start=start)
    ]


@pytest.mark.parametrize(("right", "of"), [(0, 5), (5, 5), (7, 10), (81, 263)])
def test_the_interval_is_wilsons(right, of):
    theirs = binomtest(right, of).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson(right, of) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_wilsons_interval_as_newcombe_printed_it():
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3: 81 of 263 and 15 of 148."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_a_fix_sees_an_error_and_costs_a_good_one():
    verdicts = dict.fromkeys([f"bad-{n}" for n in range(6)], "fix") | dict.fromkeys(
        [f"good-{n}" for n in range(6)], "fix"
    )
    [mina] = quality(said(verdicts), EXPECTED)
    assert (mina.sensitivity.right, mina.sensitivity.of) == (6, 6)
    assert (mina.specificity.right, mina.specificity.of) == (0, 6)


def test_people_are_told_apart_and_other_items_do_not_count():
    mina = said({f"bad-{n}": "reject" for n in range(5)} | {"bad-5": "accept", "good-0": "accept"})
    ana = said({"good-0": "accept", "gsm8k-en-ko-0001": "reject"}, "ana", start=20)
    low, high = wilson(5, 6)
    assert quality([*mina, *ana], EXPECTED) == [
        AnnotatorQuality(
            annotator="ana",
            sensitivity=Share(right=0, of=0, share=None, low=None, high=None, why="none judged"),
            specificity=Share(right=1, of=1, share=None, low=None, high=None, why="fewer than 5"),
        ),
        AnnotatorQuality(
            annotator="mina",
            sensitivity=Share(right=5, of=6, share=5 / 6, low=low, high=high),
            specificity=Share(right=1, of=1, share=None, low=None, high=None, why="fewer than 5"),
        ),
    ]


def test_only_the_last_word_about_the_text_that_was_shown_counts():
    rows = [
        a_decision(1, "accept", "mina", item="bad-0"),
        a_decision(2, "undo", "mina", item="bad-0", undoes="e1"),
        a_decision(3, "reject", "mina", item="bad-0"),
        a_decision(4, "accept", "mina", item="bad-1", revision=1),
        a_decision(5, "skip", "mina", item="bad-2"),
        a_decision(6, "accept", "lee", item="bad-3", role="adjudicator"),
    ]
    [mina] = quality(rows, EXPECTED)
    assert (mina.annotator, mina.sensitivity.right, mina.sensitivity.of) == ("mina", 1, 1)


def test_a_share_reads_as_a_sentence_also_where_it_is_undefined():
    assert [str(share(right, of)) for right, of in ((9, 10), (3, 4), (0, 0))] == [
        "90% [60%, 98%] (9 of 10)",
        "3 of 4 (fewer than 5)",
        "0 of 0 (none judged)",
    ]
