"""Serve the review pages of one workspace: `python -m review_app WORKSPACE ANNOTATOR PORT [--address A] [--url U]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from review_app.desk import WORKSPACE_VARIABLE
from review_app.login import ANNOTATOR_VARIABLE, PROVIDER_VARIABLE
from review_app.origins import Place
from review_app.provider import load_provider
from review_app.server import review_server, settings
from schemas.faults import Fault
from schemas.people import load_people
from schemas.workspace import Workspace


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m review_app", description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("annotator", help="pseudonym of the one person, when nobody was invited")
    parser.add_argument("port", type=int)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    try:
        serve(Workspace(given.workspace), Place(given.address, given.port, given.url), given.annotator)
    except KeyboardInterrupt:
        pass  # the way to end it; every decision is on disk
    except Fault as fault:
        sys.exit(f"isogloss: {fault}")


def serve(workspace: Workspace, place: Place, annotator: str) -> None:
    """Serve until stopped; raises a `Fault` when that would let strangers in."""
    provider = load_provider(workspace.people)
    place.require_login(configured=bool(provider or load_people(workspace.people)))
    os.environ[WORKSPACE_VARIABLE], os.environ[ANNOTATOR_VARIABLE] = str(workspace.root), annotator
    os.environ[PROVIDER_VARIABLE] = "yes" if provider else ""
    review_server(workspace, place, provider).run(config=settings(place))


if __name__ == "__main__":
    main()
