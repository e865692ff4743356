"""The figures of the door to models, each beside what it must be; `docs/bench.md` says how they are measured.

    python -m tests.bench [NAME ...] [--best-of 3] [--json]

Against a far end that answers after 200 ms, in a process of its own as what is measured is.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from tests.bench.door import at_64, at_256, killed_half_way, large
from tests.bench.faults import fault_mix, truncated
from tests.bench.journal import million_answers
from tests.bench.limits import told_tokens, told_window, untold_window
from tests.bench.redraft import second_draft
from tests.bench.table import Figure, best_of, figures_table, machine

SCENARIOS = {
    scenario.__name__.replace("_", "-"): scenario
    for scenario in (
        at_64, at_256, large, killed_half_way, fault_mix, truncated, untold_window, told_window, told_tokens,
        million_answers, second_draft,
    )
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENARIOS)}; all when left out")
    parser.add_argument(
        "--best-of", type=int, default=1, metavar="N", help="runs of each: the least time, the worst count"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in SCENARIOS]:
        parser.error(f"no such figures: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    began, figures = machine(), list[Figure]()
    for name in given.names or SCENARIOS:
        sys.stderr.write(f"{name} ...\n")
        figures += best_of(given.best_of, SCENARIOS[name])
    if given.json:
        sys.stdout.write(json.dumps([asdict(figure) | {"held": figure.held} for figure in figures]) + "\n")
        return
    sys.stdout.write(f"began {began}\nended {machine()}\n\n{figures_table(figures)}\n")


if __name__ == "__main__":
    main()
