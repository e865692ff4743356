"""How far annotators chose the same evidence."""

import random

import pytest

from annotate.agreement import JudgmentsError
from annotate.agreement.evidence import Selection, evidence_agreement
from annotate.agreement.segments import chance_jaccard, code_points


def chosen(unit, annotator, segments, **more):
    return Selection(unit, annotator, frozenset(segments), more.pop("candidates", 10), **more)


def many(first, second, units=25, **more):
    return [
        chosen(f"u{n}", name, segments, **more)
        for n in range(units)
        for name, segments in (("ana", first), ("ben", second))
    ]


def test_two_choices_that_share_one_of_three():
    report = evidence_agreement(
        [
            row._replace(spans=(("1", 0, 10), ("2", 5, 8)) if row.annotator == "ana" else (("1", 6, 14),))
            for row in many("ab", "bc")
        ],
        resamples=0,
    )
    [pair] = report.by_pair
    assert report.overall.jaccard.value == pytest.approx(1 / 3)
    assert report.overall.f1.value == pytest.approx(1 / 2)
    assert report.overall.span_overlap.value == pytest.approx(4 / 17), "1: 0-14 and 2: 5-8 in either, 6-10 in both"
    assert (pair.annotators, pair.precision.value, pair.recall.value) == (("ana", "ben"), 0.5, 0.5)
    assert (report.units, report.comparisons, pair.jaccard.n) == (25, 25, 25)


def test_precision_and_recall_hold_the_first_annotator_to_be_right():
    [pair] = evidence_agreement(many("ab", "bcde"), resamples=0).by_pair
    assert (pair.precision.value, pair.recall.value, pair.f1.value) == (0.25, 0.5, pytest.approx(1 / 3))


def test_the_jaccard_index_by_chance_is_the_mean_of_blind_draws():
    draw = random.Random(3)
    drawn = [(set(draw.sample(range(12), 4)), set(draw.sample(range(12), 3))) for _ in range(40_000)]
    simulated = sum(len(a & b) / len(a | b) for a, b in drawn) / len(drawn)
    assert chance_jaccard(4, 3, 12) == pytest.approx(simulated, abs=0.003)
    assert chance_jaccard(1, 1, 2) == pytest.approx(0.5)
    assert chance_jaccard(5, 5, 5) == 1, "who takes everything agrees with everybody"
    assert chance_jaccard(0, 3, 5) == 0
    report = evidence_agreement(many("abcd", "bcde", candidates=6), resamples=0).overall
    assert report.jaccard.value == pytest.approx(3 / 5)
    assert report.jaccard_by_chance.value == pytest.approx(chance_jaccard(4, 4, 6))
    assert report.jaccard_by_chance.value > 0.5, "0.6 of six segments is hardly better than drawing blindly"


def test_code_points_count_once_however_spans_overlap():
    assert code_points([("1", 0, 5), ("1", 3, 9)], [("1", 4, 6), ("2", 4, 6)]) == (2, 11)
    assert code_points([], []) == (0, 0)


def test_the_same_choice_is_1_and_no_common_segment_is_0():
    same, other = evidence_agreement(many("ab", "ab")).overall, evidence_agreement(many("ab", "cd")).overall
    assert (same.jaccard.value, same.f1.value) == (1, 1)
    assert (other.jaccard.value, other.f1.value) == (0, 0)


def test_two_empty_choices_are_counted_and_say_nothing_about_the_index():
    report = evidence_agreement(many("", ""))
    assert (report.both_empty, report.overall.jaccard.value, report.overall.jaccard.why) == (
        25, None, "nobody chose a segment",
    )  # fmt: skip
    assert report.overall.span_overlap.why == "nobody marked any text"
    some = evidence_agreement(many("", "") + [row._replace(unit=row.unit + "'") for row in many("ab", "bc")])
    assert (some.both_empty, some.overall.jaccard.value) == (25, pytest.approx(1 / 3))
    [pair] = evidence_agreement(many("", "a")).by_pair
    assert (pair.precision.value, pair.recall.value, pair.recall.why) == (0, None, "ana chose nothing")


def test_units_with_more_annotators_do_not_weigh_more():
    three = [chosen("u0", name, "a") for name in ("ana", "ben", "cho")]
    rows = three + [row for row in many("a", "b") if row.unit != "u0"]
    assert evidence_agreement(rows).overall.jaccard.value == pytest.approx(1 / 25)


def test_evidence_of_one_annotator_or_of_few_events_has_no_estimate():
    alone = evidence_agreement([chosen("u0", "ana", "a")])
    assert (alone.overall.jaccard.why, alone.by_pair) == ("no item was judged by two annotators", ())
    few = evidence_agreement([row._replace(cluster=f"event {row.unit[-1]}") for row in many("ab", "bc")])
    assert few.overall.jaccard.why == "counts only: 10 of the 20 clusters that an estimate needs"


def test_the_interval_of_an_index_is_seeded_and_holds_it():
    rows = many("ab", "bc") + [row._replace(unit=row.unit + "'") for row in many("ab", "ab", units=40)]
    first, again = evidence_agreement(rows, seed=1).overall.jaccard, evidence_agreement(rows, seed=1).overall.jaccard
    assert first == again
    assert first.low < first.value < first.high
    assert (first.n, first.clusters) == (65, 65)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (chosen("u0", "ana", "c"), "ana chose evidence for u0 twice: keep what stands"),
        (chosen("u0", "cho", "abc", candidates=2), "cho chose 3 of 2 segments of u0: count the candidates again"),
        (chosen("u0", "cho", "abc", candidates=9), "u0 has two numbers of candidates, weights or clusters"),
    ],
)
def test_choices_that_contradict_each_other_are_refused(wrong, sentence):
    with pytest.raises(JudgmentsError, match=sentence):
        evidence_agreement([*many("ab", "bc"), wrong])
