"""Frames as files: Parquet with its types, and CSV for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl


def write_frames(frames: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """`<name>.parquet` and `<name>.csv` of each; CSV has no lists, so theirs are joined by `; `."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
        frame.with_columns(pl.col(pl.List(pl.String)).list.join("; ")).write_csv(folder / f"{name}.csv")
