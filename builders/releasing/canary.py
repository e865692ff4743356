"""One GUID a dataset, the same in every version, so that text which holds it shows where it was taken from.

It stands on the card and in the metadata of every Parquet file. The idea and its use are BIG-bench's (Srivastava et al.
2022, arXiv:2206.04615, section 2): whoever filters training data can look for it, and whoever asks a model for it can
see whether nobody did.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from builders.release_folder import parquet_path
from schemas.runs import write_once
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

KEY = "canary"
"""Of the metadata of a Parquet file."""


def canary(workspace: Workspace) -> str:
    """The dataset's GUID, made when it is first asked for and kept for ever."""
    write_once(workspace.canary, f"{uuid.uuid4()}\n")
    return workspace.canary.read_text(encoding="utf-8").strip()


def write_marked(folder: Path, tables: Mapping[tuple[str, str], pa.Table], guid: str) -> None:
    """Write each split of each config as a Parquet file with the GUID in its metadata, several at once."""
    with ThreadPoolExecutor() as threads:
        for written in [threads.submit(_write, parquet_path(folder, *place), tables[place], guid) for place in tables]:
            written.result()


def marked(file: Path) -> str:
    """The GUID in a Parquet file's metadata; empty when there is none."""
    import pyarrow.parquet as pq

    metadata: dict[bytes, bytes] = pq.read_schema(file).metadata or {}
    return metadata.get(KEY.encode(), b"").decode()


def _write(path: Path, table: pa.Table, guid: str) -> None:
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    marked_table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: guid})
    pq.write_table(marked_table, path, compression="zstd")
