"""Letters for choice questions, right as often as the model is told to be.

The key file holds a line a question, in any number of languages:

    {"question": "What is the order of the group Z_6?", "answer": "C"}
    {"question": "Which gas do plants take in?", "answer": "B", "choices": ["oxygen", "carbon dioxide", "helium"]}

With `choices` the right option is known in any order, with text around the question, and in every language that the
far end itself translates into. Whether a model is right is drawn from question and options, whatever their order.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.far_end import chance, translations, words
from tests.far_end.prompts import Prompt

_VAGUE = "It is hard to say."
_ROUNDABOUT = "I would go for the one in place {place} of the list."


@dataclass(frozen=True)
class Row:
    question: str
    choices: frozenset[str]
    right: str
    """Text of the right option."""

    def translated(self, tag: str) -> "Row":
        texts = frozenset(translations.translate(choice, tag) for choice in self.choices)
        return Row(translations.translate(self.question, tag), texts, translations.translate(self.right, tag))


@dataclass(frozen=True)
class Key:
    """The right answers."""

    letters: Mapping[str, str] = field(default_factory=dict)
    """By question text."""
    rows: tuple[Row, ...] = ()
    """Questions whose options are known."""

    def letter(self, prompt: Prompt) -> str:
        """Empty when the question is not in the key."""
        shown = frozenset(prompt.options.values())
        rows = self._by_choices.get(shown) or (self._translated.get(shown, ()) if self.rows else ())
        if rows:
            right = next((row.right for row in rows if row.question in prompt.source), rows[0].right)
            return next(letter for letter, text in prompt.options.items() if text == right)
        if prompt.stem in self.letters:
            return self.letters[prompt.stem]
        return next((answer for question, answer in self.letters.items() if question in prompt.source), "")

    def in_english(self, prompt: Prompt) -> bool:
        """Whether the question is one of the key as it stands there, with or without text around it."""
        if not self.rows:
            return prompt.source.isascii()
        return any(row.question in prompt.source for row in self.rows)

    @cached_property
    def _by_choices(self) -> dict[frozenset[str], list[Row]]:
        return _by_choices(self.rows)

    @cached_property
    def _translated(self) -> dict[frozenset[str], list[Row]]:
        return _by_choices(row.translated(tag) for tag in words.LANGUAGES for row in self.rows)


def _by_choices(rows: Iterable[Row]) -> dict[frozenset[str], list[Row]]:
    found: defaultdict[frozenset[str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row.choices].append(row)
    return dict(found)


def read_key(path: Path) -> Key:
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return Key(
        letters={row["question"].strip(): row["answer"] for row in read},
        rows=tuple(
            Row(row["question"].strip(), frozenset(row["choices"]), row["choices"]["ABCDEFGHIJ".index(row["answer"])])
            for row in read
            if "choices" in row
        ),
    )


@dataclass(frozen=True)
class Skill:
    """How well models answer."""

    accuracy: Mapping[str, float]
    """By model; one that is not named is always right."""
    accuracy_target: Mapping[str, float]
    """The same for questions that do not stand in the key as they are: translated ones."""
    unsteady: float
    """Share of the questions that a model answers anew whenever the options are in another order."""
    unparsable: float
    """Share of the answers that name no letter."""

    def of(self, model: str, *, english: bool) -> float:
        accuracy = self.accuracy.get(model, 1.0)
        return accuracy if english else self.accuracy_target.get(model, accuracy)


def answer(prompt: Prompt, *, key: Key, skill: Skill) -> str:
    """The model's letter, or an answer without one."""
    about = (prompt.model, prompt.stem, *sorted(prompt.options.values()))
    said = _letter(prompt, about, key=key, skill=skill)
    draw = chance.fraction("unparsable", *about)
    if draw < skill.unparsable / 2:
        return _VAGUE
    return _ROUNDABOUT.format(place="ABCDEFGHIJ".index(said) + 1) if draw < skill.unparsable else said


def _letter(prompt: Prompt, about: tuple[str, ...], *, key: Key, skill: Skill) -> str:
    options = prompt.options
    by_text = sorted(options, key=options.__getitem__)
    right = key.letter(prompt) or by_text[chance.number("gold", *about[1:]) % len(by_text)]
    if chance.fraction("unsteady", *about) < skill.unsteady:
        about = (*about, prompt.source)
    if chance.fraction("right", *about) < skill.of(prompt.model, english=key.in_english(prompt)):
        return right
    wrong = [letter for letter in by_text if letter != right]
    return wrong[chance.number("wrong", *about) % len(wrong)]


def meant(said: str, options: Mapping[str, str]) -> str:
    """The letter that an answer without one means, as a careful reader finds it; `none` when there is none."""
    return next((letter for place, letter in enumerate(options, 1) if said == _ROUNDABOUT.format(place=place)), "none")
