"""Errors put into human translations on purpose, each what a model was seen to do; the row seeds every choice."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotate import seeded_errors
from annotate.checks import Pair
from annotate.seeded_errors import Spoilt, digit_tokens, says, sentences

Seed = Callable[[Pair, int, Sequence[Pair]], Pair | None]


class SeededError(NamedTuple):
    """An error, the check that is meant to find it, and how it is made; None where the text has no place for it."""

    name: str
    check: str
    seed: Seed


def _random(number: int, name: str) -> random.Random:
    return random.Random(f"{name}-{number}")


def digit_changed(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return _pair(seeded_errors.digit_changed(one, _random(number, "digit")))


def _pair(spoilt: Spoilt | None) -> Pair | None:
    return spoilt.pair if spoilt else None


def number_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    tokens = digit_tokens(one)
    if not tokens:
        return None
    token = _random(number, "drop").choice(tokens)
    return says(one, one.text[: token.start] + one.text[token.end :].lstrip())


def sentence_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return _pair(seeded_errors.sentence_dropped(one, _random(number, "sentence")))


def sentence_untranslated(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    translated, originals = sentences(one.text), sentences(one.source)
    if len(translated) < 2 or len(translated) != len(originals):
        return None
    at = _random(number, "untranslated").randrange(len(translated))
    return says(one, "".join([*translated[:at], originals[at].strip() + " ", *translated[at + 1 :]]))


def source_copied(one: Pair, _number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return says(one, one.source)


def other_language(one: Pair, _number: int, _pairs: Sequence[Pair]) -> Pair | None:
    """The same problem as if asked for in another language of the same script, the hardest case, or English."""
    stranger = {"es": "fr", "fr": "de", "de": "es", "sw": "es", "ru": "uk", "zh": "ko", "ja": "zh", "th": "lo"}
    return replace(one, target=stranger.get(one.target, "hi"))


def solution_appended(one: Pair, _number: int, _pairs: Sequence[Pair]) -> Pair | None:
    if not one.problem.solution:
        return None
    first_step = re.sub(r"<<.*?>>", "", one.problem.solution.splitlines()[-1])
    return says(one, f"{one.text} {first_step}")


_ANSWERS = {
    "es": "Respuesta: {}", "fr": "Réponse : {}", "de": "Antwort: {}", "ru": "Ответ: {}", "zh": "答案：{}",
    "ja": "答えは{}です。", "th": "คำตอบคือ {}", "sw": "Jibu: {}", "bn": "উত্তর: {}", "te": "సమాధానం: {}",
}  # fmt: skip


def answer_appended(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    own, plain = _ANSWERS[one.target], ("#### {}", r"\boxed{{{}}}", "The answer is {}.", "= {}")
    phrase = _random(number, "answer").choice((own, own, *plain))
    return says(one, f"{one.text}\n{phrase.format(one.problem.answer)}")


_PREAMBLES = {
    "es": "Aquí está la traducción:", "fr": "Voici la traduction :", "de": "Hier ist die Übersetzung:",
    "ru": "Вот перевод:", "zh": "以下是翻译：", "ja": "以下は翻訳です：", "th": "คำแปล:",
    "sw": "Tafsiri:", "bn": "অনুবাদ:", "te": "అనువాదం:",
}  # fmt: skip


def preamble_added(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    english = ("Here is the translation:", "Sure! Here's the translated problem:", "Translation:")
    phrase = _random(number, "preamble").choice((_PREAMBLES[one.target], *english))
    return says(one, f"{phrase}\n{one.text}")


def quoted(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    opening, closing = _random(number, "quotes").choice(('""', "“”", "「」", "«»"))
    return says(one, f"{opening}{one.text}{closing}") if opening not in one.text else None


def last_sentence_looped(one: Pair, _number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return says(one, f"{one.text} " + f"{sentences(one.text)[-1].strip()} " * 4)


def phrase_looped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    end = _random(number, "loop").randrange(len(one.text) // 2, len(one.text))
    return says(one, one.text[:end] + one.text[end - 12 : end] * 8)


_REFUSALS = (
    "I'm sorry, but I can't help with that.", "As an AI language model, I cannot translate this text.",
    "I cannot provide a translation of this problem.",
)  # fmt: skip


def refused(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return says(one, _random(number, "refusal").choice(_REFUSALS))


def other_problem(one: Pair, number: int, pairs: Sequence[Pair]) -> Pair | None:
    return says(one, pairs[(number + 1) % len(pairs)].text)


def cut_short(one: Pair, _number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return says(one, one.text[: len(one.text) // 2])


def dollar_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return _without_one(one, re.compile(r"(?<!\\)\$"), number)


def brace_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return _without_one(one, re.compile(r"(?<!\\)[{}]"), number)


def _without_one(one: Pair, mark: re.Pattern[str], number: int) -> Pair | None:
    marks = list(mark.finditer(one.text))
    if not marks:
        return None
    gone = _random(number, mark.pattern).choice(marks)
    return says(one, one.text[: gone.start()] + one.text[gone.end() :])


def command_changed(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    commands = list(re.finditer(r"\\(?!begin|end|left|right|text)[a-z]{2,}", one.text))
    if not commands:
        return None
    command = _random(number, "command").choice(commands)
    other = r"\cdot" if command.group() != r"\cdot" else r"\pm"
    return says(one, one.text[: command.start()] + other + one.text[command.end() :])


def formula_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    return _without_one(one, re.compile(r"(?<![\\$])\$[^$\s][^$]*\$|\\\[.+?\\\]", re.DOTALL), number)


def sign_flipped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    inside = [found for found in re.finditer(r"[+-]", one.text) if one.text.count("$", 0, found.start()) % 2]
    if not inside:
        return None
    sign = _random(number, "sign").choice(inside)
    return says(one, one.text[: sign.start()] + ("+" if sign.group() == "-" else "-") + one.text[sign.end() :])


def options_swapped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    options = list(one.translation.choices)
    first, second = _random(number, "swap").sample(range(len(options)), 2)
    options[first], options[second] = options[second], options[first]
    return says(one, one.translation.question, tuple(options))


def option_dropped(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    options = list(one.translation.choices)
    options.pop(_random(number, "option").randrange(len(options)))
    return says(one, one.translation.question, tuple(options))


def option_doubled(one: Pair, number: int, _pairs: Sequence[Pair]) -> Pair | None:
    options = list(one.translation.choices)
    first, second = _random(number, "double").sample(range(len(options)), 2)
    options[first] = options[second]
    return says(one, one.translation.question, tuple(options))


IN_PROSE = (
    SeededError("digit changed", "numbers", digit_changed),
    SeededError("number dropped", "numbers", number_dropped),
    SeededError("sentence dropped", "numbers", sentence_dropped),
    SeededError("cut in half", "length", cut_short),
    SeededError("sentence left in English", "not copied", sentence_untranslated),
    SeededError("source copied", "not copied", source_copied),
    SeededError("another language", "target language", other_language),
    SeededError("another problem", "numbers", other_problem),
    SeededError("answer appended", "not solved", answer_appended),
    SeededError("solution appended", "not solved", solution_appended),
    SeededError("preamble", "no preamble", preamble_added),
    SeededError("quotation marks", "no preamble", quoted),
    SeededError("sentence looped", "repeated", last_sentence_looped),
    SeededError("phrase looped", "repeated", phrase_looped),
    SeededError("refused", "refusal", refused),
)
IN_LATEX = (
    SeededError("dollar dropped", "latex", dollar_dropped),
    SeededError("brace dropped", "latex", brace_dropped),
    SeededError("command changed", "latex", command_changed),
    SeededError("formula dropped", "latex", formula_dropped),
    SeededError("sign flipped", "latex", sign_flipped),
)
IN_CHOICES = (
    SeededError("options swapped", "choices", options_swapped),
    SeededError("option dropped", "choices", option_dropped),
    SeededError("option doubled", "choices", option_doubled),
)
