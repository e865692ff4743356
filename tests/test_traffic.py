"""Budgets, pauses and what an endpoint asks us to wait."""

import asyncio
import time
from email.utils import formatdate

import pytest

from annotate.llm import LLM, Endpoint
from annotate.prices import Price
from annotate.rates import Rates
from annotate.traffic import Budget, BudgetSpent, Traffic, retry_after
from schemas.answers import AnswerJournal
from tests.bench.passes import ask_all
from tests.far_end.process import far_end


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "soon"}, None),
    ],
)
def test_what_an_endpoint_asks_to_wait(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_date_to_come_back_at_is_read_too():
    assert retry_after({"retry-after": formatdate(time.time() + 10, usegmt=True)}) == pytest.approx(10, abs=1.5)
    assert retry_after({"retry-after": formatdate(0, usegmt=True)}) == 0.0


async def waited(traffic):
    started = time.monotonic()
    async with traffic.slot():
        return time.monotonic() - started


async def test_one_refusal_holds_its_own_request_and_not_the_pool():
    traffic = Traffic(4, Budget())
    traffic.answered(429, {"retry-after": "5"})
    assert await waited(traffic) < 0.1


async def test_many_refusals_pause_the_pool():
    traffic = Traffic(4, Budget())
    for _ in range(9):
        traffic.answered(429, {"retry-after-ms": "200"})
    assert 0.15 < await waited(traffic) < 1


@pytest.mark.parametrize(("reset", "least"), [("200ms", 0.19), ("0m0.2s", 0.19)])
async def test_headers_that_say_nothing_is_left_pause_the_pool(reset, least):
    traffic = Traffic(4, Budget())
    traffic.answered(200, {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset})
    assert least < await waited(traffic) < 1


async def test_no_more_than_the_concurrency_hold_a_slot():
    traffic, most = Traffic(3, Budget()), []

    async def hold():
        async with traffic.slot():
            most.append(len(traffic.under_way))
            await asyncio.sleep(0.001)

    await asyncio.gather(*[hold() for _ in range(12)])
    assert (max(most), traffic.under_way) == (3, set())


def test_a_budget_counts_what_is_under_way_at_the_mean_so_far():
    budget = Budget(max_tokens=100)
    budget.spend("m", 10, 10)
    budget.check(in_flight=3)
    with pytest.raises(BudgetSpent, match=r"--max-tokens 100 is spent \(20 used\)"):
        budget.check(in_flight=4)


def test_a_budget_of_money_is_kept_by_the_price():
    budget = Budget(max_cost=0.003, prices={"m": Price(prompt=1.0, completion=2.0)})
    budget.spend("m", 1000, 500)
    with pytest.raises(BudgetSpent, match=r"--max-cost 0\.003 is spent \(\$0\.0020 used\)"):
        budget.check(in_flight=0)


def test_each_model_is_counted_at_its_own_price():
    budget = Budget(prices={"writer": Price(prompt=1.0, completion=2.0), "judge": Price(prompt=10.0, completion=20.0)})
    budget.spend("writer", 1000, 500)
    budget.spend("judge", 1000, 500)
    assert (budget.cost, budget.tokens) == (pytest.approx(0.022), 3000)


def test_no_bound_is_never_spent():
    budget = Budget(prices={"m": Price(prompt=1e6, completion=1e6)})
    budget.spend("m", 10**6, 10**6)
    budget.check(in_flight=10**6)


async def departures(rates, count, *, size=0, tokens=0):
    """When so many requests left, in seconds; each is answered at once with the tokens it cost."""
    traffic, left = Traffic(8, Budget(), rates), []

    async def go():
        async with traffic.slot(size) as departure:
            left.append(time.monotonic())
            departure.used("m", tokens, 0)

    await asyncio.gather(*[go() for _ in range(count)])
    return [one - left[0] for one in left]


def most_in_a_span(moments, seconds):
    """The most departures in any span of so many seconds, wherever it begins."""
    return max(sum(start <= moment < start + seconds for moment in moments) for start in moments)


async def test_told_requests_a_minute_no_span_of_two_seconds_gets_more_than_its_share():
    left = await departures(Rates(requests_per_minute=6000), 250)
    assert most_in_a_span(left, 2) <= 200
    assert left[-1] == pytest.approx(249 / 97, abs=0.2)


async def test_told_tokens_a_minute_the_estimate_is_corrected_by_what_answers_cost():
    left = await departures(Rates(tokens_per_minute=60_000), 30, size=100, tokens=30)
    assert left[-1] == pytest.approx(29 * 30 / 970, abs=0.2)


async def test_until_answers_tell_a_request_is_taken_for_half_a_token_a_byte():
    left = await departures(Rates(tokens_per_minute=60_000), 5, size=100)
    assert left[-1] == pytest.approx(4 * 50 / 970, abs=0.1)


async def test_without_told_rates_nothing_is_held_back():
    assert (await departures(None, 200, size=10**6, tokens=10**6))[-1] < 0.2


async def test_a_pause_is_no_credit_for_a_burst_after_it():
    traffic = Traffic(8, Budget(), Rates(requests_per_minute=6000))
    async with traffic.slot():
        await asyncio.sleep(0.5)
    left = []

    async def go():
        async with traffic.slot():
            left.append(time.monotonic())

    await asyncio.gather(*[go() for _ in range(30)])
    assert most_in_a_span(left, 0.1) <= 15


@pytest.mark.parametrize(
    ("windows", "rates"),
    [
        # A tenth more than told: on a busy machine what left evenly arrives in bunches, which longer windows absorb.
        ({"window": "220/2s"}, Rates(requests_per_minute=6000)),
        ({"token_window": "22000/2s"}, Rates(tokens_per_minute=600_000)),
    ],
)
async def test_an_endpoint_whose_limit_was_told_refuses_nothing(tmp_path, windows, rates):
    with far_end(silent_limit=True, bad_share=0, **windows) as server, AnswerJournal(tmp_path / "a.sqlite") as journal:
        llm = LLM(Endpoint(server.url, "none"), journal, run="r", rates=rates)
        outcome = await ask_all(llm, 250)
        await llm.close()
        stats = server.stats()
    assert (outcome.answered, stats.answered) == (250, {"200": 250})


async def test_the_same_limit_untold_is_met_by_refusals(tmp_path):
    with far_end(silent_limit=True, window="200/2s") as server, AnswerJournal(tmp_path / "a.sqlite") as journal:
        llm = LLM(Endpoint(server.url, "none"), journal, run="r")
        outcome = await ask_all(llm, 250)
        await llm.close()
        stats = server.stats()
    assert (outcome.answered, stats.answered["200"]) == (250, 250)
    assert 0 < stats.answered["429"] <= 64
