"""The guidelines that stand beside an item: the workspace's own `guidelines.md`, or ours.

A decision carries the version it was made under, and every version that was ever shown stays in the workspace.
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple

from schemas.digest import digest
from schemas.runs import load_inference_runs, load_math_runs, write_once
from schemas.workspace import Workspace


class Guidelines(NamedTuple):
    text: str
    """Markdown, written by the project's lead: trusted, unlike a corpus."""
    version: str


def guidelines_of(workspace: Workspace) -> Guidelines:
    """What applies now; kept under its version in `review/guidelines/`."""
    own = workspace.root / "guidelines.md"
    labelled = load_inference_runs(workspace.runs) and not load_math_runs(workspace.runs)
    default = resources.files("review_app") / "guidelines" / ("inference.md" if labelled else "mathematics.md")
    text = own.read_text(encoding="utf-8") if own.exists() else default.read_text(encoding="utf-8")
    version = digest(text.encode())[:15]
    kept = workspace.review / "guidelines" / f"{version.removeprefix('b2:')}.md"
    if not kept.exists():
        write_once(kept, text)
    return Guidelines(text, version)
