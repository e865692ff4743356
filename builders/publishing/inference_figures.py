"""Numbers on the card of a release of inference pairs that the released rows settle.

Splits (released, dropped, balanced, whose labels), and for each run and premise origin: languages with labels, language
pairs, lengths, documents needed, and items and lengths by label. What classifiers and judges came to is not recomputed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from builders.publishing.card_figures import NOTHING, configurations, languages, lines, search, size
from builders.publishing.card_tables import shown, table_headed, tables_after
from builders.publishing.inference_tables import (
    DOCUMENTS,
    by_label,
    language_pairs,
    language_shares,
    lengths,
    needs,
    needs_by_people,
)
from builders.publishing.records import Figure
from builders.publishing.release_files import Opened
from builders.publishing.sums import ENGLISH, UNBALANCED
from schemas.inference import LABELS

if TYPE_CHECKING:
    import polars as pl


def inference_figures(opened: Opened) -> Iterator[Figure]:
    """All of them, in the order of the card."""
    released, balanced = _rows(opened, unbalanced=True), _rows(opened, unbalanced=False)
    said = search(opened.text, r"^([\d,]+) statements about pairs")
    yield Figure(what="statements", card=said, files=f"{released.height:,}")
    yield from configurations(opened)
    yield size(opened, sum(next(iter(opened.rows.values())).values()))
    tags = {tag for document in DOCUMENTS for tag in released[document].struct.field("language")}
    yield from languages(opened, tags, line="Languages of the documents")
    yield _unread(opened, released)
    yield _shared_events(opened, released)
    yield from _balance(balanced)
    for run in opened.runs:
        yield from _splits(opened, run.id, released, balanced)
    yield from _groups(opened, released, balanced)


def _rows(opened: Opened, *, unbalanced: bool) -> pl.DataFrame:
    """Rows of all configs of a kind, with their run and split; English twins are of neither."""
    import polars as pl

    parts = [
        table.with_columns(_named(opened, table), split=pl.lit(split))
        for (config, split), table in opened.tables.items()
        if config.endswith(UNBALANCED) == unbalanced and not config.endswith(ENGLISH)
    ]
    if parts:
        return pl.concat(parts)
    empty = next(iter(opened.tables.values())).clear()
    return empty.with_columns(_named(opened, empty), split=pl.lit(""))


def _named(opened: Opened, table: pl.DataFrame) -> pl.Series:
    import polars as pl

    runs = (opened.run_of(item) for item in table["id"])
    return pl.Series("run", [run.id if run else "" for run in runs], dtype=pl.String)


def _unread(opened: Opened, released: pl.DataFrame) -> Figure:
    unread = (released["review_state"] != "reviewed").sum()
    said = search(opened.text, r"^- \*\*Labels:\*\* ([\d,]+ of [\d,]+) labels are the writer's")
    files = f"{unread:,} of {released.height:,}" if unread else NOTHING
    return Figure(what="labels that nobody read", card=said, files=files)


def _shared_events(opened: Opened, released: pl.DataFrame) -> Figure:
    """Events are counted without the name of their run, as runs over the same events are split alike."""
    places: dict[str, set[str]] = {}
    for event, run, split in released.select("event", "run", "split").iter_rows():
        places.setdefault(event.removeprefix(f"{run}-"), set()).add(split)
    shared = sum(len(splits) > 1 for splits in places.values())
    said = search(opened.text, r"two splits: ([\d,]+) were found")
    return Figure(what="events in two splits", card=said, files=f"{shared:,}")


def _balance(balanced: pl.DataFrame) -> Iterator[Figure]:
    """The card says that labels are balanced exactly in every split."""
    for split in balanced["split"].unique(maintain_order=True):
        labels = balanced.filter(split=split)["label"]
        counts = [int((labels == number).sum()) for number in range(len(LABELS))]
        third = " ".join([f"{labels.len() / len(LABELS):g}"] * len(LABELS))
        yield Figure(what=f"balance of {split}", card=third, files=" ".join(map(str, counts)))


def _splits(opened: Opened, run: str, released: pl.DataFrame, balanced: pl.DataFrame) -> Iterator[Figure]:
    lines = table_headed(tables_after(opened.text, f"Splits of {run}:"), "Split")
    if not lines:
        yield Figure(what=f"splits of {run}", card=NOTHING, files="a table")
    for line in lines:
        split, _events, generated, _read, withheld, *said = line
        rows, kept = released.filter(run=run, split=split), balanced.filter(run=run, split=split)
        lost = int(withheld.split(" ")[0].replace(",", ""))
        own = [f"{rows.height:,}", f"{rows.height - kept.height:,}", f"{kept.height:,}", _labels(rows)]
        what = f"{split} of {run}: released, dropped, balanced, labels"
        yield Figure(what=what, card="; ".join(said), files="; ".join(own))
        what = f"{split} of {run}: generated = withheld + released"
        yield Figure(what=what, card=generated, files=f"{lost + rows.height:,}")


def _labels(rows: pl.DataFrame) -> str:
    reviewed = (rows["review_state"] == "reviewed").sum()
    if not rows.height:
        return "none"
    return f"people's on {reviewed:,}" if reviewed else "machine-labelled"


def _groups(opened: Opened, released: pl.DataFrame, balanced: pl.DataFrame) -> Iterator[Figure]:
    """Statistics of the items of one run whose premises have one origin."""
    for (run, origin), rows in released.group_by("run", "premise_origin", maintain_order=True):
        name = f"{run}, {origin} premises"
        tables = tables_after(opened.text, f"### {name} (")
        heading = next((line for line in map(shown, opened.text.splitlines()) if line.startswith(f"### {name} (")), "")
        yield Figure(what=f"{name}: items", card=heading.removeprefix(f"### {name} "), files=f"({rows.height:,} items)")
        pairs = language_pairs(rows)
        recomputed = {
            "languages": (table_headed(tables, "Language"), language_shares(rows)),
            "language pairs": (table_headed(tables, *pairs[0]), pairs[1:]),
            "lengths": (table_headed(tables, "", "Median"), lengths(rows)),
            "documents needed": (table_headed(tables, "Label", "both"), needs(rows)),
            "documents needed, by people": (table_headed(tables, "By people"), needs_by_people(rows)),
        }
        own = balanced.filter(run=run, premise_origin=origin)
        if own.height:
            audited = [[*line[:2], *line[3:]] for line in table_headed(tables, "Label", "Items")]
            recomputed["lengths by label"] = (audited, by_label(own))
        for what, (card, files) in recomputed.items():
            yield from lines(f"{name}: {what}", card, files)
