"""What every page of one server shares: the workspace, its items and standings, and who is sitting here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from review_app.alone_sample import AloneSample
from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.guidelines import Guidelines, guidelines_of
from review_app.login import NotSignedIn, signed_in
from review_app.permissions import may_decide, may_see_verdicts, reads_twins
from review_app.rejudging import Rejudging
from review_app.standings import QUEUED, Standings
from schemas.alone_reading import AloneReading, OneDocument, read_alone_reading
from schemas.assignment import wanted_again
from schemas.known_answers import known_items
from schemas.leases import Open
from schemas.outcomes import AGAIN, ALONE
from schemas.people import Person
from schemas.rotation import Rotation, read_rotation
from schemas.run_parameters import Run
from schemas.runs import load_runs
from schemas.twin_reading import TwinReading, judged_again, read_twin_reading
from schemas.workspace import Workspace

WORKSPACE_VARIABLE = "ISOGLOSS_REVIEW_WORKSPACE"


@dataclass(frozen=True)
class Desk:
    """One person at one workspace."""

    workspace: Workspace
    runs: Mapping[str, Run]
    catalogue: Catalogue
    standings: Standings
    rejudging: Rejudging
    alone_sample: AloneSample
    figures: Figures
    guidelines: Guidelines
    person: Person
    turns: Rotation | None
    """Who takes turns; None when everybody reads everything."""
    twins: TwinReading | None
    """How items are judged on English twins; None when they are not."""
    alone: AloneReading | None
    """How items are judged from one document alone; None when they are not."""

    @property
    def annotator(self) -> str:
        """A pseudonym."""
        return self.person.pseudonym

    @property
    def reads_all(self) -> bool:
        """Whether this person reads every item."""
        languages = self.catalogue.languages()
        return self.turns is None and all(may_decide(self.person, pair) for pair in languages)

    def reads(self, item: str) -> bool:
        """Whether an item is this person's to read: in its two languages or in English, and when it is their turn."""
        own = may_decide(self.person, self.catalogue.languages_of(item)) or self.reads_twins(item)
        return own and self._is_asked(item)

    def reads_twins(self, item: str) -> bool:
        """Whether this person is shown the English twins of the documents and nothing else of them."""
        known = self.catalogue.twin_items().get(item) if self.twins else None
        return known is not None and reads_twins(
            self.person, self.catalogue.languages_of(item), known.hypothesis_language
        )

    def is_wanted_again(self, item: str) -> bool:
        """Whether this person is asked to judge on the originals what others judged on twins."""
        known = self.catalogue.twin_items().get(item) if self.twins else None
        if known is None or self.twins is None or not self.rejudging.is_drawn(item, known.stratum, self.twins):
            return False
        readable = may_decide(self.person, self.catalogue.languages_of(item))
        return readable and wanted_again(self.standings.of(item), self.annotator, queued=QUEUED)

    def is_wanted_alone(self, item: str) -> bool:
        """Whether this person is asked to judge an item from one of its documents alone."""
        if self.alone is None or self.is_wanted_again(item):
            return False
        return self.alone_sample.view_wanted(item, self.person, self.alone) is not None

    def view_alone(self, item: str) -> OneDocument | None:
        """The document that is all that this person is shown of an item, as they judge it so or did."""
        judged = self.alone_sample.view_judged(item, self.annotator)
        if judged or self.alone is None or self.is_wanted_again(item):
            return judged
        return self.alone_sample.view_wanted(item, self.person, self.alone)

    def round_of(self, item: str) -> int:
        """The round that this person's verdict belongs to: the first, or one apart."""
        if self.view_alone(item):
            return ALONE
        before = judged_again(self.standings.of(item))
        own = before is not None and before.annotator == self.annotator
        return AGAIN if own or self.is_wanted_again(item) else 1

    def open(self, item: str) -> Open | None:
        """The item as something to lease to this person; None when it has no place for them."""
        if self.is_wanted_again(item) or self.is_wanted_alone(item):
            return Open(item, QUEUED, 1)
        return self.standings.open(item, self.catalogue.run_of(item), self.annotator) if self.reads(item) else None

    def _is_asked(self, item: str) -> bool:
        return self.turns is None or self.annotator in self.turns.group_of(item) or self.standings.is_known(item)

    def sees_fixes(self, item: str) -> bool:
        """Whether this person may see what others made of an item that nothing is wanted of them for."""
        return may_see_verdicts(self.person) or self.standings.judged(item, self.annotator)

    def decided(self) -> list[str]:
        """Items of the dataset that somebody decided about; those with known answers are about people."""
        items, known = self.catalogue, self.catalogue.known()
        return [name for name in self.standings.items() if name in items and name not in known]

    def refresh(self) -> None:
        """Take in new batches and new decisions; start over when this person's right to be here changed."""
        if not self._still_here():
            st.rerun()
        self.catalogue.refresh()
        self.standings.refresh()
        self.rejudging.refresh(self.catalogue.twin_items())

    def _still_here(self) -> bool:
        try:
            return signed_in(self.workspace.people) == self.person
        except NotSignedIn:
            return False


def workspace_here() -> Workspace:
    """The workspace that this server serves."""
    return Workspace(Path(os.environ[WORKSPACE_VARIABLE]))


def desk() -> Desk:
    """The desk of whoever this session belongs to, up to date; raises `NotSignedIn`."""
    workspace = workspace_here()
    person = signed_in(workspace.people)
    runs = {run.id: run for run in load_runs(workspace.runs)}
    turns, twins = read_rotation(workspace.people), read_twin_reading(workspace.people)
    alone = read_alone_reading(workspace.people)
    shared = _shared(str(workspace.root), tuple(sorted(runs)))
    found = Desk(workspace, runs, *shared, guidelines_of(workspace, runs.values()), person, turns, twins, alone)
    found.refresh()
    return found


@st.cache_resource
def _shared(root: str, run_ids: tuple[str, ...]) -> tuple[Catalogue, Standings, Rejudging, AloneSample, Figures]:
    """Read once for all sessions; again when a run is added."""
    workspace = Workspace(Path(root))
    runs = {run.id: run for run in load_runs(workspace.runs) if run.id in run_ids}
    catalogue = Catalogue(workspace.review, lambda: known_items(workspace))
    standings = Standings(workspace.decisions, runs, catalogue.known)
    sample = AloneSample(standings, catalogue.premise_items)
    return catalogue, standings, Rejudging(standings), sample, Figures(catalogue, standings)
