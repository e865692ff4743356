"""A release: the folder that `publish` uploads, built beside the old one, loaded back, and only then put in its place.

release/README.md                                  the card
release/LICENSES.md                                the terms of each source
release/provenance.json                            every parameter of every run
release/data/gsm8k/test-00000-of-00001.parquet     one folder a config
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from builders.accounts import RunAccounts, accounts
from builders.card import card, escaped, public, sources_of
from builders.release_rows import Row, Selected, select
from schemas.faults import Fault
from schemas.records import Record
from schemas.runs import Run, load_runs
from schemas.store import Store
from schemas.workspace import Workspace


class ReleaseError(Fault):
    """There is nothing to release, or what was written does not read back; the release before it stays."""


class Released(Record):
    """What a release holds."""

    folder: Path
    preview: bool
    rows: dict[str, int]
    """Of each config."""
    withheld: dict[str, int]
    """Items that were kept back, by why."""


def release(workspace: Workspace, *, preview: bool = False) -> Released:
    """Write what people accepted as a dataset folder; `preview` adds clean pairs that nobody read, marked so."""
    books = accounts(workspace)
    for book in books:
        book.check()
    runs = load_runs(workspace.runs)
    with Store(workspace.store).held() as store:
        selected = {run.id: select(run, store, preview=preview) for run in runs}
    withheld = sum((chosen.withheld for chosen in selected.values()), Counter[str]())
    configs = _configs(runs, selected)
    if not configs:
        counts = ", ".join(f"{count} {reason}" for reason, count in withheld.most_common()) or "nothing was drafted"
        raise ReleaseError(f"nothing to release ({counts}): decide about more items with `isogloss decide`")
    building = workspace.root / ".release.building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        _write(building, configs, _released(runs, selected), books, preview=preview)
        _load_back(building, configs)
        _swap(building, workspace.release)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Released(
        folder=workspace.release,
        preview=preview,
        rows={config: len(rows) for config, rows in configs.items()},
        withheld=dict(withheld.most_common()),
    )


def _released(runs: Sequence[Run], selected: Mapping[str, Selected]) -> list[Run]:
    return [run for run in runs if selected[run.id].rows]


def _configs(runs: Sequence[Run], selected: Mapping[str, Selected]) -> dict[str, list[Row]]:
    """Rows of each config that has any; a source's name is the config's unless two runs share it."""
    shared = Counter(run.source.name for run in runs)
    named = {run.id: _folder_name(run.source.name if shared[run.source.name] == 1 else run.id) for run in runs}
    return {named[run.id]: selected[run.id].rows for run in _released(runs, selected)}


def _folder_name(name: str) -> str:
    """A config is a folder and part of a pattern of files: letters, digits, points, hyphens."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "default"


def _write(
    folder: Path, configs: Mapping[str, list[Row]], runs: Sequence[Run], books: Sequence[RunAccounts], *, preview: bool
) -> None:
    for config, rows in configs.items():
        _write_parquet(folder / "data" / config / "test-00000-of-00001.parquet", rows)
    counts = {config: len(rows) for config, rows in configs.items()}
    own = {run.id for run in runs}
    text = card(runs, [book for book in books if book.run in own], counts, preview=preview, version=version("isogloss"))
    (folder / "README.md").write_text(text, encoding="utf-8")
    (folder / "LICENSES.md").write_text(_licences(runs), encoding="utf-8")
    provenance = json.dumps(_provenance(folder, runs, books, preview=preview), ensure_ascii=False, indent=1)
    (folder / "provenance.json").write_text(provenance + "\n", encoding="utf-8")


def _write_parquet(path: Path, rows: Sequence[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"choices": pa.list_(pa.string()), "original_choices": pa.list_(pa.string())}
    kinds["inclusion_probability"] = pa.float64()
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Row.model_fields])
    path.parent.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist([row.model_dump(mode="json") for row in rows], schema=schema), path)


def _load_back(folder: Path, configs: Mapping[str, list[Row]]) -> None:
    """Read the folder as a stranger would, without the network and with an empty cache, and compare every row."""
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        for config, rows in configs.items():
            loaded = datasets.load_dataset(
                str(folder),
                config,
                split="test",
                cache_dir=cache,
                download_config=datasets.DownloadConfig(local_files_only=True, cache_dir=cache),
            )
            if loaded.to_list() != [row.model_dump(mode="json") for row in rows]:
                raise ReleaseError(f"config {config} does not read back as it was written: nothing was released")


def _swap(new: Path, place: Path) -> None:
    old = place.with_name(".release.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _licences(runs: Sequence[Run]) -> str:
    sections = [
        f"## {escaped(source.name)}\n\n"
        f"- From: {escaped(public(source.location))}, split {escaped(source.split)}, at {escaped(source.revision)}\n"
        f"- Licence: {escaped(source.licence)}\n"
        f"- Citation: {escaped(source.citation) or 'none was given'}\n"
        for source in sources_of(runs)
    ]
    return "# Licences of the sources\n\n" + "\n".join(sections)


def _provenance(folder: Path, runs: Sequence[Run], books: Sequence[RunAccounts], *, preview: bool) -> dict[str, Any]:
    parameters = [run.model_dump(mode="json") for run in runs]
    for run in parameters:
        for taken in (run, run["translation"]):
            if taken:
                taken["source"]["location"] = public(taken["source"]["location"])
    files = sorted(folder.glob("data/*/*.parquet"))
    return {
        "preview": preview,
        "versions": {name: version(name) for name in ("isogloss", "datasets", "duckdb", "polars")},
        "runs": parameters,
        "accounts": [book.model_dump(mode="json") for book in books],
        "files": {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }
