"""What a draft will ask for: requests exactly, tokens as a range, prices only where they are known."""

import asyncio
import json
from pathlib import Path

import pytest
from scipy.stats import binomtest

from annotate.llm import LLM
from annotate.prices import Price
from annotate.wire import Endpoint
from builders.figures import dollars, exactly, numbers
from builders.math_run import resolve
from builders.parallel_math import draft
from builders.planning import extrapolated, half_width, items_to_read, plan_of
from builders.token_estimates import tokens_of, translated_tokens
from schemas.answers import AnswerJournal
from schemas.plans import Span, keep_plan, newest_plan
from schemas.runs import RunError
from schemas.store import Store
from schemas.workspace import Workspace
from tests.far_end.process import far_end
from tests.review_world import a_run

SAMPLE = Path(__file__).parents[1] / "builders" / "samples" / "gsm8k_sample.jsonl"
PRICES = {"m": Price(1.0, 10.0), "judge": Price(0.0, 2.0)}


def a_planned_run(tmp_path, *, model="m", file=SAMPLE, **options):
    workspace = Workspace(tmp_path / "w")
    options = {"round_trip": 1.0, "source": "en"} | options
    run = resolve(workspace, translator=model, endpoint="", target="ko", files=[file], **options)
    return run, workspace


def drafted(run, workspace, server, *, limit):
    async def go():
        with AnswerJournal(workspace.answers) as journal:
            llm = LLM(Endpoint(server.url, "none"), journal, run=run.id, concurrency=4)
            await draft(
                run, workspace=workspace, store=Store(workspace.store), llm=llm, limit=limit, progress=lambda *_: None
            )
            await llm.close()

    asyncio.run(go())


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0.0) as running:
        yield running


def test_every_request_of_every_stage_is_counted_before_any_is_sent(tmp_path):
    run, workspace = a_planned_run(tmp_path, judge="judge")
    plan = plan_of(run, workspace, prices=PRICES)
    assert [(stage.stage, stage.model, stage.requests, stage.answered) for stage in plan.stages] == [
        ("translate", "m", 10, 0),
        ("round trip", "m", 10, 0),
        ("judge", "judge", 10, 0),
    ]
    assert not workspace.store.exists()


def test_options_are_asked_for_in_the_shape_that_a_draft_asks_for(tmp_path):
    file = tmp_path / "choices.jsonl"
    row = {"question": "What is 1 + 1?", "a": "1", "b": "2", "answer": "B"}
    file.write_text(json.dumps(row) + "\n")
    run, workspace = a_planned_run(tmp_path, file=file, choices_column="a,b", answer_type="choice")
    plan = plan_of(run, workspace, prices=PRICES)
    assert [(stage.stage, stage.requests) for stage in plan.stages] == [("translate", 1), ("round trip", 1)]


def test_refused_rows_ask_nothing(tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text('{"question": "What is 1 + 1?", "answer": "2"}\n{"question": "Why?", "answer": "because"}\n')
    run, workspace = a_planned_run(tmp_path, file=file, round_trip=0.0)
    plan = plan_of(run, workspace, prices=PRICES)
    assert (plan.items, plan.refused, plan.requests) == (1, 1, 1)


def test_what_was_answered_is_not_sent_and_corrects_the_guess_of_the_rest(tmp_path, server):
    run, workspace = a_planned_run(tmp_path)
    guess = plan_of(run, workspace, prices=PRICES)
    drafted(run, workspace, server, limit=6)
    plan = plan_of(run, workspace, prices=PRICES)
    assert [(stage.stage, stage.answered, stage.requests, stage.measured) for stage in plan.stages] == [
        ("translate", 6, 4, 6),
        ("round trip", 6, 4, 6),
    ]
    assert plan.before.answers == 12
    drafted(run, workspace, server, limit=None)
    after = plan_of(run, workspace, prices=PRICES)
    assert (after.requests, after.tokens, after.cost) == (0, (0, 0), (0, 0))
    used = after.before.since(plan.before)
    assert used.answers == 8
    assert plan.tokens.low <= used.tokens <= plan.tokens.high
    assert plan.cost.low <= used.cost <= plan.cost.high
    assert plan.tokens.high - plan.tokens.low < 0.25 * (guess.tokens.high - guess.tokens.low)


def test_the_round_trip_of_a_kept_translation_is_asked_of_its_own_words(tmp_path, server):
    run, workspace = a_planned_run(tmp_path, round_trip=0.0)
    stood_in = plan_of(run.model_copy(update={"round_trip": 1.0}), workspace, prices=PRICES)
    drafted(run, workspace, server, limit=None)
    plan = plan_of(run.model_copy(update={"round_trip": 1.0}), workspace, prices=PRICES)
    assert [(stage.stage, stage.answered, stage.requests) for stage in plan.stages] == [
        ("translate", 10, 0),
        ("round trip", 0, 10),
    ]
    assert plan.stages[1].prompt_tokens != stood_in.stages[1].prompt_tokens


def test_an_unknown_price_is_unknown_and_not_nothing(tmp_path):
    run, workspace = a_planned_run(tmp_path, model="nobody-knows", judge="judge")
    plan = plan_of(run, workspace, prices=PRICES)
    assert [stage.cost is None for stage in plan.stages] == [True, True, False]
    assert plan.cost is None


def test_a_price_is_of_prompt_and_completion(tmp_path):
    run, workspace = a_planned_run(tmp_path, round_trip=0.0)
    (stage,) = plan_of(run, workspace, prices=PRICES).stages
    ends = zip(stage.prompt_tokens, stage.completion_tokens, strict=True)
    assert stage.cost == pytest.approx([(prompt + 10 * completion) / 1e6 for prompt, completion in ends])


def test_few_answers_leave_the_guess_alone():
    assert extrapolated([Span(1, 3), Span(2, 4)], known=[(1.0, 9)] * 4) == (3, 7)


def test_answers_that_are_always_twice_the_guess_double_it_exactly():
    assert extrapolated([Span(1, 3), Span(2, 4)], known=[(n, 2 * n) for n in range(1, 6)]) == pytest.approx((10, 10))


def test_answers_that_scatter_widen_the_range_by_the_ratio_and_by_each_request():
    # ratio 1, residuals +-1: variance 6/5; t(5) = 2.5706; both errors: 6 * (4 * 10 / 60)^2 + 4
    known = [(10.0, 11), (10.0, 9)] * 3
    error = 2.570582 * (6 / 5 * (6 * (40 / 60) ** 2 + 4)) ** 0.5
    assert extrapolated([Span(5, 15)] * 4, known=known) == pytest.approx((40 - error, 40 + error))


@pytest.mark.parametrize("items", [20, 1319])
def test_the_half_width_of_a_score_is_wilsons(items):
    interval = binomtest(items // 2, items).proportion_ci(method="wilson")
    assert half_width(items) == pytest.approx((interval.high - interval.low) / 2, rel=0.002)


@pytest.mark.parametrize(
    ("review", "share", "to_read"),
    [("all", Span(0, 1), (1000, 1000)), ("risk", Span(0, 1), (300, 1000)), ("risk", Span(0.1, 0.2), (400, 500))],
)
def test_people_read_everything_or_what_is_flagged_and_a_sample(review, share, to_read):
    assert items_to_read(a_run(review=review, sample_size=300), 1000, share) == to_read


def test_hours_are_of_all_annotators(tmp_path):
    run, workspace = a_planned_run(tmp_path, annotators=2)
    reading = plan_of(run, workspace, prices=PRICES, seconds_per_item=90).reading
    assert (reading.items, reading.hours) == ((10, 10), pytest.approx((0.5, 0.5)))


def test_a_risk_plan_says_how_little_error_its_sample_can_show(tmp_path):
    run, workspace = a_planned_run(tmp_path, review="risk", sample_size=5)
    plan = plan_of(run, workspace, prices=PRICES)
    # No error in n reads leaves 1 - 0.05^(1/n).
    assert plan.error_bounds[0] == pytest.approx(1 - 0.05 ** (1 / 5))
    assert list(plan.error_bounds) == sorted(plan.error_bounds)
    assert plan.reading.items == (5, 10)


def test_the_newest_plan_of_the_same_parameters_that_sends_something_is_the_one_that_counts(tmp_path):
    run, workspace = a_planned_run(tmp_path)
    first = plan_of(run, workspace, prices=PRICES, limit=3)
    other = first.model_copy(update={"parameters": "b2:another"})
    empty = first.model_copy(update={"stages": ()})
    assert newest_plan(workspace.runs, run) is None
    paths = [keep_plan(workspace.runs, plan) for plan in (first, other, empty)]
    assert [path.name for path in paths] == ["0001.json", "0002.json", "0003.json"]
    assert newest_plan(workspace.runs, run) == first
    assert newest_plan(workspace.runs, run.model_copy(update={"endpoint": "https://moved.example"})) == first
    assert newest_plan(workspace.runs, run.model_copy(update={"seed": 1})) is None


def test_a_plan_that_cannot_be_read_is_named(tmp_path):
    run, workspace = a_planned_run(tmp_path)
    path = keep_plan(workspace.runs, plan_of(run, workspace, prices=PRICES))
    path.chmod(0o644)
    path.write_text("{}")
    with pytest.raises(RunError, match=r"0001\.json is not a plan this version can read: remove it"):
        newest_plan(workspace.runs, run)


def test_real_tokenizers_lie_within_the_estimate():
    # Counted with cl100k and o200k.
    english = " ".join(json.loads(line)["question"] for line in SAMPLE.read_text().splitlines())
    korean = "민지는 사과 3개를 1,200원에 샀다. 한 개의 값은 얼마인가?"
    for text, language, counted in ((english, "en", (565, 562)), (korean, "ko", (33, 26))):
        estimate = tokens_of(text, language)
        assert [estimate.low <= tokens <= estimate.high for tokens in counted] == [True, True]


def test_a_translation_is_longer_in_tokens_by_its_script():
    text = "x" * 1000
    assert translated_tokens(text, "en", "ko") == pytest.approx((1000 * 0.22 * 1.5, 1000 * 0.36 * 2.5))
    assert translated_tokens(text[:530], "ko", "en") == pytest.approx((1000 * 0.22, 1000 * 0.36))
    assert translated_tokens(text, "en", "ja") == pytest.approx((1000 * 0.22 * 1.5, 1000 * 0.36 * 2.2))


def test_figures_keep_the_digits_that_mean_something():
    assert numbers(Span(53_812.4, 107_950)) == "53,800 to 108,000"
    assert numbers(Span(0, 0)) == "0"
    assert exactly(Span(300, 1319)) == "300 to 1,319"
    assert dollars(Span(0.01554, 12.345)) == "$0.0155 to $12.35"
    assert dollars(Span(0, 0)) == "$0.00"
    assert dollars(None) == "price unknown"
