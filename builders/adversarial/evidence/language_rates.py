"""How often the simulators are right in each language, about the same questions, each asked in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotate.agreement import Estimate
from builders.adversarial.evidence.margins import failures
from builders.adversarial.evidence.seed_means import estimated, seed_mean
from schemas.adversarial import CommonAnswer
from schemas.records import Record


class LanguageRate(Record):
    """One language on the common questions."""

    language: str
    accuracy: Estimate
    """Mean over seeds; `n` counts answers."""
    right: int
    """Of the answers, all questions alike."""
    unparsable: int
    """Answers that name no option, which are wrong."""


def language_rates(answers: Iterable[CommonAnswer], golds: Mapping[str, int], *, seed: int) -> list[LanguageRate]:
    """In the order of the alphabet; `golds` holds the index of the right option by seed.

    What was not asked is left out. The questions are drawn from all that searches evaluated: their rates compare
    languages, and say nothing of questions as they come.
    """
    known = list(answers)
    table = failures(known, golds)
    means = [seed_mean(1 - column, table.seeds) for column in table.wrong.T]
    return [
        LanguageRate(
            language=language,
            accuracy=accuracy,
            right=sum(one.choice == golds[one.seed] for one in known if one.language == language),
            unparsable=sum(one.choice is None for one in known if one.language == language),
        )
        for language, accuracy in zip(table.languages, estimated(means, seed=seed) if means else [], strict=True)
    ]
