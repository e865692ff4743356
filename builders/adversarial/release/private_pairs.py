"""Which adversarial pairs are siblings, and a run's pairs without those that are held out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from builders.adversarial.release.rows import Row
from builders.adversarial.release.run_release import ReleasedPairs, RunRelease, counts_of
from builders.releasing.private_draw import WITHHELD, PrivateDraw
from builders.releasing.siblings import Candidate


def adversarial_candidates(found: Sequence[RunRelease]) -> Iterator[Candidate]:
    """Every pair that may be released; siblings are all pairs of one seed question, in whatever language and run."""
    for each in found:
        for config, rows in each.rows.items():
            for row in rows:
                source = (f"{row.source} {row.source_id}",) if row.source_id else ()
                yield Candidate(
                    item=row.id,
                    names=(f"seed {row.seed.removeprefix(f'{each.run.id}-')}", *source),
                    texts=(row.question, row.oriquestion, row.transquestion, row.transori),
                    stratum=config,
                    testing=True,
                )


def public_part(found: RunRelease, draw: PrivateDraw) -> RunRelease:
    """What is not held out, which counts as withheld."""
    rows = {config: [row for row in own if row.id not in draw.items] for config, own in found.rows.items()}
    counts = (_counts(counts, found.rows[counts.config], rows[counts.config]) for counts in found.counts)
    return replace(found, rows=rows, counts=tuple(counts))


def private_rows(found: Sequence[RunRelease], draw: PrivateDraw) -> dict[str, list[Row]]:
    """What is held out, by config."""
    rows = {config: [row for row in own if row.id in draw.items] for each in found for config, own in each.rows.items()}
    return {config: own for config, own in rows.items() if own}


def _counts(before: ReleasedPairs, every: Sequence[Row], public: Sequence[Row]) -> ReleasedPairs:
    held_out = len(every) - len(public)
    withheld = before.withheld | ({WITHHELD: held_out} if held_out else {})
    return before.model_copy(update={"withheld": withheld, **counts_of(public)})
