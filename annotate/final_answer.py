r"""Where a model's answer states its result: the last box, a mark, or else its last lines.

    ... so \boxed{7}, no: \boxed{42}            box       42
    ... 3 + 4 = 7\n#### 7                       hash      7
    따라서 정답은 42입니다.                      phrase    42입니다
    She earns 9 * 2 = $18 a day.                end       the whole line

The box wins over a phrase, wherever the two stand, and the last one wins over those before it: models correct
themselves. A last box that never closes was cut off by the token limit, and what was cut is not guessed.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Place = Literal["box", "hash", "phrase", "end", "open box", "open thought", "too long", "nothing"]

LONGEST = 500
"""Characters of a result that are read: a longer one is no result, and a bound keeps every pattern here linear."""


class FinalAnswer(NamedTuple):
    """A stretch of the answer, verbatim, and how it was found."""

    text: str
    """Empty when there is none."""
    place: Place


def final_answer(answer: str) -> FinalAnswer:
    """The stretch that states the result; the last of its kind counts."""
    said = answer.rpartition("</think>")[2]
    if "<think>" in said:
        return FinalAnswer("", "open thought")
    return _box(said) or _hash(said) or _phrase(said) or _end(said)


_BOX = re.compile(r"\\(?:boxed|fbox)\s{0,3}\{")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def _box(said: str) -> FinalAnswer | None:
    r"""The last box that holds something; an instruction that is repeated after it, "in \boxed{}", does not count."""
    for opened in reversed(list(_BOX.finditer(said))):
        closed = _closing(said, opened.end())
        if closed is None:
            return FinalAnswer("", "open box")
        if content := said[opened.end() : closed].strip():
            return FinalAnswer(content, "box") if len(content) <= LONGEST else FinalAnswer("", "too long")
    return None


def _closing(said: str, at: int) -> int | None:
    """Offset of the brace that closes the one before `at`."""
    depth = 1
    for brace in _BRACE.finditer(said, at):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.start()
    return None


def _hash(said: str) -> FinalAnswer | None:
    _before, mark, after = said.rpartition("####")
    line = _first_line(after)
    return FinalAnswer(line, "hash") if mark and line else None


_PHRASE = re.compile(
    r"""(?<!\w)(?:
      (?:answer|result)(?:[^\n.:=]{0,40}?\s(?:is|was|equals)\b|\s?[:=])
    | (?:respuesta|resposta|risposta|solución|solução|soluzione)(?:[^\n.:=]{0,40}?\s(?:es|é|è|son)\b|\s?[:=])
    | (?:réponse)(?:[^\n.:=]{0,40}?\s(?:est|vaut)\b|\s?[:=])
    | (?:antwort|lösung|ergebnis)(?:[^\n.:=]{0,40}?\s(?:ist|lautet|beträgt)\b|\s?[:=])
    | ответ(?:[^\n.:=]{0,40}?\sравен\b|\s?[:=—]|\s[–-]\s)
    | (?:jibu|jawabu)(?:[^\n.:=]{0,40}?\sni\b|\s?[:=])
    | jawaban(?:nya)?(?:[^\n.:=]{0,40}?\sadalah\b|\s?[:=])
    | (?:cevap|yanıt)\s?[:=]
    | (?:đáp\s(?:án|số)|câu\strả\slời)(?:[^\n.:=]{0,40}?\slà\b|\s?[:=])
    )
    | (?:정답|해답|답변|답)\s?(?:은|는|[:：=])
    | (?:答案|答)\s?(?:是|为|為|[:：=]) | [故应應][选選](?:择|擇)?[:：]?
    | (?:答え|正解|解答)\s?(?:は|[:：=])
    | (?:ال[إا]جابة|الجواب)(?:[^\n.:]{0,40}?\s(?:هي|هو)|\s?:)
    | उत्तर\s?(?:है|[:=]) | উত্তর\s?(?:হলো|হল|[:=]) | คำตอบ\s?(?:คือ|[:=]) | (?:సమాధానం|జవాబు)\s?[:=]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DECORATION = re.compile(r"[\s*_:：>`]{0,20}")
_SENTENCE_END = re.compile(r"\n|[。।؟]|\.(?=\s|\*|$)")
_DISPLAY = (("$$", "$$"), (r"\[", r"\]"))


def _phrase(said: str) -> FinalAnswer | None:
    """The sentence after the last phrase that one follows: on the same line, or on the next that holds anything."""
    for phrase in reversed(list(_PHRASE.finditer(said))):
        decoration = _DECORATION.match(said, phrase.end())
        after = said[decoration.end() if decoration else phrase.end() :][:LONGEST]
        if sentence := _sentence(after):
            return FinalAnswer(sentence, "phrase")
    return None


def _sentence(after: str) -> str:
    for opening, closing in _DISPLAY:
        if after.startswith(opening) and (end := after.find(closing, len(opening))) > 0:
            return after[: end + len(closing)]
    return _SENTENCE_END.split(after, maxsplit=1)[0].strip()


def _end(said: str) -> FinalAnswer:
    """The last lines, whole ones where they fit."""
    tail = said[-2 * LONGEST :].strip()[-LONGEST:]
    return FinalAnswer(tail, "end") if tail else FinalAnswer("", "nothing")


def _first_line(after: str) -> str:
    return next(iter(after[:LONGEST].strip().splitlines()), "").strip()
