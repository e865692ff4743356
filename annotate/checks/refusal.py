"""The model translated; it did not decline, apologise or speak of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

_REFUSAL = re.compile(
    r"""
      \bas\ an?\ (?:ai|language\ model|large\ language)\b
    | \bI(?:'m|’m|\ am)\ (?:sorry|unable|not\ able)\b
    | \bI\ (?:can(?:'t|’t|not)|can\ not|won't)\ (?:help|assist|translat|provide|fulfil|comply|do)
    | \bcomo\ (?:una?\ )?(?:modelo\ de\ lenguaje|ia|inteligencia\ artificial)\b | \blo\ siento,\ (?:pero\ )?no\ puedo\b
    | \ben\ tant\ qu['’](?:ia|intelligence|un\ modèle) | \bje\ suis\ désolée?,\ (?:mais\ )?je\ ne\ peux\b
    | \bje\ ne\ peux\ pas\ (?:traduire|aider)
    | \bals\ (?:ki|ein\ sprachmodell|künstliche\ intelligenz)\b | \bes\ tut\ mir\ leid,\ (?:aber\ )?ich\ kann\b
    | \bкак\ (?:ии|языковая\ модель|искусственный\ интеллект)\b | \b(?:извините|к\ сожалению),\ (?:но\ )?я\ не\ могу\b
    | 作为(?:一个|一名)?(?:AI|人工智能|语言模型) | 作為(?:一個)?(?:AI|人工智慧|語言模型)
    | (?:抱歉|对不起|對不起)[，,].{0,8}(?:无法|無法|不能)
    | (?:AI|言語モデル)(?:として|ですので|なので) | 申し訳(?:ありません|ございません)
    | (?:AI|인공지능|언어\ ?모델)(?:로서|이기\ 때문|이라서) | 죄송(?:합니다|하지만)
    | (?:번역|도와)(?:할\ 수\ 없|드릴\ 수\ 없)
    | ในฐานะ(?:\ ?AI|โมเดลภาษา|ปัญญาประดิษฐ์) | ขออภัย.{0,20}ไม่สามารถ
    | \bkama\ (?:ai|modeli\ ya\ lugha)\b | \bsamahani,\ (?:lakini\ )?siwezi\b
    | দুঃখিত,?\s.{0,20}(?:পারি\ না|পারছি\ না|অক্ষম) | క్షమించండి,?\s.{0,20}(?:లేను|చేయలేను)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def refusal(pair: Pair) -> Iterator[Noticed]:
    found = _REFUSAL.search(pair.text)
    if found and not _REFUSAL.search(pair.source):
        yield Noticed(f"the model declines or speaks of itself: {found.group()}", (found.group(),))
    elif not pair.translation.question.strip():
        yield Noticed("the translation is empty")
