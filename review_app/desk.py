"""What every page of one server shares: the workspace, its items and standings, and who is sitting here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.guidelines import Guidelines, guidelines_of
from review_app.login import NotSignedIn, signed_in
from review_app.permissions import may_decide, may_see_verdicts
from review_app.standings import Standings
from schemas.known_answers import known_items
from schemas.people import Person
from schemas.rotation import Rotation, read_rotation
from schemas.run_parameters import Run
from schemas.runs import load_runs
from schemas.workspace import Workspace

WORKSPACE_VARIABLE = "ISOGLOSS_REVIEW_WORKSPACE"


@dataclass(frozen=True)
class Desk:
    """One person at one workspace."""

    workspace: Workspace
    runs: Mapping[str, Run]
    catalogue: Catalogue
    standings: Standings
    figures: Figures
    guidelines: Guidelines
    person: Person
    turns: Rotation | None
    """Who takes turns; None when everybody reads everything."""

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
        """Whether an item is this person's to read: both its languages are theirs, and so is its turn."""
        return may_decide(self.person, self.catalogue.languages_of(item)) and self._is_asked(item)

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
    turns = read_rotation(workspace.people)
    catalogue, standings, figures = _shared(str(workspace.root), tuple(sorted(runs)))
    found = Desk(workspace, runs, catalogue, standings, figures, guidelines_of(workspace, runs.values()), person, turns)
    found.refresh()
    return found


@st.cache_resource
def _shared(root: str, run_ids: tuple[str, ...]) -> tuple[Catalogue, Standings, Figures]:
    """Read once for all sessions; again when a run is added."""
    workspace = Workspace(Path(root))
    runs = {run.id: run for run in load_runs(workspace.runs) if run.id in run_ids}
    catalogue = Catalogue(workspace.review, lambda: known_items(workspace))
    standings = Standings(workspace.decisions, runs, catalogue.known)
    return catalogue, standings, Figures(catalogue, standings)
