"""One GUID a dataset, the same in every version, so that text which holds it shows where it was taken from.

It stands on the card and in the metadata of every Parquet file. The idea and its use are BIG-bench's (Srivastava et al.
2022, arXiv:2206.04615, section 2): whoever filters training data can look for it, and whoever asks a model for it can
see whether nobody did.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from schemas.runs import write_once
from schemas.workspace import Workspace

KEY = "canary"
"""Of the metadata of a Parquet file."""


def canary(workspace: Workspace) -> str:
    """The dataset's GUID, made when it is first asked for and kept for ever."""
    write_once(workspace.canary, f"{uuid.uuid4()}\n")
    return workspace.canary.read_text(encoding="utf-8").strip()


def mark(file: Path, guid: str) -> None:
    """Write the GUID into a Parquet file's metadata; its rows stay as they are."""
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: guid})
    pq.write_table(table, file, compression="zstd")


def marked(file: Path) -> str:
    """The GUID in a Parquet file's metadata; empty when there is none."""
    import pyarrow.parquet as pq

    metadata: dict[bytes, bytes] = pq.read_schema(file).metadata or {}
    return metadata.get(KEY.encode(), b"").decode()
