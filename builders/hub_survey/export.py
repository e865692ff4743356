"""A snapshot as a dataset: Parquet a configuration, the account, and a card of its own.

    data/datasets.parquet ...   the snapshot's tables, and the classes of every dataset
    snapshot.json               the account of the crawl
    README.md                   the card

Private datasets and what owners say of themselves stay at home; the Hub's verbatim answers (`hub.sqlite`) do too.
"""

from __future__ import annotations

from importlib import resources
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

import polars as pl
import yaml  # type: ignore[import-untyped, unused-ignore]

from annotate.dataset_cards.definitions import definitions
from builders.card import escaped
from builders.hub_survey.snapshot import opened, read_snapshot
from builders.hub_survey.tables import write_classes
from crawlers.hub import Snapshot
from crawlers.hub_request import EVERYTHING
from schemas.faults import Fault

TABLES = ("datasets", "listings", "cards", "sizes", "owners")
_ABOUT_PEOPLE = ("full_name", "details", "record")


class ExportError(Fault):
    """The folder cannot be used; the message says why and what to do."""


def export(snapshot: Path, folder: Path) -> dict[str, int]:
    """Rows by configuration of what was written; raises `SnapshotError` and `ExportError`."""
    its = read_snapshot(snapshot)
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} is not empty: name a new folder with --to")
    (folder / "data").mkdir(parents=True)
    write_classes(snapshot, folder / "data")
    private = _private(snapshot)
    rows = {name: _copy(snapshot, folder, name, private=private) for name in TABLES}
    rows["classes"] = _without(folder / "data" / "classes.parquet", private)
    there = {name: count for name, count in rows.items() if count}
    (folder / "snapshot.json").write_text(its.model_dump_json(indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(snapshot_card(its, there), encoding="utf-8")
    return there


def snapshot_card(its: Snapshot, rows: dict[str, int]) -> str:
    """README.md, with the metadata that the Hub reads."""
    metadata = yaml.safe_dump(_metadata(its, rows), allow_unicode=True, sort_keys=False)
    listed = "\n".join(f"| `{name}` | {count:,} | {_ABOUT[name]} |" for name, count in rows.items())
    template = Template((resources.files("data_cards") / "hub_snapshot.md").read_text(encoding="utf-8"))
    facts = {
        "day": its.finished_at[:10],
        "endpoint": escaped(its.crawl.endpoint),
        "begun_at": its.crawl.begun_at,
        "finished_at": its.finished_at,
        "languages": _listings(its),
        "cut": _cut(its),
        "state": "complete" if its.complete else "not complete: some answers are missing",
        "datasets": f"{its.datasets:,}",
        "tables": listed,
        "version": version("isogloss"),
    }
    return f"---\n{metadata}---\n\n{template.substitute(facts)}"


_ABOUT = {
    "datasets": "a dataset as the Hub lists it",
    "listings": "a place in a listing: language, rank, dataset",
    "cards": "a dataset's card, verbatim, or why there is none",
    "sizes": "rows and bytes by the dataset viewer",
    "owners": "an owner: user or organization",
    "classes": "a dataset in the classes of the survey, each with its reason",
}


def _metadata(its: Snapshot, rows: dict[str, int]) -> dict[str, Any]:
    languages = [one for one in its.crawl.languages if one != "code"] or ["multilingual"]
    size = next(tag for tag, bound in reversed(definitions().size.tags) if its.datasets >= bound)
    return {
        "pretty_name": f"Datasets on the Hub, {its.finished_at[:10]}",
        "language": languages,
        "license": "other",
        "license_name": "cards-belong-to-their-authors",
        "license_link": "README.md",
        "task_categories": ["other"],
        "size_categories": [size],
        "tags": ["metadata", "dataset-cards", "isogloss"],
        "configs": [{"config_name": name, "data_files": f"data/{name}.parquet"} for name in rows],
    }


def _listings(its: Snapshot) -> str:
    return ", ".join("all" if one == EVERYTHING else one for one in its.crawl.listings)


def _cut(its: Snapshot) -> str:
    if its.crawl.top:
        return f"the {its.crawl.top:,} most downloaded of each listing"
    if its.crawl.cut_off_downloads is not None:
        return f"those with {its.crawl.cut_off_downloads:,} downloads or more"
    return "all that is listed"


def _private(snapshot: Path) -> pl.LazyFrame:
    return pl.scan_parquet(snapshot / "datasets.parquet").filter("private").select("dataset")


def _copy(snapshot: Path, folder: Path, name: str, *, private: pl.LazyFrame) -> int:
    with opened(snapshot, name):
        frame = pl.scan_parquet(snapshot / f"{name}.parquet").drop(_ABOUT_PEOPLE, strict=False)
    if name == "owners":
        theirs = pl.scan_parquet(folder / "data" / "datasets.parquet").select("owner")
        public = frame.join(theirs, on="owner", how="semi", maintain_order="left")
    else:
        public = frame.join(private, on="dataset", how="anti", maintain_order="left")
    target = folder / "data" / f"{name}.parquet"
    public.sink_parquet(target)
    return _count_or_drop(target)


def _without(file: Path, private: pl.LazyFrame) -> int:
    partial = file.with_suffix(".partial")
    pl.scan_parquet(file).join(private, on="dataset", how="anti", maintain_order="left").sink_parquet(partial)
    partial.replace(file)
    return _count_or_drop(file)


def _count_or_drop(file: Path) -> int:
    """Rows; a table without any is no configuration that could be loaded."""
    count = int(pl.scan_parquet(file).select(pl.len()).collect().item())
    if not count:
        file.unlink()
    return count
