"""Coefficients of agreement against the worked examples they were published with, each computed again by hand."""

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest

from annotate.agreement.cohen import cohen, mean_cohen
from annotate.agreement.fleiss import fleiss
from annotate.agreement.gwet import ac1
from annotate.agreement.judgments import Judgment, coded, frame_of
from annotate.agreement.krippendorff import nominal_alpha, ordinal_alpha
from annotate.agreement.percent import percent
from annotate.agreement.specific import negative_agreement, positive_agreement, prevalence
from annotate.agreement.tables import cluster_sums, comparisons


def rows_of(lines):
    """One unit a line, one annotator a column; a dot is a gap."""
    return [
        Judgment(f"u{number:03}", f"a{column}", label)
        for number, line in enumerate(lines)
        for column, label in enumerate(line.split())
        if label != "."
    ]


def from_confusion(confusion, labels):
    cells = [
        (a, b)
        for row, a in zip(confusion, labels, strict=True)
        for n, b in zip(row, labels, strict=True)
        for _ in range(n)
    ]
    return rows_of(f"{a} {b}" for a, b in cells)


def tables_of(judgments):
    known = coded(frame_of(judgments))
    return cluster_sums(known, comparisons(known)).whole()


def value(ratio):
    return float(ratio.values().item())


# Cohen 1960, table 1: two psychiatrists, 200 patients: schizophrenic, neurotic, brain damaged.
COHEN = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]

# Fleiss 1971, table 1: 30 patients, six psychiatrists: 1 depression, 2 personality disorder, 3 schizophrenia,
# 4 neurosis, 5 other.
FLEISS = """
4 4 4 4 4 4 | 2 2 2 5 5 5 | 2 3 3 3 3 5 | 5 5 5 5 5 5 | 2 2 2 4 4 4 | 1 1 3 3 3 3 | 3 3 3 3 5 5 | 1 1 3 3 3 4 |
1 1 4 4 4 4 | 5 5 5 5 5 5 | 1 4 4 4 4 4 | 1 2 4 4 4 4 | 2 2 2 3 3 3 | 1 4 4 4 4 4 | 2 2 4 4 4 5 | 3 3 3 3 3 5 |
1 1 1 4 5 5 | 1 1 1 1 1 2 | 2 2 4 4 4 4 | 1 3 3 5 5 5 | 5 5 5 5 5 5 | 2 4 4 4 4 4 | 2 2 4 5 5 5 | 1 1 4 4 4 4 |
1 4 4 4 4 5 | 2 2 2 2 2 4 | 1 1 1 1 5 5 | 2 2 4 4 4 4 | 1 3 3 3 3 3 | 5 5 5 5 5 5
""".split("|")  # noqa: SIM905

# Krippendorff 2011, section C: twelve units, four observers, gaps.
KRIPPENDORFF = """
1 1 . 1 | 2 2 3 2 | 3 3 3 3 | 3 3 3 3 | 2 2 2 2 | 1 2 3 4 | 4 4 4 4 | 1 1 2 1 | 2 2 2 2 | . 5 5 5 | . . 1 1 | . 3 . .
""".split("|")  # noqa: SIM905


def test_cohen_1960_two_psychiatrists():
    tables = tables_of(from_confusion(COHEN, "spb"))
    observed = Fraction(88 + 40 + 12, 200)
    expected = Fraction(100 * 120 + 60 * 60 + 40 * 20, 200**2)
    assert (observed, expected) == (Fraction(70, 100), Fraction(41, 100))
    by_hand = float((observed - expected) / (1 - expected))
    assert value(percent(tables.pooled)) == pytest.approx(0.70)
    assert value(cohen(tables.by_pair)) == pytest.approx(by_hand)
    assert value(mean_cohen(tables.by_pair)) == pytest.approx(0.492, abs=5e-4)


def test_fleiss_1971_psychiatric_diagnoses():
    table = [[line.split().count(label) for label in "12345"] for line in FLEISS]
    observed = sum(Fraction(sum(n * n for n in row) - 6, 6 * 5) for row in table) / 30
    totals = [sum(column) for column in zip(*table, strict=True)]
    expected = sum(Fraction(total, 180) ** 2 for total in totals)
    assert totals == [26, 26, 30, 55, 43]
    tables = tables_of(rows_of(FLEISS))
    assert value(fleiss(tables)) == pytest.approx(float((observed - expected) / (1 - expected)))
    assert value(fleiss(tables)) == pytest.approx(0.430, abs=5e-4)


def test_krippendorff_2011_four_observers_with_gaps():
    tables = tables_of(rows_of(KRIPPENDORFF))
    third = Fraction(1, 3)
    coincidences = [
        [7, 4 * third, third, third, 0],
        [4 * third, 10, 4 * third, third, 0],
        [third, 4 * third, 8, third, 0],
        [third, third, third, 4, 0],
        [0, 0, 0, 0, 3],
    ]
    np.testing.assert_allclose(tables.coincidences[..., 0], np.array(coincidences, dtype=float), atol=1e-12)
    assert value(nominal_alpha(tables.coincidences)) == pytest.approx(1 - 39 * 8 / (1600 - 384))
    assert value(nominal_alpha(tables.coincidences)) == pytest.approx(0.743, abs=5e-4)
    counts = [9, 13, 10, 5, 3]
    apart = {
        (c, k): (sum(counts[c : k + 1]) - Fraction(counts[c] + counts[k], 2)) ** 2 for c, k in combinations(range(5), 2)
    }
    observed = sum(coincidences[c][k] * distance for (c, k), distance in apart.items())
    expected = sum(counts[c] * counts[k] * distance for (c, k), distance in apart.items())
    assert value(ordinal_alpha(tables.coincidences)) == pytest.approx(float(1 - 39 * observed / expected))
    assert value(ordinal_alpha(tables.coincidences)) == pytest.approx(0.815, abs=5e-4)


def test_gwet_2014_on_the_same_four_observers():
    """Handbook of Inter-Rater Reliability, 4th edition, page 120: a unit judged once counts for the prevalence only."""
    units = [[label for label in line.split() if label != "."] for line in KRIPPENDORFF]
    pairs = [list(permutations(unit, 2)) for unit in units if len(unit) > 1]
    observed = sum(Fraction(sum(a == b for a, b in unit), len(unit)) for unit in pairs) / len(pairs)
    shares = [sum(Fraction(unit.count(label), len(unit)) for unit in units) / len(units) for label in "12345"]
    expected = sum(share * (1 - share) for share in shares) / 4
    tables = tables_of(rows_of(KRIPPENDORFF))
    assert value(percent(tables.pooled)) == pytest.approx(float(observed)) == pytest.approx(0.81818, abs=5e-6)
    assert value(ac1(tables)) == pytest.approx(float((observed - expected) / (1 - expected)))
    assert value(ac1(tables)) == pytest.approx(0.77544, abs=5e-6)


def test_gwet_s_coefficient_stands_where_kappa_falls_below_0():
    tables = tables_of(from_confusion([[118, 5], [2, 0]], "+-"))
    assert value(percent(tables.pooled)) == pytest.approx(0.944)
    assert value(cohen(tables.by_pair)) == pytest.approx((0.944 - 0.94528) / (1 - 0.94528))
    chance = 2 * 0.972 * 0.028
    assert value(ac1(tables)) == pytest.approx((0.944 - chance) / (1 - chance)) == pytest.approx(0.9408, abs=5e-5)


@pytest.mark.parametrize(
    ("confusion", "kappa", "positive", "negative"),
    [([[40, 9], [6, 45]], 0.70, 80 / 95, 90 / 105), ([[80, 10], [5, 5]], 0.32, 160 / 175, 10 / 25)],
)
def test_cicchetti_and_feinstein_1990_same_agreement_other_kappa(confusion, kappa, positive, negative):
    tables = tables_of(from_confusion(confusion, "+-")).one_against_rest(0)
    assert value(percent(tables.pooled)) == pytest.approx(0.85)
    assert value(cohen(tables.by_pair)) == pytest.approx(kappa, abs=5e-3)
    assert value(positive_agreement(tables)) == pytest.approx(positive)
    assert value(negative_agreement(tables)) == pytest.approx(negative)
    assert value(prevalence(tables)) == pytest.approx((2 * confusion[0][0] + confusion[0][1] + confusion[1][0]) / 200)


def test_one_label_against_the_rest_is_the_coefficient_of_the_relabelled_judgments():
    renamed = [row._replace(label="4" if row.label == "4" else "-") for row in rows_of(FLEISS)]
    one, direct = tables_of(rows_of(FLEISS)).one_against_rest(3), tables_of(renamed)
    for formula in (fleiss, ac1):
        assert value(formula(one)) == pytest.approx(value(formula(direct)))
    assert value(mean_cohen(one.by_pair)) == pytest.approx(value(mean_cohen(direct.by_pair)))
    assert value(nominal_alpha(one.coincidences)) == pytest.approx(value(nominal_alpha(direct.coincidences)))


def test_two_annotators_who_never_agree_and_never_could_less():
    tables = tables_of(rows_of(["x y", "y x"] * 10))
    assert value(percent(tables.pooled)) == 0
    assert value(cohen(tables.by_pair)) == pytest.approx(-1)
    assert value(fleiss(tables)) == pytest.approx(-1)
    assert value(ac1(tables)) == pytest.approx(-1)
    assert value(nominal_alpha(tables.coincidences)) == pytest.approx(1 - 39 * 40 / (2 * 20 * 20))
