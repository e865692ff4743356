"""Numbers that are written as words or with a Korean, Chinese or Japanese unit, turned into digits.

A translation keeps every number, and digits are what survives in every language:

    twenty-five cents      25 cents
    two hundred and six    206
    3만 원, 2 dozen        30,000 원, 24
"""

import re
from collections.abc import Iterable

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {name: value for value, name in enumerate(_SMALL.split())} | {
    name: 10 * value for value, name in enumerate(_TENS.split(), 2)
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_OTHERS = {"half a dozen": "6", "half": "1/2", "twice": "2", "thrice": "3"}
_UNITS = {"천": 10**3, "千": 10**3, "만": 10**4, "万": 10**4, "萬": 10**4, "억": 10**8, "億": 10**8, "亿": 10**8}
_UNITS |= _SCALES


def _any_of(names: Iterable[str]) -> str:
    """A pattern; both spellings cost a third of what ignoring case does, and sixteen must come before six."""
    both = [spelling for name in names for spelling in (name, name.capitalize())]
    return f"(?:{'|'.join(sorted(both, key=len, reverse=True))})"


_NAME = re.compile(_any_of([*_VALUES, *_SCALES]))
_RUN = re.compile(rf"\b{_NAME.pattern}(?:(?:-|\s+(?:and\s+)?){_NAME.pattern})*\b")
_OTHER = re.compile(rf"\b{_any_of(_OTHERS)}\b")
_WITH_UNIT = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s?({'|'.join(_UNITS)})")


def digits(text: str) -> str:
    """The same text with its number words as digits."""
    text = _WITH_UNIT.sub(lambda found: f"{float(found[1].replace(',', '')) * _UNITS[found[2]]:,.0f}", text)
    text = _OTHER.sub(lambda found: _OTHERS[found[0].lower()], text)
    return _RUN.sub(lambda run: f"{_value(run[0]):,}", text)


def _value(run: str) -> int:
    """`two hundred and six` is 206: what is below a scale multiplies it."""
    total = part = 0
    for name in map(str.lower, _NAME.findall(run)):
        if name in ("dozen", "hundred"):
            part = max(part, 1) * _SCALES[name]
        elif name in _SCALES:
            total, part = total + max(part, 1) * _SCALES[name], 0
        else:
            part += _VALUES[name]
    return total + part
