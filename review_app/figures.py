"""What the lead's page counts, kept up as decisions come in: only items that changed are looked at again."""

from __future__ import annotations

import threading
from collections import Counter

import polars as pl

from annotate.adjudication import Adjudications, summed
from annotate.agreement import AgreementReport, agreement_of
from annotate.agreement.judgments import frame_of as frame_of_judgments
from annotate.agreement.picked import PickedAgreement
from annotate.agreement.verdicts import VERDICTS, labels_of
from annotate.pace import frame_of
from review_app.catalogue import Catalogue
from review_app.flip_tables import Flips, flips_of
from review_app.histories import History, Reading, history_of, reading_of
from review_app.needs_table import NeedsByOrigin, needs_of
from review_app.picks import evidence_of
from review_app.standings import Standings
from schemas.inference import PremiseOrigin
from schemas.inference_runs import InferenceRun
from schemas.outcomes import State
from schemas.run_parameters import Run


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
        self._read: dict[str, dict[History, Reading]] = {}
        self._readings: dict[str, dict[str, Reading]] = {}
        """By run and item."""
        self._judgments: dict[str, pl.DataFrame] = {}
        self._reports: dict[str, AgreementReport] = {}
        self._evidence: dict[str, dict[PremiseOrigin | None, PickedAgreement]] = {}
        self._flips: dict[str, Flips] = {}
        self._needs: dict[str, NeedsByOrigin] = {}

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
        counts: Counter[tuple[str, State]] = Counter()
        for run, readings in self._readings.items():
            for reading, times in Counter(readings.values()).items():
                counts[run, reading.state] += times
        return dict(sorted(counts.items()))

    def judgments(self, run: str) -> pl.DataFrame:
        """Of one run, the independent judgments that agreement is computed from."""
        return self._judgments.get(run, frame_of_judgments(()))

    def agreement(self, run: str) -> AgreementReport:
        """Of one run, with intervals; computed once for the decisions that are in."""
        with self._lock:
            if run not in self._reports:
                labels = labels_of(self._standings.rules(run))
                self._reports[run] = agreement_of(self.judgments(run), labels=labels, ordered=labels == VERDICTS)
            return self._reports[run]

    def evidence(self, run: str) -> dict[PremiseOrigin | None, PickedAgreement]:
        """Of one run, by the origin of the premises; empty where no evidence is picked."""
        rules = self._standings.rules(run)
        if not isinstance(rules, InferenceRun):
            return {}
        with self._lock:
            if run not in self._evidence:
                names = self._readings.get(run, {})
                self._evidence[run] = evidence_of(rules, names, self._catalogue, self._standings)
            return self._evidence[run]

    def flips(self, run: str) -> Flips:
        """Of one run, labels given on English twins that others changed on the originals."""
        with self._lock:
            if run not in self._flips:
                self._flips[run] = flips_of(self._readings.get(run, {}), self._catalogue, self._standings)
            return self._flips[run]

    def needs(self, run: str) -> NeedsByOrigin:
        """Of one run, the documents that labels take by people who read one alone."""
        with self._lock:
            if run not in self._needs:
                self._needs[run] = needs_of(self._readings.get(run, {}), self._catalogue, self._standings)
            return self._needs[run]

    def adjudications(self, run: str) -> Adjudications:
        """Of one run, what became of the items that two judged."""
        return summed(reading.adjudication for reading in self._readings.get(run, {}).values())

    def _look_again(self, run: Run, names: list[str]) -> None:
        read, readings = self._read.setdefault(run.id, {}), self._readings.setdefault(run.id, {})
        judged: dict[str, list[str]] = {"unit": [], "annotator": [], "label": []}
        for name in names:
            decisions = self._standings.of(name)
            history = history_of(decisions)
            if history not in read:
                read[history] = reading_of(decisions, run)
            readings[name] = read[history]
            for place, label in readings[name].labels:
                judged["unit"].append(name)
                judged["annotator"].append(decisions[place].annotator)
                judged["label"].append(label)
        new = pl.DataFrame(judged, schema_overrides=dict.fromkeys(judged, pl.String))
        weighed = self._weighed(new.filter(~pl.col("annotator").is_in(run.models)), names)
        unchanged = self.judgments(run.id).filter(~pl.col("unit").is_in(names))
        self._judgments[run.id] = pl.concat([unchanged, weighed])
        self._reports.pop(run.id, None)
        self._evidence.pop(run.id, None)
        self._flips.pop(run.id, None)
        self._needs.pop(run.id, None)

    def _weighed(self, judgments: pl.DataFrame, names: list[str]) -> pl.DataFrame:
        units = self._catalogue.units(names)
        return frame_of_judgments(judgments.join(units, on="unit", how="left", maintain_order="left"))
