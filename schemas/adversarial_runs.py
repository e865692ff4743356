"""An adversarial run: English multiple-choice questions, searched for weaknesses in any number of languages."""

from __future__ import annotations

from schemas.math_runs import AnswerStyle
from schemas.run_parameters import Run
from schemas.search_settings import SearchSettings


class AdversarialRun(Run):
    """One set of seeds, the same for all languages, and the models that perturb, translate, simulate and test."""

    columns: dict[str, str]
    """Column of the source's file for each of our fields: question, answer, choices, id."""
    answer_style: AnswerStyle
    skip_bad_rows: bool
    targets: tuple[str, ...]
    """BCP-47 tags, in the order of the alphabet."""
    perturber: str
    """Model that writes perturbations."""
    perturber_temperature: float
    translator: str
    meaning: str
    """Model that judges whether a perturbed question still asks the same; empty when embeddings are compared."""
    extractor: str
    """Model that is asked which option an answer means when that cannot be read; empty for none."""
    simulators: tuple[str, ...]
    held_out: tuple[str, ...]
    """Models that test what was found and were never part of the search."""
    search: SearchSettings
    fresh: int
    """Fresh answers of each model to each cell of each pair."""
    fresh_temperature: float
    null_share: float
    """Share of the seeds whose search is repeated with neutral text, and whose unperturbed question is resampled."""
    baseline_share: float
    """Share of the seeds that get as many perturbations without a search."""
    common: int
    """Perturbed questions asked in all languages, to compare these."""

    @property
    def id(self) -> str:
        return f"{self.source.name}-adversarial"

    @property
    def models(self) -> tuple[str, ...]:
        named = (self.perturber, self.translator, self.meaning, self.extractor, *self.simulators, *self.held_out)
        return tuple(dict.fromkeys(model for model in named if model))

    @property
    def stratum(self) -> str:
        """The unit a residual error is estimated for: source and perturber."""
        return f"{self.id}/{self.perturber}"
