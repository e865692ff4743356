import stat

import polars as pl
import pytest
from scipy.stats import binom

from builders.deciding import decide, outcomes, project
from builders.review_queue import Residual, publish_batches, reads_needed, residual, review_queue, upper_bound
from schemas.digest import fraction
from schemas.outcomes import Outcome
from schemas.records import Queued
from tests.review_world import a_run, drafted

RISK = a_run(review="risk", sample_size=2, max_residual_error=0.99)


def queued(run, item, because, probability):
    return Queued(run=run.id, item=item, because=because, stratum=run.stratum, inclusion_probability=probability)


def test_mode_all_asks_about_everything():
    assert review_queue(a_run(), {"b": True, "a": False}) == [
        queued(a_run(), "a", "all", 1.0),
        queued(a_run(), "b", "all", 1.0),
    ]


def test_mode_risk_asks_about_flagged_items_and_the_clean_ones_with_the_smallest_fractions():
    clean = sorted("abcdefgh", key=lambda item: fraction(RISK.seed, item))
    queue = review_queue(RISK, dict.fromkeys("abcdefgh", False) | {"z": True})
    drawn = [queued(RISK, item, "sample", 0.25) for item in sorted(clean[:2])]
    assert queue == [*drawn, queued(RISK, "z", "flagged", 1.0)]


def test_a_sample_larger_than_the_stratum_is_the_stratum():
    assert review_queue(RISK, {"a": False}) == [queued(RISK, "a", "sample", 1.0)]
    assert review_queue(RISK, {}) == []


def test_the_draw_depends_on_the_seed_and_not_on_the_order():
    items = dict.fromkeys("abcdefgh", False)
    assert review_queue(RISK, items) == review_queue(RISK, dict(reversed(items.items())))
    draws = {tuple(q.item for q in review_queue(a_run(review="risk", seed=seed), items)) for seed in range(20)}
    assert len(draws) > 5


def test_every_clean_item_is_drawn_about_as_often_as_its_probability_says():
    items = dict.fromkeys("abcdefgh", False)
    seeds = 2000
    drawn = [q.item for seed in range(seeds) for q in review_queue(a_run(review="risk", seed=seed), items)]
    low, high = binom.interval(0.9999, seeds, 0.25)
    assert {item: low <= drawn.count(item) <= high for item in items} == dict.fromkeys(items, True)


def test_an_exceeded_stratum_is_queued_whole_and_certain():
    queue = review_queue(RISK, dict.fromkeys("abcd", False), exceeded=True)
    assert sorted(q.because for q in queue) == ["sample", "sample", "stratum", "stratum"]
    assert {q.inclusion_probability for q in queue} == {1.0}


@pytest.mark.parametrize(("errors", "read"), [(0, 300), (3, 300), (1, 59), (10, 40)])
def test_the_bound_is_where_so_few_errors_would_be_seen_one_time_in_twenty(errors, read):
    assert binom.cdf(errors, read, upper_bound(errors, read)) == pytest.approx(0.05)


def test_the_bound_of_nothing_read_is_one():
    assert (upper_bound(0, 0), upper_bound(2, 2)) == (1.0, 1.0)


@pytest.mark.parametrize(("errors", "bound", "reads"), [(0, 0.01, 299), (0, 0.05, 59), (3, 0.02, 386), (0, 1.0, 1)])
def test_reads_needed_is_the_smallest_number_that_suffices(errors, bound, reads):
    assert reads_needed(errors, bound) == reads
    assert upper_bound(errors, reads) <= bound
    assert reads == 1 or upper_bound(errors, reads - 1) > bound


def test_no_number_of_reads_shows_that_nothing_is_wrong():
    assert reads_needed(0, 0.0) is None


def test_the_residual_counts_sampled_items_alone_and_waits_for_the_whole_sample():
    run = a_run(review="risk", max_residual_error=0.8)
    queue = [queued(run, item, "sample", 0.5) for item in "abc"] + [queued(run, "z", "flagged", 1.0)]
    found = {"a": Outcome("accepted", 0, ()), "b": Outcome("disputed", 0, ()), "z": Outcome("rejected", 0, ())}
    assert residual(run, queue, found) == Residual(
        sampled=3, read=1, errors=0, bound=upper_bound(0, 1), exceeded=False, releasable=False, reads_needed=2
    )
    read = found | {"b": Outcome("accepted", 0, ()), "c": Outcome("accepted", 0, ())}
    assert residual(run, queue, read) == Residual(
        sampled=3, read=3, errors=0, bound=upper_bound(0, 3), exceeded=False, releasable=True, reads_needed=2
    )
    wrong = read | {"b": Outcome("fixed", 1, ()), "c": Outcome("rejected", 0, ())}
    assert residual(run, queue, wrong) == Residual(
        sampled=3, read=3, errors=2, bound=upper_bound(2, 3), exceeded=True, releasable=False, reads_needed=6
    )


def test_a_stratum_without_a_sample_is_never_releasable():
    assert residual(RISK, [], {}).releasable is False


def test_a_batch_holds_what_a_reviewer_needs(tmp_path):
    world = drafted(tmp_path, items=2, flagged=[1])
    path = world.workspace.review / "gsm8k-en-ko-0001.parquet"
    assert pl.read_parquet(path).to_dicts()[0] == {
        "item": "gsm8k-en-ko-0001",
        "run": "gsm8k-en-ko",
        "revision": 0,
        "source_language": "en",
        "target_language": "ko",
        "question": "아나는 사과 11개를 가지고 있고 하나를 먹습니다. 몇 개가 남습니까?",
        "choices": [],
        "original": "Ana has 11 apples and eats one. How many are left?",
        "original_choices": [],
        "answer": "10",
        "answer_type": "numeric",
        "solution": "",
        "findings": [{"check": "numbers", "message": "numbers lost: 12", "quotes": ["12"]}],
        "because": "all",
        "inclusion_probability": 1.0,
        "page": None,
        "premise": None,
        "premise_origin": None,
        "perturbed": None,
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_batches_of_500_are_written_once_and_the_rest_at_the_end(tmp_path):
    world = drafted(tmp_path, items=501, flagged=[])
    for path in world.workspace.review.iterdir():
        path.unlink()
    full = publish_batches(world.workspace, world.store, world.run, final=False)
    rest = publish_batches(world.workspace, world.store, world.run, final=True)
    again = publish_batches(world.workspace, world.store, world.run, final=True)
    names = [[path.name for path in paths] for paths in (full, rest, again)]
    assert names == [["gsm8k-en-ko-0001.parquet"], ["gsm8k-en-ko-0002.parquet"], []]
    assert [pl.read_parquet(path).height for path in (*full, *rest)] == [500, 1]
    assert sorted(path.name for path in world.workspace.review.iterdir()) == [*names[0], *names[1]]


def test_a_bad_sample_sends_the_rest_of_its_stratum_to_people_and_an_undo_calls_it_back(tmp_path):
    world = drafted(tmp_path, items=6, flagged=[1], run=a_run(review="risk", max_residual_error=0.8))
    sample = [q.item for q in world.store.all(Queued) if q.because == "sample"]
    rejects = [{"item": i, "decision": "reject", "annotator": "ana", "reason": "number"} for i in sample]
    decide(world.workspace, world.write(*rejects))
    project(world.workspace, world.store)
    assert sorted(q.because for q in world.store.all(Queued)) == ["flagged", *["sample"] * 2, *["stratum"] * 3]
    batches = [pl.read_parquet(path) for path in sorted(world.workspace.review.iterdir())]
    assert [batch["because"].to_list() for batch in batches][1] == ["stratum"] * 3
    undo = [{"item": i, "decision": "undo", "annotator": "ana"} for i in sample]
    accept = [{"item": i, "decision": "accept", "annotator": "ana"} for i in sample]
    decide(world.workspace, world.write(*undo, *accept))
    project(world.workspace, world.store)
    assert residual(world.run, world.store.all(Queued), outcomes(world.run, world.store)).releasable
    assert sorted(q.because for q in world.store.all(Queued)) == ["flagged", "sample", "sample"]
