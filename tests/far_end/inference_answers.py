"""Hypotheses and labels for the two questions that a cross-document inference recipe asks.

The writer gets a triple whose quotations are sentences of the documents and whose hypotheses are drawn by hash, so
that their wording does not tell the label. A judge who sees both documents finds the label again, but for some; one
who sees a document alone guesses.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.far_end import chance

_DOCUMENT = re.compile(
    r"^===== (\w+) begin document (\d).*?\n(.*?)\n===== \1 end document \2$", re.DOTALL | re.MULTILINE
)
_STATEMENT = re.compile(r"^Statement: (.+)\Z", re.MULTILINE)
_SENTENCE = re.compile(r"\S[^.!?。！？।۔\n]{0,199}[.!?。！？।۔]?")
_LABELS = ("entailment", "neutral", "contradiction")
_WRONG_SHARE = 0.15
_WHO = ("The council", "A regional court", "The ministry", "The harbour office", "A rescue team", "The union")
_DID = ("announced", "postponed", "confirmed", "rejected", "opened", "suspended")
_WHAT = ("the inquiry", "a new bridge", "the evacuation", "its budget", "the ceremony", "an appeal")
_WHERE = ("in the capital", "near the border", "on the coast", "in the old town", "at the airport", "in the north")


@dataclass(frozen=True)
class Premise:
    """The documents in a message of the user, by number, and the statement to be labelled, if there is one."""

    documents: dict[int, str]
    statement: str


def read(message: str) -> Premise | None:
    """None when the message is no question about premises."""
    documents = {int(number): text for _mark, number, text in _DOCUMENT.findall(message)}
    said = _STATEMENT.search(message)
    return Premise(documents, said[1] if said else "") if documents else None


def answer(premise: Premise) -> str:
    """The JSON text of a triple, or of a judge's opinion when there is a statement."""
    said = _opinion(premise) if premise.statement else {label: _reasoned(premise, label) for label in _LABELS}
    return json.dumps(said, ensure_ascii=False)


def _reasoned(premise: Premise, label: str) -> dict[str, Any]:
    return {
        "evidence1": _quotes(premise.documents.get(1, ""), label),
        "evidence2": _quotes(premise.documents.get(2, ""), label),
        "explanation": f"Both passages speak of it, which makes it {label}.",
        "hypothesis": _hypothesis(premise, label),
    }


def _quotes(text: str, label: str) -> list[str]:
    sentences = [found.strip() for found in _SENTENCE.findall(text)]
    return [sentences[chance.number(text, label) % len(sentences)]] if sentences else []


def _hypothesis(premise: Premise, label: str) -> str:
    about = (*sorted(premise.documents.values()), label)
    drawn = (
        words[chance.number(place, *about) % len(words)] for place, words in enumerate((_WHO, _DID, _WHAT, _WHERE))
    )
    return f"{' '.join(drawn)} after {chance.number(*about) % 900 + 100} days."


def _opinion(premise: Premise) -> dict[str, str]:
    written = {_hypothesis(premise, label): label for label in _LABELS}
    label = written.get(premise.statement)
    draw = chance.fraction("judge", premise.statement, *premise.documents.values())
    if label is None or draw < _WRONG_SHARE:
        label = _LABELS[chance.number("guess", premise.statement, *premise.documents.values()) % len(_LABELS)]
    return {"because": "The passages are plain.", "label": label}
