"""`isogloss hub survey` and `diff`: what is computed from snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON

if TYPE_CHECKING:
    from builders.hub_survey.diff import Change, Difference
    from builders.hub_survey.survey import Survey

SNAPSHOT = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command(epilog="Example: isogloss hub survey snapshots/2026-01 --language ko --language ja --to surveys/2026-01")
@click.argument("snapshot", type=SNAPSHOT)
@click.option(
    "--language", "languages", multiple=True, help="Language tag; repeatable.  [all listings of the snapshot]"
)
@click.option("--top", type=click.IntRange(min=1), help="So many of each language, the most downloaded.")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the survey.")
@AS_JSON
def survey(snapshot: Path, folder: Path, *, languages: tuple[str, ...], top: int | None, as_json: bool) -> None:
    """Compute the CJK study's tables and figures from a snapshot, for any languages.

    Writes report.html (one page, nothing to load), quotes.md, the figures as SVG and PNG, and the counts behind them
    as CSV and Parquet.
    """
    from builders.hub_survey.survey import survey as compute

    made = compute(snapshot, folder, languages=languages, top=top)
    click.echo(made.model_dump_json() if as_json else _survey_text(made, folder))


def _survey_text(made: Survey, folder: Path) -> str:
    lines = [f"{language:10}{count:,} datasets" for language, count in made.languages.items()]
    if not made.complete:
        lines.append("the snapshot is not complete: what was not read is counted as unknown")
    return "\n".join([*lines, f"report    {folder / 'report.html'}", f"to quote  {folder / 'quotes.md'}"])


@click.command(epilog="Example: isogloss hub diff snapshots/2026-01 snapshots/2026-02 --to growth")
@click.argument("old", type=SNAPSHOT)
@click.argument("new", type=SNAPSHOT)
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder for the tables as CSV and Parquet.")
@AS_JSON
def diff(old: Path, new: Path, *, folder: Path | None, as_json: bool) -> None:
    """Say what became of the datasets between two snapshots: entered, left, renamed, changed, downloads.

    The tables: growth by class, and the datasets that entered, left, were renamed, or changed.
    """
    from builders.hub_survey.diff import diff as compare
    from builders.hub_survey.frames import write_frames

    found = compare(old, new)
    if folder is not None:
        write_frames(found.tables, folder)
    click.echo(_diff_json(found) if as_json else _diff_text(found))


def _diff_json(found: Difference) -> str:
    import json

    return json.dumps(
        {
            "old": found.old.finished_at,
            "new": found.new.finished_at,
            "changes": [change.model_dump() for change in found.changes],
            "changed": dict(found.changed),
            "only_old": list(found.only_old),
            "only_new": list(found.only_new),
        }
    )


def _diff_text(found: Difference) -> str:
    lines = [f"{found.old.finished_at[:16]} -> {found.new.finished_at[:16]}".replace("T", " ")]
    for change in found.changes:
        lines += ["", *_change_lines(change)]
    changed = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in found.changed)
    lines += ["", f"changed, of those that stayed: {changed or 'nothing'}"]
    for which, languages in (("old", found.only_old), ("new", found.only_new)):
        lines += [f"only in the {which} snapshot, not compared: {', '.join(languages)}"] if languages else []
    return "\n".join(lines)


def _change_lines(change: Change) -> list[str]:
    kept = f"{change.stayed:,} stayed + {change.renamed:,} renamed"
    ratio = "unknown" if change.downloads_ratio is None else f"{change.downloads_ratio:.2f}"
    came = f"{change.entered:,} entered, {change.created_since:,} of them created since"
    downloads = f"{change.downloads_old:,} -> {change.downloads_new:,}, median ratio {ratio}"
    lines = [
        f"{change.language:10}{change.old:,} = {kept} + {change.left:,} left",
        f"{'':10}{change.new:,} = {kept} + {came}",
        f"{'':10}downloads of those that stayed: {downloads}",
    ]
    if change.ends != "end":
        where = f"the listing ends at its {change.ends}"
        lines.append(f"{'':10}{where}: what left may have fallen below it, what entered may be old")
    return lines
