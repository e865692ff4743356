"""Run one stage over many items: as they complete, a bounded number at a time, and stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_END = object()


async def each(
    items: Iterable[Item], stage: Callable[[Item], Awaitable[Result]], *, window: int
) -> AsyncIterator[Result]:
    """Results in the order in which they complete, at most `window` items begun and not finished.

    When a stage raises, no further item is begun; those under way finish first, because their answers are being paid
    for, and their results are yielded before the exception is raised. When the consumer leaves, the rest is cancelled.
    """
    todo, results = iter(items), asyncio.Queue[Result | BaseException | object]()
    stopping = asyncio.Event()
    workers = [asyncio.create_task(_work(todo, stage, results, stopping)) for _ in range(window)]
    left, failure = len(workers), None
    try:
        while left:
            result = await results.get()
            if result is _END:
                left -= 1
            elif isinstance(result, BaseException):
                failure = failure or result
            else:
                yield result  # type: ignore[misc]
    finally:
        stopping.set()
        for worker in workers:
            worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*workers, return_exceptions=True)
    if failure:
        raise failure


async def _work(
    todo: Iterator[Item],
    stage: Callable[[Item], Awaitable[Result]],
    results: asyncio.Queue[Result | BaseException | object],
    stopping: asyncio.Event,
) -> None:
    for item in todo:
        try:
            results.put_nowait(await stage(item))
        except Exception as failure:  # noqa: BLE001 - not handled here: carried to the consumer, which raises it
            stopping.set()
            results.put_nowait(failure)
        if stopping.is_set():
            break
    results.put_nowait(_END)
