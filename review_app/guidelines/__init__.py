"""The guidelines that stand beside an item: the workspace's own `guidelines.md`, or ours.

A decision carries the version it was made under, and every version that was ever shown stays in the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

from schemas.digest import digest
from schemas.run_parameters import Run
from schemas.runs import write_once
from schemas.workspace import Workspace

MATHEMATICS = "mathematics.md"
_OF_RECIPE = {"nli": "inference.md", "adversarial": "adversarial.md"}
"""Where a workspace has runs of one recipe alone."""


class Guidelines(NamedTuple):
    text: str
    """Markdown, written by the project's lead: trusted, unlike a corpus."""
    version: str


def guidelines_of(workspace: Workspace, runs: Iterable[Run]) -> Guidelines:
    """What applies now to the workspace's runs; kept under its version in `review/guidelines/`."""
    own = workspace.root / "guidelines.md"
    recipes = {run.recipe for run in runs}
    name = _OF_RECIPE.get(next(iter(recipes)), MATHEMATICS) if len(recipes) == 1 else MATHEMATICS
    default = resources.files("review_app") / "guidelines" / name
    text = own.read_text(encoding="utf-8") if own.exists() else default.read_text(encoding="utf-8")
    version = digest(text.encode())[:15]
    kept = workspace.review / "guidelines" / f"{version.removeprefix('b2:')}.md"
    if not kept.exists():
        write_once(kept, text)
    return Guidelines(text, version)
