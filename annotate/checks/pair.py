"""What a check is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemas.math_runs import MathRun
    from schemas.records import Problem, Translation


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem and one revision of its translation."""

    problem: Problem
    translation: Translation
    target: str
    """BCP-47 tag of the language that was asked for."""
    glossary: tuple[tuple[str, str], ...] = ()
    """Source term and its required translation; alternatives are separated by `|`."""
    exemplars: tuple[str, ...] = ()
    """Target side of the few-shot exemplars the translator was shown."""

    @property
    def source(self) -> str:
        """Question and options, one a line."""
        return "\n".join((self.problem.question, *self.problem.choices))

    @property
    def text(self) -> str:
        """The translation: question and options, one a line."""
        return "\n".join((self.translation.question, *self.translation.choices))


def pair_of(problem: Problem, translation: Translation, run: MathRun) -> Pair:
    """One revision of a problem's translation, with what its run demands of it."""
    return Pair(
        problem=problem,
        translation=translation,
        target=run.target_language,
        glossary=run.glossary,
        exemplars=tuple(target for _source, target in run.exemplars),
    )


class Noticed(NamedTuple):
    """What is wrong, as a sentence with the evidence, and the verbatim pieces that show it."""

    message: str
    quotes: tuple[str, ...] = ()


class Check(NamedTuple):
    """A named check; yielding nothing is a pass."""

    name: str
    notice: Callable[[Pair], Iterator[Noticed]]
