"""Which rows of mathematics are siblings, and a run's rows without those that are held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from builders.release_rows import Selected
from builders.releasing.private_draw import WITHHELD, PrivateDraw
from builders.releasing.siblings import Candidate


def problem_candidates(selected: Mapping[str, Selected], configs: Mapping[str, str]) -> Iterator[Candidate]:
    """Every row that may be released, by run; siblings are one problem in all directions and configs."""
    for run, chosen in selected.items():
        for row in chosen.rows:
            source = (f"{row.source} {row.source_id}",) if row.source_id else ()
            yield Candidate(
                item=row.id,
                names=(f"problem {row.id.removeprefix(f'{run}-')}", *source),
                texts=(row.question, row.original),
                stratum=configs[run],
                testing=True,
            )


def public_part(selected: Selected, draw: PrivateDraw) -> Selected:
    """What is not held out, which counts as withheld."""
    rows = [row for row in selected.rows if row.id not in draw.items]
    return Selected(rows, selected.withheld + Counter({WITHHELD: len(selected.rows) - len(rows)}))


def private_part(selected: Selected, draw: PrivateDraw) -> Selected:
    return Selected([row for row in selected.rows if row.id in draw.items], Counter())
