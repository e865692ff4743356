"""What a release holds of one run: the accepted pairs of every config, and why the others are withheld.

accepted by as many persons as the run asks for, or by an adjudicator     in
rejected, disputed, waiting for another person                            withheld
read by nobody                                                            withheld; in a preview in, and marked
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from builders.account_records import AccountsError
from builders.adversarial.release.licence_groups import config_sources
from builders.adversarial.release.row_building import Library, library, row_of
from builders.adversarial.release.rows import ReviewState, Row
from builders.adversarial.report import Evidence
from builders.adversarial.review_rows import included_nodes
from builders.adversarial.seed_origins import source_of
from builders.deciding import outcomes
from builders.release_folder import folder_name
from builders.releasing.stated import HolderTerms
from schemas.adversarial import SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.outcomes import UNREAD, Outcome
from schemas.records import Record
from schemas.store import Store


class ReleasedPairs(Record):
    """What became of the pairs found in one language, of the sources of one config."""

    language: str
    config: str
    found: int
    withheld: dict[str, int]
    """By why."""
    released: int
    reviewed: int
    """Of those released, by people."""
    seeds: int
    """That the released pairs are of."""
    held_up: int
    """Of those released, when asked anew."""
    untested: int
    """Of those released, pairs that no held-out model was asked about."""

    def check(self) -> None:
        """Raise `AccountsError` when the sum does not add up."""
        if self.found != self.released + sum(self.withheld.values()):
            raise AccountsError(
                f"the pairs of {self.config} do not add up ({self.found} found, {self.released} released): "
                "run `isogloss rebuild`"
            )


@dataclass(frozen=True)
class RunRelease:
    """The released part of one run."""

    run: AdversarialRun
    evidence: Evidence
    """Of all pairs that were found: those released alone are selected once more."""
    rows: Mapping[str, Sequence[Row]]
    """By config; empty for one of which nothing is released."""
    counts: tuple[ReleasedPairs, ...]


def release_of(
    run: AdversarialRun, store: Store, evidence: Evidence, terms: Mapping[str, HolderTerms], *, preview: bool
) -> RunRelease:
    """Everything that is released of a run. Decisions must have been projected before.

    One config a language; several where sources cannot stand in one, by their licences or their right-holders' `terms`.
    """
    pairs, decided = sorted(included_nodes(run, store), key=lambda pair: pair.node), outcomes(run, store)
    known = library(run, store, pairs, terms)
    source = {pair.node: source_of(known.seeds[pair.seed], run) for pair in pairs}
    rows: dict[str, Sequence[Row]] = {}
    counts = []
    for language, (name, sources) in product(run.targets, config_sources(run, known.licences).items()):
        own = [pair for pair in pairs if pair.language == language and source[pair.node] in sources]
        config = folder_name(f"{name}-{language}")
        rows[config] = _rows(own, known, decided, preview=preview)
        counts.append(_counts(language, config, own, rows[config], decided))
    return RunRelease(run, evidence, rows, tuple(counts))


def _rows(pairs: Sequence[SearchNode], known: Library, decided: Mapping[str, Outcome], *, preview: bool) -> list[Row]:
    states = {pair.node: _state(decided.get(pair.node, UNREAD), preview=preview) for pair in pairs}
    return [row_of(pair, known, state) for pair in pairs if (state := states[pair.node])]


def _state(found: Outcome, *, preview: bool) -> ReviewState | None:
    """None keeps a pair back. One that anybody has spoken about is released by people's decision or not at all."""
    if found.state == "accepted":
        return "reviewed"
    return "unread" if preview and found == UNREAD else None


def _counts(
    language: str, config: str, pairs: Sequence[SearchNode], rows: Sequence[Row], decided: Mapping[str, Outcome]
) -> ReleasedPairs:
    released = {row.id for row in rows}
    withheld = Counter(_why(decided.get(pair.node, UNREAD)) for pair in pairs if pair.node not in released)
    return ReleasedPairs(
        language=language,
        config=config,
        found=len(pairs),
        withheld=dict(withheld.most_common()),
        **counts_of(rows),
    )


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    """What is counted of the pairs that are released."""
    return {
        "released": len(rows),
        "reviewed": sum(row.review_state == "reviewed" for row in rows),
        "seeds": len({row.seed for row in rows}),
        "held_up": sum(row.held_up is True for row in rows),
        "untested": sum(row.held_up is None for row in rows),
    }


def _why(found: Outcome) -> str:
    if found.state != "waiting":
        return f"rejected: {found.reason}" if found.reason else found.state
    return "unread" if found == UNREAD else "waiting for another person"
