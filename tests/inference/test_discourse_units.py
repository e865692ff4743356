"""Units of documents, as offsets."""

import itertools
import json
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.inference.discourse_units import SEGMENTER, UnitsError, import_units, sentences, units

LANGUAGES = ["en", "ru", "zh-Hans", "ja", "ko", "ar", "hi", "bn", "am", "th", "xx", ""]
MARKS = " \n\t.!?,;:…—–-\"'”»()[]。！？，、；：」।॥؟،؛۔።፡፣·\u3000\u00a0\u200b"
TEXTS = st.text(
    st.one_of(st.sampled_from(MARKS), st.sampled_from("aéЖ中한कกع3\U0001f600"), st.characters(codec="utf-8"))
)


def pieces(text, spans):
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("segment", [sentences, units])
@given(text=st.one_of(TEXTS, st.lists(TEXTS, max_size=40).map(" ".join)), language=st.sampled_from(LANGUAGES))
def test_pieces_are_in_order_trimmed_apart_and_leave_no_character_out(segment, text, language):
    found = segment(text, language)
    assert all(piece and piece == piece.strip() for piece in pieces(text, found))
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    assert "".join("".join(piece.split()) for piece in pieces(text, found)) == "".join(text.split())


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_no_unit_crosses_a_sentence(text, language):
    edges = {edge for span in sentences(text, language) for edge in span}
    assert edges <= {edge for span in units(text, language) for edge in span}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Dr. Rao left at 3.30 p.m. with 1,200 others.", "Nobody was hurt!"]),
        ("es", ["El Sr. Gil llegó tarde.", "¿Quién lo sabía?"]),
        ("ru", ["В городе, т. е. в Омске, тихо.", "Дождь идёт."]),
        ("zh", ["他说：“不行。”", "她走了！", "为什么？"]),
        ("ja", ["「だめだ。」", "彼女は去った。"]),
        ("ar", ["وصل الوفد صباحا.", "من كان معه؟"]),
        ("ur", ["وہ کل آیا۔", "کیوں؟"]),
        ("hi", ["वह कल आया।", "कौन था?"]),
        ("bn", ["সে কাল এসেছিল।", "কেন?"]),
        ("am", ["ትናንት መጣ።", "ዛሬ ሄደ።"]),
    ],
)
def test_sentences_end_where_each_language_ends_them(language, expected):
    text = ("" if language in {"zh", "ja"} else " ").join(expected)
    assert pieces(text, sentences(text, language)) == expected


def test_paragraphs_never_share_a_sentence():
    text = "Fire in the old harbour\n\nThree boats were lost\n \nNobody was hurt"
    expected = ["Fire in the old harbour", "Three boats were lost", "Nobody was hurt"]
    assert pieces(text, sentences(text, "en")) == expected


def test_a_long_sentence_is_cut_at_pauses_and_a_short_one_is_not():
    long = "The fire started on Saturday night, 80 metres below the ground; 27 people lost their lives there."
    assert pieces(long, units(long, "en")) == [
        "The fire started on Saturday night,",
        "80 metres below the ground;",
        "27 people lost their lives there.",
    ]
    short = "It rained in the old harbour; nobody went out to sea."
    assert pieces(short, units(short, "en")) == [short]


def test_names_in_a_list_and_digits_stay_together():
    text = "Ana, Ben, Cy and Dee collected 1,200 signatures by 12:30 in the market square of the old town, they said."
    assert pieces(text, units(text, "en")) == [text]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh",
            ["消防部门周六晚上接到火警报告，", "随后派出十二辆消防车赶往现场进行扑救，", "大火在三个小时后被扑灭。"],
        ),
        ("ar", ["قالت الشرطة إن الحريق اندلع مساء السبت،", "وإن سبعة وعشرين شخصا لقوا حتفهم في المنجم."]),
        ("ru", ["Пожар начался в субботу вечером,", "а спасатели прибыли на место только через три часа."]),
    ],
)
def test_pauses_are_read_in_the_marks_of_the_language(language, expected):
    text = ("" if language == "zh" else " ").join(expected)
    assert pieces(text, units(text, language)) == expected


def test_thai_which_marks_no_end_is_cut_at_spaces():
    phrase = "สมาชิกสมัชชาของเวลล์มีความกังวลมากเกี่ยวกับเรื่องนี้"
    text = " ".join([phrase] * 4)
    assert pieces(text, sentences(text, "th")) == [f"{phrase} {phrase}"] * 2
    assert pieces(text, units(text, "th")) == [phrase] * 4


def test_a_document_of_one_endless_sentence_is_cut_all_the_same():
    assert len(units("กขคงจ ฉชซญฎ " * 5_000, "th")) > 1_000


def test_the_segmenter_says_its_version():
    assert f"sentencex {version('sentencex')}, pauses 1" == SEGMENTER


TEXT = "It burnt. Nobody died."
GOOD = {"document": "d-1", "starts": [0, 10], "ends": [9, 22], "relations": ["Contrast"]}


def written(path, *lines):
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_parsers_units_are_taken_as_they_are(tmp_path):
    path = written(tmp_path / "parse.jsonl", GOOD, "", {**GOOD, "document": "d-2"})
    spans = [(0, 9), (10, 22)]
    assert list(import_units(path)) == [("d-1", spans), ("d-2", spans)]
    assert list(import_units(path, texts={"d-1": TEXT, "d-2": TEXT})) == [("d-1", spans), ("d-2", spans)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "Invalid JSON"),
        ({"document": "d-1", "starts": [0]}, "Field required"),
        ({**GOOD, "starts": ["0", "10"]}, "valid integer"),
        ({**GOOD, "ends": [9]}, "2 starts and 1 ends"),
        ({**GOOD, "starts": [0, 8]}, "overlap"),
        ({**GOOD, "starts": [-1, 10]}, "not in order"),
        ({**GOOD, "starts": [9, 10]}, "empty"),
        ({**GOOD, "ends": [9, 23]}, "a unit ends at 23, and the document at 22"),
        ({**GOOD, "document": "d-3"}, "there is no document d-3"),
        ({**GOOD, "document": "d-0"}, "d-0 came before"),
    ],
)
def test_what_is_no_parse_is_said_with_its_line(tmp_path, line, why):
    path = written(tmp_path / "parse.jsonl", {**GOOD, "document": "d-0"}, line)
    with pytest.raises(UnitsError, match=r"parse\.jsonl, line 2 holds no discourse units") as raised:
        list(import_units(path, texts={"d-0": TEXT, "d-1": TEXT}))
    assert why in str(raised.value)
