"""The Hub's `dataset_info` of a release: what each config holds, and what tells its releases apart.

    dataset_info:
    - config_name: gsm8k
      version: 2.0.0
      splits: [{name: test, num_bytes: 5120, num_examples: 8}]
      download_size: 6144
      dataset_size: 5120

`datasets` keeps what it loaded from a folder by the folder's last name, which is `release` for all of ours, and by the
card's metadata, but not by what the files hold (datasets 5.2, `LocalDatasetModuleFactory`). Without this, a corrected
release and the release of another workspace would load as the one that was loaded before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from builders.release_folder import parquet_path

if TYPE_CHECKING:
    import pyarrow as pa


def with_dataset_info(card: str, folder: Path, tables: Mapping[tuple[str, str], pa.Table], *, version: str) -> str:
    """A card with the sizes of the data files, which are in the folder already, among its metadata."""
    _, metadata, text = card.split("---\n", 2)
    values = yaml.safe_load(metadata)
    configs = values.pop("configs")
    names = dict.fromkeys(config for config, _split in tables)
    values["dataset_info"] = [_info(config, folder, _splits(config, tables), version) for config in names]
    dumped = yaml.safe_dump(values | {"configs": configs}, allow_unicode=True, sort_keys=False)
    return f"---\n{dumped}---\n{text}"


def _splits(config: str, tables: Mapping[tuple[str, str], pa.Table]) -> dict[str, pa.Table]:
    return {split: table for (own, split), table in tables.items() if own == config}


def _info(config: str, folder: Path, splits: Mapping[str, pa.Table], version: str) -> dict[str, Any]:
    sizes = [
        {"name": split, "num_bytes": table.nbytes, "num_examples": table.num_rows} for split, table in splits.items()
    ]
    return {
        "config_name": config,
        "version": version,
        "splits": sizes,
        "download_size": sum(parquet_path(folder, config, split).stat().st_size for split in splits),
        "dataset_size": sum(table.nbytes for table in splits.values()),
    }
