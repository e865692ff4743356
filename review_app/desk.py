"""What every page of one server shares: the workspace, its items and standings, and who is sitting here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from review_app.catalogue import Catalogue
from review_app.guidelines import Guidelines, guidelines_of
from review_app.standings import Standings
from schemas.runs import Run, load_runs
from schemas.workspace import Workspace

WORKSPACE_VARIABLE = "ISOGLOSS_REVIEW_WORKSPACE"
ANNOTATOR_VARIABLE = "ISOGLOSS_REVIEW_ANNOTATOR"


@dataclass(frozen=True)
class Desk:
    """One person at one workspace."""

    workspace: Workspace
    runs: Mapping[str, Run]
    catalogue: Catalogue
    standings: Standings
    guidelines: Guidelines
    annotator: str
    """A pseudonym."""

    def refresh(self) -> None:
        """Take in new batches and new decisions."""
        self.catalogue.refresh()
        self.standings.refresh()


def desk() -> Desk:
    """The desk of whoever this session belongs to, up to date."""
    workspace = Workspace(Path(os.environ[WORKSPACE_VARIABLE]))
    runs = {run.id: run for run in load_runs(workspace.runs)}
    catalogue, standings = _shared(str(workspace.root), tuple(sorted(runs)))
    found = Desk(workspace, runs, catalogue, standings, guidelines_of(workspace), os.environ[ANNOTATOR_VARIABLE])
    found.refresh()
    return found


@st.cache_resource
def _shared(root: str, run_ids: tuple[str, ...]) -> tuple[Catalogue, Standings]:
    """Read once for all sessions; again when a run is added."""
    workspace = Workspace(Path(root))
    runs = {run.id: run for run in load_runs(workspace.runs) if run.id in run_ids}
    return Catalogue(workspace.review), Standings(workspace.decisions, runs)
