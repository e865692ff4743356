"""Where every item stands, out of the decisions journal as it grows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from schemas.assignment import JUDGED, places_left, wanted_revision
from schemas.decisions import read_decisions
from schemas.known_answers import EVERYBODY, Known, due
from schemas.leases import Open
from schemas.outcomes import UNREAD, Outcome, outcome, standing
from schemas.records import Decision
from schemas.run_parameters import Run
from schemas.training import is_training

QUEUED = 0
"""The revision a batch shows: drafts queue their own text, people's revisions come later."""


class Standings:
    """Decisions by item and by person. May be used by several threads; `refresh` before reading."""

    def __init__(self, journal: Path, runs: Mapping[str, Run], known: Callable[[], Mapping[str, Known]] = dict) -> None:
        self._journal = journal
        self._runs = runs
        self._known = known
        self._lock = threading.Lock()
        self.seq = 0
        """Number of the last decision taken in."""
        self._all: list[Decision] = []
        self._of: dict[str, list[Decision]] = {}
        self._by: dict[str, list[Decision]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._wanted: dict[str, dict[str, int | None]] = {}
        self._training: dict[str, list[Decision]] = {}
        self._due: dict[tuple[str, str, int], str | None] = {}

    def refresh(self) -> None:
        """Take in what was decided since."""
        with self._lock:
            for decision in read_decisions(self._journal, after=self.seq):
                self.seq = decision.seq
                if is_training(decision.item):
                    self._training.setdefault(decision.annotator, []).append(decision)
                    continue
                self._all.append(decision)
                self._of.setdefault(decision.item, []).append(decision)
                self._by.setdefault(decision.annotator, []).append(decision)
                self._outcomes.pop(decision.item, None)
                self._wanted.pop(decision.item, None)

    def rules(self, run: str) -> Run:
        """How a run is decided: how many annotators, whether fixes are final."""
        return self._runs[run]

    def persons(self, item: str, run: str) -> int:
        """How many persons judge an item: the run's number, and everybody where the answer is known."""
        return EVERYBODY if item in self._known() else self._runs[run].annotators

    def is_known(self, item: str) -> bool:
        """Whether the right verdict on an item is known: it is there to measure people, and everybody meets it."""
        return item in self._known()

    def since(self, taken: int) -> list[Decision]:
        """Every decision, in order, but for the first so many; training verdicts are none of them."""
        return self._all[taken:]

    def items(self) -> list[str]:
        """Everything of the dataset that somebody decided about."""
        return [item for item in self._of if item not in self._known()]

    def of(self, item: str) -> Sequence[Decision]:
        """All decisions about an item, in order."""
        return self._of.get(item, ())

    def spoken_of(self) -> Collection[str]:
        """Items about which anybody said anything."""
        return self._of.keys()

    def by(self, annotator: str) -> Sequence[Decision]:
        """All decisions of one person, in order."""
        return self._by.get(annotator, ())

    def training(self, annotator: str) -> Sequence[Decision]:
        """All training verdicts of one person, in order."""
        return self._training.get(annotator, ())

    def outcome(self, item: str, run: str) -> Outcome:
        """Where an item stands; one whose answer is known is nobody's to settle."""
        if item not in self._of or item in self._known():
            return UNREAD
        if item not in self._outcomes:
            rules = self._runs[run]
            self._outcomes[item] = outcome(self._of[item], annotators=rules.annotators, fixes_final=rules.fixes_final)
        return self._outcomes[item]

    def judged(self, item: str, annotator: str) -> bool:
        """Whether a verdict of this person on an item stands."""
        return any(
            decision.annotator == annotator and decision.verdict in JUDGED for decision in standing(self.of(item))
        )

    def skipped(self, item: str, annotator: str) -> bool:
        """Whether the person's last word on an item was to skip it."""
        own = [decision for decision in standing(self.of(item)) if decision.annotator == annotator]
        return bool(own) and own[-1].verdict == "skip"

    def wanted(self, item: str, run: str, annotator: str) -> int | None:
        """The revision that this person should judge; None when nothing is wanted of them."""
        known = self._wanted.setdefault(item, {})
        if annotator not in known:
            rules = self._runs[run]
            known[annotator] = wanted_revision(
                self.of(item),
                annotator,
                queued=QUEUED,
                annotators=self.persons(item, run),
                fixes_final=rules.fixes_final,
            )
        return known[annotator]

    def to_do(self, item: str, run: str, annotator: str) -> bool:
        """Whether an item still wants this person's verdict."""
        return item not in self._of or self.wanted(item, run, annotator) is not None

    def open(self, item: str, run: str, annotator: str) -> Open | None:
        """The item as something to lease to this person; None when it has no place for them."""
        revision = self.wanted(item, run, annotator)
        if revision is None or not self._in_turn(item, run, annotator):
            return None
        places = places_left(self.of(item), revision, queued=QUEUED, annotators=self.persons(item, run))
        return Open(item, revision, places) if places else None

    def due(self, run: str, annotator: str) -> str | None:
        """The item with a known answer that is this person's next in a run; None when it is not time for one."""
        key = annotator, run, len(self.by(annotator))
        if key not in self._due:
            known = {item: row for item, row in self._known().items() if row.run == run}
            met = {decision.item for decision in standing(self.by(annotator)) if self._run_of(decision.item) == run}
            self._due[key] = due(annotator, known, met) if known else None
        return self._due[key]

    def _in_turn(self, item: str, run: str, annotator: str) -> bool:
        """Items with known answers are leased at their pace; those skipped come back like any other."""
        return item not in self._known() or item == self.due(run, annotator) or self.skipped(item, annotator)

    def _run_of(self, item: str) -> str:
        """By its name: of `a-en-zh` and `a-en-zh-Hans` the longer one."""
        return max((run for run in self._runs if item.startswith(f"{run}-")), key=len, default="")

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
