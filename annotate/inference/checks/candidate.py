"""What a check of a hypothesis is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from annotate.checks.pair import Noticed
from schemas.inference import Document, Hypothesis


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hypothesis before its premise, and the others that were written with it."""

    hypothesis: Hypothesis
    documents: tuple[Document, Document]
    siblings: tuple[Hypothesis, ...]
    """The hypotheses of the same pair with another label."""

    @property
    def language(self) -> str:
        """The hypothesis's, without region and script."""
        return primary(self.hypothesis.language)


class InferenceCheck(NamedTuple):
    """A named check; yielding nothing is a pass."""

    name: str
    notice: Callable[[Candidate], Iterator[Noticed]]


def primary(tag: str) -> str:
    """`pt` for pt-BR."""
    return tag.replace("_", "-").split("-")[0].lower()
