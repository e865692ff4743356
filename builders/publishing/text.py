"""What a check, a plan and a push came to, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from builders.accounts_text import labelled
from builders.figures import count_of
from builders.publishing.file_changes import FileChange
from builders.publishing.planning import Plan
from builders.publishing.pushing import Pushed
from builders.publishing.records import Checked, Defect, Figure
from builders.publishing.row_changes import RowChanges
from builders.publishing.scanning import Finding

ATTRIBUTES = ".gitattributes"
"""The Hub's own file: nobody needs to hear of it."""
SHOWN = 10
"""Findings, and ids of a kind, that are printed; `--json` has all."""


def check_text(checked: Checked) -> str:
    """The verdict, then every defect on a line of its own, or what was compared when there is none."""
    if not checked.sound:
        head = f"{checked.folder}: not sound, {count_of(len(checked.defects), 'defect')}"
        return "\n".join([head, *map(_defect, checked.defects)])
    lines = [f"{checked.folder}: sound" + (", a preview" if checked.preview else "")]
    for config, splits in checked.rows.items():
        lines += labelled("config", f"{config}: " + ", ".join(f"{split} {rows:,}" for split, rows in splits.items()))
    if checked.held_out:
        compared = "those that it has committed to" if checked.opened else "not compared: add --private FOLDER"
        lines += labelled("held out", f"{checked.held_out:,} rows, {compared}")
    lines += labelled("figures", f"{len(checked.figures)} of the card recomputed from the Parquet files:")
    lines += _figures(checked.figures)
    for sentence in checked.advice:
        lines += labelled("advice", sentence)
    return "\n".join(lines)


def plan_text(plan: Plan) -> str:
    """What a push would do."""
    return "\n".join([*_repository(plan), *_files(plan), *_rows(plan.rows), *_findings(plan.findings)])


def pushed_text(pushed: Pushed) -> str:
    at = f"{pushed.url} at {pushed.commit[:12]}"
    if pushed.outcome == "proposed":
        return f"proposed: {at}; tag it when it is merged, by the same command without --pr"
    tag = f", version {pushed.version}" if pushed.version else ""
    return f"{'published' if pushed.outcome == 'committed' else 'nothing changed, no commit'}: {at}{tag}"


def _figures(figures: Iterable[Figure]) -> Iterator[str]:
    """Each with its value; the lines of a table together."""
    for table, grouped in groupby(figures, key=lambda figure: figure.what.rsplit(", ", 1)[0]):
        lines = list(grouped)
        yield f"  {lines[0].what}: {lines[0].files}" if len(lines) == 1 else f"  {table}: {len(lines)} lines"


def _defect(defect: Defect) -> str:
    return f"{defect.file}: {defect.sentence}" if defect.file else defect.sentence


def _repository(plan: Plan) -> Iterator[str]:
    if plan.private is None:
        yield from labelled("to", f"{plan.repository}, which is not there yet (or not to be seen with this token)")
    else:
        seen = "private" if plan.private else "PUBLIC: what is pushed is published"
        yield from labelled("to", f"{plan.repository} at {plan.commit[:12]}, {seen}")
    if plan.changes:
        yield from labelled("version", f"{plan.version}, in one commit")
    else:
        yield from labelled("version", f"{plan.version}: nothing changes, no commit")


def _files(plan: Plan) -> Iterator[str]:
    counts = plan.counts
    unchanged = f", {counts['unchanged']:,} unchanged" if counts["unchanged"] else ""
    sent = sum(change.size for change in plan.files if change.change in {"new", "changed"})
    yield from labelled("files", f"{counts['new']:,} new, {counts['changed']:,} changed{unchanged}: {_bytes(sent)}")
    yield from (_file(change) for change in plan.files if change.change != "unchanged" and change.path != ATTRIBUTES)


def _file(change: FileChange) -> str:
    left = ": no release writes it, so it stays" if change.change == "left" else ""
    return f"  {change.change:<8}  {_bytes(change.size):>9}  {change.path}{left}"


def _rows(changed: Iterable[RowChanges]) -> Iterator[str]:
    """Counts of each split, with some ids."""
    for rows in changed:
        yield from labelled("rows", f"{rows.config}, {rows.split}")
        if rows.unread:
            yield f"  not compared, as what is published cannot be read: {rows.unread}"
        kinds = {"added": rows.added, "removed": rows.removed, "changed": rows.changed}
        yield from (f"  {kind:<8}  {len(keys):>9,}  {_listed(keys)}" for kind, keys in kinds.items() if keys)
        columns = {"lost": rows.lost_columns, "new": rows.new_columns}
        yield from (f"  columns {kind}: {', '.join(names)}" for kind, names in columns.items() if names)


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    if not findings:
        yield from labelled("scan", "no secret and no personal data found")
        return
    yield from labelled("scan", f"{len(findings):,} to look at, published only with --allow-findings:")
    yield from (f"  {_finding(finding)}" for finding in findings[:SHOWN])
    if len(findings) > SHOWN:
        yield f"  and {len(findings) - SHOWN:,} more, all of them with --json"


def _finding(finding: Finding) -> str:
    place = f"{finding.file}, {finding.column}" if finding.column else finding.file
    items = f" of {_listed(finding.items)}" if finding.items else ""
    return f"{finding.kind} {finding.shown} in {place}{items}"


def _listed(keys: Iterable[str], most: int = 3) -> str:
    known = list(keys)
    return ", ".join(known[:most]) + (f" and {len(known) - most:,} more" if len(known) > most else "")


def _bytes(count: int) -> str:
    if count < 1_000:
        return f"{count} B"
    for bound, unit in ((1_000_000, "KB"), (1_000_000_000, "MB")):
        if count < bound:
            return f"{count / (bound / 1_000):.1f} {unit}"
    return f"{count / 1_000_000_000:.1f} GB"
