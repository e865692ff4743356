"""`isogloss hub merge`, `duplicates`, `export`: what else a snapshot is good for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON

if TYPE_CHECKING:
    import polars as pl

    from builders.hub_survey.merging import Merge

SNAPSHOT = click.Path(path_type=Path, exists=True, file_okay=False)
SHOWN_GROUPS = 20


@click.command(epilog="Example: isogloss hub merge snapshots/2026-01 klue/klue squad_kor_v1")
@click.argument("snapshot", type=SNAPSHOT)
@click.argument("datasets", nargs=-1, required=True, metavar="ORG/NAME...")
@AS_JSON
def merge(snapshot: Path, datasets: tuple[str, ...], *, as_json: bool) -> None:
    """Say whether datasets may be merged into one that is shared, by their declared licences. No legal advice.

    It has read no licence's text, no card, and knows nothing of privacy or of rights in what the data was made from.
    """
    from builders.hub_survey.merging import merge as judge
    from builders.hub_survey.merging import parts_in

    found = judge(parts_in(snapshot, datasets))
    click.echo(_merge_json(found) if as_json else _merge_text(found))


@click.command(epilog="Example: isogloss hub duplicates snapshots/2026-01 --to duplicates")
@click.argument("snapshot", type=SNAPSHOT)
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder for all groups as CSV and Parquet.")
@AS_JSON
def duplicates(snapshot: Path, *, folder: Path | None, as_json: bool) -> None:
    """List datasets that may be one: the same card but for its names, or the same size to the byte."""
    from builders.hub_survey.duplicates import duplicates as find
    from builders.hub_survey.frames import write_frames

    found = find(snapshot)
    if folder is not None:
        write_frames({"duplicates": found}, folder)
    click.echo(json.dumps(found.to_dicts(), ensure_ascii=False) if as_json else _duplicates_text(found))


@click.command(epilog="Example: isogloss hub export snapshots/2026-01 --to hub-2026-01")
@click.argument("snapshot", type=SNAPSHOT)
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder of the dataset.")
@AS_JSON
def export(snapshot: Path, folder: Path, *, as_json: bool) -> None:
    """Write a snapshot as a dataset: Parquet a configuration, with its own card."""
    from builders.hub_survey.export import export as write

    rows = write(snapshot, folder)
    lines = [f"{name:10}{count:,} rows" for name, count in rows.items()]
    click.echo(json.dumps(rows) if as_json else "\n".join([*lines, f"dataset   {folder}"]))


def _merge_json(found: Merge) -> str:
    return json.dumps(
        {
            "verdict": found.verdict,
            "reasons": [one._asdict() for one in found.reasons],
            "datasets": [one._asdict() for one in found.parts],
        },
        ensure_ascii=False,
    )


def _merge_text(found: Merge) -> str:
    width = max(len(part.dataset) for part in found.parts)
    verdict = {"yes": "nothing declared forbids it", "no": "no", "unclear": "not clear"}[found.verdict]
    return "\n".join(
        [
            *(f"{part.dataset:{width}}  {part.licence:14}{part.reason}" for part in found.parts),
            "",
            f"may they be merged and shared? {verdict}",
            *(f"  {one.verdict:9}{one.sentence}" for one in found.reasons),
            "",
            "By declared licence classes alone; this is no legal advice.",
        ]
    )


def _duplicates_text(found: pl.DataFrame) -> str:
    groups = found.partition_by("group", maintain_order=True)
    lines = [f"{len(groups):,} groups, {found['dataset'].n_unique():,} datasets"]
    for group in groups[:SHOWN_GROUPS]:
        lines += ["", group["evidence"][0], *(f"  {name}" for name in group["dataset"])]
    if len(groups) > SHOWN_GROUPS:
        lines += ["", f"and {len(groups) - SHOWN_GROUPS:,} more groups: --to FOLDER writes all"]
    return "\n".join(lines)
