"""Decide about one item after another through the pages' own writing, and say so on stdout as soon as it is kept.

python -m tests.browser.deciding WORKSPACE ANNOTATOR
"""

from __future__ import annotations

import sys
from pathlib import Path

from review_app.catalogue import Catalogue, Wanted
from review_app.standings import Standings
from review_app.writing import Press, Said, submit
from schemas.people import local_person
from schemas.runs import load_runs
from schemas.workspace import Workspace


def main() -> None:
    workspace, person = Workspace(Path(sys.argv[1])), local_person(sys.argv[2])
    catalogue = Catalogue(workspace.review)
    standings = Standings(workspace.decisions, {run.id: run for run in load_runs(workspace.runs)})
    catalogue.refresh()
    standings.refresh()
    for name in catalogue.listing(Wanted()):
        if standings.to_do(name, catalogue.run_of(name), person.pseudonym):
            press = Press(catalogue.item(name), 0, 0, person, "v1")
            submit(workspace, standings, press, Said("accept"))
            print(press.event, flush=True)  # noqa: T201 - the acknowledgement


if __name__ == "__main__":
    main()
