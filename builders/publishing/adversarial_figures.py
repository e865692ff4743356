"""Numbers on the card of a release of adversarial pairs that the released rows settle.

Pairs, seeds, configurations, languages, terms, and of each language the pairs released, their seeds, and how many held
up, which is counted anew from the column `cells`. What is said of all pairs that a search found is not recomputed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from builders.publishing.card_figures import NOTHING, configurations, languages, search, size
from builders.publishing.card_tables import table_headed, tables_after
from builders.publishing.records import Figure
from builders.publishing.release_files import Opened

if TYPE_CHECKING:
    import polars as pl

_ROUNDING = 1e-9
"""Differences of shares below it are none."""


def adversarial_figures(opened: Opened) -> Iterator[Figure]:
    """All of them, in the order of the card."""
    import polars as pl

    rows = pl.concat(opened.tables.values())
    said = search(opened.text, r"^([\d,]+ adversarial pairs of [\d,]+) multiple-choice questions")
    files = f"{rows.height:,} adversarial pairs of {rows['seed'].n_unique():,}"
    yield Figure(what="pairs and seeds", card=said, files=files)
    yield from configurations(opened)
    yield size(opened, rows.height)
    yield from languages(opened, ["en", *rows["language"]], line="Languages")
    yield _unread(opened, rows)
    for run in opened.runs:
        yield from _pairs(opened, run.id)
    yield from _terms(opened, rows)


def _unread(opened: Opened, rows: pl.DataFrame) -> Figure:
    unread = (rows["review_state"] != "reviewed").sum()
    said = search(opened.text, r"^- \*\*Review:\*\* ([\d,]+ of [\d,]+) pairs were read by nobody")
    files = f"{unread:,} of {rows.height:,}" if unread else NOTHING
    return Figure(what="pairs that nobody read", card=said, files=files)


def _pairs(opened: Opened, run: str) -> Iterator[Figure]:
    lines = table_headed(tables_after(opened.text, f"Pairs of {run}:"), "Configuration", "Found")
    if not lines:
        yield Figure(what=f"pairs of {run}", card=NOTHING, files="a table")
    for config, found, withheld, *said in lines:
        rows = opened.tables.get((config, "test"))
        own = ["0"] * 4 if rows is None else _counted(rows)
        yield Figure(
            what=f"released, of seeds, held up, not tested, {config}", card="; ".join(said), files="; ".join(own)
        )
        lost = int(withheld.split(" ")[0].replace(",", ""))
        files = f"{lost + (0 if rows is None else rows.height):,}"
        yield Figure(what=f"found = withheld + released, {config}", card=found, files=files)


def _counted(rows: pl.DataFrame) -> list[str]:
    states = [_held_up(cells) for cells in rows["cells"].to_list()]
    counts = (rows.height, rows["seed"].n_unique(), states.count(True), states.count(None))
    return [f"{count:,}" for count in counts]


def _held_up(cells: list[dict[str, object]]) -> bool | None:
    """Whether the held-out models lose more to the added text in the target language, and are worse there with it."""
    shares: dict[str, list[float]] = {}
    for cell in cells:
        if cell["panel"] == "held-out":
            shares.setdefault(str(cell["cell"]), []).append(float(str(cell["right"])) / float(str(cell["answers"])))
    if not {"E0", "E+dE", "T0", "T+dT"} <= shares.keys():
        return None
    mean = {name: sum(own) / len(own) for name, own in shares.items()}
    claim = (mean["T0"] - mean["T+dT"]) - (mean["E0"] - mean["E+dE"])
    return claim > _ROUNDING and mean["E+dE"] - mean["T+dT"] > _ROUNDING


def _terms(opened: Opened, rows: pl.DataFrame) -> Iterator[Figure]:
    counted = rows.group_by("source", "licence").len().sort("source", "licence")
    own = {f"{source}, {licence}": f"{count:,}" for source, licence, count in counted.iter_rows()}
    lines = table_headed(tables_after(opened.text, "**Licence.**"), "Source", "Licence")
    said = {f"{source}, {licence}": count for source, licence, count in lines}
    for name in dict.fromkeys([*own, *said]):
        yield Figure(what=f"rows of {name}", card=said.get(name, NOTHING), files=own.get(name, NOTHING))
