"""A snapshot that is there to be computed from: its account, and its tables (docs/hub-snapshot.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from crawlers.hub import Snapshot
from crawlers.hub_request import SnapshotError, read_crawl
from crawlers.hub_tables import BATCH_ROWS


def read_snapshot(folder: Path) -> Snapshot:
    """The account of the snapshot in a folder; raises `SnapshotError`."""
    read_crawl(folder)
    file = folder / "snapshot.json"
    try:
        return Snapshot.model_validate_json(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SnapshotError(
            f"the crawl into {folder} is not finished: run the same `isogloss hub crawl` again"
        ) from None
    except ValidationError as error:
        raise SnapshotError(f"{file} is damaged: run the same `isogloss hub crawl` again, it makes it anew") from error


@contextmanager
def opened(folder: Path, table: str) -> Iterator[pq.ParquetFile]:
    """A table of the snapshot; raises `SnapshotError` when it is not there or cannot be read."""
    file = folder / f"{table}.parquet"
    try:
        with pq.ParquetFile(file) as parquet:
            yield parquet
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        raise SnapshotError(
            f"{file} cannot be read: run the same `isogloss hub crawl` again, it makes it anew"
        ) from error


def table_rows(folder: Path, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Columns of a table, row by row in its order; no more than a batch of it is in memory."""
    with opened(folder, table) as parquet:
        for batch in parquet.iter_batches(BATCH_ROWS, columns=list(columns)):
            yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
