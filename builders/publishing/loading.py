"""Does `datasets` load every split without the network, and are its columns those of the released record."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_origin

from builders.adversarial.release.rows import features as adversarial_features
from builders.figures import count_of
from builders.inference_release.rows import features as inference_features
from builders.publishing.records import CARD, Defect
from builders.publishing.release_files import Opened, Place, relative
from builders.release_rows import Row as MathRow
from schemas.adversarial_runs import AdversarialRun
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun

if TYPE_CHECKING:
    from datasets import Features

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FILLED = ("id", "review_state")
"""Columns that every row of every recipe fills."""


def loading_defects(opened: Opened) -> Iterator[Defect]:
    """Splits that do not load, load with other columns, or with another number of rows than their files hold."""
    expected = expected_features(opened)
    with tempfile.TemporaryDirectory() as cache:
        for place in opened.data_files:
            yield from _split_defects(opened, place, expected, cache)


def expected_features(opened: Opened) -> Features | None:
    """Columns of the record type; None when the runs are of no recipe whose rows are known, or of several."""
    if opened.runs and all(isinstance(run, InferenceRun) for run in opened.runs):
        return inference_features()
    if opened.runs and all(isinstance(run, MathRun) for run in opened.runs):
        return math_features()
    if opened.runs and all(isinstance(run, AdversarialRun) for run in opened.runs):
        return adversarial_features()
    return None


def math_features() -> Features:
    """By the annotations of the row: text, lists of text, numbers."""
    from datasets import Features, List, Value

    def kind(annotation: object) -> object:
        if annotation is float:
            return Value("float64")
        return List(Value("string")) if get_origin(annotation) is tuple else Value("string")

    return Features({name: kind(field.annotation) for name, field in MathRow.model_fields.items()})


def _split_defects(opened: Opened, place: Place, expected: Features | None, cache: str) -> Iterator[Defect]:
    import datasets

    config, split = place
    datasets.disable_progress_bars()
    try:
        loaded = datasets.load_dataset(
            str(opened.folder),
            config,
            split=split,
            cache_dir=cache,
            download_config=datasets.DownloadConfig(local_files_only=True, cache_dir=cache),
        )
    except datasets.exceptions.SplitsVerificationError:
        said = f"config {config}, split {split} holds other rows than `dataset_info` in the metadata says"
        yield Defect(file=CARD, sentence=f"{said}: build the release again")
        return
    except (datasets.exceptions.DatasetsError, ValueError, OSError) as error:
        _raise_no_room(error)
        why = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".:")
        yield Defect(file=CARD, sentence=f"config {config}, split {split} does not load ({why}): build it again")
        return
    if expected is None:
        yield Defect(file=CARD, sentence=f"the recipe of config {config} has no row type to compare: update isogloss")
    elif list(loaded.features.items()) != list(expected.items()):
        yield Defect(file=CARD, sentence=_difference(place, loaded.features, expected))
    if loaded.num_rows != opened.tables[place].height:
        counts = f"{loaded.num_rows:,} rows and its files hold {opened.tables[place].height:,}"
        yield Defect(file=CARD, sentence=f"config {config}, split {split} loads {counts}: build it again")
    yield from _empty_cells(opened, place)


def _empty_cells(opened: Opened, place: Place) -> Iterator[Defect]:
    """Cells without anything in columns that every row fills; of mathematics those are all."""
    table = opened.tables[place]
    of_mathematics = all(isinstance(run, MathRun) for run in opened.runs)
    filled = [name for name in table.columns if of_mathematics or name in FILLED]
    for name, empty in table.select(filled).null_count().row(0, named=True).items():
        if empty:
            file = relative(opened.folder, opened.data_files[place][0])
            rows = count_of(empty, "row")
            yield Defect(file=file, sentence=f"{rows} with nothing in the column {name}: build the release again")


def _raise_no_room(error: Exception) -> None:
    """Raise what says nothing of the release: that there is no room to load it into."""
    cause = error.__cause__ or error
    if isinstance(cause, OSError) and cause.errno in NO_ROOM:
        raise cause


def _difference(place: Place, found: Features, expected: Features) -> str:
    gone = [name for name in expected if name not in found]
    new = [name for name in found if name not in expected]
    other = [name for name in expected if name in found and found[name] != expected[name]]
    parts = {"lacks": gone, "has, unknown:": new, "has of another type:": other}
    told = "; ".join(f"{what} {', '.join(names)}" for what, names in parts.items() if names) or "has another order"
    return f"config {place[0]}, split {place[1]} {told}: build the release again with this version"
