"""Is every row of a known run, under a name of its own, and read by people or marked as not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.dataset_cards.metadata import texts
from builders.card import PREVIEW
from builders.figures import count_of
from builders.publishing.records import CARD, PROVENANCE, Defect
from builders.publishing.release_files import Opened, Place, relative
from schemas.math_runs import MathRun

if TYPE_CHECKING:
    import polars as pl

NEEDED = ("id", "review_state")
"""Columns without which nothing can be said of a row."""
REVIEWED = "human-reviewed"
"""The tag of a card that says that people read every row."""
SHOWN = 3


def row_defects(opened: Opened) -> Iterator[Defect]:
    """All that can be seen from single rows; a table without the columns, or without text there, is `loading`'s."""
    tables = {place: table for place, table in opened.tables.items() if _is_named(table)}
    yield from _repeated(opened, tables)
    yield from _misnamed(opened, tables)
    for place, table in tables.items():
        yield from _homeless(opened, place, table)
        yield from _unread(opened, place, table)
        if "flagged" in table.columns:
            yield from _flagged(opened, place, table)
        if "decision" in table.columns:
            yield from _contradicting(opened, place, table)


def _is_named(table: pl.DataFrame) -> bool:
    """Whether every row has what it takes to say something of it."""
    import polars as pl

    texts = (table.schema.get(name) == pl.String for name in NEEDED)
    return all(texts) and not sum(table[name].null_count() for name in NEEDED)


def _repeated(opened: Opened, tables: dict[Place, pl.DataFrame]) -> Iterator[Defect]:
    import polars as pl

    for config in dict.fromkeys(config for config, _split in tables):
        names = pl.concat([table["id"] for (own, _split), table in tables.items() if own == config])
        twice = names.filter(names.is_duplicated()).unique().sort().to_list()
        if twice:
            file = _file(opened, next(place for place in tables if place[0] == config))
            sentence = f"config {config} holds ids more than once, {rows_named(twice)}: every row needs one of its own"
            yield Defect(file=file, sentence=sentence)


def _misnamed(opened: Opened, tables: dict[Place, pl.DataFrame]) -> Iterator[Defect]:
    """A preview that the card does not call one, or one by the card alone; and what only claims to be reviewed."""
    called = f"# {PREVIEW}" in opened.text.splitlines()
    if called != opened.provenance.preview:
        one, other = (CARD, PROVENANCE) if called else (PROVENANCE, CARD)
        yield Defect(file=one, sentence=f"calls the release a preview, and {other} does not: build it again")
    unread = sum(int((table["review_state"] != "reviewed").sum()) for table in tables.values())
    if unread and REVIEWED in texts(opened.card.metadata, "tags"):
        sentence = f"`tags` says {REVIEWED}, and nobody read {unread:,} of the rows: build the release again"
        yield Defect(file=CARD, sentence=sentence)


def _homeless(opened: Opened, place: Place, table: pl.DataFrame) -> Iterator[Defect]:
    """Rows whose run is not in the provenance, or that name another source or direction than their run."""
    homeless, strange = [], []
    told = [column for column in ("source", "direction") if column in table.columns]
    for item, *said in table.select("id", *told).iter_rows():
        run = opened.run_of(item)
        if run is None:
            homeless.append(item)
        elif isinstance(run, MathRun) and dict(zip(told, said, strict=True)).items() - _of(run).items():
            strange.append(item)
    file = _file(opened, place)
    if homeless:
        sentence = f"{rows_named(homeless)} of no run in {PROVENANCE}: without provenance nothing can be published"
        yield Defect(file=file, sentence=sentence)
    if strange:
        sentence = f"{rows_named(strange)} with another source or direction than the run's: build the release again"
        yield Defect(file=file, sentence=sentence)


def _of(run: MathRun) -> dict[str, str]:
    return {"source": run.source.name, "direction": f"{run.source_language}-{run.target_language}"}


def _unread(opened: Opened, place: Place, table: pl.DataFrame) -> Iterator[Defect]:
    """Unread rows: any in a preview, else those that the bound of a run in mode `risk` covers."""
    sampled = {run.id for run in opened.runs if run.review == "risk"}
    unread = [
        item
        for item, state in table.select("id", "review_state").iter_rows()
        if state != "reviewed" and not (state == "machine-clean" and _run_id(opened, item) in sampled)
    ]
    if unread and not opened.provenance.preview:
        sentence = f"{rows_named(unread)} read by nobody: have them read, or release with --preview"
        yield Defect(file=_file(opened, place), sentence=sentence)


def _flagged(opened: Opened, place: Place, table: pl.DataFrame) -> Iterator[Defect]:
    import polars as pl

    found = table.filter(pl.col("flagged") & (pl.col("review_state") != "reviewed"))["id"].to_list()
    if found and not opened.provenance.preview:
        sentence = f"{rows_named(found)} flagged and read by nobody: have them read, or release with --preview"
        yield Defect(file=_file(opened, place), sentence=sentence)


def _contradicting(opened: Opened, place: Place, table: pl.DataFrame) -> Iterator[Defect]:
    """What people decided about is reviewed, and nothing else is."""
    import polars as pl

    decided, reviewed = pl.col("decision") != "none", pl.col("review_state") == "reviewed"
    found = table.filter(decided != reviewed)["id"].to_list()
    if found:
        sentence = (
            f"{rows_named(found)} whose `decision` and `review_state` exclude each other: build the release again"
        )
        yield Defect(file=_file(opened, place), sentence=sentence)


def _run_id(opened: Opened, item: str) -> str:
    run = opened.run_of(item)
    return run.id if run else ""


def _file(opened: Opened, place: Place) -> str:
    return relative(opened.folder, opened.data_files[place][0])


def rows_named(items: list[str]) -> str:
    """`8 rows (a, b, c and 5 more)`."""
    more = f" and {len(items) - SHOWN:,} more" if len(items) > SHOWN else ""
    return f"{count_of(len(items), 'row')} ({', '.join(items[:SHOWN])}{more})"
