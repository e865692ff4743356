"""A row a dataset with all its classes and their reasons: what `classes.parquet` holds.

    dataset    licence   makeup       task_groups           is_complete  words_by_script  owner_class
    klue/klue  copyleft  monolingual  [Question Answering]  true         2,310            research institute

Imports little, for every process that classifies pays for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from annotate.dataset_cards.classes import OwnerKind
from annotate.dataset_cards.classify import Classified, Listing, classify
from annotate.dataset_cards.definitions import SECTIONS

CLASSES = pa.schema(
    {
        "dataset": pa.string(),
        "created_at": pa.timestamp("us", tz="UTC"),
        "downloads": pa.int64(),
        "declared_languages": pa.list_(pa.string()),
        "languages": pa.list_(pa.string()),
        "makeup": pa.string(),
        "makeup_reason": pa.string(),
        "licence": pa.string(),
        "licence_reason": pa.string(),
        "spdx": pa.list_(pa.string()),
        "size_by_rows": pa.string(),
        "size_by_rows_reason": pa.string(),
        "size_by_bytes": pa.string(),
        "size_by_bytes_reason": pa.string(),
        "main_bytes": pa.int64(),
        "task_groups": pa.list_(pa.string()),
        "new_tasks": pa.list_(pa.string()),
        "is_instruction": pa.bool_(),
        "instruction_reason": pa.string(),
        "arxiv": pa.list_(pa.string()),
        "has_arxiv": pa.bool_(),
        "has_arxiv_tag": pa.bool_(),
        "card": pa.string(),
        "metadata": pa.string(),
        "metadata_fault": pa.string(),
        "sections": pa.list_(pa.string()),
        "is_complete": pa.bool_(),
        "words_by_space": pa.int64(),
        "words_by_script": pa.int64(),
        "owner_class": pa.string(),
        "owner_reason": pa.string(),
    }
)
"""What is null was not there to be read: sections, words and completeness of a dataset without a card."""

_DATASET = ("dataset", "created_at", "downloads", "languages", "tags", "arxiv", "main_bytes")
_CARD = ("dataset", "outcome", "text")
_SIZE = ("dataset", "rows", "partial")


class Unlike(Exception):
    """The tables of a snapshot are not of one crawl."""


class Piece(NamedTuple):
    """Neighbouring rows of a snapshot's tables, which have the same row groups."""

    snapshot: Path
    groups: Sequence[int]
    start: int
    """Rows of these groups that belong to the pieces before."""
    kinds: Sequence[OwnerKind | None]
    """Of the owners, a row each."""
    has_sizes: bool


class Told(NamedTuple):
    """What the tables of a snapshot say of one dataset."""

    dataset: str
    created_at: datetime | None
    downloads: int | None
    languages: list[str]
    tags: list[str]
    arxiv_tags: list[str]
    main_bytes: int | None
    card: str
    """Outcome of asking for it."""
    text: str | None
    rows: int | None
    rows_partial: bool | None
    owner_kind: OwnerKind | None


def classified(piece: Piece) -> pa.Table:
    """Rows of `classes.parquet`; raises `Unlike`."""
    rows = [_row(told, classify(_listing(told), told.text)) for told in _told(piece)]
    return pa.Table.from_pylist(rows, schema=CLASSES)


def _told(piece: Piece) -> Iterator[Told]:
    datasets, cards = _read(piece, "datasets", _DATASET), _read(piece, "cards", _CARD)
    sizes = _read(piece, "sizes", _SIZE) if piece.has_sizes else repeat((None, None, None), len(piece.kinds))
    for dataset, (of_card, *card), (of_size, *size), kind in zip(datasets, cards, sizes, piece.kinds, strict=True):
        if {of_card, of_size} - {dataset[0], None}:
            raise Unlike
        yield Told._make((*dataset, *card, *size, kind))


def _read(piece: Piece, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    with pq.ParquetFile(piece.snapshot / f"{table}.parquet") as parquet:
        groups = parquet.read_row_groups(piece.groups, columns=list(columns), use_threads=False)
    rows = groups.slice(piece.start, len(piece.kinds))
    return zip(*(rows.column(name).to_pylist() for name in columns), strict=True)


def _listing(told: Told) -> Listing:
    return Listing(
        dataset=told.dataset,
        tags=tuple(told.tags),
        owner_kind=told.owner_kind,
        main_bytes=told.main_bytes,
        rows=told.rows,
        rows_partial=bool(told.rows_partial),
    )


def _row(told: Told, found: Classified) -> dict[str, Any]:
    return {
        "dataset": told.dataset,
        "created_at": told.created_at,
        "downloads": told.downloads,
        "declared_languages": told.languages,
        "languages": found.languages,
        "makeup": found.makeup.label,
        "makeup_reason": found.makeup.reason,
        "licence": found.licence.label,
        "licence_reason": found.licence.reason,
        "spdx": found.spdx,
        "size_by_rows": found.rows.label,
        "size_by_rows_reason": found.rows.reason,
        "size_by_bytes": found.bytes.label,
        "size_by_bytes_reason": found.bytes.reason,
        "main_bytes": told.main_bytes,
        "task_groups": found.tasks.groups,
        "new_tasks": found.tasks.new,
        "is_instruction": found.instruction.label == "yes",
        "instruction_reason": found.instruction.reason,
        "arxiv": found.arxiv,
        "has_arxiv": bool(found.arxiv) or bool(told.arxiv_tags),
        "has_arxiv_tag": bool(told.arxiv_tags),
        "card": told.card,
        "metadata": found.metadata,
        "metadata_fault": found.metadata_fault,
        "sections": None if found.sections is None else [one for one in SECTIONS if one in found.sections],
        "is_complete": found.is_complete,
        "words_by_space": found.words and found.words.by_space,
        "words_by_script": found.words and found.words.by_script,
        "owner_class": found.owner.label,
        "owner_reason": found.owner.reason,
    }
