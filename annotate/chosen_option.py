"""Which option an answer chooses: a letter, a counted sign, or an option's own text.

    B   (B)   （Ｂ）   B. 12 apples   选B   ②   2번   第2   ب   12 apples

Letter and text must not contradict each other, and a bare `2` is not guessed to count from 1: it may be an option.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Literal, NamedTuple

OptionRule = Literal["letter", "counted", "option text"]
NoOption = Literal["no option", "several options", "contradiction", "negated"]


class Chosen(NamedTuple):
    option: int
    """0-based."""
    text: str
    """Verbatim."""
    rule: OptionRule


class NotChosen(NamedTuple):
    reason: NoOption


_LETTERS = {
    **{letter: index for index, letter in enumerate(ascii_uppercase)},
    **{letter: index for index, letter in enumerate("أبجده")},
    "А": 0, "Б": 1, "Г": 3, "Д": 4,
}  # fmt: skip
"""Cyrillic В is no letter here: it is the third of its alphabet and looks like the second of ours."""
_COUNTED = {sign: index for signs in ("①②③④⑤⑥⑦⑧⑨⑩", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", "❶❷❸❹❺❻❼❽❾❿") for index, sign in enumerate(signs)}
_MARKED = re.compile(
    rf"""(?P<sign>[{"".join(_COUNTED)}])
    | (?P<number>\d{{1,2}})\s?번 | 第\s?(?P<ordinal>\d{{1,2}}) | (?P<circled>[Ⓐ-Ⓩⓐ-ⓩ])
    | [(（\[]\s?(?P<bracketed>[A-Za-zＡ-Ｚａ-ｚأبجدهАБГД])\s?[)）\]]
    | (?<![^\W_])(?P<letter>[B-HJ-Z]|[Ａ-Ｚ])(?![A-Za-z0-9'’])
    | (?<![^\W_])(?P<word>[AI])(?=\s*(?:[.):：、,，*}}$]|$)|[^\x00-\x7f])
    | (?<!\w)(?P<script>[أبجدهАБГД])(?=\s*[.):：、،]|\s*$)
    | ^\s{{0,3}}(?P<small>[a-z])(?=\s*[).:]|\s*$)
    """,
    re.VERBOSE,
)
_NEGATION = re.compile(r"\s{0,3}(?:not|nicht|pas|no|не|ليس)(?!\w)|.{0,8}(?:아니|아닌|ではな|じゃな)", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    r"[\s().（）*]{0,4}(?:and|or|y|o|ou|et|und|oder|и|или|و|أو|와|과|또는|이나|和|或|と|か|,|/|、|，|&)?[\s().（）*]{0,4}",
    re.IGNORECASE,
)
_TEXT_COMMAND = re.compile(r"\\(?:text\w*|mathrm|mathbf|mbox)\s{0,3}\{([^{}]*)\}")


def chosen_option(passage: str, choices: Sequence[str], *, bare_numbers: bool = False) -> Chosen | NotChosen:
    """The one option that a passage names; `bare_numbers` lets `2` be the second option where no option is `2`."""
    text = _TEXT_COMMAND.sub(r"\1", passage).strip().strip("$").strip()
    if _NEGATION.match(text):
        return NotChosen("negated")
    if (index := _same_text(text, choices)) is not None:
        return Chosen(index, passage, "option text")
    marks = [found for found in _MARKED.finditer(text) if _index(found) < len(choices)]
    if not marks:
        return _unmarked(text, choices, bare_numbers=bare_numbers)
    first = marks[0]
    index = _index(first)
    if len(marks) > 1 and _index(marks[1]) != index and _ALTERNATIVE.fullmatch(text[first.end() : marks[1].start()]):
        return NotChosen("several options")
    said = _same_text(text[first.end() :].lstrip(" .):：、）*]"), choices)
    if said not in {None, index}:
        return NotChosen("contradiction")
    return Chosen(index, first.group(), "letter" if first.lastgroup not in {"sign", "number", "ordinal"} else "counted")


def last_option(text: str, choices: Sequence[str], *, bare_numbers: bool = False) -> Chosen | NotChosen:
    """What an unmarked answer chooses: its last line, from which letters in running text are not taken."""
    line = text.strip().splitlines()[-1]
    chosen = chosen_option(line, choices, bare_numbers=bare_numbers)
    if (
        isinstance(chosen, Chosen)
        and chosen.rule == "letter"
        and not re.match(rf"[\W_]*{re.escape(chosen.text)}", line)
    ):
        return chosen if not chosen.text.isalnum() else NotChosen("no option")
    return chosen


def _unmarked(text: str, choices: Sequence[str], *, bare_numbers: bool) -> Chosen | NotChosen:
    number = re.fullmatch(r"[\W_]*(\d{1,2})[\W_]*", text)
    if bare_numbers and number and 1 <= int(number[1]) <= len(choices):
        return Chosen(int(number[1]) - 1, text, "counted")
    said = [index for index, choice in enumerate(choices) if _stands_in(_folded(choice), _folded(text))]
    longest = [index for index in said if not any(_within(choices[index], choices[other]) for other in said)]
    if len(longest) == 1:
        return Chosen(longest[0], text, "option text")
    return NotChosen("several options" if longest else "no option")


def _index(found: re.Match[str]) -> int:
    mark = found[found.lastgroup or 0]
    if mark in _COUNTED:
        return _COUNTED[mark]
    letter = unicodedata.normalize("NFKC", mark).upper()
    return int(letter) - 1 if letter.isdecimal() else _LETTERS[letter]


def _folded(text: str) -> str:
    """As it is compared: without case, width, outer punctuation and mathematics delimiters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("$", "").split()).strip(" .。*\"'“”")


def _same_text(text: str, choices: Sequence[str]) -> int | None:
    same = [index for index, choice in enumerate(choices) if _folded(choice) == _folded(text)]
    return same[0] if len(same) == 1 else None


def _stands_in(choice: str, text: str) -> bool:
    """Whole: 12 does not stand in 120, nor in 1.12 or -12."""
    found = re.search(rf"(?<![A-Za-z0-9.,/\\-]){re.escape(choice)}(?![A-Za-z0-9/]|[.,]\d)", text)
    return bool(choice and found)


def _within(choice: str, other: str) -> bool:
    return choice != other and _folded(choice) in _folded(other)
