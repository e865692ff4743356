"""One press of a key becomes one row of the journal, or none: never two, and never on another item."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.adjudication import SECOND_ROUND
from review_app.permissions import NotPermitted, NotSaved, reads_twins, require_permission
from review_app.standings import Standings
from review_app.trainees import is_trained
from schemas.alone_reading import DOCUMENTS, admit_alone, alone_view, read_alone_reading
from schemas.assignment import admit_within
from schemas.decision_lines import Line, LineError, resolve
from schemas.decisions import write_decisions
from schemas.digest import canonical_json, digest
from schemas.outcomes import AGAIN, ALONE, APART
from schemas.people import Person
from schemas.records import Verdict
from schemas.review_items import ReviewItem
from schemas.rotation import Rotation, read_rotation
from schemas.twin_reading import ENGLISH, read_twin_reading
from schemas.workspace import Workspace

_ONE_WRITER = threading.Lock()
"""Within this process the pages take turns: SQLite's own waiting is unfair under load."""


@dataclass(frozen=True)
class Press:
    """What was on the screen when somebody pressed: kept with the button, not looked up when it arrives."""

    item: ReviewItem
    revision: int
    """The revision that was read."""
    count: int
    """How often this person had spoken on the item: the same press twice has the same count, so the same name."""
    person: Person
    guideline: str
    turns: Rotation | None = None
    """Who takes turns; None when everybody reads everything."""
    round: int = 1
    """2 for judging on the originals what others judged on English twins, 3 for judging from one document alone."""

    @property
    def annotator(self) -> str:
        """A pseudonym."""
        return self.person.pseudonym

    @property
    def chance(self) -> float | None:
        """That this person was asked about this item; None in a round apart, whose draws are of their own."""
        if self.round in APART:
            return None
        return self.item.inclusion_probability * (self.turns.probability if self.turns else 1.0)

    @property
    def event(self) -> str:
        return digest(canonical_json([self.item.item, self.revision, self.annotator, self.count]))


@dataclass(frozen=True)
class Said:
    """The verdict and all that goes with it."""

    verdict: Verdict
    reason: str = ""
    question: str | None = None
    choices: tuple[str, ...] | None = None
    original: str = ""
    note: str = ""
    ratings: Mapping[str, str] = field(default_factory=dict)
    active_ms: int = 0


def submit(workspace: Workspace, standings: Standings, press: Press, said: Said) -> None:
    """Write one decision; one whose event is in the journal already changes nothing. Raises `NotSaved`."""
    _write(workspace, standings, press.item, _line(press, said), press.person)


def adjudicate(workspace: Workspace, standings: Standings, press: Press, said: Said, *, second: bool) -> None:
    """Write an adjudicator's decision, or a `second` one's, that only is compared. Raises `NotSaved`."""
    changes = {"role": "adjudicator", "round": SECOND_ROUND if second else 1, "chance": None}
    _write(workspace, standings, press.item, _line(press, said).model_copy(update=changes), press.person)


def _line(press: Press, said: Said) -> Line:
    return Line(
        item=press.item.item,
        decision=said.verdict,
        annotator=press.annotator,
        text=said.question,
        choices=None if said.choices is None else list(said.choices),
        reason=said.reason,
        revision=press.revision,
        note=said.note,
        event=press.event,
        active_ms=said.active_ms,
        guideline=press.guideline,
        original=said.original,
        ratings=dict(said.ratings),
        chance=press.chance,
        round=press.round,
    )


def undo(workspace: Workspace, standings: Standings, item: ReviewItem, event: str, person: Person) -> None:
    """Take back one's own decision, by a row that says so."""
    line = Line(item=item.item, decision="undo", annotator=person.pseudonym, event=event)
    view = next((alone_view(one) for one in standings.of(item.item) if one.event == event), None)
    if view:  # whoever reads one of the two languages may take back what they said of that document
        line = line.model_copy(update={"round": ALONE, "ratings": {"view": view}})
    _write(workspace, standings, item, line, person)


def _require_trained(workspace: Workspace, standings: Standings, person: Person) -> None:
    """A page may have been open since before the lead asked for training."""
    if not is_trained(workspace, person, standings.training(person.pseudonym)):
        raise NotPermitted("not saved: this workspace asks for training first; load the page anew")


def _require_turn(workspace: Workspace, standings: Standings, item: ReviewItem, line: Line) -> None:
    """Where people take turns, an item is nobody's but its readers'; some verdicts are apart from all turns."""
    apart = line.role == "adjudicator" or line.round in APART or standings.is_known(item.item)
    if apart or line.decision == "undo":
        return
    turns = read_rotation(workspace.people)
    if turns and line.annotator not in turns.group_of(item.item):
        raise NotPermitted(f"not saved: {item.item} is for others to read, since people take turns here; go on")


def _require_disputed(standings: Standings, item: ReviewItem, line: Line) -> None:
    """Of two adjudicators who have an item open the first decides, and the other is told."""
    first = line.role == "adjudicator" and line.round != SECOND_ROUND and line.decision != "undo"
    if first and standings.outcome(item.item, item.run).state != "disputed":
        raise NotSaved(f"not saved: {item.item} is disputed no more, since somebody adjudicated it meanwhile; go on")


def _languages(workspace: Workspace, item: ReviewItem, line: Line, person: Person) -> tuple[str, ...]:
    """Those that a person must read: the item's two, or fewer where the lead lets them judge on twins or from one."""
    own, premise = (item.source_language, item.target_language), item.premise
    view = line.ratings.get("view")
    if premise and line.round == ALONE and view in DOCUMENTS and read_alone_reading(workspace.people):
        return own[DOCUMENTS.index(view)], premise.hypothesis_language
    if premise is None or line.role == "adjudicator" or line.round == AGAIN or not premise.in_english:
        return own
    on_twins = reads_twins(person, own, premise.hypothesis_language) and read_twin_reading(workspace.people)
    return (ENGLISH, premise.hypothesis_language) if on_twins else own


def _write(workspace: Workspace, standings: Standings, item: ReviewItem, line: Line, person: Person) -> None:
    adjudicating = line.role == "adjudicator"
    require_permission(workspace, person, _languages(workspace, item, line, person), adjudicating=adjudicating)
    with _ONE_WRITER:
        standings.refresh()
        _require_trained(workspace, standings, person)
        _require_turn(workspace, standings, item, line)
        before = list(standings.of(item.item))
        if any(decision.event == line.name for decision in before):
            return
        _require_disputed(standings, item, line)
        try:
            decision = resolve(line, item.problem, item.translation, before, asked=item.asked)
        except LineError as error:
            raise NotSaved(f"not saved: {error}") from error
        admit = admit_alone if line.round == ALONE else admit_within(standings.persons(item.item, item.run))
        write_decisions(workspace.decisions, [decision], admit=admit)
