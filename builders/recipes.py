"""Which recipe a run is drafted by: for the command line and for a rebuild, which find runs and not recipes."""

from __future__ import annotations

from typing import TypedDict

from annotate import translate
from annotate.llm import LLM
from builders import exam_pages, inference_pairs, inference_run, parallel_math
from builders.adversarial import draft as adversarial_pairs
from builders.adversarial import run_resolving
from builders.drafting import Drafted, Progress
from schemas.adversarial_runs import AdversarialRun
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun
from schemas.run_parameters import Run
from schemas.store import Store
from schemas.workspace import Workspace


async def draft(
    run: Run, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """Draft a run by its own recipe."""
    given = _Given(workspace=workspace, store=store, llm=llm, limit=limit, progress=progress)
    if isinstance(run, InferenceRun):
        return await inference_pairs.draft(run, **given)
    if isinstance(run, AdversarialRun):
        return await adversarial_pairs.draft(run, **given)
    assert isinstance(run, MathRun)  # noqa: S101 - there are three kinds of runs
    return await (exam_pages.draft if run.pages else parallel_math.draft)(run, **given)


def prompt_of(run: Run) -> str:
    """Digest of what this version asks models by the recipe of a run; `run.prompt` is that of the version it is of."""
    if isinstance(run, InferenceRun):
        return inference_run.prompt_digest(expanding=bool(run.expand_to))
    if isinstance(run, AdversarialRun):
        return run_resolving.prompt_digest()
    return translate.prompt_digest()


class _Given(TypedDict):
    workspace: Workspace
    store: Store
    llm: LLM
    limit: int | None
    progress: Progress
