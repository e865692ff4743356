r"""Whether a model's answer is right: typed, exact, and with the rule that decided.

    gold -7/2    "정답은 -3.5입니다"         right        found in a phrase, exact
    gold 1234    "son \boxed{1.234}" (es)    right        in a box, exact: the point groups thousands in Spanish
    gold 2       "\boxed{\frac{1}{2}}"       wrong        in a box, exact
    gold 7       "\boxed{7 or 8}"            unparsable   several numbers

The gold is parsed once, by its own parser (`annotate.gold`); nothing is compared as text that is a number. What is not
understood whole is unparsable, which is neither right nor wrong. Numbers are compared as fractions: 0.333 is not 1/3
unless the policy says so. `docs/answers.md` lists the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from annotate.chosen_option import NotChosen, chosen_option, last_option
from annotate.final_answer import FinalAnswer, Place, final_answer
from annotate.gold import Gold, UnreadableGold, exact_number, unwrapped
from annotate.mathtext import formulas
from annotate.second_opinion import Opinion, SecondOpinion
from annotate.stated_number import Stated, Unread, last_number, number_in_piece, number_in_sentence

Verdict = Literal["right", "wrong", "unparsable"]
Percent = Literal["number", "hundredths", "either"]


_DECIDED: dict[Opinion | None, Verdict] = {"right": "right", "wrong": "wrong"}


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as the same answer where people differ; the defaults are those of our golds."""

    percent: Percent = "number"
    """25 % is 25, because questions ask "what percent"; or 1/4; or either of the two."""
    units: Literal["dropped", "refused"] = "dropped"
    """A unit after a number is not compared (5 km is no 5000 m either way), or makes the answer unparsable."""
    notation: Literal["own", "either"] = "own"
    """1,234 is what it is in the answer's language; or what makes it right, here or where comma and point change."""
    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)
    """Largest difference that counts as equal, alone or as a part of the gold; whichever allows more."""
    bare_option_numbers: bool = False
    """`2` chooses the second option, where no option is itself `2`."""


@dataclass(frozen=True, slots=True)
class Score:
    """A verdict, and everything that a person needs to doubt it."""

    verdict: Verdict
    extracted: str
    """Verbatim, what was taken for the answer; empty when nothing was."""
    canonical: str
    """As `Gold.text`: `-7/2`, a 0-based index, or the expression; empty when unparsable."""
    place: Place
    """Where it stood."""
    rule: str
    """What decided: `exact`, `percent`, `letter`, `math-verify`; when unparsable, why."""
    opinion: Opinion | None = None
    """Math-Verify's, when it was asked."""

    @property
    def disputed(self) -> bool:
        """Whether Math-Verify reads the same answer and decides otherwise."""
        return self.opinion in _DECIDED and self.opinion != self.verdict


def score(
    answer: str,
    gold: Gold,
    *,
    language: str,
    choices: Sequence[str] = (),
    policy: Policy = Policy(),
    second_opinion: SecondOpinion | None = None,
) -> Score:
    """Scores a model's whole answer, of the type of the gold's value; never raises for anything a model may write.

    `language` is the BCP-47 tag of the answer, whose separators and number words apply. With `second_opinion`,
    Math-Verify decides expressions, and is asked beside our own verdict about numbers.
    """
    final = final_answer(answer)
    if not final.text:
        return Score("unparsable", "", "", final.place, final.place)
    if isinstance(gold.value, Fraction):
        return _numeric(final, gold, gold.value, language, policy, second_opinion)
    if isinstance(gold.value, int):
        return _choice(final, gold.value, choices, policy)
    return _expression(final, gold, language, second_opinion)


def _numeric(
    final: FinalAnswer, gold: Gold, value: Fraction, language: str, policy: Policy, asked: SecondOpinion | None
) -> Score:
    stated = _stated(final, language)
    if isinstance(stated, Unread):
        opinion = asked.ask(gold.text, _expression_in(final)) if asked and stated.reason == "expression" else None
        if opinion in _DECIDED:
            return Score(_DECIDED[opinion], stated.text, _expression_in(final), final.place, "math-verify", opinion)
        return Score("unparsable", stated.text, "", final.place, stated.reason, opinion)
    if stated.unit and policy.units == "refused":
        return Score("unparsable", stated.text, "", final.place, "unit")
    opinion = asked.ask(gold.text, stated.text) if asked else None
    for reading, rule in _readings(stated, policy):
        if _equal(reading, value, policy):
            kept = rule if reading == value else "tolerance"
            return Score("right", stated.text, str(reading), final.place, kept, opinion)
    reading, rule = next(_readings(stated, policy))
    if stated.other_notation == value:
        rule = "other notation"
    return Score("wrong", stated.text, str(reading), final.place, rule, opinion)


def _stated(final: FinalAnswer, language: str) -> Stated | Unread:
    if final.place == "box":
        return number_in_piece(final.text, language)
    return (last_number if final.place == "end" else number_in_sentence)(final.text, language)


def _readings(stated: Stated, policy: Policy) -> Iterator[tuple[Fraction, str]]:
    """What the stated number may be compared as, the first being the one that is recorded when all are wrong."""
    plain = "unit" if stated.unit else "exact"
    if not stated.percent:
        yield stated.value, plain
    elif policy.percent != "hundredths":
        yield stated.value, "percent"
    if stated.percent and policy.percent != "number":
        yield stated.value / 100, "percent"
    if stated.counted is not None and policy.units == "dropped":
        yield stated.counted, "unit"
    if stated.other_notation is not None and policy.notation == "either":
        yield stated.other_notation, "other notation"


def _equal(reading: Fraction, value: Fraction, policy: Policy) -> bool:
    return abs(reading - value) <= max(policy.absolute, policy.relative * abs(value))


def _choice(final: FinalAnswer, right: int, choices: Sequence[str], policy: Policy) -> Score:
    if final.place == "end":
        chosen = last_option(final.text, choices, bare_numbers=policy.bare_option_numbers)
    else:
        chosen = chosen_option(final.text, choices, bare_numbers=policy.bare_option_numbers)
    if isinstance(chosen, NotChosen):
        return Score("unparsable", final.text, "", final.place, chosen.reason)
    verdict: Verdict = "right" if chosen.option == right else "wrong"
    return Score(verdict, chosen.text, str(chosen.option), final.place, chosen.rule)


def _expression(final: FinalAnswer, gold: Gold, language: str, asked: SecondOpinion | None) -> Score:
    expression = _expression_in(final)
    if _without_spaces(expression) == _without_spaces(gold.text):
        return Score("right", expression, gold.text, final.place, "same text")
    stated = number_in_piece(expression, language)
    number = _number_or_none(gold.text)
    if number is not None and isinstance(stated, Stated):
        verdict: Verdict = "right" if stated.value == number else "wrong"
        return Score(verdict, expression, str(stated.value), final.place, "exact")
    opinion = asked.ask(gold.text, expression) if asked else None
    if opinion in _DECIDED:
        return Score(_DECIDED[opinion], expression, expression, final.place, "math-verify", opinion)
    return Score("unparsable", expression, "", final.place, opinion or "no second opinion", opinion)


def _expression_in(final: FinalAnswer) -> str:
    """The formula that the passage holds, its last one at the end of an answer; a box is all formula."""
    if final.place != "box" and (found := formulas(final.text)):
        return unwrapped(found[-1 if final.place == "end" else 0].text)
    return unwrapped(final.text)


def _number_or_none(text: str) -> Fraction | None:
    try:
        return exact_number(text)
    except UnreadableGold:
        return None


def _without_spaces(expression: str) -> str:
    return re.sub(r"\s|\\[,;:! ]|\\(?:left|right|displaystyle)(?![A-Za-z])", "", expression).replace(
        r"\dfrac", r"\frac"
    )
