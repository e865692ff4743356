"""Everything that a store holds, to be compared with what it held before."""

from pathlib import Path

from schemas.records import Record
from schemas.store import TABLES, Store


def everything(workspace: Path) -> dict[str, list[Record]]:
    """The records of every table."""
    with Store(workspace / "store.duckdb").held() as store:
        return {table: store.all(kind) for kind, table in TABLES.items()}
