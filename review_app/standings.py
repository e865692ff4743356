"""Where every item stands, out of the decisions journal as it grows."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from schemas.decisions import read_decisions
from schemas.outcomes import UNREAD, Outcome, outcome, standing
from schemas.records import Decision
from schemas.runs import Run


class Standings:
    """Decisions by item and by person. May be used by several threads; `refresh` before reading."""

    def __init__(self, journal: Path, runs: Mapping[str, Run]) -> None:
        self._journal = journal
        self._runs = runs
        self._lock = threading.Lock()
        self.seq = 0
        """Number of the last decision taken in."""
        self._of: dict[str, list[Decision]] = {}
        self._by: dict[str, list[Decision]] = {}
        self._outcomes: dict[str, Outcome] = {}

    def refresh(self) -> None:
        """Take in what was decided since."""
        with self._lock:
            for decision in read_decisions(self._journal, after=self.seq):
                self._of.setdefault(decision.item, []).append(decision)
                self._by.setdefault(decision.annotator, []).append(decision)
                self._outcomes.pop(decision.item, None)
                self.seq = decision.seq

    def of(self, item: str) -> Sequence[Decision]:
        """All decisions about an item, in order."""
        return self._of.get(item, ())

    def by(self, annotator: str) -> Sequence[Decision]:
        """All decisions of one person, in order."""
        return self._by.get(annotator, ())

    def outcome(self, item: str, run: str) -> Outcome:
        if item not in self._of:
            return UNREAD
        if item not in self._outcomes:
            rules = self._runs[run]
            self._outcomes[item] = outcome(self._of[item], annotators=rules.annotators, fixes_final=rules.fixes_final)
        return self._outcomes[item]

    def skipped(self, item: str, annotator: str) -> bool:
        """Whether the person's last word on an item was to skip it."""
        own = [decision for decision in standing(self.of(item)) if decision.annotator == annotator]
        return bool(own) and own[-1].verdict == "skip"

    def to_do(self, item: str, run: str, annotator: str) -> bool:
        """Whether an item still wants this person's verdict."""
        if item not in self._of:
            return True
        stands = self.outcome(item, run)
        return stands.state == "waiting" and annotator not in stands.by

    def last_of(self, annotator: str) -> Decision | None:
        """The person's last decision that no undo took back."""
        return next(_standing_backwards(self.by(annotator)), None)


def _standing_backwards(decisions: Sequence[Decision]) -> Iterator[Decision]:
    taken_back: set[str] = set()
    for decision in reversed(decisions):
        if decision.event in taken_back:
            continue
        if decision.verdict == "undo":
            taken_back.add(decision.undoes)
        else:
            yield decision
