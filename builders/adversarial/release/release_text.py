"""What a release of adversarial pairs came to, for a terminal of 80 columns."""

from __future__ import annotations

from builders.accounts_text import labelled, listed
from builders.adversarial.release.releasing import Released
from builders.releasing.private_text import held_out


def render(released: Released) -> str:
    """Each language with what was withheld, and how to load the first."""
    lines = []
    for run, languages in released.pairs.items():
        lines += labelled("run", f"{run}, version {released.version}")
        for own in languages:
            lines += labelled(
                own.config,
                f"{own.found:,} found = {sum(own.withheld.values()):,} withheld{listed(own.withheld)} + "
                f"{own.released:,} of {own.seeds:,} seeds; {own.held_up:,} held up, {own.untested:,} not tested",
            )
    lines += held_out(released.held_out)
    first = next(iter(released.rows))
    return "\n".join([*lines, f"load it: datasets.load_dataset({str(released.folder)!r}, {first!r})"])
