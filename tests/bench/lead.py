"""What a lead waits for over 150,000 judgments: the page's figures, intervals included. Half a minute.

    python -m tests.bench.lead [--judgments 150000]

`first look` is the first of a server, after it has read the journal; each later look finds one decision more.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

from annotate.agreement.verdicts import VERDICTS
from annotate.pace import by_annotator, by_guideline
from review_app.agreement_tables import missing, pairs, scopes
from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.standings import Standings
from schemas.decisions import write_decisions
from schemas.workspace import Workspace
from tests.bench.review import hundred_thousand, seconds
from tests.bench.table import Figure, figures_table, machine
from tests.review_world import a_decision, a_run

LATER_LOOKS = 9


def lead(folder: Path, judgments: int) -> list[Figure]:
    """All that the lead's page computes, after one more decision each time."""
    run, workspace = a_run(annotators=2), hundred_thousand(folder / "many")
    _judge(workspace, judgments)
    catalogue = Catalogue(workspace.review)
    catalogue.refresh()
    standings = Standings(workspace.decisions, {run.id: run}, catalogue.known)
    figures = Figures(catalogue, standings)
    read, first = seconds(standings.refresh), seconds(lambda: look(standings, figures, run.id))
    later = []
    for number in range(LATER_LOOKS):
        write_decisions(workspace.decisions, [a_decision(judgments + number + 1, "accept", "zoe", item=_item(number))])
        later.append(seconds(lambda: look(standings, figures, run.id)))
    idle = seconds(lambda: look(standings, figures, run.id))
    what = f"lead's page, {judgments:,} judgments"
    return [
        Figure(what, "journal read, once a server, s", read, timed=True),
        Figure(what, "first look, once a server, s", first, at_most=1, timed=True),
        Figure(what, "later looks, a decision more each, median, s", statistics.median(later), at_most=1, timed=True),
        Figure(what, "later looks, the slowest, s", max(later), at_most=1, timed=True),
        Figure(what, "a look when nothing is new, s", idle, at_most=1, timed=True),
    ]


def look(standings: Standings, figures: Figures, run: str) -> None:
    standings.refresh()
    figures.refresh()
    by_annotator(figures.decisions)
    by_guideline(figures.decisions)
    figures.states()
    figures.adjudications(run)
    report = figures.agreement(run)
    scopes(report), pairs(report), missing(report)


def _judge(workspace: Workspace, judgments: int) -> None:
    """Two of ten annotators an item, of whom most accept."""
    chance = random.Random(7)
    given = [(item, who) for item in range(judgments // 2) for who in chance.sample(range(10), 2)]
    rows = [
        a_decision(
            seq, chance.choices(VERDICTS, (80, 12, 8))[0], f"person-{who}", item=_item(item),
            active_ms=chance.randrange(500, 60_000), guideline="v1",
        )
        for seq, (item, who) in enumerate(given, start=1)
    ]  # fmt: skip
    write_decisions(workspace.decisions, rows)


def _item(number: int) -> str:
    return f"gsm8k-en-ko-{number:06}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lead", description=__doc__)
    parser.add_argument("--judgments", type=int, default=150_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = lead(Path(folder), given.judgments)
    print(f"{machine()}\n{figures_table(figures)}")  # noqa: T201
    sys.exit(any(not figure.held for figure in figures))


if __name__ == "__main__":
    main()
