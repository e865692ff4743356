"""What people's decisions about one item amount to. Pure: the same decisions, in any order, give the same outcome.

    A fixes revision 0      -> revision 1, waiting for somebody else
    B accepts revision 1    -> fixed at revision 1

Only the newest revision counts: a fix says that what stood before was not good enough. Where persons disagree about it
the item is disputed until an adjudicator decides, and an adjudicator's last verdict always stands. Whoever judges again
on the originals what was judged on English twins is none of the N, but an item whose label flips is disputed. Whoever
judges from one document alone is none of the N either, and changes nothing. A corrected gold is no word on the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.inference import LABELS
from schemas.records import Decision, Translation

State = Literal["waiting", "accepted", "fixed", "rejected", "disputed"]


@dataclass(frozen=True)
class Outcome:
    """Where an item stands."""

    state: State
    revision: int
    """The revision that was decided about, or that waits."""
    by: tuple[str, ...]
    """Who has spoken on that revision, its author included, sorted; empty when nobody has."""
    reason: str = ""
    """The first rejecter's code; empty unless rejected."""
    label: str = ""
    """What the annotators agreed on, where they were asked for a label; empty otherwise."""


UNREAD = Outcome("waiting", 0, ())
AGAIN = 2
"""The round of an annotator's judgment on the originals of an item that others judged on English twins."""
ALONE = 3
"""The round of an annotator's judgment from one of the two documents alone."""
APART = frozenset({AGAIN, ALONE})
"""Rounds of annotators' judgments that are none of those an item needs."""


@dataclass(frozen=True)
class _Fix:
    revision: int
    decision: Decision


def outcome(decisions: Iterable[Decision], *, annotators: int, fixes_final: bool) -> Outcome:
    """The outcome of one item.

    `annotators` persons must accept the same revision. The author of a fix counts as one of them, yet a fix needs at
    least one other person, unless fixes are final.
    """
    ordered = sorted(decisions, key=lambda decision: decision.seq)
    stands = standing(ordered)
    fixes = {fix.decision.event: fix.revision for fix in _fixes(ordered)}
    adjudicated = [
        decision
        for decision in stands
        if decision.role == "adjudicator" and decision.round == 1 and decision.verdict not in {"skip", "gold"}
    ]
    if adjudicated:
        return _adjudicated(adjudicated[-1], fixes)
    authors = {fixes[decision.event]: decision.annotator for decision in stands if decision.verdict == "fix"}
    newest = max(authors, default=0)
    spoken = [decision for decision in stands if _speaks_on(decision, newest)]
    verdicts = {decision.annotator: decision for decision in spoken if decision.round not in APART}
    found = _weighed(newest, authors.get(newest), verdicts, annotators=annotators, fixes_final=fixes_final)
    flipped = found.state != "waiting" and any(
        _label(decision) != found.label for decision in spoken if decision.round == AGAIN
    )
    return Outcome("disputed", found.revision, found.by) if flipped else found


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions, in order, that no undo took back. An undo may itself be undone."""
    taken_back: set[str] = set()
    stands = []
    for decision in reversed(decisions):
        if decision.event in taken_back:
            continue
        if decision.verdict == "undo":
            taken_back.add(decision.undoes)
        else:
            stands.append(decision)
    return stands[::-1]


def revisions(decisions: Iterable[Decision], *, run: str) -> list[Translation]:
    """The text of every fix of one item, those taken back included, so that a number never changes its text."""
    ordered = sorted(decisions, key=lambda decision: decision.seq)
    return [
        Translation(
            run=run,
            item=fix.decision.item,
            revision=fix.revision,
            question=fix.decision.question,
            choices=fix.decision.choices,
            translator=f"human:{fix.decision.annotator}",
            answer_key="",
        )
        for fix in _fixes(ordered)
    ]


def original_at(decisions: Iterable[Decision], revision: int, original: str) -> str:
    """The source text that a revision translates: as the fix that made it corrected it, or as it was before."""
    fixes = {fix.revision: fix.decision for fix in _fixes(sorted(decisions, key=lambda decision: decision.seq))}
    while revision in fixes:
        if fixes[revision].original:
            return fixes[revision].original
        revision = fixes[revision].revision
    return original


def by_item(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions of each item, in the order given."""
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        grouped.setdefault(decision.item, []).append(decision)
    return grouped


def _fixes(ordered: Sequence[Decision]) -> list[_Fix]:
    """The n-th fix of an item makes revision n: r + 1 for a fix of the newest, and the next free number otherwise."""
    fixes = [decision for decision in ordered if decision.verdict == "fix"]
    return [_Fix(number, decision) for number, decision in enumerate(fixes, start=1)]


def _speaks_on(decision: Decision, revision: int) -> bool:
    return decision.revision == revision and decision.verdict in {"accept", "reject", *LABELS}


def _label(decision: Decision) -> str:
    return decision.verdict if decision.verdict in LABELS else ""


def _adjudicated(decision: Decision, fixes: Mapping[str, int]) -> Outcome:
    by = (decision.annotator,)
    if decision.verdict == "reject":
        return Outcome("rejected", decision.revision, by, decision.reason)
    revision = fixes.get(decision.event, decision.revision)
    return Outcome("fixed" if revision else "accepted", revision, by, label=_label(decision))


def _weighed(
    revision: int, author: str | None, verdicts: Mapping[str, Decision], *, annotators: int, fixes_final: bool
) -> Outcome:
    rejecters = [name for name, decision in verdicts.items() if decision.verdict == "reject"]
    accepters = [name for name, decision in verdicts.items() if decision.verdict != "reject" and name != author]
    labels = {_label(verdicts[name]) for name in accepters}
    author_stands = author is not None and author not in rejecters
    by = tuple(sorted({*rejecters, *accepters, *([author] if author else [])}))
    if len(labels) > 1 or (rejecters and (accepters or author_stands)):
        return Outcome("disputed", revision, by)
    if len(rejecters) >= annotators:
        return Outcome("rejected", revision, by, verdicts[rejecters[0]].reason)
    if rejecters:
        return Outcome("waiting", revision, by)
    if author is None:
        state: State = "accepted" if len(accepters) >= annotators else "waiting"
        return Outcome(state, revision, by, label="".join(labels) if state == "accepted" else "")
    needed = 0 if fixes_final else max(annotators - 1, 1)
    return Outcome("fixed" if len(accepters) >= needed else "waiting", revision, by)
