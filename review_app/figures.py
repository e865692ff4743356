"""What the lead's page counts, kept up as decisions come in: only items that changed are looked at again."""

from __future__ import annotations

import threading
from collections import Counter

import polars as pl

from annotate.adjudication import Adjudications, ItemAdjudication, adjudication_of, summed
from annotate.agreement.judgments import frame_of as frame_of_judgments
from annotate.agreement.verdicts import Unit, first_round
from annotate.pace import frame_of
from review_app.catalogue import Catalogue
from review_app.standings import Standings
from schemas.outcomes import State
from schemas.runs import Run


class Figures:
    """Of one workspace. May be used by several threads; `refresh` before reading, after catalogue and standings."""

    def __init__(self, catalogue: Catalogue, standings: Standings) -> None:
        self._catalogue, self._standings = catalogue, standings
        self._lock = threading.Lock()
        self._start_over()

    def _start_over(self) -> None:
        self._known = set(self._catalogue.known())
        self._taken = 0
        self._late: set[str] = set()
        """Items that were decided about before their batch was here."""
        self.decisions = frame_of(())
        """Every decision, as `annotate.pace` reads them."""
        self._states: dict[str, tuple[str, State]] = {}
        self._judgments: dict[str, pl.DataFrame] = {}
        self._adjudicated: dict[str, dict[str, ItemAdjudication | None]] = {}

    def refresh(self) -> None:
        """Take in what changed since."""
        with self._lock:
            if self._known != self._catalogue.known().keys():
                self._start_over()
            new = self._standings.since(self._taken)
            self._taken += len(new)
            if new:
                self.decisions = pl.concat([self.decisions, frame_of(new)])
            changed = self._late | {decision.item for decision in new} - self._known
            self._late = {name for name in changed if name not in self._catalogue}
            by_run: dict[str, list[str]] = {}
            for name in sorted(changed - self._late):
                by_run.setdefault(self._catalogue.run_of(name), []).append(name)
            for run, names in by_run.items():
                self._look_again(self._standings.rules(run), names)

    def states(self) -> dict[tuple[str, State], int]:
        """Items that somebody decided about, by run and state."""
        return dict(sorted(Counter(self._states.values()).items()))

    def judgments(self, run: str) -> pl.DataFrame:
        """Of one run, the independent judgments that agreement is computed from."""
        return self._judgments.get(run, frame_of_judgments(()))

    def adjudications(self, run: str) -> Adjudications:
        """Of one run, what became of the items that two judged."""
        return summed(self._adjudicated.get(run, {}).values())

    def _look_again(self, run: Run, names: list[str]) -> None:
        chances = self._catalogue.chances(run.id)
        own = {name: self._standings.of(name) for name in names}
        units = {name: Unit(name, 1 / chances[name]) for name in names}
        taken = first_round(own, units, models={run.translator, run.judge})
        unchanged = self.judgments(run.id).filter(~pl.col("unit").is_in(names))
        self._judgments[run.id] = pl.concat([unchanged, frame_of_judgments(taken.judgments)])
        adjudicated = self._adjudicated.setdefault(run.id, {})
        for name, decisions in own.items():
            self._states[name] = run.id, self._standings.outcome(name, run.id).state
            adjudicated[name] = adjudication_of(decisions, annotators=run.annotators)
