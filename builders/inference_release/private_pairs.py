"""Which inference pairs are siblings: all that is said of one event, in whatever run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builders.inference_release.run_release import Releasable
from builders.inference_release.splits import shared_name
from builders.releasing.siblings import Candidate


def pair_candidates(found: Sequence[Releasable], configs: Mapping[str, str]) -> Iterator[Candidate]:
    """Every row that may be released; strata are language pairs, and only the test split may be held out."""
    for each in found:
        for split, rows in each.rows.items():
            for row in rows:
                yield Candidate(
                    item=row.id,
                    names=(f"event {shared_name(row.event, each.run.id)}",),
                    texts=(row.document1.text, row.document2.text, row.hypothesis),
                    stratum=f"{configs[each.run.id]}, {row.languages}",
                    testing=split == "test",
                )
