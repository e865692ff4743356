"""How well a person judges, from items whose right verdict was known.

    sensitivity     of the translations with an error, the share that the person did not accept
    specificity     of the good translations, the share that the person accepted

A fix is no acceptance: whoever mends an error saw it, and whoever mends what was right costs somebody a second look.
Only the verdict about the text that was shown counts, the person's last one, if no undo took it back. Intervals are
Wilson's (Journal of the American Statistical Association 22, 1927), 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from schemas.outcomes import standing
from schemas.records import Decision, Record

Expected = Literal["accept", "reject"]
FEWEST = 5
"""Below this a share says nothing; its interval would span most of the range."""
Z95 = 1.959963984540054


class Share(Record):
    """How many of how many, and what that says of the person."""

    right: int
    of: int
    share: float | None
    """None where it is not defined, and then `why` says why."""
    low: float | None
    """Wilson's 95 % interval."""
    high: float | None
    why: str = ""

    def __str__(self) -> str:
        if self.share is None or self.low is None or self.high is None:
            return f"{self.right} of {self.of} ({self.why})"
        return f"{self.share:.0%} [{self.low:.0%}, {self.high:.0%}] ({self.right} of {self.of})"


class AnnotatorQuality(Record):
    """One person's judgments of items whose right verdict is known."""

    annotator: str
    sensitivity: Share
    specificity: Share


def quality(decisions: Iterable[Decision], expected: Mapping[str, Expected]) -> list[AnnotatorQuality]:
    """Of everybody who judged a known item, ordered by pseudonym. `expected` holds the right verdict by item."""
    by_person: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.item in expected and decision.role == "annotator":
            by_person.setdefault(decision.annotator, []).append(decision)
    found = [_quality(name, own, expected) for name, own in sorted(by_person.items())]
    return [person for person in found if person.sensitivity.of + person.specificity.of]


def share(right: int, of: int) -> Share:
    """A share with Wilson's interval; below five judgments the counts alone."""
    if of < FEWEST:
        why = "none judged" if of == 0 else f"fewer than {FEWEST}"
        return Share(right=right, of=of, share=None, low=None, high=None, why=why)
    low, high = wilson(right, of)
    return Share(right=right, of=of, share=right / of, low=low, high=high)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; `of` must be positive."""
    rate, square = right / of, Z95 * Z95
    centre = (rate + square / (2 * of)) / (1 + square / of)
    half = Z95 / (1 + square / of) * math.sqrt(rate * (1 - rate) / of + square / (4 * of * of))
    return max(0.0, centre - half), min(1.0, centre + half)


def _quality(annotator: str, own: Sequence[Decision], expected: Mapping[str, Expected]) -> AnnotatorQuality:
    # The last one by item: a person may change their mind, and only what was queued is known.
    accepted = {row.item: row.verdict == "accept" for row in standing(own) if row.revision == 0 and _judged(row)}
    bad = [not said for item, said in accepted.items() if expected[item] == "reject"]
    good = [said for item, said in accepted.items() if expected[item] == "accept"]
    return AnnotatorQuality(
        annotator=annotator,
        sensitivity=share(sum(bad), len(bad)),
        specificity=share(sum(good), len(good)),
    )


def _judged(decision: Decision) -> bool:
    return decision.verdict in {"accept", "fix", "reject"}
