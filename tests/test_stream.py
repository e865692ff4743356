"""Results come as they complete, a bounded number at a time, and nothing that was begun is thrown away."""

import asyncio

import pytest

from annotate.stream import each


async def collect(results):
    return [result async for result in results]


async def test_results_come_in_the_order_in_which_they_complete():
    async def slow_first(number):
        await asyncio.sleep(0.05 if number == 0 else 0)
        return number

    assert await collect(each(range(4), slow_first, window=2)) == [1, 2, 3, 0]


async def test_no_more_than_the_window_are_under_way():
    under_way, most = set(), []

    async def stage(number):
        under_way.add(number)
        most.append(len(under_way))
        await asyncio.sleep(0.001)
        under_way.discard(number)
        return number

    assert sorted(await collect(each(range(20), stage, window=3))) == list(range(20))
    assert max(most) == 3


async def test_items_are_taken_as_they_are_needed():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    async def stage(number):
        await asyncio.sleep(0)
        return number

    results = each(items(), stage, window=2)
    await anext(results)
    await results.aclose()
    assert len(taken) < 10


async def test_a_failure_begins_nothing_more_and_waits_for_what_is_under_way():
    begun, got = [], []

    async def stage(number):
        begun.append(number)
        await asyncio.sleep(0.02 * (number != 1))
        if number == 1:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="1"):  # noqa: PT012 - the loop is what raises
        async for result in each(range(100), stage, window=3):
            got.append(result)  # noqa: PERF401 - what came before the failure counts
    assert (begun, sorted(got)) == ([0, 1, 2], [0, 2])


async def test_a_consumer_that_leaves_cancels_what_is_under_way():
    cancelled = []

    async def stage(number):
        try:
            await asyncio.sleep(number)
        except asyncio.CancelledError:
            cancelled.append(number)
            raise
        return number

    results = each([0, 60, 61], stage, window=3)
    assert await anext(results) == 0
    await results.aclose()
    assert cancelled == [60, 61]


async def test_no_items_are_no_results():
    assert await collect(each([], asyncio.sleep, window=4)) == []
