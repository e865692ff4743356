"""A digest of every row of a release, by which the next release knows it again: BLAKE2b of its canonical JSON.

Most of a row repeats: a document stands in all items of its pairs, and again in another config. So a column's equal
values are spelled once, and a row's spelling is put together from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.digest import canonical_json, digest

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


def row_digests(table: pa.Table) -> dict[str, str]:
    """The digest of each row by its `id`."""
    import polars as pl

    frame = pl.DataFrame(table)
    members = [_members(frame[name]) for name in sorted(frame.columns)]
    rows = (digest(b"{" + b",".join(row) + b"}") for row in zip(*members, strict=True))
    return dict(zip(frame["id"], rows, strict=True))


def _members(column: pl.Series) -> list[bytes]:
    """`"name":value` of every row."""
    members = [b""] * len(column)
    for value, places in column.alias("value").to_frame().with_row_index("place").group_by("value").agg("place").rows():
        member = canonical_json({column.name: value})[1:-1]
        for place in places:
            members[place] = member
    return members
