"""Nothing stands around the translation: no "Here is the translation", no note, no quotation marks, no fence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

_OPENING = re.compile(
    r"""
    \A[\s*_#>"'“「]* (?:
        (?:sure|certainly|of\ course|okay|ok)\b [!,.]
      | here(?:'s|’s|\ is|\ are)\b [^\n]{0,80} (?:translat|version|:)
      | (?:the\ )? [\w\s]{0,20} translat(?:ion|ed)\b [^\n]{0,60} (?:[:：]|\bis\b)
      | (?:question|problem|source|original|input|output|user|assistant)\s*[:：]
      | (?:aquí|esta\ es|la)\b [^\n]{0,30} traducci[óo]n\b [^\n]{0,30} [:：]
      | traducci[óo]n [^\n]{0,20} [:：] | pregunta\s*[:：] | claro\s*!
      | (?:voici|la)\b [^\n]{0,30} traduction\b [^\n]{0,30} [:：] | traduction [^\n]{0,20} [:：]
      | (?:hier\ ist|die)\b [^\n]{0,30} übersetzung\b [^\n]{0,30} [:：]
      | übersetzung [^\n]{0,20} [:：] | (?:aufgabe|frage)\s*[:：]
      | (?:вот\ )? перевод\b [^\n]{0,30} [:：] | (?:вопрос|задача)\s*[:：] | конечно\s*!
      | (?:(?:以下是|这是|這是) [^\n。]{0,30} [:：] | 好的[，,！!] | (?:当然|當然)[！!])
      | (?:翻译|翻譯|译文|譯文|问题|問題|题目|題目|中文|译)\s*[:：]
      | (?:以下|こちら|これ)[はが] [^\n。]{0,30} (?:翻訳|訳)[^\n]{0,12} [:：。]
      | (?:翻訳|訳文|訳|問題|日本語訳?)\s*[:：]
      | (?:다음은|아래는|여기) [^\n.]{0,30} 번역[^\n]{0,12} [:：.]
      | (?:번역|한국어(?:\ 번역)?|문제|질문)(?:문|본)?\s*[:：]
      | (?:นี่คือ|คำแปล|คำถาม|แปล) [^\n]{0,30} [:：] | (?:hii\ ni\ )? tafsiri\b [^\n]{0,30} [:：] | swali\s*[:：]
      | (?:এখানে|অনুবাদ|প্রশ্ন) [^\n।]{0,20} [:：] | (?:అనువాదం|ప్రశ్న|ఇక్కడ) [^\n.]{0,20} [:：]
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\s*[*_(\[]*(?:(?:translator'?s?\ )?note|nota|remarque|anmerkung|примечание|注|注意|译注|訳注|참고|주|번역 노트"
    r"|kumbuka|หมายเหตุ)"
    r"(?:\s(?:del traductor|du traducteur))?\s*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("„", "“"), ("'", "'"), ("```", "```"))


def no_preamble(pair: Pair) -> Iterator[Noticed]:
    text = pair.translation.question
    opening = _OPENING.match(text)
    if opening and not _OPENING.match(pair.problem.question):
        yield Noticed(f"opens with a preamble: {opening.group().strip()}", (opening.group().strip(),))
    note = _NOTE.search(text)
    if note and not _NOTE.search(pair.problem.question):
        line = text[note.start() :].strip().splitlines()[0]
        yield Noticed(f"holds a translator's note: {line}", (line,))
    for mark in _quoted(text) - _quoted(pair.problem.question):
        yield Noticed(f"the whole translation stands in {mark}")


def _quoted(text: str) -> set[str]:
    """The marks around the whole text, when they are not two quotations at its ends."""
    bare = text.strip()
    return {
        f"{opening}...{closing}"
        for opening, closing in _QUOTES
        if len(bare) > len(opening) + len(closing)
        and bare.startswith(opening)
        and bare.endswith(closing)
        and opening not in bare[len(opening) : -len(closing)]
    }
