"""Make the store anew: everything in it is a function of sources, runs and the two journals."""

from __future__ import annotations

import asyncio

from annotate.llm import LLM
from builders.deciding import project
from builders.recipes import draft, prompt_of
from schemas.answers import AnswerJournal
from schemas.decisions import verify_chain
from schemas.faults import Fault
from schemas.run_parameters import Run
from schemas.runs import intake_limit, load_runs
from schemas.store import Store, remove_store, replace_store
from schemas.workspace import Workspace


class RebuildError(Fault):
    """The store cannot be made anew by this version; the one that is there was not touched."""


def rebuild(workspace: Workspace) -> Store:
    """Replay every run without an endpoint, project the decisions, and put the new store in the old one's place."""
    verify_chain(workspace.decisions)
    for run in load_runs(workspace.runs):
        _require_same_words(run)
    new = workspace.store.with_name("store.rebuilt.duckdb")
    remove_store(new)
    with Store(new).held() as store:
        asyncio.run(_replay(workspace, store))
        project(workspace, store)
        store.checkpoint()
    replace_store(new, workspace.store)
    return Store(workspace.store)


def _require_same_words(run: Run) -> None:
    """A replay asks what this version asks, and the journal holds answers to nothing else."""
    asks_nobody = run.models and all(model.startswith("human:") for model in run.models)
    if run.prompt != prompt_of(run) and not asks_nobody:
        raise RebuildError(
            f"{run.id} was drafted by isogloss {run.version}, which asked models in other words: "
            "rebuild it with that version; the store stays as it is"
        )


async def _replay(workspace: Workspace, store: Store) -> None:
    for run in load_runs(workspace.runs):
        with AnswerJournal(workspace.answers) as journal:
            llm = LLM(None, journal, run=run.id)
            limit = intake_limit(workspace.runs, run)
            await draft(run, workspace=workspace, store=store, llm=llm, limit=limit, progress=_silent)


def _silent(_done: int, _total: int) -> None:
    pass
