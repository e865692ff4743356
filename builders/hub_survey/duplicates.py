"""Datasets that may be one: the same card but for its names, or the same size to the byte.

evidence       group  dataset             downloads
same card          1  someone/kobest           1200
same card          1  other/kobest-copy          31
same bytes         2  ...

A snapshot holds no lists of files. The same number of bytes stands for the same files: that is a hint and no proof.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from annotate.dataset_cards.metadata import card_of
from builders.hub_survey.snapshot import opened, table_rows

FEWEST_WORDS = 30
"""Of a card between spaces: shorter ones are templates and empty ones, and alike without telling anything."""
FEWEST_BYTES = 100_000
"""Small datasets have the same size by chance."""
_SCHEMA = {"evidence": pl.String, "key": pl.String, "dataset": pl.String}


def duplicates(snapshot: Path) -> pl.DataFrame:
    """evidence, group, dataset, downloads: groups of two or more, the most downloaded first in each.

    Raises `SnapshotError`.
    """
    with opened(snapshot, "datasets"):
        known = pl.read_parquet(snapshot / "datasets.parquet", columns=["dataset", "downloads", "main_bytes"])
    cards = pl.DataFrame(list(_card_keys(snapshot)), schema=_SCHEMA, orient="row")
    sizes = known.filter(pl.col("main_bytes") >= FEWEST_BYTES).select(
        pl.lit("same bytes").alias("evidence"), pl.col("main_bytes").cast(pl.String).alias("key"), "dataset"
    )
    alike = pl.concat([cards, sizes]).filter(pl.len().over("evidence", "key") > 1)
    ranked = alike.join(known, on="dataset").sort(
        "evidence",
        pl.len().over("evidence", "key"),
        "key",
        "downloads",
        descending=[True, True, False, True],
        nulls_last=True,
        maintain_order=True,
    )
    return ranked.select(
        "evidence", pl.struct("evidence", "key").rle_id().alias("group") + 1, "dataset", "downloads", "main_bytes"
    )


def card_key(dataset: str, text: str) -> str | None:
    """A digest of the card without metadata, spacing and the dataset's own names; None of a short one."""
    body = card_of(text).body
    for name in sorted({dataset, *dataset.split("/")}, key=len, reverse=True):
        body = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", body, flags=re.IGNORECASE)
    words = body.split()
    if len(words) < FEWEST_WORDS:
        return None
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()


def _card_keys(snapshot: Path) -> Iterator[tuple[str, str, str]]:
    for dataset, text in table_rows(snapshot, "cards", "dataset", "text"):
        if text is not None and (key := card_key(dataset, text)):
            yield "same card", key, dataset
