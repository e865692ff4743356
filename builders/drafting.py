"""What the drafts of all recipes have in common: items through models, and an end when nobody answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from annotate.llm import LLM, EndpointError, Unfinished
from annotate.stream import each
from schemas.records import Record, Refusal, RefusalStage
from schemas.run_parameters import Run
from schemas.store import Store

UNANSWERED_IN_A_ROW = 10
"""As many requests that failed at every attempt, with no answer between them, mean that the endpoint is down."""

DETAIL_CHARACTERS = 500

Item = TypeVar("Item")
Progress = Callable[[int, int], None]


@dataclass
class Drafted:
    """What one `draft` did."""

    came_in: int = 0
    made: int = 0
    """Items that a model made a first text of: translations, or pairs with their hypotheses."""
    waiting: list[str] = field(default_factory=list)
    """Why items got no answer this time; the next draft asks for them again."""


async def answered(
    items: Iterable[Item],
    stage: Callable[[Item], Awaitable[list[Record] | str]],
    *,
    llm: LLM,
    window: int,
    waiting: list[str],
) -> AsyncIterator[list[Record]]:
    """What each item became, as they complete; `waiting` gets a sentence for each that nobody answered.

    Raises `EndpointError` when so many in a row got no answer that the endpoint must be down.
    """
    failed_in_a_row = 0
    async for made in each(items, stage, window=window):
        if isinstance(made, str):
            waiting.append(made)
            failed_in_a_row += 1
            _stop_when_down(failed_in_a_row, llm, made)
        else:
            failed_in_a_row = 0
            yield made


async def keep_answered(
    items: Iterable[Item],
    stage: Callable[[Item], Awaitable[list[Record] | str]],
    *,
    store: Store,
    llm: LLM,
    waiting: list[str],
) -> None:
    """As `answered`, and all that came is stored together, also when something stops it midway."""
    made: list[Record] = []
    try:
        async for records in answered(items, stage, llm=llm, window=2 * llm.concurrency, waiting=waiting):
            made += records
    finally:
        store.add(made)


def model_failed(run: Run, item: str, stage: RefusalStage, failure: Unfinished) -> Refusal:
    """The refusal of an item that a model did not finish, with the beginning of what it said."""
    detail = failure.text[:DETAIL_CHARACTERS]
    return Refusal(run=run.id, item=item, stage=stage, reason=failure.reason, detail=detail)


def _stop_when_down(failed_in_a_row: int, llm: LLM, why: str) -> None:
    if failed_in_a_row >= UNANSWERED_IN_A_ROW and llm.endpoint:
        raise EndpointError(
            f"{llm.endpoint.origin} is down ({why}): what was answered is kept, draft again when it is back"
        )
