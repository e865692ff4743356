"""Which rows a push would add, remove and change, by their ids, against the published Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain
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
    unread: str = ""
    """Why the published rows could not be compared; all of the release then count as added. Empty where they were."""

    @property
    def told(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.added or self.removed or self.changed or self.lost_columns or self.unread)


def row_changes(
    opened: Opened, repository: Repository, published: Published, files: Sequence[FileChange]
) -> tuple[RowChanges, ...]:
    """Of every split that has any. Only splits of which a file is new, changed or gone are downloaded."""
    touched = {change.path for change in files if change.change in {"new", "changed", "gone"}}
    with TemporaryDirectory() as folder:
        before = _places(repository, published, Path(folder))
        now = {place: [relative(opened.folder, file) for file in found] for place, found in opened.data_files.items()}
        compared = [
            _compared(place, _fetched(repository, published, before.get(place, ()), Path(folder)), opened)
            for place in dict.fromkeys([*now, *before])
            if touched & {*now.get(place, ()), *before.get(place, ())}
        ]
    return tuple(one for one in compared if one.told)


def _places(repository: Repository, published: Published, folder: Path) -> dict[Place, list[str]]:
    """The published data files of every split, by the published card; none when it names none."""
    if CARD not in published.files:
        return {}
    [card] = repository.fetch([CARD], published.commit, folder).values()
    configs = card_of(card.read_text(encoding="utf-8", errors="replace")).metadata.values.get("configs")
    found: dict[Place, set[str]] = {}
    for place, pattern in chain.from_iterable(map(_patterns, configs if isinstance(configs, list) else [])):
        found.setdefault(place, set()).update(path for path in published.files if fnmatchcase(path, pattern))
    return {place: sorted(paths) for place, paths in found.items()}


def _patterns(config: object) -> Iterator[tuple[Place, str]]:
    """Pattern of every split; files that are named without one are `train`, as `datasets` has it."""
    if not isinstance(config, dict):
        return
    name, said = str(config.get("config_name")), config.get("data_files")
    for files in said if isinstance(said, list) else [said]:
        split, paths = (files.get("split"), files.get("path")) if isinstance(files, dict) else ("train", files)
        yield from (((name, str(split)), path) for path in _texts(paths))


def _texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _fetched(repository: Repository, published: Published, paths: Sequence[str], folder: Path) -> Sequence[Path]:
    return list(repository.fetch(list(paths), published.commit, folder).values()) if paths else ()


def _compared(place: Place, published: Sequence[Path], opened: Opened) -> RowChanges:
    """Whatever lies in the repository: others may have put it there."""
    import polars as pl

    now = opened.tables.get(place)
    try:
        return _compare(place, _read(published), now)
    except (pl.exceptions.PolarsError, OSError) as error:
        unread = _compare(place, None, now)
        return unread.model_copy(update={"unread": (str(error).strip() or type(error).__name__).splitlines()[0]})


def _read(files: Sequence[Path]) -> pl.DataFrame | None:
    import polars as pl

    return pl.concat(map(pl.read_parquet, files), how="diagonal_relaxed") if files else None


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
    shared = [name for name in table.columns if other is None or name in other.columns] or [KEY]
    content = pl.struct(sorted(shared)).struct.json_encode()
    named = table.filter(pl.col(KEY).is_not_null())
    return dict(named.select(pl.col(KEY).cast(pl.String), content.alias("content")).iter_rows())


def _columns(table: pl.DataFrame | None) -> list[str]:
    return table.columns if table is not None else []
