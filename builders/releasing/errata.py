"""Errors of items that were released: taken in, and told of by every later version.

{"item": "gsm8k-en-ko-3fa9c1d2e4b5", "action": "withdraw", "reason": "the problem is ambiguous"}
{"item": "gsm8k-en-ko-77b0a91c02d4", "action": "correct", "reason": "a number was wrong", "text": "..."}
{"item": "gsm8k-en-ko-90c2b1aa17fe", "action": "correct", "reason": "half a cake was forgotten", "answer": "42"}
{"item": "news-en-5b1c0d3e9a77", "action": "correct", "reason": "the second report denies it", "label": "contradiction"}

An erratum is an adjudicator's decision: to withdraw is to reject, to correct is to fix, to say what the gold answer is,
or to give another label. So it stands in the journal of decisions, append-only and chained, and the next release
follows it as it follows any other. Its event begins with `erratum:` and its note is the reason.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builders.deciding import read_lines, take
from builders.releasing.versions import Erratum, ErratumAction, ids_of, private_ids_of, versions
from schemas.adversarial_runs import AdversarialRun
from schemas.decision_lines import Line, LineError, explained
from schemas.decisions import read_decisions
from schemas.digest import canonical_json, digest
from schemas.inference import Label
from schemas.inference_runs import InferenceRun
from schemas.math_runs import MathRun
from schemas.outcomes import by_item, standing
from schemas.records import Record, Verdict
from schemas.run_parameters import Run
from schemas.runs import load_runs, run_of
from schemas.workspace import Workspace

EVENT = "erratum:"


class Taken(Record):
    """What a file of errata brought."""

    withdrawn: int
    corrected: int
    already: int
    """Lines that had been taken before."""


class ErratumLine(BaseModel):
    """An erratum as a person writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    item: str = Field(min_length=1)
    action: Literal["withdraw", "correct"]
    reason: str = Field(min_length=1)
    """For the card: one sentence."""
    text: str | None = None
    """The corrected question."""
    choices: list[str] | None = None
    original: str = ""
    """The corrected source text, as of a page that was read wrongly."""
    answer: str | None = None
    """The right answer of a problem, in every direction; for a choice the letter or the option's text in the source."""
    label: Label | None = None
    """The right label of a hypothesis."""
    by: str = Field(default="maintainer", min_length=1)
    """Who says so, a pseudonym."""

    def decision(self) -> Line:
        """The decision that it is; raises `LineError`."""
        if not self.reason.strip():
            raise LineError("its reason is empty, and it is published: say in a sentence what is wrong")
        if len(self.corrected) != (self.action == "correct"):
            raise LineError("a correction gives one of `text`, `answer` and `label`, a withdrawal none")
        name = digest(canonical_json(self.model_dump(exclude_defaults=True)))
        return Line(
            item=self.item,
            decision=self._verdict,
            annotator=self.by,
            role="adjudicator",
            event=f"{EVENT}{name}",
            note=self.reason,
            reason="other" if self.action == "withdraw" else "",
            text=self.text,
            choices=self.choices,
            original=self.original,
            answer=self.answer,
        )

    @property
    def corrected(self) -> tuple[str, ...]:
        """What is given as it should be."""
        given = {"text": self.text, "answer": self.answer, "label": self.label}
        return tuple(name for name, value in given.items() if value is not None)

    @property
    def _verdict(self) -> Verdict:
        if self.action == "withdraw":
            return "reject"
        return self.label or ("fix" if self.answer is None else "gold")


def take_errata(workspace: Workspace, file: Path) -> Taken:
    """Take a JSONL file of errata into the journal, all or none; raises `DecideError`."""
    published = frozenset[str]().union(*(ids_of(one) | private_ids_of(one) for one in versions(workspace)))
    runs = load_runs(workspace.runs)

    def read(text: str) -> Line:
        line = read_erratum(text)
        if line.item not in published:
            raise LineError(f"no release held {line.item}: decide about it with `isogloss decide`")
        decision = line.decision()
        _require_correctable(line, run_of(line.item, runs))
        return decision

    taken = take(workspace, file, read_lines(file, read))
    withdrawn = taken.by_verdict.get("reject", 0)
    return Taken(withdrawn=withdrawn, corrected=taken.new - withdrawn, already=taken.already)


def read_erratum(text: str) -> ErratumLine:
    """A line, its text normalised to NFC; raises `LineError`."""
    try:
        return ErratumLine.model_validate_json(unicodedata.normalize("NFC", text))
    except ValidationError as error:
        raise LineError(explained(error, ErratumLine, "an erratum")) from error


def errata(workspace: Workspace) -> list[Erratum]:
    """All that versions have told of, taken back or not, and then those that stand and no version has told of yet."""
    before = versions(workspace)
    standing_now = _standing(workspace)
    told = [
        one.model_copy(update={"taken_back": ""}) if one.taken_back is None and _key(one) not in standing_now else one
        for one in (before[-1].errata if before else ())
    ]
    known = {_key(one) for one in told if one.taken_back is None}
    return [*told, *(one for key, one in standing_now.items() if key not in known)]


def _standing(workspace: Workspace) -> dict[tuple[str, str, str], Erratum]:
    """Errata that nobody has undone, each once, in the order in which they came."""
    grouped = by_item(read_decisions(workspace.decisions))
    found = [
        (decision.seq, Erratum(item=decision.item, action=_action(decision.verdict), reason=decision.note))
        for decisions in grouped.values()
        for decision in standing(decisions)
        if decision.event.startswith(EVENT)
    ]
    return {_key(one): one for _seq, one in sorted(found, key=lambda each: each[0])}


def _key(erratum: Erratum) -> tuple[str, str, str]:
    return erratum.item, erratum.action, erratum.reason


def _require_correctable(line: ErratumLine, run: Run | None) -> None:
    """Raise `LineError` for a correction of what machines or people have judged as it stands."""
    if isinstance(run, AdversarialRun) and line.corrected:
        raise LineError(f"{line.item} is a perturbed question, and models were tested with it as it is: withdraw it")
    if isinstance(run, InferenceRun) and line.corrected not in {(), ("label",)}:
        raise LineError(f"{line.item} is a hypothesis, judged as it reads: correct its `label`, or withdraw it")
    if isinstance(run, MathRun) and line.corrected == ("label",):
        raise LineError(f"{line.item} is a problem without a label: correct its `text` or its `answer`, or withdraw it")


def _action(verdict: Verdict) -> ErratumAction:
    if verdict == "reject":
        return "withdraw"
    return "correct gold" if verdict == "gold" else "correct"
