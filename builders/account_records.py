"""The books of a run, as records: one for each run, and one for each direction over all runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from builders.paper_shares import Share
from builders.review_queue import Residual
from schemas.faults import Fault
from schemas.plans import PlanKept
from schemas.records import Record, ReviewMode


class AccountsError(Fault):
    """A sum does not add up: the store lost or gained a row."""


def require_sums(run: str, sums: Mapping[str, tuple[int, int]], beside: str = "") -> None:
    """Raise `AccountsError` at the first equation whose sides differ; `beside` is told with it."""
    for equation, (left, right) in sums.items():
        if left != right:
            raise AccountsError(
                f"the accounts of {run} do not add up: {equation}, but {left} is not {right}{beside}; "
                "run `isogloss rebuild`"
            )


class ReviewAccounts(Record):
    """Where the items of one kind, clean or flagged, stand."""

    items: int
    accepted: int
    fixed: int
    rejected: int
    disputed: int
    waiting: int

    @property
    def decided(self) -> int:
        return self.accepted + self.fixed + self.rejected + self.disputed + self.waiting


class StageUsage(Record):
    """What one stage asked of one model."""

    stage: str
    model: str
    answers: int
    unfinished: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cost: float | None
    """US dollars; None when the model's price is unknown."""


class RunAccounts(Record):
    """The books of one run."""

    run: str
    direction: str
    """`en-ko`"""
    review: ReviewMode
    came_in: int
    kept: int
    refused: dict[str, int]
    waiting_for_reader: int
    """Pages of exams that nobody has read yet, and problems after such a page; 0 for a source of text."""
    paper: Share | None
    """What HRM8K kept of the same source; None for a source that it does not have."""
    translated: int
    failed: dict[str, int]
    waiting_for_model: int
    clean: ReviewAccounts
    flagged: ReviewAccounts
    findings: dict[str, int]
    """Items in whose translation each check noticed something."""
    reject_reasons: dict[str, int]
    round_trips: int
    round_trips_with_findings: int
    queued: dict[str, int]
    """Items that people are asked to read, by why."""
    max_residual_error: float
    residual: Residual | None
    """Of the clean items; None in mode `all`, where nothing is left unread."""
    usage: tuple[StageUsage, ...]
    planned: PlanKept | None
    """The newest plan beside what was used since; None when the run was never planned."""
    strays: dict[str, int]
    """Rows that no stage before them knows, by what they are; anything here is a fault."""

    def check(self) -> None:
        """Raise `AccountsError` at the first sum that does not add up."""
        sums = {
            "came in = kept + refused + waiting for a reader": (
                self.came_in,
                self.kept + sum(self.refused.values()) + self.waiting_for_reader,
            ),
            "kept = translated + failed + waiting for a model": (
                self.kept,
                self.translated + sum(self.failed.values()) + self.waiting_for_model,
            ),
            "translated = clean + flagged": (self.translated, self.clean.items + self.flagged.items),
            "clean = accepted + fixed + rejected + disputed + waiting": (self.clean.items, self.clean.decided),
            "flagged = accepted + fixed + rejected + disputed + waiting": (self.flagged.items, self.flagged.decided),
            "rows of unknown items = 0": (sum(self.strays.values()), 0),
        }
        require_sums(self.run, sums, "".join(f", {count} {kind}" for kind, count in self.strays.items() if count))


class DirectionAccounts(Record):
    """All runs of one direction together: an artefact of translation shows in one direction only."""

    direction: str
    translated: int
    flagged: int
    fixed: int
    rejected: int
    findings: dict[str, int]


def by_direction(runs: Iterable[RunAccounts]) -> list[DirectionAccounts]:
    """Findings, fixes and rejections of each direction, ordered by direction."""
    ordered = sorted(runs, key=lambda run: run.direction)
    return [_together(direction, list(group)) for direction, group in groupby(ordered, key=lambda run: run.direction)]


def _together(direction: str, runs: list[RunAccounts]) -> DirectionAccounts:
    return DirectionAccounts(
        direction=direction,
        translated=sum(run.translated for run in runs),
        flagged=sum(run.flagged.items for run in runs),
        fixed=sum(run.clean.fixed + run.flagged.fixed for run in runs),
        rejected=sum(run.clean.rejected + run.flagged.rejected for run in runs),
        findings=counted(check for run in runs for check, count in run.findings.items() for _ in range(count)),
    )


def counted(words: Iterable[str]) -> dict[str, int]:
    """Most frequent first, then by name: the same in every run."""
    return dict(sorted(Counter(words).items(), key=lambda entry: (-entry[1], entry[0])))
