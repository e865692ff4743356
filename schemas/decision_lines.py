"""One line of a decisions file, and what it becomes once the item's standing is known.

{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "decision": "accept", "annotator": "ana"}
{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "decision": "fix", "annotator": "ben", "text": "...", "revision": 0}
{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "decision": "reject", "annotator": "ana", "reason": "number", "note": "..."}
{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "decision": "undo", "annotator": "ana", "event": "b2:..."}
{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "decision": "gold", "annotator": "cho", "role": "adjudicator", "answer": "42"}

The event's name derives from the line's own content, so a file read twice decides once. To decide the same again after
an undo, give the line a `when`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.asked import APPROVAL, Asked
from schemas.digest import canonical_json, digest
from schemas.outcomes import revisions, standing
from schemas.records import Decision, Problem, Rating, Translation, Verdict


class LineError(Exception):
    """One line cannot be taken; the message says why, without the file's name."""


class Line(BaseModel):
    """A decision as a person or a script writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    item: str = Field(min_length=1)
    decision: Verdict
    annotator: str = Field(min_length=1)
    text: str | None = None
    """The corrected question; a fix needs it."""
    choices: list[str] | None = None
    """The corrected options; those of the revision that is fixed when absent."""
    reason: str = ""
    revision: int | None = Field(default=None, ge=0)
    """What was read; the newest when absent."""
    when: str | None = None
    """ISO 8601, taken as UTC when it names no zone; now when absent."""
    role: Literal["annotator", "adjudicator"] = "annotator"
    note: str = ""
    event: str = ""
    """The decision's own name; for an undo, the event taken back (the person's last one when absent)."""
    active_ms: int = Field(default=0, ge=0)
    guideline: str = ""
    round: int = Field(default=1, ge=1)
    """2 for a second adjudicator, whose verdict is compared with the first and decides nothing, and for an annotator
    who judges on the originals what others judged on English twins; 3 for one who judges from one document alone, which
    the rating `view` names."""
    original: str = ""
    """The corrected source text, when a page was read wrongly."""
    ratings: dict[str, str] = Field(default_factory=dict)
    """What the page asks beside the verdict: {"complete": "yes", "latex": "no"}."""
    chance: float | None = Field(default=None, gt=0, le=1)
    """That this person was asked about this item; absent when nobody drew it."""
    answer: str | None = None
    """The right answer where the source's gold is wrong; `gold` needs it."""

    @property
    def name(self) -> str:
        """The event's name."""
        if self.event and self.decision != "undo":
            return self.event
        return digest(canonical_json(self.model_dump(exclude_defaults=True)))


def read_line(text: str) -> Line:
    """A line, its text normalised to NFC; raises `LineError`."""
    try:
        return Line.model_validate(json.loads(unicodedata.normalize("NFC", text)))
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON ({error.msg} at column {error.colno})") from error
    except ValidationError as error:
        raise LineError(explained(error, Line, "a decision")) from error


def resolve(
    line: Line, problem: Problem, original: Translation, before: list[Decision], *, asked: Asked = APPROVAL
) -> Decision:
    """The decision a line makes, given the item's earlier ones; raises `LineError` when it makes none."""
    _require_asked(line, asked)
    texts = [original, *revisions(before, run=problem.run)]
    revision = len(texts) - 1 if line.revision is None else line.revision
    if revision >= len(texts):
        raise LineError(f"{line.item} has no revision {revision}: its newest is {len(texts) - 1}")
    if line.decision != "fix" and (line.text is not None or line.choices is not None):
        raise LineError(f"only a fix has text or choices, and this line says {line.decision}")
    question, choices = _fixed(line, problem, texts[revision]) if line.decision == "fix" else ("", ())
    return Decision(
        # The journal gives the real number; until then this one keeps the order of the file.
        seq=(before[-1].seq if before else 0) + 1,
        event=line.name,
        made_at=_utc(line.when),
        annotator=line.annotator,
        role=line.role,
        item=line.item,
        revision=revision,
        round=line.round,
        verdict=line.decision,
        reason=_reason(line, asked.reasons),
        question=question,
        choices=choices,
        note=line.note,
        guideline=line.guideline,
        active_ms=line.active_ms,
        undoes=_undone(line, before) if line.decision == "undo" else "",
        original=line.original.strip(),
        ratings=tuple(Rating(question=question, answer=answer) for question, answer in sorted(line.ratings.items())),
        chance=line.chance,
        answer=line.answer or "",
    )


def _require_asked(line: Line, asked: Asked) -> None:
    """Raise `LineError` for a verdict that nobody asked for. A gold is a problem's, and an adjudicator's to correct."""
    corrects_gold = asked is APPROVAL and line.role == "adjudicator"
    allowed = (*asked.verdicts, "reject", "skip", "undo", *(("gold",) if corrects_gold else ()))
    if line.decision not in allowed:
        wanted = ", ".join(asked.verdicts)
        raise LineError(f"{line.item} cannot be decided as {line.decision}: give {wanted}, reject, skip or undo")
    if (line.decision == "gold") != (line.answer is not None):
        raise LineError("`gold` needs the right answer as `answer`, and no other decision has one")


def _fixed(line: Line, problem: Problem, current: Translation) -> tuple[str, tuple[str, ...]]:
    question = (line.text or "").strip()
    if not question:
        raise LineError("a fix needs the corrected question as `text`")
    choices = current.choices if line.choices is None else tuple(choice.strip() for choice in line.choices)
    if len(choices) != len(problem.choices):
        raise LineError(f"{line.item} has {len(problem.choices)} choices, and the fix gives {len(choices)}")
    if (question, choices) == (current.question, current.choices) and not line.original:
        raise LineError(f"the fix equals revision {current.revision}: to agree with it, `accept`")
    return question, choices


def _reason(line: Line, reasons: Sequence[str]) -> str:
    if line.decision == "reject" and line.reason not in reasons:
        given = f"`{line.reason}` is no reason" if line.reason else "a reject needs a `reason`"
        raise LineError(f"{given}: give one of {', '.join(reasons)}")
    return line.reason if line.decision == "reject" else ""


def _undone(line: Line, before: list[Decision]) -> str:
    """The event taken back: one's own, or anybody's for an adjudicator."""
    known = {decision.event: decision for decision in before}
    own = [decision.event for decision in standing(before) if decision.annotator == line.annotator]
    event = line.event or (own[-1] if own else "")
    if event not in known:
        raise LineError(
            f"{line.item} has no event {event} to undo"
            if event
            else f"{line.annotator} has decided nothing about {line.item} that could be undone"
        )
    if known[event].annotator != line.annotator and line.role != "adjudicator":
        raise LineError(f"{event} is {known[event].annotator}'s decision: only they or an adjudicator can undo it")
    return event


def _utc(when: str | None) -> str:
    if when is None:
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        moment = datetime.fromisoformat(when)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError) as error:
        raise LineError(f"`when` is no ISO 8601 time: {when}") from error


def explained(error: ValidationError, line: type[BaseModel], what: str) -> str:
    """The first thing that is wrong with a line; `what` it was to be."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"`{name}` is not a key of {what}: the keys are {', '.join(line.model_fields)}"
    if first["type"] == "missing":
        return f"`{name}` is missing"
    if not name:
        return "not a JSON object"
    return f"`{name}`: {first['msg'][0].lower()}{first['msg'][1:]}"
