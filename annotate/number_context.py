"""What stands around a number and changes it: its sign, a percent sign, a unit, an operator, a numeral not read.

Every pattern looks at a bounded stretch beside the number, so that none can be slow on a long text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from annotate.gold import CURRENCY_SIGNS

BESIDE = 32
"""Characters on either side that are looked at."""

_SIGN = re.compile(
    r"(?P<sign>[-−–－﹣]|(?<!\w)(?:minus|negative|menos|moins|meno|минус|سالب|ناقص|ลบ)|마이너스|マイナス|负|負)"
    rf"(?P<gap>\s{{0,2}})(?:\\?[{re.escape(CURRENCY_SIGNS)}]\s?)?[\u200e\u200f\u2066-\u2069]?$",
    re.IGNORECASE,
)
_PERCENT_AFTER = re.compile(
    r"\s?(?:\\?%|[％٪]|per\s?cent\b|por\s?c(?:iento|ento)\b|per\s?cento\b|pour\s?cent\b|prozent\b|процент"
    r"|퍼센트|パーセント)",
    re.IGNORECASE,
)
_PERCENT_BEFORE = re.compile(r"(?:百分之|百分の|٪|%)\s?$")
_SCALE_NOT_READ = re.compile(
    r"\s?(?:[조경](?=\s|원|$|입)|[兆京]|लाख|करोड़|हज़ार|हजार|[أا]لف|آلاف|مليون|ملايين|مليار|mil(?:h[ãõ]\w{2,3}|ioni|ione)?\b"
    r"|mila\b|nghìn|triệu|tỷ|ribu\b|juta\b|bin\b|milyon|milyar|tys\b|tysi|trillions?\b)",
    re.IGNORECASE,
)
_NUMERALS = frozenset("일이삼사오육칠팔구십백천만억조零〇一二三四五六七八九十百千万萬億亿兆")
_BINARY_BEFORE = re.compile(r"[A-Za-z]$|[0-9)\]}%]\s*$|(?<![^\W\d_])[a-z]\s*$")
"""What makes a minus sign a subtraction: 5 - 3, x -3, x-3; but not `is -3`."""
_OPERATOR_BEFORE = re.compile(r"(?:[+/^_×÷√±·<>≤≥{(\[]\s?|(?<!\*)\*\s?|\\[A-Za-z]{1,12}\s?|[A-Za-z]\^)$")
_OPERATOR_AFTER = re.compile(
    r"\s?(?:[+/^×÷√±·²³]|\*(?!\*)|\\(?:times|cdot|sqrt|pi|div|pm)|-\s?[\d(]|[:：]\d)|[xyznabkiπθ√](?!\w)"
)
_UNIT = re.compile(
    rf"\s{{0,4}}(?:°|\\?[{re.escape(CURRENCY_SIGNS)}]|(?!입니다|이다|이에요|예요|です|だ|である|となり)[^\W\d_])"
)
"""A word or a currency sign; the copula of Korean and Japanese is none."""
_WHOLE_BRACKET = re.compile(r"[({\[]\s?$")


class Context(NamedTuple):
    """What was found beside a number."""

    sign: str
    """The sign verbatim, with what stands between it and the number."""
    unclear_sign: bool
    """A hyphen and a space, which may be a minus, a dash or a bullet."""
    part_of_more: bool
    """An operator or a variable stands beside it: it is a part of an expression."""
    half_read: bool
    """Numerals or a scale follow that our tables do not hold: what was read is a part of the number."""
    percent: str
    """The percent sign after it, verbatim; `%` when it stands before."""
    unit: bool


def context_of(text: str, start: int, end: int, *, in_words: bool) -> Context:
    """Looks around the number at `text[start:end]`; `in_words` says that it is written in number words."""
    before, after = text[max(0, start - BESIDE) : start], text[end : end + BESIDE]
    signed = _SIGN.search(before)
    sign = signed.group() if signed else ""
    left = before.removesuffix(sign)
    percent = _PERCENT_AFTER.match(after)
    after_percent = after[percent.end() :] if percent else after
    bracketed = bool(_WHOLE_BRACKET.search(left)) and after_percent.lstrip()[:1] in (")", "]", "}")
    return Context(
        sign=sign,
        unclear_sign=bool(signed and signed["gap"] and signed["sign"] in "-–"),
        part_of_more=bool(
            (_OPERATOR_BEFORE.search(left) and not bracketed)
            or _OPERATOR_AFTER.match(after_percent)
            or (sign[:1] in tuple("-−–－﹣") and _BINARY_BEFORE.search(left))
        ),
        half_read=bool(_SCALE_NOT_READ.match(after) or (in_words and after[:1] in _NUMERALS)),
        percent=percent.group() if percent else "%" if _PERCENT_BEFORE.search(left) else "",
        unit=bool(not percent and _UNIT.match(after)),
    )
