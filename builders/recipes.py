"""Which recipe a run is drafted by: for the command line and for a rebuild, which find runs and not recipes."""

from __future__ import annotations

from annotate.llm import LLM
from builders import exam_pages, parallel_math
from builders.parallel_math import Drafted, Progress
from schemas.runs import Run
from schemas.store import Store
from schemas.workspace import Workspace


async def draft(
    run: Run, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """Draft a run by its own recipe."""
    recipe = exam_pages.draft if run.pages else parallel_math.draft
    return await recipe(run, workspace=workspace, store=store, llm=llm, limit=limit, progress=progress)
