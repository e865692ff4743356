"""Development patterns, the second category of the study's Table 1: Figures 4, 5 and 7."""

from __future__ import annotations

import polars as pl

from annotate.dataset_cards.classes import UNKNOWN
from annotate.dataset_cards.definitions import definitions
from builders.hub_survey.counting import LISTED, MONOLINGUAL, counted, languages_in, monolingual, shared

UNDATED = "no date"
INSTRUCTION = "instruction data among all listed"
OWNER_KNOWN = "monolingual with a known class of owner"
LICENCE_GROUPS = {
    "Permissive + public domain": ("permissive", "public domain"),
    "Copyleft + noncommercial, no derivatives": ("copyleft", "noncommercial"),
    "Unknown": ("unknown",),
    "Other": ("other",),
}
"""What the study's Figure 4 draws as one (section 4.2, footnote on licences)."""


def licences(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 4, in our six classes and in the four that the study draws."""
    languages, those = languages_in(rows), monolingual(rows)
    group_of = {licence: group for group, members in LICENCE_GROUPS.items() for licence in members}
    grouped = those.with_columns(pl.col("licence").replace_strict(group_of, return_dtype=pl.String))
    return pl.concat(
        [
            counted(grouped, "licence", LICENCE_GROUPS, basis=MONOLINGUAL, languages=languages),
            counted(
                those, "licence", definitions().licences.strictest_first,
                basis=f"{MONOLINGUAL}, six classes", languages=languages,
            ),
        ]
    )  # fmt: skip


def instruction_share(rows: pl.DataFrame) -> pl.DataFrame:
    """How many of the listed datasets are instruction data, whatever their makeup (section 4.2)."""
    named = rows.with_columns(
        pl.when("is_instruction").then(pl.lit("instruction data")).otherwise(pl.lit("other data")).alias("kind")
    )
    return counted(named, "kind", ["instruction data", "other data"], basis=LISTED, languages=languages_in(rows))


def instruction_by_month(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 5: instruction data by the month of its creation, without gaps between the first and the last month.

    One snapshot shows survivors only: what was deleted since, or fell out of the listing, is not counted.
    """
    those = rows.filter("is_instruction").with_columns(
        pl.col("created_at").dt.strftime("%Y-%m").fill_null(UNDATED).alias("month")
    )
    found = those.group_by("language", pl.col("month").alias("class")).agg(pl.len().alias("count"))
    totals = those.group_by("language").agg(pl.len().alias("of"))
    months = [*_months(those["created_at"]), *([UNDATED] if UNDATED in those["month"] else [])]
    return shared(found, totals, months, basis=INSTRUCTION, languages=languages_in(rows))


def owners(rows: pl.DataFrame) -> pl.DataFrame:
    """Figure 7: of the datasets whose owner's class is known, as in the study (footnote of section 4.2), and of all."""
    classes = definitions().owners.classes
    languages, those = languages_in(rows), monolingual(rows)
    known = those.filter(pl.col("owner_class") != UNKNOWN)
    return pl.concat(
        [
            counted(
                known, "owner_class", [name for name in classes if name != UNKNOWN],
                basis=OWNER_KNOWN, languages=languages,
            ),
            counted(those, "owner_class", classes, basis=MONOLINGUAL, languages=languages),
        ]
    )  # fmt: skip


def _months(dates: pl.Series) -> list[str]:
    first, last = dates.min(), dates.max()
    if first is None or last is None:
        return []
    ends = pl.Series([first, last]).dt.truncate("1mo")
    return pl.datetime_range(ends[0], ends[1], "1mo", eager=True).dt.strftime("%Y-%m").to_list()
