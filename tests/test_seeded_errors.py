"""Mistakes put into good translations: each is real, none is found by a check, and each says what was done."""

import random

import pytest

from annotate.checks import check
from annotate.opposites import opposites
from annotate.seeded_errors import (
    digit_changed,
    name_mistaken,
    numbers_exchanged,
    sentence_dropped,
    sentences,
    spoil,
    word_reversed,
)
from tests.checks import real_pairs as real

STICKERS = (
    "Oliver had 135 stickers. He used 1/3 of his stickers, gave 2/5 of the remaining to his friend, and kept the "
    "remaining stickers. How many stickers did he keep?"
)
BAKERY = "Ana bought 12 rolls before noon and paid 3 dollars more than Ben. How many dollars did she pay?"
BAKERY_DE = "Ana kaufte vormittags 12 Brötchen und zahlte 3 Dollar mehr als Ben. Wie viele Dollar zahlte sie?"


def chance():
    return random.Random(7)


def done(spoilt):
    return spoilt.kind, spoilt.what, spoilt.pair.translation.question


@pytest.mark.parametrize(
    ("language", "before", "after", "kind"),
    [
        ("en", "She has 3 more than Ana.", "She has 3 less than Ana.", "comparison reversed"),
        ("es", "Tiene 3 más.", "Tiene 3 menos.", "comparison reversed"),
        ("de", "Er kauft 3 Äpfel.", "Er verkauft 3 Äpfel.", "bought for sold"),
        ("fr", "Il en a 3 de moins.", "Il en a 3 de plus.", "comparison reversed"),
        ("zh-Hans", "她每天跑3英里。", "她每周跑3英里。", "unit changed"),
        ("ja", "彼女は3時間走りました。", "彼女は3分走りました。", "unit changed"),
        ("ko", "그는 3시간 동안 달렸습니다.", "그는 3분 동안 달렸습니다.", "unit changed"),
    ],
)
def test_a_word_turns_the_sentence_round(language, before, after, kind):
    spoilt = word_reversed(real.pair("", before, language), chance())
    assert (spoilt.kind, spoilt.pair.translation.question) == (kind, after)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Al menos lo intenta."),
        ("de", "Mehrere Kinder."),
        ("fr", "Avant de partir."),
        ("ko", "오늘은 기분이 이상합니다. 분수를 배웁니다. 세 분의 손님."),
        ("th", "เขาวิ่ง 3 ชั่วโมง"),
    ],
)
def test_a_word_that_only_looks_like_it_stays(language, text):
    assert word_reversed(real.pair("", text, language), chance()) is None


def test_a_capital_stays_a_capital():
    assert word_reversed(real.pair("", "Después de comer.", "es"), chance()).pair.text == "Antes de comer."


def test_every_row_of_a_language_changes_what_it_matches():
    rows = [row for language in ("en", "es", "de", "fr", "zh", "ja", "ko") for row in opposites(language)]
    assert len(rows) > 100
    assert [row for row in rows if row.pattern.fullmatch(row.instead)] == []


def test_two_numbers_change_places():
    spoilt = numbers_exchanged(real.pair(BAKERY, BAKERY_DE, "de"), chance())
    assert done(spoilt) == (
        "numbers exchanged",
        "`12` and `3` changed places",
        BAKERY_DE.replace("12", "#").replace("3", "12").replace("#", "3"),
    )


def test_one_number_said_twice_has_nothing_to_change_places_with():
    assert numbers_exchanged(real.pair("", "3 und 3", "de"), chance()) is None


def test_a_name_stands_where_another_belongs():
    kind, what, text = done(name_mistaken(real.pair(BAKERY, BAKERY_DE, "de"), chance()))
    assert (kind, what) in {("name mistaken", "`Ana` became `Ben`"), ("name mistaken", "`Ben` became `Ana`")}
    assert text in {BAKERY_DE.replace("Ana", "Ben"), BAKERY_DE.replace("Ben", "Ana")}


def test_german_nouns_are_nobodys_names():
    assert name_mistaken(real.pair("Ana ate rolls.", "Ana aß Brötchen.", "de"), chance()) is None


def test_a_digit_and_a_sentence_are_changed_in_the_question_and_never_in_the_options():
    options = (("12 apples.", "14 apples."), ("12 Äpfel.", "14 Äpfel."))
    one = real.pair("Ana has 12. How many?", "Ana hat 12. Wie viele?", "de", choices=options)
    for mistake in (digit_changed, sentence_dropped):
        spoilt = mistake(one, chance()).pair.translation
        assert spoilt.choices == options[1]
        assert spoilt.question != one.translation.question
        assert "Äpfel" not in spoilt.question


def test_sentences_joined_are_the_text():
    for text in (BAKERY_DE, real.HOUSE_JA, real.GLASSES_ZH, real.HOUSE_KO, "No end 1.5"):
        assert "".join(sentences(text)) == text


REAL = [
    (real.ROBE, real.ROBE_ES, "es"), (real.ROBE, real.ROBE_DE, "de"), (real.HOUSE, real.HOUSE_KO, "ko"),
    (real.HOUSE, real.HOUSE_JA, "ja"), (real.GLASSES, real.GLASSES_ZH, "zh"), (BAKERY, BAKERY_DE, "de"),
]  # fmt: skip


@pytest.mark.parametrize(("original", "translated", "language"), REAL)
def test_a_spoilt_translation_passes_every_check(original, translated, language):
    one = real.pair(original, translated, language)
    assert check(one) == ()
    for seed in range(20):
        spoilt = spoil(one, random.Random(seed))
        assert spoilt.pair.translation.question != translated
        assert check(spoilt.pair) == ()


def test_the_same_seed_spoils_alike():
    one = real.pair(real.HOUSE, real.HOUSE_KO, "ko")
    assert spoil(one, chance()) == spoil(one, chance())


def test_a_text_with_no_place_for_a_mistake_stays_as_it_is():
    assert spoil(real.pair("How many?", "몇 개입니까?", "ko"), chance()) is None
