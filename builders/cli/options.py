"""What several commands share: where the endpoint is read from the environment, the open workspace, progress."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
from tqdm import tqdm

from annotate.dialects import Dialects
from annotate.llm import LLM, Endpoint
from annotate.local_model import local_model, spare_cores
from annotate.prices import load_prices, price_of
from annotate.rates import Rates
from annotate.traffic import Budget
from builders.drafting import Drafted, Progress
from builders.recipes import draft
from crawlers import weights
from schemas.answers import AnswerJournal
from schemas.faults import Fault
from schemas.run_parameters import Run
from schemas.runs import DraftStart, start_draft, start_run
from schemas.store import Store
from schemas.workspace import Workspace

OPENAI = "https://api.openai.com/v1"
LOCAL_CONTEXT = 4096


class UsageFault(Fault):
    """The options do not go together."""


@dataclass(frozen=True)
class Limits:
    """What may vary between two invocations of one run."""

    limit: int | None = None
    concurrency: int = 64
    max_cost: float | None = None
    max_tokens: int | None = None
    prices: Path | None = None
    rates: Rates | None = None


@dataclass(frozen=True)
class Translator:
    """A model and where it answers; `file` for one that we serve ourselves."""

    model: str
    endpoint: Endpoint | None
    file: Path | None = None

    @property
    def origin(self) -> str:
        return self.endpoint.origin if self.endpoint else "local"


def endpoint_from_environment() -> Endpoint | None:
    """The endpoint that OPENAI_BASE_URL and OPENAI_API_KEY name; None when neither is set."""
    base_url, key = os.environ.get("OPENAI_BASE_URL"), os.environ.get("OPENAI_API_KEY")
    if not base_url and not key:
        return None
    return Endpoint((base_url or OPENAI).rstrip("/"), key or "none")


def remembered_dialects(endpoint: Endpoint | None) -> Dialects:
    """What earlier invocations found that an endpoint does not understand, kept in the user's cache."""
    if endpoint is None:
        return Dialects()
    return Dialects(endpoint.origin, weights.cache_folder().parent / "endpoints.json")


def translator_of(model: str | None, model_file: Path | None) -> Translator:
    """The model that the options and the environment name; raises `UsageFault` with what is missing."""
    if model_file:
        own = weights.use_file(model_file)
        return Translator(own.model, None, own.path)
    endpoint = endpoint_from_environment()
    if endpoint is None:
        raise UsageFault(
            "no endpoint: set OPENAI_API_KEY, or OPENAI_BASE_URL for your own server, or give --model-file FILE.gguf"
        )
    if not model:
        raise UsageFault(f"which model at {endpoint.origin}? name it with --model")
    return Translator(model, endpoint)


def named_model(model: str | None, model_file: Path | None) -> Translator:
    """The model that the options name, wherever it will answer; raises `UsageFault` when they name none."""
    if model_file:
        return translator_of(model, model_file)
    if not model:
        raise UsageFault("which model? name it with --model, or give --model-file FILE.gguf")
    return Translator(model, endpoint_from_environment())


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A bar on stderr; nothing when that is no terminal."""
    with tqdm(desc=what, file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:

        def show(done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.refresh()

        yield show


def run_draft(
    run: Run, workspace: Workspace, translator: Translator, limits: Limits, *, endpoint_moved: bool = False
) -> Drafted:
    """Keep the run or go on with the one that is kept, to its end or to the end of the budget."""
    run = start_run(workspace.runs, run, endpoint_moved=endpoint_moved)
    start_draft(workspace.runs, run, DraftStart.now(limits.limit))
    budget = _budget(run, limits)
    if translator.file is None:
        return asyncio.run(_draft(run, workspace, translator.endpoint, limits, budget))
    with local_model(translator.file, name=translator.model, threads=spare_cores(), context=LOCAL_CONTEXT) as model:
        # One slot: a second would halve both, and change words at temperature 0.
        alone = replace(limits, concurrency=1)
        return asyncio.run(_draft(run, workspace, Endpoint(model.base_url, "none"), alone, budget))


def say_drafted(run: Run, workspace: Workspace, drafted: Drafted, *, books: Callable[[], str], as_json: bool) -> None:
    """What a draft did, and what comes next."""
    if as_json:
        click.echo(json.dumps({"run": run.id, "workspace": str(workspace.root), **vars(drafted)}))
        return
    click.echo(books())
    if drafted.waiting:
        click.echo(f"{len(drafted.waiting)} got no answer ({drafted.waiting[0]}): draft again to ask for them")
    if workspace.review.exists():  # else nothing was found that people could read
        click.echo(f"next: isogloss review {workspace.root}")


def _budget(run: Run, limits: Limits) -> Budget:
    """Every model at its own price: those that answer at every node may cost many times what the writer does."""
    table = load_prices(limits.prices)
    prices = {model: price for model in run.models if (price := price_of(model, table))}
    unknown = [model for model in run.models if model not in prices]
    if limits.max_cost is not None and unknown:
        raise UsageFault(
            f"the price of {', '.join(unknown)} is unknown, so --max-cost cannot hold: give it in --prices FILE"
        )
    return Budget(limits.max_cost, limits.max_tokens, prices)


async def _draft(run: Run, workspace: Workspace, endpoint: Endpoint | None, limits: Limits, budget: Budget) -> Drafted:
    async with _llm(run, workspace, endpoint, limits, budget) as llm:
        with progress_bar("drafting") as progress:
            return await draft(
                run, workspace=workspace, store=Store(workspace.store), llm=llm, limit=limits.limit, progress=progress
            )


@asynccontextmanager
async def _llm(
    run: Run, workspace: Workspace, endpoint: Endpoint | None, limits: Limits, budget: Budget
) -> AsyncIterator[LLM]:
    with AnswerJournal(workspace.answers) as journal:
        llm = LLM(
            endpoint,
            journal,
            run=run.id,
            concurrency=limits.concurrency,
            budget=budget,
            rates=limits.rates,
            dialects=remembered_dialects(endpoint),
        )
        try:
            yield llm
        finally:
            await llm.close()
