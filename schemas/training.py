"""The training batch of a workspace: items whose right answer is told at once, before anything counts.

    training.jsonl      {"pass_mark": 0.8}
                        {"source_language": "en", "target_language": "ko", "original": "...", "question": "...",
                         "answer": "10", "verdict": "reject", "reason": "number", "explanation": "..."}

A training verdict is a decision like any other, in the same journal, about an item named `training-<12 hex>`: it
survives, and nothing that counts the dataset's own items meets it. Its `round` is the attempt, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError

from schemas.digest import canonical_json, short_digest
from schemas.faults import Fault
from schemas.records import AnswerType, Decision, Record
from schemas.review_items import ReviewItem

FILE = "training.jsonl"
PASS_MARK = 0.8
_ITEM = re.compile(r"training-[0-9a-f]{12}")


class TrainingError(Fault):
    """The training batch cannot be used; the message says which line, and why."""


class TrainingItem(Record):
    """One pair with the verdict that is right, and why."""

    source_language: str
    target_language: str
    original: str = Field(min_length=1)
    question: str = Field(min_length=1)
    original_choices: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    answer: str
    answer_type: AnswerType = "numeric"
    verdict: Literal["accept", "reject"]
    reason: str = ""
    """The code that a rejection deserves most; empty for an accept."""
    explanation: str = Field(min_length=1)

    @property
    def item(self) -> str:
        """Named after what is judged: a better explanation asks nobody to be trained again."""
        content = self.model_dump(mode="json", exclude={"explanation", "reason"})
        return f"training-{short_digest(canonical_json(content))}"

    @property
    def review_item(self) -> ReviewItem:
        """As the viewer shows it. No check has a say: this trains eyes."""
        shared = self.model_dump(exclude={"verdict", "reason", "explanation"})
        own = {"item": self.item, "run": "training", "revision": 0, "solution": "", "findings": (), "page": None}
        return ReviewItem.model_validate(shared | own | {"because": "all", "inclusion_probability": 1.0})


class Training(Record):
    """What somebody must pass before anything is leased to them."""

    pass_mark: float = Field(default=PASS_MARK, gt=0, le=1)
    """Share of the items that must be judged right in one attempt."""
    items: tuple[TrainingItem, ...]


class Attempt(NamedTuple):
    """Where a person stands in the newest attempt at a batch."""

    number: int
    """From 1."""
    verdicts: dict[str, bool]
    """Whether each item judged so far was judged right, in the order judged."""
    asked: int
    pass_mark: float

    @property
    def right(self) -> int:
        return sum(self.verdicts.values())

    @property
    def complete(self) -> bool:
        return len(self.verdicts) == self.asked

    @property
    def next(self) -> Attempt:
        """A new one, from the first item."""
        return self._replace(number=self.number + 1, verdicts={})

    @property
    def passed(self) -> bool:
        return self.complete and self.right >= self.pass_mark * self.asked - 1e-9


def is_training(item: str) -> bool:
    """Whether a decision about `item` is a training verdict."""
    return bool(_ITEM.fullmatch(item))


def read_training(path: Path) -> Training | None:
    """The batch in a file; None when there is none. Raises `TrainingError`."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"cannot read the training batch {path}: {error}") from error
    mark, items = PASS_MARK, []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                if number == 1 and "pass_mark" in line and "explanation" not in line:
                    mark = _Header.model_validate_json(line).pass_mark
                else:
                    items.append(TrainingItem.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                raise TrainingError(f"{path}:{number}: {where or 'the line'}: {first['msg']}") from error
    if not items:
        raise TrainingError(f"{path} holds no training item: write one JSON object a line, or remove the file")
    if doubles := len(items) - len({item.item for item in items}):
        raise TrainingError(f"{path} holds {doubles} items twice: each may be asked once")
    return Training(pass_mark=mark, items=tuple(items))


def training_text(training: Training) -> str:
    """The batch as the text of its file."""
    header = _Header(pass_mark=training.pass_mark)
    return "".join(f"{row.model_dump_json(exclude_defaults=row is not header)}\n" for row in (header, *training.items))


def attempt(training: Training, decisions: Sequence[Decision]) -> Attempt:
    """The newest attempt, out of one person's training verdicts in order. A first verdict stands: it was explained."""
    asked = {item.item: item.verdict for item in training.items}
    own = [decision for decision in decisions if decision.item in asked]
    number = max((decision.round for decision in own), default=1)
    verdicts: dict[str, bool] = {}
    for decision in own:
        if decision.round == number:
            right = (decision.verdict == "accept") == (asked[decision.item] == "accept")
            verdicts.setdefault(decision.item, right)
    return Attempt(number, verdicts, len(asked), training.pass_mark)


def has_passed(training: Training, decisions: Sequence[Decision]) -> bool:
    """Whether any attempt so far was passed."""
    rounds = {decision.round for decision in decisions}
    return any(attempt(training, [d for d in decisions if d.round == number]).passed for number in rounds)


class _Header(Record):
    """The first line of a file, when it says another pass mark."""

    pass_mark: float = Field(gt=0, le=1)
