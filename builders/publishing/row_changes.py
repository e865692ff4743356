"""Which rows a push would add, remove and change, by their ids, against the published Parquet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from annotate.dataset_cards.metadata import card_of
from builders.publishing.file_changes import FileChange
from builders.publishing.hub_repository import Published, Repository
from builders.publishing.records import CARD
from builders.publishing.release_files import Opened, Place, relative
from schemas.records import Record

if TYPE_CHECKING:
    import polars as pl

KEY = "id"


class RowChanges(Record):
    """Of one split of one config."""

    config: str
    split: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Ids of rows whose content differs, in a column that both have."""
    new_columns: tuple[str, ...]
    lost_columns: tuple[str, ...]


def row_changes(
    opened: Opened, repository: Repository, published: Published, files: Sequence[FileChange]
) -> tuple[RowChanges, ...]:
    """Of every split that has any. Only splits of which a file is new, changed or gone are downloaded."""
    touched = {change.path for change in files if change.change in {"new", "changed", "gone"}}
    with TemporaryDirectory() as folder:
        before = _places(repository, published, Path(folder))
        now = {place: [relative(opened.folder, file) for file in found] for place, found in opened.data_files.items()}
        compared = [
            _compare(place, _read(repository, published, before.get(place, ()), Path(folder)), opened.tables.get(place))
            for place in dict.fromkeys([*now, *before])
            if touched & {*now.get(place, ()), *before.get(place, ())}
        ]
    return tuple(one for one in compared if one.added or one.removed or one.changed or one.lost_columns)


def _places(repository: Repository, published: Published, folder: Path) -> dict[Place, list[str]]:
    """The published data files of every split, by the published card; none when it names none."""
    if CARD not in published.files:
        return {}
    [card] = repository.fetch([CARD], published.commit, folder).values()
    configs = card_of(card.read_text(encoding="utf-8", errors="replace")).metadata.values.get("configs")
    patterns = [
        ((str(config.get("config_name")), str(files.get("split"))), str(files.get("path")))
        for config in (configs if isinstance(configs, list) else [])
        for files in (config.get("data_files") or [])
        if isinstance(files, dict)
    ]
    return {
        place: sorted(path for path in published.files if fnmatchcase(path, pattern)) for place, pattern in patterns
    }


def _read(repository: Repository, published: Published, paths: Sequence[str], folder: Path) -> pl.DataFrame | None:
    import polars as pl

    if not paths:
        return None
    files = repository.fetch(list(paths), published.commit, folder)
    return pl.concat([pl.read_parquet(file) for file in files.values()])


def _compare(place: Place, before: pl.DataFrame | None, now: pl.DataFrame | None) -> RowChanges:
    old, new = _contents(before, now), _contents(now, before)
    old_columns, new_columns = _columns(before), _columns(now)
    return RowChanges(
        config=place[0],
        split=place[1],
        added=tuple(key for key in new if key not in old),
        removed=tuple(key for key in old if key not in new),
        changed=tuple(key for key, content in new.items() if old.get(key, content) != content),
        new_columns=tuple(name for name in new_columns if before is not None and name not in old_columns),
        lost_columns=tuple(name for name in old_columns if now is not None and name not in new_columns),
    )


def _contents(table: pl.DataFrame | None, other: pl.DataFrame | None) -> Mapping[str, str]:
    """The content of every row by its id, in the columns that both tables have."""
    import polars as pl

    if table is None or KEY not in table.columns:
        return {}
    shared = [name for name in table.columns if other is None or name in other.columns]
    content = pl.struct(sorted(shared)).struct.json_encode()
    return dict(table.select(pl.col(KEY), content.alias("content")).iter_rows())


def _columns(table: pl.DataFrame | None) -> list[str]:
    return table.columns if table is not None else []
