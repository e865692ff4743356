"""What a review batch holds: one row an item, everything a page needs to show it and to check a fix of it.

    review/gsm8k-en-ko-0001.parquet     500 items at most, written once; the review pages read nothing else

The store is not among what the pages read: a draft that runs holds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from schemas.adversarial import Place, Side
from schemas.asked import APPROVAL, JUDGING, LABELLING, Asked
from schemas.inference import PremiseOrigin
from schemas.records import AnswerType, Problem, Record, Translation
from schemas.run_parameters import Run
from schemas.twin_reading import is_english


class Notice(Record):
    """A finding as it travels with its item."""

    check: str
    message: str
    quotes: tuple[str, ...]


class PageView(Record):
    """The page beside a problem that was read from one."""

    image: str
    """Name in `sources/`."""
    box: tuple[float, float, float, float]
    """Where the problem stands, as fractions of the image: left, top, right, bottom."""
    crop: str
    """The part within the box, a path in `review/`; empty when the problem has the image to itself."""
    exam: str
    part: str
    year: int | None
    page: int
    """Of the file that the image was made from."""
    number: int | None
    error_rate: float | None
    """Share of examinees who got it wrong."""
    transcription: str
    """As it was read, raw; `original` is what was translated."""
    transcriber: str


class DocumentView(Record):
    """A document of a premise, as its readers see it."""

    language: str
    title: str
    date: str
    text: str
    units: tuple[tuple[int, int], ...]
    """Discourse units: what is marked as evidence. Offsets in the text, half open."""
    twin: str
    """The same in English; empty when it is English, or was not translated."""


class PremiseView(Record):
    """The premise of a hypothesis. What its writer intended is not here: people say what they find."""

    pair: str
    event: str
    hypothesis_language: str
    documents: tuple[DocumentView, DocumentView]

    @property
    def in_english(self) -> bool:
        """Whether who reads English alone can read both documents: each is English or has a twin."""
        return all(document.twin or is_english(document.language) for document in self.documents)


class Addition(Record):
    """A text that a search added to a question, in both languages."""

    place: Place
    english: str
    target: str
    leans_on: int
    """The wrong option that it leans on, 0-based."""


class SimulatorAnswer(Record):
    """What one simulator answered to the perturbed question."""

    side: Side
    model: str
    choice: int | None
    """0-based; None when it named no option."""


class PerturbedView(Record):
    """The seed of a perturbed question, what was added to it, and what the simulators made of that."""

    seed: str
    question: str
    """In English, with nothing added."""
    question_target: str
    additions: tuple[Addition, ...]
    """In the order in which they were added."""
    answers: tuple[SimulatorAnswer, ...]


class ReviewItem(Record):
    """One pair that people are asked about."""

    item: str
    run: str
    revision: int
    """The newest revision when the batch was written; fixes made since are in the decisions journal."""
    source_language: str
    target_language: str
    """Whoever reads the item reads both; of a hypothesis, the languages of its two documents."""
    question: str
    choices: tuple[str, ...]
    original: str
    original_choices: tuple[str, ...]
    answer: str
    answer_type: AnswerType
    solution: str
    findings: tuple[Notice, ...]
    because: str
    inclusion_probability: float
    page: PageView | None
    """None when the problem came as text."""
    premise: PremiseView | None = None
    """For a hypothesis, which is then the `question`: no answer, no source text."""
    premise_origin: PremiseOrigin | None = None
    """Never shown to who judges. None without a premise, and in batches written before it was kept."""
    perturbed: PerturbedView | None = None
    """For an adversarial pair: `original` and `question` are then the perturbed question in both languages."""

    @property
    def asked(self) -> Asked:
        """What people may say about it."""
        if self.premise:
            return LABELLING
        return JUDGING if self.perturbed else APPROVAL

    @property
    def problem(self) -> Problem:
        return Problem(
            run=self.run,
            item=self.item,
            row=0,
            source_id="",
            question=self.original,
            choices=self.original_choices,
            answer=self.answer,
            answer_type=self.answer_type,
            solution=self.solution,
            language=self.source_language,
        )

    @property
    def translation(self) -> Translation:
        """The text that was queued. Who wrote it is not shown to those who judge it."""
        return Translation(
            run=self.run,
            item=self.item,
            revision=self.revision,
            question=self.question,
            choices=self.choices,
            translator="",
            answer_key="",
        )


_PAGE = pl.Struct(
    {
        "image": pl.String, "box": pl.List(pl.Float64), "crop": pl.String, "exam": pl.String, "part": pl.String,
        "year": pl.Int32, "page": pl.Int32, "number": pl.Int32, "error_rate": pl.Float64, "transcription": pl.String,
        "transcriber": pl.String,
    }
)  # fmt: skip
_DOCUMENT = pl.Struct(
    {
        "language": pl.String, "title": pl.String, "date": pl.String, "text": pl.String,
        "units": pl.List(pl.List(pl.Int32)), "twin": pl.String,
    }
)  # fmt: skip
_PREMISE = pl.Struct(
    {"pair": pl.String, "event": pl.String, "hypothesis_language": pl.String, "documents": pl.List(_DOCUMENT)}
)
_PERTURBED = pl.Struct(
    {
        "seed": pl.String, "question": pl.String, "question_target": pl.String,
        "additions": pl.List(
            pl.Struct({"place": pl.String, "english": pl.String, "target": pl.String, "leans_on": pl.Int32})
        ),
        "answers": pl.List(pl.Struct({"side": pl.String, "model": pl.String, "choice": pl.Int32})),
    }
)  # fmt: skip

COLUMNS: dict[str, Any] = {
    "item": pl.String, "run": pl.String, "revision": pl.Int32, "source_language": pl.String,
    "target_language": pl.String, "question": pl.String, "choices": pl.List(pl.String), "original": pl.String,
    "original_choices": pl.List(pl.String), "answer": pl.String, "answer_type": pl.String, "solution": pl.String,
    "findings": pl.List(pl.Struct({"check": pl.String, "message": pl.String, "quotes": pl.List(pl.String)})),
    "because": pl.String, "inclusion_probability": pl.Float64, "page": _PAGE, "premise": _PREMISE,
    "premise_origin": pl.String, "perturbed": _PERTURBED,
}  # fmt: skip
"""Columns of a batch, in the order of the record's fields; a test holds them together."""


def batches_of(folder: Path, run: Run) -> list[Path]:
    """The batches of one run, oldest first."""
    return sorted(path for path in folder.glob("*.parquet") if path.stem[:-5] == run.id)
