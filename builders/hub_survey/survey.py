"""From a snapshot to the study's tables and figures, in one folder.

classes.parquet          a row a dataset: its classes, each with its reason
tables/*.csv, .parquet   the counts behind every table and figure
figures/*.svg, .png      the pictures
quotes.md                sentences to quote
report.html              all of it on one page that needs nothing else
survey.json              what it was computed from, and with which definitions
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import polars as pl

from builders.hub_survey import drawing, quote, report
from builders.hub_survey.figures import Shown, shown
from builders.hub_survey.frames import write_frames
from builders.hub_survey.labels import english_name
from builders.hub_survey.listings import surveyed
from builders.hub_survey.reading import reading_list, unclassified
from builders.hub_survey.snapshot import read_snapshot
from builders.hub_survey.tables import write_classes
from crawlers.hub import Snapshot
from schemas.faults import Fault
from schemas.records import Record

_OURS = frozenset(
    {"classes.parquet", ".classes.parquet.partial", "tables", "figures", "quotes.md", "report.html", "survey.json"}
)


class SurveyError(Fault):
    """The folder or what was asked for cannot be used; the message says why and what to do."""


class Survey(Record):
    """What a survey was computed from, and how much it counts."""

    endpoint: str
    begun_at: str
    """When the crawl began: UTC, ISO 8601."""
    finished_at: str
    complete: bool
    """Nothing of the snapshot was left to ask."""
    top: int | None
    languages: dict[str, int]
    """Datasets that stand for each."""
    datasets: int
    """Each once."""
    definitions: str
    """`sha256:` and the digest of `definitions.toml`."""
    isogloss: str
    """Version of this program."""


def survey(snapshot: Path, folder: Path, *, languages: Sequence[str] = (), top: int | None = None) -> Survey:
    """Fill the folder; the same snapshot, languages and definitions give the same tables.

    Raises `SnapshotError` and `SurveyError`.
    """
    its = read_snapshot(snapshot)
    _settle(folder)
    write_classes(snapshot, folder)
    rows = surveyed(snapshot, folder / "classes.parquet", languages=languages, top=top)
    if rows.is_empty():
        raise SurveyError(
            f"no dataset of {', '.join(languages) or 'any listing'} is in {snapshot}: survey another language"
        )
    parts = [*shown(rows), reading_list(rows), unclassified(folder / "classes.parquet", rows)]
    write_frames({name: counts for part in parts for name, counts in part.tables.items()}, folder / "tables")
    _draw(parts, folder / "figures")
    made = _account(its, rows, top=top)
    _write_texts(made, quote.sentences(rows), parts, folder)
    (folder / "survey.json").write_text(made.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return made


def _settle(folder: Path) -> None:
    """Make the folder; what an earlier survey wrote is written anew, anything else is left alone."""
    if folder.exists() and any(path.name not in _OURS for path in folder.iterdir()):
        raise SurveyError(f"{folder} holds other files than a survey's: name a new folder with --to")
    (folder / "figures").mkdir(parents=True, exist_ok=True)


def _draw(parts: Iterable[Shown], folder: Path) -> None:
    for part in parts:
        if part.picture is not None:
            drawing.save(part.picture, folder, part.name)


def _account(its: Snapshot, rows: pl.DataFrame, *, top: int | None) -> Survey:
    counts = rows.group_by("language", maintain_order=True).agg(pl.len()).iter_rows()
    words = (resources.files("annotate.dataset_cards") / "definitions.toml").read_bytes()
    return Survey(
        endpoint=its.crawl.endpoint,
        begun_at=its.crawl.begun_at,
        finished_at=its.finished_at,
        complete=its.complete,
        top=top or its.crawl.top,
        languages=dict(counts),
        datasets=rows["dataset"].n_unique(),
        definitions=f"sha256:{hashlib.sha256(words).hexdigest()}",
        isogloss=version("isogloss"),
    )


def _write_texts(made: Survey, quotes: Mapping[str, Sequence[str]], parts: Sequence[Shown], folder: Path) -> None:
    title = f"Datasets on the Hub, {made.finished_at[:10]}"
    facts, warnings = _facts(made), _warnings(made)
    lines = [f"# {title}", "", *(f"- {fact}" for fact in (*warnings, *facts))]
    for language, sentences in quotes.items():
        lines += ["", f"## {english_name(language)}", "", *(f"- {one}" for one in sentences)]
    (folder / "quotes.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    html = report.page(title, facts, warnings, quotes, parts, figures=folder / "figures")
    (folder / "report.html").write_text(html, encoding="utf-8")


def _facts(made: Survey) -> list[str]:
    limit = f", the {made.top:,} most downloaded of each language at most" if made.top else ""
    listed = ", ".join(f"{count:,} of {english_name(language)}" for language, count in made.languages.items())
    return [
        f"Snapshot of {made.endpoint}, crawled from {_minute(made.begun_at)} to {_minute(made.finished_at)} UTC.",
        f"{made.datasets:,} datasets{limit}: {listed}; one in several languages counts in each.",
        f"Definitions {made.definitions[:19]}, isogloss {made.isogloss}; after the study of arXiv:2507.04329.",
    ]


def _warnings(made: Survey) -> list[str]:
    if made.complete:
        return []
    return ["The snapshot is not complete: some answers are missing, and what was not read is counted as unknown."]


def _minute(stamp: str) -> str:
    return stamp[:16].replace("T", " ")
