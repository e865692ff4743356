from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.quantities import Quantity, knows_words, numbers_in


def values(text, language):
    return [str(number.value) for number in numbers_in(text, language)]


def test_a_quantity_says_where_it_stands_and_how_else_it_may_be_read():
    assert numbers_in("Er zahlt 80.000 Euro.", "de") == (
        Quantity(Fraction(80000), "80.000", 9, 15, "digits", others=(Fraction(80),)),
    )
    assert numbers_in("two and a half", "en") == (
        Quantity(Fraction(5, 2), "two and a half", 0, 14, "word", parts=(Fraction(2), Fraction(1, 2))),
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "1,234 and 1,234.5 and .5 and 3.5 million", ["1234", "2469/2", "1/2", "3500000"]),
        ("es", "1.200 y 1,5 y $80 000", ["1200", "3/2", "80000"]),
        ("fr", "1 500,5 et 80 000", ["3001/2", "80000"]),
        ("hi", "12,34,567", ["1234567"]),
        ("ar", "١٬٢٣٤٫٥", ["2469/2"]),
        ("bn", "১৬টি ডিম, ১,০০,০০০", ["16", "100000"]),
        ("te", "౧౬", ["16"]),
        ("th", "๑๖", ["16"]),
        ("mr", "१६", ["16"]),
        ("zh", "１６个，１，２３４", ["16", "1234"]),
    ],
)
def test_digits_of_every_script_are_read_in_the_languages_notation(language, text, expected):
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "twenty-one hundred; one hundred and five; two thousand three hundred forty-five",
            ["2100", "105", "2345"],
        ),
        ("en", "three dozen, three quarters, two and three", ["36", "3/4", "2", "3"]),
        ("es", "treinta y cinco mil doscientos, dos tercios", ["35200", "2/3"]),
        ("fr", "quatre-vingt-dix-sept, soixante et onze, deux cent trente-quatre", ["97", "71", "234"]),
        ("de", "fünfundzwanzig und zweihundertfünfzig, dreimal, zweieinhalb", ["25", "250", "3", "5/2"]),
        ("ru", "двадцать один, двести пятьдесят, три четверти", ["21", "250", "3/4"]),
        ("zh", "8万5千，三百二十一，一百零五，三分之二，百分之五十", ["85000", "321", "105", "2/3", "50"]),
        ("ja", "8万5000ドル、二十五、3分の2", ["85000", "25", "2/3"]),
        ("ko", "3만 5천 원, 스물다섯 개, 열두 명, 3분의 2", ["35000", "25", "12", "2/3"]),
        ("th", "สามสิบห้า และ สองร้อย และ 3 ล้าน", ["35", "200", "3000000"]),
        ("sw", "mia mbili; mia moja na tano; thelathini na tano; elfu tatu; vitatu", ["200", "105", "35", "3000", "3"]),
        ("bn", "দুই হাজার, আড়াই, তিনটি", ["2000", "5/2", "3"]),
        ("te", "రెండు వందల, ముగ్గురు", ["200", "3"]),
    ],
)
def test_number_words_are_read(language, text, expected):
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "三明治，星期三，一起"),
        ("th", "ห้าม"),
        ("bn", "তিনি বিশেষ"),
        ("ru", "получил"),
        ("ko", "세상 네가 한국 만두 이것"),
    ],
)
def test_letters_of_a_number_inside_another_word_are_none(language, text):
    assert values(text, language) == []


def test_fractions_times_lists_and_dates_are_taken_apart_honestly():
    assert values(r"3/4, 2 1/2, 3½, \frac{3}{4}", "en") == ["3/4", "5/2", "7/2", "3/4"]
    assert values("from 3:30 to 5:00, (0,3), 3.5.2020", "en") == ["3", "30", "5", "0", "3", "3", "5", "2020"]


def test_an_afternoon_hour_may_be_said_on_the_other_clock():
    assert numbers_in("from 1 to 4 PM", "en")[0].others == (Fraction(13),)
    assert numbers_in("saa 11 jioni", "sw")[0].others == (Fraction(5), Fraction(17))


def test_loose_words_explain_a_number_but_demand_none():
    assert [(number.text, number.kind) for number in numbers_in("twice a dozen, the second half", "en")] == [
        ("twice", "loose"), ("a", "loose"), ("dozen", "loose"), ("second", "loose"), ("half", "loose"),
    ]  # fmt: skip


def test_a_language_without_a_table_still_has_its_digits():
    assert not knows_words("sv")
    assert values("tre hundar och 1,5 liter", "sv") == ["3/2"]


@given(st.integers(min_value=0, max_value=10**9))
def test_a_grouped_number_is_read_back_in_both_notations(number):
    assert values(f"x {number:,} y", "en") == [str(number)]
    assert values(f"x {number:,} y".replace(",", "."), "de") == [str(number)]


def test_a_fraction_of_nothing_is_its_digits():
    assert values(r"0/0", "en") == ["0", "0"]
    assert values(r"\frac{1}{0}", "en") == ["1", "0"]


@given(st.text(max_size=60), st.sampled_from(["en", "de", "ru", "zh", "ko", "th", "bn"]))
def test_quotes_are_verbatim_and_in_order_on_any_text(text, language):
    found = numbers_in(text, language)
    assert [number.text for number in found] == [text[number.start : number.end] for number in found]
    assert [number.start for number in found] == sorted(number.start for number in found)
