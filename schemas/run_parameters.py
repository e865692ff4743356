"""What every run has, whatever its recipe: where it comes from, whom it asks, how people decide about it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from schemas.records import Record, ReviewMode, Source


class Run(Record, ABC):
    """Resolved parameters of one run; each recipe adds its own (`math_runs`, `inference_runs`)."""

    recipe: str
    source: Source
    file: str
    """Name of the input in `sources/`: its sha256 and its ending."""
    endpoint: str
    """Origin of the endpoint, `https://api.openai.com`, or `local` for a model we start ourselves."""
    prompt: str
    """Digest of the system text and the shape of the messages."""
    temperature: float
    max_tokens: int
    review: ReviewMode
    sample_size: int
    """Clean items read in each stratum in risk mode."""
    max_residual_error: float
    annotators: int
    """Persons who must agree about the same revision."""
    fixes_final: bool
    seed: int
    version: str
    """isogloss's own."""

    @property
    @abstractmethod
    def id(self) -> str:
        """Name of the run, and the beginning of the name of all that belongs to it."""

    @property
    @abstractmethod
    def models(self) -> tuple[str, ...]:
        """Models that are asked, the one that writes first; what they say is no person's judgment."""

    @property
    @abstractmethod
    def stratum(self) -> str:
        """The unit a residual error is estimated for."""
