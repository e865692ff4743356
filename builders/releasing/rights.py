"""Why pages of exams may be published: said by a person for every workspace that holds some.

A benchmark's uploader tags a licence; an exam has none, so that somebody has to say on what ground it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builders.release_folder import ReleaseError
from schemas.math_runs import MathRun
from schemas.run_parameters import Run
from schemas.workspace import Workspace


def state_rights(workspace: Workspace, statement: str) -> None:
    """Keep a statement, or the content of the file it names; raises `ReleaseError` for an empty one."""
    text = _text(statement).strip()
    if not text:
        raise ReleaseError(f"the rights statement {statement!r} is empty: say why the exam pages may be published")
    workspace.rights.write_text(f"{text}\n", encoding="utf-8")


def rights_of(workspace: Workspace, runs: Iterable[Run]) -> str:
    """The statement, where a run was read from pages; raises `ReleaseError` when there is none."""
    pages = sorted(run.source.name for run in runs if isinstance(run, MathRun) and run.pages)
    if not pages:
        return ""
    if not workspace.rights.exists():
        raise ReleaseError(
            f"{', '.join(pages)} comes from exam pages, whose rights somebody must speak to: release with "
            "`--rights-statement FILE`, or a sentence in place of the file"
        )
    return workspace.rights.read_text(encoding="utf-8").strip()


def _text(statement: str) -> str:
    """A sentence has spaces and may be longer than any name of a file."""
    path = Path(statement)
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else statement
    except UnicodeDecodeError as error:
        raise ReleaseError(f"{statement} is no UTF-8 text (byte {error.start:,}): save it as UTF-8") from error
    except OSError:
        return statement
