"""From the tables of a snapshot to `classes.parquet`, piece by piece: memory does not grow with the Hub.

Each process reads its pieces itself, so that what strangers wrote crosses between processes only as finished rows.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builders.hub_survey.class_rows import CLASSES, Piece, Unlike, classified
from builders.hub_survey.snapshot import opened, table_rows
from crawlers.hub_request import SnapshotError

PIECE_ROWS = 500
"""Of a small snapshot, so that all processes have their share."""
PIECE_GROUPS = 4
"""Of a large one: a file of many row groups takes 15 ms to open."""
WORKERS = min(os.cpu_count() or 1, 4)
ALONE_UP_TO = 1_000
"""Datasets; to classify so many takes less time than to start further processes."""


def write_classes(snapshot: Path, folder: Path) -> None:
    """`classes.parquet` in the folder, in the order of the snapshot; raises `SnapshotError`."""
    pieces = _pieces(snapshot)
    partial = folder / ".classes.parquet.partial"
    with opened(snapshot, "datasets") as datasets:
        is_small = datasets.metadata.num_rows <= ALONE_UP_TO
    try:
        with pq.ParquetWriter(partial, CLASSES, compression="zstd") as writer:
            for rows in map(classified, pieces) if is_small else _in_processes(pieces):
                writer.write_table(rows)
    except Unlike as error:
        raise _unlike(snapshot) from error
    partial.replace(folder / "classes.parquet")


def _pieces(snapshot: Path) -> Iterator[Piece]:
    """The row groups of the tables, which a crawl writes alike, in pieces; raises `SnapshotError`."""
    groups = _groups(snapshot, "datasets")
    has_sizes = bool(_groups(snapshot, "sizes"))
    for table in ("cards", "sizes") if has_sizes else ("cards",):
        if _groups(snapshot, table) != groups:
            raise _unlike(snapshot)
    kinds = dict(table_rows(snapshot, "owners", "owner", "kind"))
    owners = (kinds.get(owner) for (owner,) in table_rows(snapshot, "datasets", "owner"))
    at_once = PIECE_GROUPS if len(groups) > PIECE_GROUPS * WORKERS else 1
    for first in range(0, len(groups), at_once):
        numbers = range(first, min(first + at_once, len(groups)))
        theirs = list(islice(owners, sum(groups[number] for number in numbers)))
        step = PIECE_ROWS if at_once == 1 else len(theirs)
        for start in range(0, len(theirs), step):
            yield Piece(snapshot, numbers, start, theirs[start : start + step], has_sizes)


def _groups(snapshot: Path, table: str) -> list[int]:
    """Rows of each row group."""
    with opened(snapshot, table) as parquet:
        return [parquet.metadata.row_group(at).num_rows for at in range(parquet.num_row_groups)]


def _unlike(snapshot: Path) -> SnapshotError:
    return SnapshotError(
        f"the tables of {snapshot} do not fit together: run the same `isogloss hub crawl` again, it makes them anew"
    )


def _in_processes(pieces: Iterable[Piece]) -> Iterator[pa.Table]:
    """The rows of each piece in order; no more pieces are under way than keep the processes busy."""
    waiting: deque[Future[pa.Table]] = deque()
    # spawn: polars and pyarrow have threads, which a fork would lose
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for piece in pieces:
            waiting.append(pool.submit(classified, piece))
            if len(waiting) > 2 * WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
