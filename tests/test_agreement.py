"""What is said about the agreement of some judgments: values, intervals, and why there is none."""

import re
import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from annotate.agreement import Judgment, JudgmentsError, agreement_of
from annotate.agreement.judgments import coded, frame_of
from annotate.agreement.resampling import kinds_of, resampled_sums
from annotate.agreement.tables import cluster_sums, comparisons

COEFFICIENTS = ("percent", "cohen", "fleiss", "alpha", "ac1")


def judged(*units, weight=1.0, cluster=None):
    """`aa` is one unit: ana says a, ben says a."""
    return [
        Judgment(f"u{number:03}", name, label, weight, cluster(number) if cluster else "")
        for number, unit in enumerate(units)
        for name, label in zip(("ana", "ben", "cho"), unit, strict=False)
        if label != "."
    ]


def values(report):
    return {name: getattr(report.overall, name).value for name in COEFFICIENTS}


MIXED = ["aa"] * 20 + ["ab"] * 5 + ["ba"] * 3 + ["bb"] * 12


def test_perfect_agreement_is_1_and_an_interval_cannot_say_how_sure_that_is():
    report = agreement_of(judged(*["aa", "bb", "cc"] * 10))
    assert values(report) == pytest.approx(dict.fromkeys(COEFFICIENTS, 1.0))
    assert report.overall.fleiss.model_dump() == {
        "value": 1.0,
        "why": "no interval: every resample gives the same value, so resampling cannot say how sure it is",
        "n": 30,
        "low": None,
        "high": None,
        "clusters": 30,
    }


def test_total_disagreement_is_worse_than_chance():
    report = agreement_of(judged(*["ab", "ba"] * 15))
    assert report.overall.percent.value == 0
    assert report.overall.cohen.value == pytest.approx(-1)
    assert report.overall.alpha.value == pytest.approx(1 - 59 / 30)
    assert report.counts.agreeing == report.counts.unanimous == 0


def test_one_label_leaves_percent_alone_and_says_why_the_rest_is_undefined():
    report = agreement_of(judged(*["aa"] * 25), labels=("a", "b"), ordered=True)
    why = "every judgment is `a`, and with one label nothing was told apart"
    assert report.overall.percent.value == 1
    for name in ("cohen", "fleiss", "alpha", "alpha_ordinal", "ac1"):
        assert (getattr(report.overall, name).value, getattr(report.overall, name).why) == (None, why)
    said, unsaid = report.by_label
    assert (said.positive.value, said.negative.value, said.negative.why) == (1, None, "everybody said `a`")
    assert (unsaid.positive.value, unsaid.positive.why) == (None, "nobody said `b`")
    assert (unsaid.prevalence.value, unsaid.negative.value) == (0, 1)
    pair = report.by_pair[0]
    assert (pair.percent.value, pair.cohen.value) == (1, None)
    assert pair.cohen.why == "both gave one and the same label to all units they share"


def test_without_overlap_nothing_is_said_and_the_lone_judgments_are_counted():
    report = agreement_of(judged("a.", ".b", "b."), labels=("a", "b"))
    assert (report.counts.units, report.counts.single, report.by_pair) == (0, 3, ())
    assert {getattr(report.overall, name).why for name in COEFFICIENTS} == {"no item was judged by two annotators"}


def test_no_judgments_at_all_is_no_overlap_either():
    report = agreement_of([], labels=("a", "b"))
    assert report.overall.alpha.model_dump() == {
        "value": None, "why": "no item was judged by two annotators", "n": 0, "low": None, "high": None, "clusters": 0,
    }  # fmt: skip


def test_below_20_clusters_there_are_counts_only_however_many_units():
    report = agreement_of(judged(*MIXED, cluster=lambda number: f"event {number % 19}"))
    assert {getattr(report.overall, name).value for name in COEFFICIENTS} == {None}
    assert report.overall.fleiss.why == "counts only: 19 of the 20 clusters that an estimate needs"
    assert (report.counts.comparisons, report.counts.agreeing, report.overall.fleiss.n) == (40, 32, 40)
    assert agreement_of(judged(*MIXED, cluster=lambda number: f"event {number % 20}")).overall.fleiss.value is not None


def test_labels_without_an_order_have_no_ordinal_alpha():
    assert agreement_of(judged(*MIXED)).overall.alpha_ordinal.why == "the labels have no order"
    report = agreement_of(judged(*MIXED), ordered=True)
    assert report.overall.alpha_ordinal.value == pytest.approx(report.overall.alpha.value), "two labels: the same"


def test_judgments_of_one_annotator_alone_do_not_move_anything():
    alone = [Judgment(f"v{number}", "ana", "b") for number in range(50)]
    assert values(agreement_of(judged(*MIXED) + alone)) == values(agreement_of(judged(*MIXED)))


def test_a_unit_that_was_half_as_likely_to_be_read_counts_twice():
    sampled = judged(*MIXED)
    half = [row._replace(weight=2.0 if row.unit < "u025" else 1.0) for row in sampled]
    twice = sampled + [row._replace(unit=row.unit + "'") for row in sampled if row.unit < "u025"]
    report = agreement_of(half)
    assert report.weighted
    assert report.overall.percent.n == 40, "n is what was read"
    assert report.overall.percent.value == pytest.approx((2 * 20 + 12) / (2 * 25 + 15))
    for name in ("percent", "cohen", "fleiss", "ac1"):
        assert values(report)[name] == pytest.approx(values(agreement_of(twice))[name])


def test_weights_that_are_all_alike_change_nothing():
    assert values(agreement_of(judged(*MIXED, weight=7.0))) == pytest.approx(values(agreement_of(judged(*MIXED))))
    assert not agreement_of(judged(*MIXED, weight=7.0)).weighted


def test_an_interval_is_seeded_and_holds_the_value():
    first, again, other = (agreement_of(judged(*MIXED), seed=seed).overall.fleiss for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.low < first.value < first.high
    assert agreement_of(judged(*MIXED), resamples=0).overall.fleiss.why == "no interval: not resampled"


def test_units_that_stand_and_fall_together_make_the_interval_wider():
    copies = [row._replace(unit=f"{row.unit}/{copy}", cluster=row.unit) for row in judged(*MIXED) for copy in range(9)]
    together = agreement_of(copies).overall.percent
    apart = agreement_of([row._replace(cluster="") for row in copies]).overall.percent
    alone = agreement_of(judged(*MIXED)).overall.percent
    assert (together.n, together.clusters, apart.clusters) == (360, 40, 360)
    assert together.value == pytest.approx(apart.value)
    assert together.high - together.low > 2 * (apart.high - apart.low)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=0.01)


def test_a_resample_is_the_tables_of_its_clusters_repeated():
    rows = judged(*["aab", "ab.", "bbb", "a.a", "cab"], cluster=lambda number: f"c{number % 3}")
    known = coded(frame_of(rows))
    sums = cluster_sums(known, comparisons(known))
    [block] = resampled_sums(sums.matrix, seed=4, resamples=5)
    drawn = np.random.default_rng(4).multinomial(3, [1 / 3] * 3, size=5)
    for resample in range(5):
        repeated = [
            row._replace(unit=f"{row.unit} {copy}")
            for cluster, times in enumerate(drawn[resample])
            for copy in range(times)
            for row in rows
            if row.cluster == f"c{cluster}"
        ] + [Judgment("only to keep the numbers of labels and pairs", "", "c")]
        counted = coded(frame_of(repeated), labels="abc")
        by_hand = cluster_sums(counted, comparisons(counted)).whole()
        np.testing.assert_allclose(sums.tables(block).pooled[..., resample], by_hand.pooled[..., 0])
        np.testing.assert_allclose(sums.tables(block).coincidences[..., resample], by_hand.coincidences[..., 0])


def test_clusters_that_add_the_same_are_one_kind():
    kinds = kinds_of(csr_matrix([[1.0, 0.0, 1.0, 2.0], [0.0, 3.0, 0.0, 0.0]]))
    assert (kinds.matrix.toarray().tolist(), kinds.times.tolist()) == ([[1, 0, 2], [0, 3, 0]], [2, 1, 1])


def test_as_many_clusters_are_drawn_as_there_are_each_as_likely_as_any_other():
    [block] = resampled_sums(csr_matrix([[1.0] * 100, [1.0] * 30 + [0.0] * 70]), seed=4, resamples=4000)
    assert set(block[0].tolist()) == {100}
    assert block[1].mean() == pytest.approx(30, rel=0.01)
    assert block[1].std() == pytest.approx(np.sqrt(100 * 0.3 * 0.7), rel=0.03)


def test_mean_kappa_leaves_out_a_pair_that_has_none():
    with_cho = judged(*MIXED) + [Judgment(f"w{n:02}", name, "a") for n in range(30) for name in ("ana", "cho")]
    report = agreement_of(with_cho)
    assert report.overall.cohen.value == pytest.approx(report.by_pair[0].cohen.value)
    assert [(pair.annotators, pair.cohen.n, pair.cohen.value is None) for pair in report.by_pair] == [
        (("ana", "ben"), 40, False),
        (("ana", "cho"), 30, True),
    ]


def test_an_interval_needs_nearly_all_resamples_to_be_defined():
    report = agreement_of(judged(*["aa"] * 29, "bb"))
    assert report.overall.fleiss.value == pytest.approx(1)
    assert report.overall.fleiss.low is None
    assert re.fullmatch(r"no interval: undefined in 3\d\d of 1,000 resamples", report.overall.fleiss.why)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Judgment("u000", "ana", "b"), "ana judged u000 twice: keep the judgment that stands"),
        (Judgment("u000", "cho", "z"), "`z` for u000 is not on the scale: a, b"),
        (Judgment("u000", "cho", "a", 0.0), "u000 has the weight 0.0: give 1 / its inclusion probability"),
        (Judgment("u000", "cho", "a", float("nan")), "u000 has the weight nan: give 1 / its inclusion probability"),
        (Judgment("u000", "cho", "a", 2.0), "u000 has two weights or two clusters: a unit has one of each"),
        (Judgment("u000", "cho", "a", 1.0, "x"), "u000 has two weights or two clusters: a unit has one of each"),
    ],
)
def test_judgments_that_contradict_each_other_are_refused(wrong, sentence):
    with pytest.raises(JudgmentsError) as raised:
        agreement_of([*judged(*MIXED), wrong], labels=("a", "b"))
    assert str(raised.value) == sentence


def test_a_frame_without_weights_and_clusters_says_the_same_as_the_rows():
    frame = frame_of(judged(*MIXED)).drop("weight", "cluster")
    assert agreement_of(frame) == agreement_of(judged(*MIXED))


def test_verdicts_given_with_the_label_in_view_are_called_verification():
    assert agreement_of(judged(*MIXED), what="verification").what == "verification"


units = st.lists(st.text("abc.", min_size=3, max_size=3), min_size=20, max_size=40)


def report_of(rows):
    return agreement_of(rows, labels="abc", resamples=0)


def by_name(report):
    return {name: getattr(report.overall, name) for name in COEFFICIENTS}


def same(one, other):
    for name in COEFFICIENTS:
        assert getattr(one.overall, name).value == pytest.approx(getattr(other.overall, name).value, abs=1e-9), name


@settings(max_examples=40, deadline=None)
@given(units, st.permutations("abc"))
def test_law_names_of_labels_do_not_matter(lines, names):
    rows = judged(*lines)
    same(report_of(rows), report_of([row._replace(label=names["abc".index(row.label)]) for row in rows]))


@settings(max_examples=40, deadline=None)
@given(units, st.permutations(["ana", "ben", "cho"]), st.randoms(use_true_random=False))
def test_law_neither_the_names_of_annotators_nor_the_order_of_rows_matter(lines, names, random):
    rows = judged(*lines)
    renamed = [row._replace(annotator=names[["ana", "ben", "cho"].index(row.annotator)]) for row in rows]
    random.shuffle(renamed)
    same(report_of(rows), report_of(renamed))
    random.shuffle(rows)
    assert agreement_of(rows, labels="abc", resamples=50) == agreement_of(judged(*lines), labels="abc", resamples=50)


@settings(max_examples=40, deadline=None)
@given(units)
def test_law_all_clusters_twice_leave_the_values(lines):
    """Alpha but for its correction for small samples, n / (n - 1)."""
    rows = judged(*lines)
    one, two = report_of(rows), report_of(rows + [row._replace(unit=row.unit + "'") for row in rows])
    if one.overall.percent.value is None:
        return
    for name in ("percent", "cohen", "fleiss", "ac1"):
        assert getattr(two.overall, name).value == pytest.approx(getattr(one.overall, name).value, abs=1e-9)
    if one.overall.alpha.value is not None:
        n = one.counts.judgments
        disagreement = (1 - one.overall.alpha.value) * n / (n - 1)
        assert (1 - two.overall.alpha.value) * 2 * n / (2 * n - 1) == pytest.approx(disagreement, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(units)
def test_law_values_are_within_their_bounds_and_a_missing_one_has_its_reason(lines):
    report = report_of(judged(*lines))
    found = [getattr(scope, name) for scope in (report.overall, *report.by_label) for name in COEFFICIENTS]
    assert all(estimate.why for estimate in found if estimate.value is None)
    assert all(-2 <= estimate.value <= 1 + 1e-9 for estimate in found if estimate.value is not None)
    for label in report.by_label:
        if label.positive.value is not None and label.negative.value is not None:
            share = label.prevalence.value
            mixed = share * label.positive.value + (1 - share) * label.negative.value
            assert label.percent.value == pytest.approx(mixed, abs=1e-9)


def test_150_000_judgments_take_no_more_than_a_second_of_processor():
    rng = np.random.default_rng(1)
    names = np.array(["accept", "fix", "reject"])
    annotators = np.argsort(rng.random((50_000, 20)), axis=1)[:, :3].ravel()
    numbers = np.repeat(np.arange(50_000), 3)
    frame = pl.DataFrame(
        {
            "unit": [f"gsm8k-en-ko-{number:06}" for number in numbers],
            "annotator": [f"p{annotator:02}" for annotator in annotators],
            "label": names[np.minimum(numbers % 3, rng.integers(0, 4, len(numbers)))],
        }
    )
    started = time.process_time()
    report = agreement_of(frame, labels=("accept", "fix", "reject"), ordered=True, resamples=0)
    assert time.process_time() - started < 2, "1 s, and room for a machine that is busy"
    assert (report.counts.comparisons, len(report.by_pair)) == (150_000, 190)
