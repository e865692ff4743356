"""Translations that people made and published, paired with a source by identifier, as HRM8K takes MMMLU's.

An identifier can lie (rows were dropped, files were sorted), so a pair must also agree in what a translator leaves
alone: the gold answer and the number of options. One that does not is refused with the reason; no model fills the gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotate.gold import UnreadableGold, parse_gold
from builders.intake import BadRowError, gold_of
from crawlers.rows import BadRow, Row, read_rows
from schemas.faults import Fault
from schemas.math_runs import MathRun
from schemas.records import Problem, Refusal, Translation
from schemas.workspace import Workspace


class PairingError(Fault):
    """Source and translation cannot be joined by identifier."""


def require_identifiers(path: Path, columns: Mapping[str, str], *, shown: str, option: str) -> None:
    """Every row that can be read has its own identifier, or `PairingError`.

    `shown` names the file to the user, `option` is the one that names its column.
    """
    if "id" not in columns:
        raise PairingError(f"{shown} has no column of identifiers to join a translation by: name it with {option}")
    first: dict[str, int] = {}
    for row in read_rows(path, columns=columns):
        if isinstance(row, BadRow):
            continue
        if not row.source_id:
            raise PairingError(f"{shown}, row {row.number} has no identifier in column {columns['id']}: give it one")
        if row.source_id in first:
            raise PairingError(
                f"{shown} has {row.source_id!r} in rows {first[row.source_id]} and {row.number}: "
                f"name a column whose values differ with {option}"
            )
        first[row.source_id] = row.number


def read_published(run: MathRun, workspace: Workspace) -> dict[str, Row] | None:
    """The published rows by identifier; None when a model translates. Raises `BadRowError` unless they are skipped."""
    if run.translation is None:
        return None
    rows: dict[str, Row] = {}
    for row in read_rows(workspace.sources / run.translation.file, columns=run.translation.columns):
        if isinstance(row, Row):
            rows[row.source_id] = row
        elif not run.skip_bad_rows:
            raise BadRowError(
                f"{run.translation.source.location}, row {row.number}: {row.detail}; "
                "mend it, or add --skip-bad-rows to go without such rows"
            )
    return rows


def paired(problem: Problem, published: Mapping[str, Row], run: MathRun) -> Translation | Refusal:
    """The published translation of a problem, or why there is none that can be trusted to be of this problem."""
    if run.translation is None or (row := published.get(problem.source_id)) is None:
        return _refused(problem, "no published translation", f"no row is named {problem.source_id!r}")
    if len(row.choices) != len(problem.choices):
        return _refused(problem, "other options", f"{len(problem.choices)} options, translated {len(row.choices)}")
    try:
        gold = parse_gold(
            gold_of(row, run.translation.answer_style).gold, problem.answer_type, choices=row.choices
        ).text
    except UnreadableGold as error:
        return _refused(problem, "unreadable gold", f"of the translation: {error}")
    if gold != problem.answer:
        return _refused(problem, "another gold", f"gold {problem.answer}, of the translation {gold}")
    return Translation(
        run=run.id,
        item=problem.item,
        revision=0,
        question=row.question,
        choices=row.choices,
        translator=run.translator,
        answer_key="",
    )


def _refused(problem: Problem, reason: str, detail: str) -> Refusal:
    return Refusal(run=problem.run, item=problem.item, stage="translate", reason=reason, detail=detail)
