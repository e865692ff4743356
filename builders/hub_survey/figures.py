"""The study's Tables 1 and 2 and Figures 1 to 7 of one survey, each with what it counts and what it does not show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from matplotlib.figure import Figure

from builders.hub_survey import development, documentation, drawing, scale
from builders.hub_survey.counting import MONOLINGUAL
from builders.hub_survey.framework import FRAMEWORK

SURVIVORS = (
    "Survivors only: one snapshot shows what is still on the Hub and still listed, so a month's count is a lower "
    "bound, and more so the longer ago it is; growth needs two snapshots and `isogloss hub diff`."
)


@dataclass(frozen=True)
class Shown:
    """A table or figure of the report."""

    name: str
    """Of its files: `figure-4-licences`."""
    title: str
    caption: str
    """What is counted, of what, and what it does not show."""
    tables: Mapping[str, pl.DataFrame]
    """By the name of their files."""
    picture: Figure | None = None
    """None for a table."""


def shown(rows: pl.DataFrame) -> list[Shown]:
    """All of them, from the rows of `listings.surveyed`, in the order of the study."""
    return [
        _framework(),
        _sizes(rows),
        *_scale(rows),
        _licences(rows),
        *_instruction(rows),
        _quality(rows),
        _owners(rows),
    ]


def _framework() -> Shown:
    caption = (
        "The study's categories and metrics, and where each is measured here. The last category is read, not counted."
    )
    return Shown("table-1-framework", "Table 1. What is measured", caption, {"table-1-framework": FRAMEWORK})


def _sizes(rows: pl.DataFrame) -> Shown:
    caption = (
        "Monolingual datasets. S below 10M, M to 100M, L to 1B, XL from there. By rows: what the dataset viewer "
        "counted, else the largest size category that is declared; by bytes: what the main branch holds. The study "
        "names both units. Percent of those whose size is known are beside percent of all."
    )
    return Shown("table-2-sizes", "Table 2. Sizes", caption, {"table-2-sizes": scale.sizes(rows)})


def _scale(rows: pl.DataFrame) -> list[Shown]:
    ranks, sets, makeup, tasks = (f(rows) for f in (scale.downloads_by_rank, scale.overlap, scale.makeup, scale.tasks))
    return [
        Shown(
            "figure-1-downloads", "Figure 1. Downloads by rank",
            "Every listed dataset by its rank; downloads are those of the 30 days before the snapshot. A dataset "
            "without downloads cannot be drawn on a logarithmic axis; it is in the table.",
            {"figure-1-downloads": ranks}, drawing.downloads(ranks),
        ),
        Shown(
            "figure-2a-overlap", "Figure 2a. Listed in several languages",
            "Each dataset once, by exactly those languages in whose listings it is. A listing that was cut at a rank "
            "hides what lies below it.",
            {"figure-2a-overlap": sets}, drawing.overlap(sets),
        ),
        Shown(
            "figure-2b-makeup", "Figure 2b. Language makeup",
            "All listed datasets, by the languages that they declare.",
            {"figure-2b-makeup": makeup}, drawing.stacked(makeup, by="count"),
        ),
        Shown(
            "figure-3-tasks", "Figure 3. Task groups",
            "Percent of all mentions of these seven groups by monolingual datasets, as the study counts (its "
            "columns add up to 100). A dataset in two groups is two mentions; shares of datasets are in the table.",
            {"figure-3-tasks": tasks}, drawing.heatmap(tasks.filter(basis=scale.MENTIONS)),
        ),
    ]  # fmt: skip


def _licences(rows: pl.DataFrame) -> Shown:
    licences = development.licences(rows)
    caption = (
        "Monolingual datasets, by the strictest licence they declare, in the study's four groups; all six classes "
        "are in the table. Unknown: none is declared, or `unknown` is."
    )
    drawn = drawing.stacked(licences.filter(basis=MONOLINGUAL), by="percent")
    return Shown("figure-4-licences", "Figure 4. Licences", caption, {"figure-4-licences": licences}, drawn)


def _instruction(rows: pl.DataFrame) -> list[Shown]:
    share, months = development.instruction_share(rows), development.instruction_by_month(rows)
    by_month = drawing.by_month(months, undated=development.UNDATED)
    caption = f"Instruction data among all listed datasets, by month of creation. {SURVIVORS}"
    return [
        Shown(
            "figure-5-instruction", "Figure 5. Instruction data by month (survivors only)", caption,
            {"figure-5-instruction": months, "figure-5-instruction-share": share}, by_month,
        )
    ]  # fmt: skip


def _quality(rows: pl.DataFrame) -> Shown:
    grounding, complete, depth = (
        documentation.academic_grounding(rows), documentation.completeness(rows), documentation.depth(rows)
    )  # fmt: skip
    caption = (
        "Monolingual datasets; (b) and (c) only those whose card was read. Words by script: a Han character or "
        "hiragana is one, as spaces tell nothing of Chinese and Japanese; by space, as the study is likely to have "
        "counted, they are in the table. The mean is drawn as in the study; a few long cards lift it above the "
        "median."
    )
    picture = drawing.documentation(
        grounding.filter(pl.col("class") == documentation.BY_TAG_OR_TEXT),
        complete.filter(pl.col("class") == documentation.COMPLETE),
        depth.filter(pl.col("class") == "words by script"),
    )
    tables = {
        "figure-6a-grounding": grounding, "figure-6b-completeness": complete, "figure-6c-depth": depth
    }  # fmt: skip
    return Shown("figure-6-documentation", "Figure 6. Documentation", caption, tables, picture)


def _owners(rows: pl.DataFrame) -> Shown:
    owners = development.owners(rows)
    caption = (
        "Monolingual datasets whose owner's class is known: a user is an individual, an organization is what the "
        "curated list says. How many are unknown is in the table; most organizations are."
    )
    drawn = drawing.stacked(owners.filter(basis=development.OWNER_KNOWN), by="percent")
    return Shown("figure-7-owners", "Figure 7. Owners", caption, {"figure-7-owners": owners}, drawn)
