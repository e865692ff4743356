"""A mathematics run: one source of problems, translated in one direction."""

from __future__ import annotations

from typing import Literal

from schemas.records import AnswerType, Record, Source
from schemas.run_parameters import Run

AnswerStyle = Literal["plain", "gsm8k", "index", "boxed", "text"]
"""How a column holds the gold: as it is, after `####`, as the right option's 0-based index, in the last box, as the
right option's own text and never its letter."""


class PublishedTranslation(Record):
    """A translation by people that was published before: joined to the source by identifier, no model is asked."""

    source: Source
    file: str
    """Name of the file in `sources/`."""
    columns: dict[str, str]
    """As `Run.columns`, with `id`: rows are joined by it, and the gold must be the source's."""
    answer_style: AnswerStyle


class PageReading(Record):
    """How page images became text, and where their gold answers are."""

    backend: Literal["vision", "tesseract"]
    reader: str
    """Model name as sent on the wire, or `tesseract-<version>@sha256:<12 hex of its trained data>`."""
    instruction: str
    """Digest of the prompt and the shape of the answer, or tesseract's options."""
    max_tokens: int
    keys: str
    """Name of the file of gold answers in `sources/`."""
    min_error_rate: float | None
    """Problems that fewer got wrong, or of which it is not known, are refused (HRM8K, Table 1: 0.7); None keeps all."""


class MathRun(Run):
    """One source of problems, translated in one direction."""

    columns: dict[str, str]
    """Column of the source's file for each of our fields: question, answer, choices, id, solution."""
    answer_type: AnswerType
    answer_style: AnswerStyle
    numeric_only: bool
    skip_bad_rows: bool
    source_language: str
    target_language: str
    translator: str
    """Model name as sent on the wire, `<name>@sha256:<12 hex>` for a local file, `human:<source>` for `translation`."""
    exemplars: tuple[tuple[str, str], ...]
    """Few-shot pairs shown to the translator, source and target."""
    glossary: tuple[tuple[str, str], ...]
    localise: str
    judge: str
    """Model that judges each pair; empty for none."""
    round_trip: float
    """Share of the pairs that is translated back and compared."""
    translation: PublishedTranslation | None = None
    """None when the translator is a model."""
    pages: PageReading | None = None
    """None when the source holds text."""

    @property
    def id(self) -> str:
        return f"{self.source.name}-{self.source_language}-{self.target_language}"

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(model for model in (self.translator, self.judge) if model)

    @property
    def stratum(self) -> str:
        """The unit a residual error is estimated for: source, direction, translator."""
        return f"{self.id}/{self.translator}"
