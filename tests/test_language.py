from concurrent.futures import ThreadPoolExecutor

import pytest

from annotate.language import Identified, are_neighbours, identify, matches

KOREAN = "조시는 집을 고쳐 팔아 보기로 했습니다. 그가 얻은 이익은 얼마입니까?"
SPANISH = "Una bata lleva 2 rollos de tela azul y la mitad de esa cantidad de tela blanca."  # MGSM, CC BY 4.0
SIMPLIFIED = "乔希决定试试房屋翻新。他花了 80,000 美元买了一套房子。"  # MGSM, CC BY 4.0
TRADITIONAL = "喬希決定試試房屋翻新。他花了 80,000 美元買了一間房子。"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (KOREAN, "ko"), (SPANISH, "es"), (SIMPLIFIED, "zh-Hans"), (TRADITIONAL, "zh-Hant"),
        ("8万ドルで家を購入し、5万ドルかけて修繕しました。", "ja"), ("Утки Дженет несут по 16 яиц в день.", "ru"),
        ("เป็ดของเจเน็ตวางไข่วันละ 16 ฟอง", "th"), ("Πόσα αυγά γεννούν οι πάπιες;", "el"),
        ("כמה ביצים מטילים הברווזים", "he"),
        ("జనెత్ బాతులు ప్రతిరోజూ 16 గుడ్లు పెడతాయి.", "te"), ("জেনেটের হাঁসগুলি প্রতিদিন 16টি করে ডিম পাড়ে।", "bn"),
    ],
)  # fmt: skip
def test_prose_is_identified(text, tag):
    assert identify(text).tag == tag


def test_formulas_do_not_make_korean_english():
    assert identify(r"방정식 $\sqrt{x^2 + 3x} = \frac{7}{2}$의 해를 $\text{solution}$이라 하자.").tag == "ko"


def test_names_in_latin_letters_do_not_make_chinese_english():
    assert identify("Kylar 去商店为新公寓购买玻璃杯。Kylar 想买 16 个。").tag == "zh-Hans"


@pytest.mark.parametrize("text", ["", "12", "$x^2$", r"\[ \frac{1}{2} \]"])
def test_a_text_without_words_has_no_language(text):
    assert identify(text) == Identified(None, 0.0, "none")
    assert matches(identify(text), "ko") is None


def test_what_can_be_told_is_told():
    assert matches(identify(KOREAN), "ko") is True
    assert matches(identify(KOREAN), "en") is False
    assert matches(identify(SPANISH), "es-MX") is True
    assert matches(identify(SPANISH), "ko") is False
    assert matches(identify(SIMPLIFIED), "zh") is True
    assert matches(identify(SIMPLIFIED), "zh-TW") is False
    assert matches(identify(TRADITIONAL), "zh-Hant-HK") is True


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("二次方程式", "ja"),  # Han alone may be either
        ("一二三", "zh-Hant"),  # characters of both
        ("Find x.", "es"),  # too short for statistics
        (SPANISH, "gl"),  # langdetect has no Galician
    ],
)
def test_what_cannot_be_told_is_not_guessed(text, tag):
    assert matches(identify(text), tag) is None


def test_neighbours_are_languages_that_are_confused():
    assert are_neighbours("es", "gl")
    assert not are_neighbours("es", "de")
    assert are_neighbours("nb", "da")


def test_the_answer_is_the_same_every_time_and_in_every_thread():
    text = "Una bata lleva rollos de tela azul."
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(identify, [text] * 40))) == 1
