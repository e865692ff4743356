"""What the lead's page says of agreement: every number with its interval, or why there is none."""

import pytest

from annotate.agreement import Estimate, Judgment, agreement_of
from annotate.agreement.verdicts import VERDICTS
from review_app.agreement_tables import headline, intervals, label_counts, missing, pairs, scopes, shown


def report_of(*units, event=str, **options):
    """`ar` is one item: ana accepts, ben rejects."""
    label = {verdict[0]: verdict for verdict in VERDICTS}
    judgments = [
        Judgment(f"u{number:03}", name, label[letter], cluster=event(number))
        for number, unit in enumerate(units)
        for name, letter in zip(("ana", "ben", "cem"), unit, strict=False)
    ]
    return agreement_of(judgments, labels=VERDICTS, ordered=True, **options)


@pytest.fixture(scope="module")
def mixed():
    """Forty items and one that ana alone judged; nobody said fix."""
    return report_of(*["aa"] * 30, *["ar"] * 5, *["rr"] * 5, "a", resamples=400)


def test_every_value_stands_with_its_interval_and_a_dash_where_there_is_none(mixed):
    table = {row.pop(""): row for row in scopes(mixed)}
    one = mixed.overall.percent
    assert table["percent agreement"]["over all"] == f"0.88 ({one.low:.2f} to {one.high:.2f})"
    assert 0.7 < one.low < 0.875 < one.high < 1
    assert list(table["Fleiss' kappa"]) == ["over all", *(f"{label} against the rest" for label in VERDICTS)]
    assert table["Fleiss' kappa"]["fix against the rest"] == "–"
    assert table["percent agreement"]["fix against the rest"] == "1.00"
    assert table["prevalence"]["over all"] == ""
    assert table["positive agreement"]["reject against the rest"].startswith("0.67 (")
    assert "nobody said `fix`" in missing(mixed)


def test_n_and_what_is_drawn_anew_are_always_said(mixed):
    assert headline(mixed) == "40 items judged by two or more, 1 by one, 35 of 40 pairs of judgments agree"
    assert intervals(mixed).startswith("n = 40 items. In brackets 95 % intervals: the 40 items are drawn anew")
    assert "400 times (seed 0)" in intervals(mixed)


def test_what_is_drawn_anew_are_events_where_items_share_them():
    report = report_of(*["aa"] * 30, *["ar"] * 20, event=lambda number: f"e{number % 25}", resamples=200)
    expected = "the 25 events, each with all its items, are drawn anew, with replacement, 200 times (seed 0)."
    assert intervals(report) == f"n = 50 items. In brackets 95 % intervals: {expected}"


def test_below_20_source_problems_there_are_counts_only():
    few = report_of(*["aa"] * 12, "ar", "rr", resamples=0)
    assert (scopes(few), pairs(few)) == ([], [])
    assert headline(few) == "14 items judged by two or more, 0 by one, 13 of 14 pairs of judgments agree"
    assert label_counts(few) == "accept 25 · fix 0 · reject 3"
    assert "counts only: 14 of the 20 clusters that an estimate needs" in missing(few)


def test_of_the_pairs_those_are_listed_that_share_enough_items():
    report = report_of(*["aaa"] * 10, *["ar"] * 5, *["rr"] * 10, resamples=200)
    [row] = pairs(report)
    one = report.by_pair[0].cohen
    assert (row["annotators"], row["items"]) == ("ana and ben", 25)
    assert row["Cohen's kappa"] == f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def test_nothing_is_minus_nought():
    one = Estimate(value=-0.001, why="", n=40, low=-0.12, high=-0.004, clusters=40)
    assert shown(one) == "0.00 (-0.12 to 0.00)"
