"""Words whose exchange turns a statement round, by language: what a tired translator mixes up.

A row is what is mixed up, a pattern, and the word put in its place. Each row was chosen so that the sentence stays
grammatical: in Korean, words of a pair end alike, so that the particle after them still fits. Languages that part
words are matched by whole words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_COMPARISON, _ORDER, _DEAL = "comparison reversed", "order reversed", "bought for sold"
_CHANGE, _UNIT, _MULTIPLE = "increase for decrease", "unit changed", "multiple changed"

_BOTH_WAYS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        (_COMPARISON, "more than", "less than"), (_COMPARISON, "older", "younger"), (_COMPARISON, "taller", "shorter"),
        (_COMPARISON, "faster", "slower"), (_COMPARISON, "at most", "at least"), (_ORDER, "before", "after"),
        (_DEAL, "buys", "sells"), (_DEAL, "bought", "sold"), (_CHANGE, "increased", "decreased"),
        (_UNIT, "hours", "minutes"), (_UNIT, "days", "weeks"), (_UNIT, "months", "years"), (_UNIT, "feet", "inches"),
        (_MULTIPLE, "twice as", "half as"),
    ),
    "es": (
        (_COMPARISON, "mayor", "menor"), (_ORDER, "antes de", "después de"),
        (_DEAL, "compra", "vende"), (_DEAL, "compró", "vendió"), (_CHANGE, "aumentó", "disminuyó"),
        (_UNIT, "minutos", "segundos"), (_UNIT, "días", "meses"), (_UNIT, "dólares", "centavos"),
        (_UNIT, "pies", "metros"), (_MULTIPLE, "el doble", "la mitad"), (_MULTIPLE, "al doble", "a la mitad"),
    ),
    "de": (
        (_COMPARISON, "mehr", "weniger"), (_COMPARISON, "größer", "kleiner"), (_COMPARISON, "älter", "jünger"),
        (_COMPARISON, "mindestens", "höchstens"), (_DEAL, "kauft", "verkauft"), (_DEAL, "kaufte", "verkaufte"),
        (_UNIT, "Stunden", "Minuten"), (_UNIT, "Stunde", "Minute"), (_UNIT, "Wochen", "Stunden"),
        (_UNIT, "Dollar", "Cent"), (_MULTIPLE, "doppelt so", "halb so"),
    ),
    "fr": (
        (_COMPARISON, "plus que", "moins que"), (_COMPARISON, "de plus", "de moins"),
        (_DEAL, "achète", "vend"), (_DEAL, "acheté", "vendu"), (_CHANGE, "augmenté", "diminué"),
        (_UNIT, "heures", "minutes"), (_UNIT, "semaines", "minutes"), (_UNIT, "dollars", "centimes"),
        (_UNIT, "par jour", "par semaine"), (_MULTIPLE, "le double", "la moitié"),
    ),
    "zh": (
        (_COMPARISON, "更多", "更少"), (_COMPARISON, "多于", "少于"), (_COMPARISON, "最多", "最少"),
        (_ORDER, "之前", "之后"), (_DEAL, "卖出", "买进"), (_CHANGE, "增加", "减少"), (_UNIT, "小时", "分钟"),
        (_UNIT, "每天", "每周"), (_UNIT, "每月", "每年"), (_UNIT, "美元", "美分"), (_UNIT, "英尺", "英寸"),
    ),
    "ja": (
        (_COMPARISON, "より多く", "より少なく"), (_COMPARISON, "多い", "少ない"), (_COMPARISON, "以上", "以下"),
        (_ORDER, "前に", "後に"), (_DEAL, "買いま", "売りま"), (_CHANGE, "増加", "減少"), (_UNIT, "毎日", "毎週"),
        (_UNIT, "ドル", "セント"), (_UNIT, "メートル", "センチ"),
    ),
    "ko": (
        (_COMPARISON, "더 많", "더 적"), (_COMPARISON, "더 비싸", "더 싸"), (_COMPARISON, "더 무겁", "더 가볍"),
        (_ORDER, "전에", "후에"), (_DEAL, "샀습니다", "팔았습니다"), (_DEAL, "구입했", "판매했"),
        (_DEAL, "구입합", "판매합"), (_CHANGE, "늘었", "줄었"), (_CHANGE, "증가", "감소"), (_UNIT, "달러", "센트"),
        (_UNIT, "파운드", "온스"), (_UNIT, "매주", "매달"), (_MULTIPLE, "두 배", "세 배"),
    ),
}  # fmt: skip

_ONE_WAY: dict[str, tuple[tuple[str, str, str], ...]] = {
    "es": ((_COMPARISON, r"\bmás\b", "menos"), (_COMPARISON, r"(?<![Aa]l )(?<![Ll]o )\bmenos\b", "más")),
    "fr": ((_ORDER, r"\bavant\b(?! de| d')", "après"), (_ORDER, r"\baprès\b(?! avoir| être)", "avant")),
    "ja": ((_UNIT, r"(?<=\d)時間", "分"),),
    "ko": (
        (_UNIT, r"(?<=\d)시간", "분"), (_UNIT, r"(?<=\d)분(?!의)", "시간"), (_DEAL, "팝니다", "삽니다"),
        (_COMPARISON, "더 크(?=게|고|지|다)", "더 작"), (_COMPARISON, "이하", "이상"),
        (_COMPARISON, "이상(?![하한합해했])", "이하"),
    ),
}  # fmt: skip
"""Where only one direction, or only a place beside a number, is sure to be an error."""

_RUN_TOGETHER = frozenset({"zh", "ja", "ko", "th"})


class Opposite(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    instead: str


@cache
def opposites(language: str) -> tuple[Opposite, ...]:
    """The rows of a language, by its BCP-47 tag, both ways; empty for one that we have no words for."""
    primary = language.partition("-")[0].lower()
    both = _BOTH_WAYS.get(primary, ())
    turned = [(kind, other, one) for kind, one, other in both]
    rows = [Opposite(kind, _spelt(one, primary), other) for kind, one, other in (*both, *turned)]
    return (*rows, *(Opposite(kind, re.compile(one), other) for kind, one, other in _ONE_WAY.get(primary, ())))


def _spelt(word: str, language: str) -> re.Pattern[str]:
    return re.compile(re.escape(word) if language in _RUN_TOGETHER else rf"\b{re.escape(word)}\b", re.IGNORECASE)
