r"""Numbers written in digits: tokens of any script, in the notation of a language.

    1,234  1.234,5  80 000  12,34,567  ٣٫٥  １６  3/4  2 1/2  3½  \frac{3}{4}  3:30  5 p.m.

Comma and point change places between languages, and translators mix the two: a token that both notations can read
keeps both readings.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from annotate.number_words import COMMA_DECIMAL

if TYPE_CHECKING:
    from collections.abc import Iterator


class Digits(NamedTuple):
    """One number in digits."""

    value: Fraction
    start: int
    end: int
    others: tuple[Fraction, ...] = ()
    """What else it may mean: 1.234 for 1,234; 17 for 5 p.m."""
    parts: tuple[Fraction, ...] = ()
    """2 and 1/2 of a mixed number, 3 and 4 of 3/4."""
    counts: bool = True
    """Not for a minute, an ordinal, a month or a piece of a date: no scale follows those."""


def digits_in(text: str, language: str) -> Iterator[Digits]:
    """Every number written in digits, in order; offsets are in code points of `text`."""
    for found in _TOKEN.finditer(_ascii(text)):
        if fraction := _fraction(found):
            yield fraction
        elif found["hour"]:
            yield from _time(found, language)
        else:
            yield from _decimal(found, language)


_GAPS = " \u00a0\u2009\u202f"
_TOKEN = re.compile(
    rf"""
      \\[dtc]?frac\s*(?:\{{\s*(?P<braced_n>\d+)\s*\}}|(?P<bare_n>\d))\s*(?:\{{\s*(?P<braced_d>\d+)\s*\}}|(?P<bare_d>\d))
    | (?:(?P<before_sign>\d+)[ -]?)?(?P<sign>[¼-¾⅐-⅞])
    | (?:(?P<whole>\d+)(?:[ -]|\ and\ ))?(?<![\d/])(?P<n>\d+)\s?[/⁄]\s?(?P<d>\d+)(?![\d/])
    | (?P<hour>\d{{1,2}})(?::|：|\ ?[hH]\ ?)(?P<minute>\d\d)(?!\d)
    | \d{{1,2}}(?:,\d\d)+,\d{{3}}(?!\d)
    | \d{{1,3}}(?:[{_GAPS}]\d{{3}})+(?!\d)(?:[.,]\d+)?
    | \d+(?:(?:\{{,\}}|[.,'’])\d+)*
    | (?<![\w.])\.\d+
    """,
    re.VERBOSE,
)
_AFTERNOON = re.compile(r"(?::\d\d)?(?:\s?(?:-|–|to|and|until)\s?\d{1,2}(?::\d\d)?)?\s?[Pp]\.?\s?[Mm]\b")
_SWAHILI_HOUR = re.compile(r"\b[Ss]aa\s$")
_MONTH = re.compile(r"\s?(?:月(?!間)|월)")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|[ºª]|ers?|res?|e|ème|-?(?:й|я|е|го|му|ом|ой|ую))\b")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3}")
_MARKS = str.maketrans({"٫": ".", "٬": ",", "．": ".", "／": "/"})


def _ascii(text: str) -> str:
    """Digits and their marks of every script as ASCII ones; offsets stay."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text.translate(_MARKS))
    return re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", ",", plain)


def _fraction(found: re.Match[str]) -> Digits | None:
    if sign := found["sign"]:
        numerator, denominator = map(int, unicodedata.normalize("NFKC", sign).split("⁄"))
    else:
        numerator = int(found["n"] or found["braced_n"] or found["bare_n"] or 0)
        denominator = int(found["d"] or found["braced_d"] or found["bare_d"] or 0)
    if not denominator:
        return None
    whole = int(found["whole"] or found["before_sign"] or 0)
    fraction = Fraction(numerator, denominator)
    parts = (Fraction(whole), fraction) if whole else (Fraction(numerator), Fraction(denominator))
    return Digits(whole + fraction, *found.span(), parts=parts)


def _time(found: re.Match[str], language: str) -> Iterator[Digits]:
    hour = found["hour"]
    others = (Fraction(int(hour) - _NOON),) if int(hour) > _NOON else _other_hours(hour, found, language)
    yield Digits(Fraction(hour), *found.span("hour"), others=others, counts=False)
    if int(found["minute"]):
        yield Digits(Fraction(found["minute"]), *found.span("minute"), counts=False)


def _decimal(found: re.Match[str], language: str) -> Iterator[Digits]:
    token = found.group().replace("{,}", ",")
    readings = _readings(re.sub(rf"[{_GAPS}'’]", "", token), comma_decimal=language in COMMA_DECIMAL)
    if readings:
        others = (*readings[1:], *_other_hours(token, found, language))
        dated = _ORDINAL.match(found.string, found.end()) or _MONTH.match(found.string, found.end())
        yield Digits(readings[0], *found.span(), others=others, counts=not dated)
        return
    for digits in re.finditer(r"\d+", found.group()):  # a list, 1,2,3, or a date, 3.5.2020
        start = found.start() + digits.start()
        yield Digits(Fraction(digits.group()), start, start + len(digits.group()), counts=False)


def _readings(token: str, *, comma_decimal: bool) -> list[Fraction]:
    """What digits, commas and points may mean, the language's own reading first; empty for a list or a date."""
    marks = re.findall(r"[.,]", token)
    if not marks:
        return [Fraction(token)] if token.isdecimal() else []  # `1/0` is no number, its digits are
    if len(set(marks)) > 1:  # 1.234,5: the last one is the decimal mark
        one_last = marks.count(marks[-1]) == 1
        return [Fraction(token.replace(marks[0], "").replace(marks[-1], "."))] if one_last else []
    grouped = Fraction(re.sub(r"[.,]", "", token)) if _GROUPED.fullmatch(token) else None
    decimal = Fraction(token.replace(",", ".")) if len(marks) == 1 else None
    own_mark = marks[0] == ("," if comma_decimal else ".")
    if grouped is None and not own_mark and marks[0] == ",":
        return []
    ordered = (decimal, grouped) if own_mark else (grouped, decimal)
    return [reading for reading in ordered if reading is not None]


_NOON = 12


def _other_hours(hour: str, found: re.Match[str], language: str) -> tuple[Fraction, ...]:
    """5 p.m. is 17 where the day has 24 hours, and 11 in Swahili, which counts from sunrise."""
    if not hour.isdigit() or not 0 < int(hour) <= _NOON:
        return ()
    if language == "sw" and _SWAHILI_HOUR.search(found.string, 0, found.start()):
        sunrise = (int(hour) + 6) % _NOON or _NOON
        return Fraction(sunrise), Fraction(sunrise + _NOON)
    return (Fraction(int(hour) + _NOON),) if _AFTERNOON.match(found.string, found.end()) else ()
