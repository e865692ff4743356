"""A release folder, opened: its card, its provenance, its tables.

README.md          configs: [{config_name: gsm8k, data_files: [{split: test, path: data/gsm8k/test-*.parquet}]}]
provenance.json    {"preview": false, "runs": [...], "accounts": [...], "files": {"data/gsm8k/...": "<sha256>"}}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from annotate.dataset_cards.metadata import Card, card_of
from builders.account_records import RunAccounts
from builders.adversarial.accounts import AdversarialAccounts
from builders.adversarial.release.run_release import ReleasedPairs
from builders.inference_accounts import InferenceAccounts
from builders.inference_release.run_release import SplitCounts
from builders.publishing.records import CARD, PROVENANCE, Defect, Unreadable
from builders.releasing.commitment import Commitment
from schemas.adversarial_runs import AdversarialRun
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun
from schemas.run_parameters import Run
from schemas.runs import run_of

if TYPE_CHECKING:
    import polars as pl

Books = RunAccounts | InferenceAccounts | AdversarialAccounts
Place = tuple[str, str]
"""Config and split."""
_POINTER = b"version https://git-lfs"


class Provenance(BaseModel):
    """What a check needs of provenance.json; a release says more there."""

    model_config = ConfigDict(frozen=True)

    preview: bool
    runs: tuple[dict[str, Any], ...]
    accounts: tuple[dict[str, Any], ...]
    files: dict[str, str]
    """sha256 of every other file, by path."""
    version: str = ""
    canary: str = ""
    unwritten: tuple[str, ...] = ()
    """What nobody has written into card.toml."""
    splits: dict[str, tuple[SplitCounts, ...]] = {}
    """By run; of inference pairs alone."""
    pairs: dict[str, tuple[ReleasedPairs, ...]] = {}
    """By run; of adversarial pairs alone."""
    private: Commitment | None = None
    """What is held out; None where nothing is."""


@dataclass(frozen=True)
class Opened:
    """All of a folder that can be read without knowing what is wrong with it."""

    folder: Path
    text: str
    """The card."""
    card: Card
    provenance: Provenance
    runs: tuple[Run, ...]
    books: Mapping[str, Books]
    """By run."""
    data_files: Mapping[Place, tuple[Path, ...]]
    tables: Mapping[Place, pl.DataFrame]

    @property
    def rows(self) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        for (config, split), table in self.tables.items():
            counts.setdefault(config, {})[split] = table.height
        return counts

    def run_of(self, item: object) -> Run | None:
        """The run of an item, by its name; None for what is no name, as an empty cell."""
        return run_of(item, self.runs) if isinstance(item, str) else None


def open_release(folder: Path) -> Opened:
    """Raises `Unreadable` for the first thing that everything else rests on."""
    text = _text(folder, CARD)
    card = card_of(text)
    if card.metadata.state != "good":
        raise Unreadable(Defect(file=CARD, sentence=f"{card.metadata.fault}: build the release again"))
    provenance = _provenance(folder)
    data_files = dict(_data_files(folder, card))
    return Opened(
        folder=folder,
        text=text,
        card=card,
        provenance=provenance,
        runs=tuple(_run(run) for run in provenance.runs),
        books={book.run: book for book in map(_book, provenance.accounts)},
        data_files=data_files,
        tables={place: _table(folder, files) for place, files in data_files.items()},
    )


def relative(folder: Path, file: Path) -> str:
    """Path within the folder, as the Hub writes it."""
    return file.relative_to(folder).as_posix()


def _text(folder: Path, name: str) -> str:
    if not folder.is_dir():
        raise Unreadable(Defect(file="", sentence=f"{folder} is no folder: name a release, such as work/NAME/release"))
    try:
        return (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable(Defect(file=name, sentence="is not there: build the release again")) from None
    except IsADirectoryError:
        raise Unreadable(Defect(file=name, sentence="is a folder and no file: build the release again")) from None
    except UnicodeDecodeError as error:
        sentence = f"is no UTF-8 text (byte {error.start:,}): build the release again"
        raise Unreadable(Defect(file=name, sentence=sentence)) from error


def _provenance(folder: Path) -> Provenance:
    try:
        return Provenance.model_validate(json.loads(_text(folder, PROVENANCE)))
    except json.JSONDecodeError as error:
        sentence = f"is no JSON (line {error.lineno}): build the release again"
    except RecursionError:
        sentence = "is nested deeper than any release's: build the release again"
    except ValidationError as error:
        sentence = f"{_first(error)}: build the release again"
    raise Unreadable(Defect(file=PROVENANCE, sentence=sentence))


def _run(parameters: Mapping[str, Any]) -> Run:
    kinds: dict[str, type[Run]] = {"nli": InferenceRun, "adversarial": AdversarialRun}
    try:
        return kinds.get(str(parameters.get("recipe")), MathRun).model_validate(parameters)
    except ValidationError as error:
        sentence = f"the parameters of a run cannot be read ({_first(error)}): build the release again"
        raise Unreadable(Defect(file=PROVENANCE, sentence=sentence)) from error


def _book(book: Mapping[str, Any]) -> Books:
    """Books of inference pairs count hypotheses, those of adversarial pairs seeds, those of mathematics neither."""
    kinds: dict[str, type[Books]] = {"hypotheses": InferenceAccounts, "seeds": AdversarialAccounts}
    try:
        return next((kind for counted, kind in kinds.items() if counted in book), RunAccounts).model_validate(book)
    except ValidationError as error:
        sentence = f"the accounts of a run cannot be read ({_first(error)}): build the release again"
        raise Unreadable(Defect(file=PROVENANCE, sentence=sentence)) from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg'][:1].lower()}{first['msg'][1:]}"


def _data_files(folder: Path, card: Card) -> Iterator[tuple[Place, tuple[Path, ...]]]:
    """Files of every split, as the card's patterns name them."""
    try:
        named = [
            (str(config["config_name"]), str(files["split"]), str(files["path"]))
            for config in card.metadata.values["configs"]
            for files in config["data_files"]
        ]
    except (KeyError, TypeError):
        sentence = "`configs` does not name every config with its splits and paths: build the release again"
        raise Unreadable(Defect(file=CARD, sentence=sentence)) from None
    for config, split, pattern in named:
        found = _matching(folder, pattern)
        if not found:
            sentence = f"config {config} names {pattern} for its split {split}, and no file in the folder is so named: "
            raise Unreadable(Defect(file=CARD, sentence=f"{sentence}build the release again"))
        yield (config, split), found


def _matching(folder: Path, pattern: str) -> tuple[Path, ...]:
    """Files within the folder; none for what is no pattern."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        return ()
    try:
        return tuple(sorted(folder.glob(pattern)))
    except ValueError:
        return ()


def _table(folder: Path, files: tuple[Path, ...]) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.concat([pl.read_parquet(file) for file in files])
    except (pl.exceptions.PolarsError, OSError) as error:
        names = ", ".join(relative(folder, file) for file in files)
        if any(map(_is_pointer, filter(Path.is_file, files))):
            sentence = "stands for a file that git has not fetched: fetch it by `git lfs pull`"
            raise Unreadable(Defect(file=names, sentence=sentence)) from error
        why = str(error).splitlines()[0]
        raise Unreadable(Defect(file=names, sentence=f"cannot be read ({why}): build the release again")) from error


def _is_pointer(file: Path) -> bool:
    """What `git clone` without Git LFS puts in the place of a large file."""
    with file.open("rb") as opened:
        return opened.read(len(_POINTER)) == _POINTER
