"""Verdicts. The rows of `TRAPS` are answers that published scorers of HRM8K get wrong, with the right verdict."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.answers import Policy, Score, score
from annotate.gold import Gold, parse_gold
from annotate.second_opinion import SecondOpinion


def numeric(answer, gold, language="en", **options):
    return score(answer, parse_gold(gold, "numeric"), language=language, **options)


OPTIONS = ("12 apples", "a dozen eggs", "3", "none of these")


def choice(answer, right, language="en", options=OPTIONS, **more):
    return score(answer, Gold(right, str(right)), language=language, choices=options, **more)


@pytest.fixture(scope="module")
def opinion():
    with SecondOpinion(seconds=20) as opinion:
        yield opinion


TRAPS = [
    # HRM8K's own scorer: drops signs, cuts at separators, takes the last digits of a line and the first box
    ("-3", "\\boxed{-3}", "ko", "right"), ("-3", "정답은 -3입니다.", "ko", "right"),
    ("3", "정답은 −3입니다.", "ko", "wrong"),
    ("1234", "So she pays 1,234", "en", "right"), ("234", "So she pays 1,234", "en", "wrong"),
    ("2", "\\frac{1}{2}", "en", "wrong"), ("2", "That leaves $\\frac{1}{2}$", "en", "wrong"),
    ("7", "\\boxed{42}? No, \\boxed{7}.", "en", "right"), ("42", "\\boxed{42}? No, \\boxed{7}.", "en", "wrong"),
    ("1000", "\\boxed{10^3}", "en", "right"), ("0.5", "\\boxed{1/2}", "en", "right"),
    ("\\frac{3}{2}", "\\boxed{\\frac{6}{4}}", "en", "right"),
    ("4", "Among 1. 1.2, 2. 2.3, 3. 3.4 and 4. 4.5 the answer is 4.5", "en", "wrong"),
    # lm-evaluation-harness: the gold goes through the extractor of answers
    ("-3", "\\boxed{3}", "ko", "wrong"), ("-7", "The answer is 7", "en", "wrong"),
    ("-7", "\\boxed{-7}", "en", "right"),
    ("\\frac{3}{2}", "\\boxed{\\frac{3}{2}}", "ko", "right"), ("\\frac{3}{2}", "\\boxed{2}", "ko", "wrong"),
    ("1/2", "2", "en", "wrong"), ("1000", "\\boxed{1,000}", "ko", "right"),
    ("1000", "\\boxed{1{,}000}", "ko", "right"),
    ("0.25", "\\boxed{\\frac{1}{4}}", "ko", "right"), ("42", "정답은 42입니다", "ko", "right"),
    ("12345678901234567890", "\\boxed{12345678901234567890}", "ko", "right"),
    ("12345678901234567890", "\\boxed{12345678901234567891}", "ko", "wrong"),
    ("42", "I cannot say.", "en", "unparsable"),
    # HRET: a decimal reference parses to nothing
    ("42.0", "$42$", "ko", "right"), ("42.0", "답: 42", "ko", "right"),
    # Math-Verify
    ("42", "x=42", "en", "right"), ("1200", "\\boxed{1 200}", "en", "right"), ("1.5", "\\boxed{1,5}", "es", "right"),
    ("42", "\\boxed{４２}", "ja", "right"), ("42", "答案是四十二。", "zh", "right"),
    ("120000", "정답은 12만 원", "ko", "right"),
    ("12", "정답은 12만 원", "ko", "wrong"), ("1234.5", "\\boxed{1.234,5}", "de", "right"),
    ("10", "\\boxed{10\\%}", "en", "right"),
    ("3.14", "\\boxed{\\pi}", "en", "unparsable"), ("42", "\\boxed{7} \\boxed{42}", "en", "right"),
    ("12", "\\boxed{12 \\text{ cm}}", "en", "right"),
]  # fmt: skip


@pytest.mark.parametrize(("gold", "answer", "language", "verdict"), TRAPS)
def test_answers_that_other_scorers_get_wrong_are_judged_right(gold, answer, language, verdict):
    assert numeric(answer, gold, language).verdict == verdict


@pytest.mark.parametrize(
    ("answer", "language", "value"),
    [
        ("The answer is **$5**.", "en", "5"), ("She earns 9 * 2 = $18 a day.", "en", "18"),
        ("Answer:\n\n$$18$$", "en", "18"),
        ("It was -3 degrees Celsius.", "en", "-3"), ("She sold 48+24 = $<<48+24=72>>72 in all.", "en", "72"),
        ("So 3 + 4 = 7\n#### 7", "en", "7"), ("The answer is forty-two.", "en", "42"),
        ("The answer is $x = 3$.", "en", "3"),
        ("<think>It is 5. The answer is 5.</think>The answer is 6.", "en", "6"),
        ("The answer is 1 million dollars.", "en", "1000000"),
        ("Die Antwort lautet 1.234,5.", "de", "2469/2"), ("La respuesta es 1.234 euros.", "es", "1234"),
        ("Ответ — 11.", "ru", "11"),
        ("La réponse est 80 000.", "fr", "80000"), ("الإجابة هي ٣٫٥", "ar", "7/2"), ("الإجابة: -٣٥", "ar", "-35"),
        ("คำตอบคือ 3 บาท", "th", "3"), ("Jibu ni 18.", "sw", "18"), ("উত্তর হল ১৬", "bn", "16"),
        ("సమాధానం 11", "te", "11"),
        ("答えは4万5千円です。", "ja", "45000"), ("答案：二〇二五", "zh", "2025"), ("答案是三分之二", "zh", "2/3"),
        ("따라서 답은 세 개입니다.", "ko", "3"), ("정답은 3만 5천 원입니다.", "ko", "35000"),
        ("답은 마이너스 3입니다", "ko", "-3"),
        ("\\boxed{-\\$5}", "en", "-5"), ("\\boxed{2 \\times 10^3}", "en", "2000"), ("\\boxed{10³}", "en", "1000"),
        ("\\boxed{12 \\text{ cm}^2}", "en", "12"),
        ("Put it in \\boxed{}: \\boxed{4}. It is in \\boxed{}.", "en", "4"),
    ],
)  # fmt: skip
def test_a_number_is_read_wherever_and_however_a_language_states_it(answer, language, value):
    scored = numeric(answer, value, language)
    assert (scored.verdict, scored.canonical) == ("right", value)


@pytest.mark.parametrize(
    ("answer", "language", "place", "rule"),
    [
        ("", "en", "nothing", "nothing"), ("\\boxed{3} so \\boxed{3", "en", "open box", "open box"),
        ("<think>It is 3", "en", "open thought", "open thought"),
        ("The answer is 3 or 5.", "en", "phrase", "several numbers"),
        ("정답은 3과 5입니다", "ko", "phrase", "several numbers"), ("\\boxed{3, 5}", "en", "box", "several numbers"),
        ("\\boxed{3,5}", "en", "box", "several numbers"), ("\\boxed{3x}", "en", "box", "expression"),
        ("\\boxed{\\sqrt{3}}", "en", "box", "expression"),
        ("The answer is 3\\sqrt{5}.", "en", "phrase", "expression"),
        ("x = 5 - 3", "en", "end", "expression"), ("The answer is 3:30.", "en", "phrase", "expression"),
        ("The answer is not 3.", "en", "phrase", "negated"),
        ("The answer is - 3", "en", "phrase", "unclear sign"),
        ("답은 삼십오입니다", "ko", "phrase", "unread numeral"),
        ("정답은 3조 원입니다", "ko", "phrase", "unread numeral"), ("उत्तर: 3 लाख", "hi", "phrase", "unread numeral"),
        ("Who knows?", "en", "end", "no number"),
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_is_unparsable_and_says_why(answer, language, place, rule):
    scored = numeric(answer, "3", language)
    assert (scored.verdict, scored.canonical, scored.place, scored.rule) == ("unparsable", "", place, rule)


def test_a_score_says_what_was_taken_from_where_and_which_rule_decided():
    assert numeric("답은 −1,234원입니다", "-1234", "ko") == Score("right", "−1,234", "-1234", "phrase", "unit")
    assert numeric("\\boxed{1.234}", "1234", "es") == Score("right", "1.234", "1234", "box", "exact")


def test_what_one_percent_counts_is_the_policys_choice():
    either, hundredths = Policy(percent="either"), Policy(percent="hundredths")
    found = {
        (answer, gold, policy.percent): (scored.verdict, scored.rule)
        for answer in ("The answer is 25%", "\\boxed{25\\%}", "The answer is 25 percent.")
        for gold in ("25", "1/4")
        for policy in (Policy(), hundredths, either)
        if (scored := numeric(answer, gold, policy=policy))
    }
    wrong = {key for key, verdict in found.items() if verdict == ("wrong", "percent")}
    assert {key[1:] for key in wrong} == {("1/4", "number"), ("25", "hundredths")}
    assert {verdict for key, verdict in found.items() if key not in wrong} == {("right", "percent")}
    assert numeric("答案是百分之二十五", "25", "zh").rule == "percent"


def test_a_unit_is_dropped_or_refused_and_a_copula_is_none():
    strict = Policy(units="refused")
    assert numeric("The answer is 5 km.", "5").rule == "unit"
    assert numeric("The answer is 5 km.", "5000").verdict == "wrong"
    assert numeric("The answer is 5 km.", "5", policy=strict) == Score("unparsable", "5", "", "phrase", "unit")
    assert numeric("정답은 5입니다", "5", "ko", policy=strict).rule == "exact"
    assert [numeric("The answer is 2 dozen eggs.", gold).verdict for gold in ("24", "2", "12")] == [
        "right",
        "right",
        "wrong",
    ]


def test_separators_are_those_of_the_language_and_the_other_reading_is_named():
    german = "\\boxed{1,234}"
    assert numeric(german, "1.234", "de").verdict == "right"
    assert numeric(german, "1234", "de") == Score("wrong", "1,234", "617/500", "box", "other notation")
    assert numeric(german, "1234", "de", policy=Policy(notation="either")).verdict == "right"


def test_numbers_are_equal_exactly_unless_a_tolerance_is_given():
    assert numeric("\\boxed{0.333}", "1/3").verdict == "wrong"
    rounded = Policy(relative=Fraction(1, 100))
    assert numeric("\\boxed{0.333}", "1/3", policy=rounded) == Score("right", "0.333", "333/1000", "box", "tolerance")
    assert numeric("\\boxed{0.34}", "1/3", policy=rounded).verdict == "wrong"


@pytest.mark.parametrize(
    ("answer", "language", "rule"),
    [
        ("B", "en", "letter"), ("(B)", "en", "letter"), ("B.", "en", "letter"), ("（Ｂ）", "zh", "letter"),
        ("故选B。", "zh", "letter"),
        ("答案是B", "zh", "letter"), ("정답은 B입니다", "ko", "letter"), ("\\boxed{\\text{B}}", "en", "letter"),
        ("The answer is (B) because C is not a dozen.", "en", "letter"),
        ("**Answer:** b) a dozen eggs", "en", "letter"),
        ("정답: ②", "ko", "counted"), ("정답은 2번입니다", "ko", "counted"), ("答えは第2", "ja", "counted"),
        ("الإجابة هي ب", "ar", "letter"),
        ("The answer is a dozen eggs.", "en", "option text"), ("It must be A dozen eggs", "en", "option text"),
        ("Let me see.\nB. a dozen eggs", "en", "letter"),
    ],
)  # fmt: skip
def test_an_option_is_chosen_by_letter_by_count_or_by_its_own_text(answer, language, rule):
    scored = choice(answer, 1, language)
    assert (scored.verdict, scored.canonical, scored.rule) == ("right", "1", rule)
    assert choice(answer, 0, language).verdict == "wrong"


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("The answer is B or C", "several options"), ("The answer is B) 12 apples", "contradiction"),
        ("The answer is not B", "negated"), ("\\boxed{2}", "no option"), ("\\boxed{E}", "no option"),
        ("Ответ: В", "no option"),
        ("I think Bob and Carol are right", "no option"), ("A man has 5 cats", "no option"),
    ],
)  # fmt: skip
def test_an_unclear_choice_is_unparsable(answer, rule):
    scored = choice(answer, 1)
    assert (scored.verdict, scored.rule) == ("unparsable", rule)


def test_a_bare_number_is_the_option_that_says_so_or_counts_if_the_policy_allows():
    assert choice("\\boxed{3}", 2).rule == "option text"
    assert choice("\\boxed{2}", 1, policy=Policy(bare_option_numbers=True)).rule == "counted"


def test_expressions_are_compared_by_math_verify_and_only_when_they_differ_as_text(opinion):
    gold = parse_gold(r"3\sqrt{13}", "expression")

    def scored(answer, **options):
        return score(answer, gold, language="en", **options)

    assert scored(r"So $3 \sqrt{13}$.") == Score("right", r"3 \sqrt{13}", r"3\sqrt{13}", "end", "same text")
    assert scored(r"\boxed{\sqrt{117}}").rule == "no second opinion"
    right, wrong = r"\sqrt{117}", r"\sqrt{116}"
    assert scored(rf"\boxed{{{right}}}", second_opinion=opinion) == Score(
        "right", right, right, "box", "math-verify", "right"
    )
    assert scored(rf"\boxed{{{wrong}}}", second_opinion=opinion).verdict == "wrong"


def test_math_verify_decides_a_number_only_where_we_read_none_and_is_recorded_beside_us_elsewhere(opinion):
    factorial = numeric(r"\boxed{3!}", "6", second_opinion=opinion)
    assert factorial == Score("right", "3!", "3!", "box", "math-verify", "right")
    assert numeric(r"\boxed{\pi}", "3.14", second_opinion=opinion).verdict == "wrong"
    myriads = numeric("정답은 12만 원", "120000", "ko", second_opinion=opinion)
    assert (myriads.verdict, myriads.opinion, myriads.disputed) == ("right", "wrong", True)
    assert not numeric(r"\boxed{6}", "6", second_opinion=opinion).disputed


MARKS = {
    "en": (",", "."),
    "ko": (",", "."),
    "zh": (",", "."),
    "es": (".", ","),
    "de": (".", ","),
    "fr": ("\u202f", ","),
    "ar": ("٬", "٫"),
}
ANSWERS = {
    "en": "The answer is {}.", "ko": "정답은 {}입니다.", "zh": "答案是{}。", "es": "La respuesta es {}.",
    "de": "Die Antwort lautet {}.", "fr": "La réponse est {}.", "ar": "الإجابة هي {}",
}  # fmt: skip
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


def written(number, language):
    grouping, decimal = MARKS[language]
    text = f"{number:,.2f}".translate({ord(","): grouping, ord("."): decimal})
    return text.translate({ord("0") + digit: chr(0x660 + digit) for digit in range(10)}) if language == "ar" else text


@given(number=numbers, language=st.sampled_from(sorted(MARKS)), box=st.booleans())
def test_a_gold_written_in_the_notation_of_any_language_is_right_and_its_negation_wrong(number, language, box):
    gold = Gold(Fraction(number), str(Fraction(number)))
    answer = f"\\boxed{{{written(number, language)}}}" if box else ANSWERS[language].format(written(number, language))
    scored = score(answer, gold, language=language)
    assert (scored.verdict, scored.canonical) == ("right", gold.text)
    if number:
        assert score(answer, Gold(-gold.value, str(-gold.value)), language=language).verdict == "wrong"


@given(before=st.text(max_size=80).filter(lambda text: "think>" not in text), number=st.integers())
def test_whatever_stands_before_it_the_last_box_decides(before, number):
    assert numeric(f"{before} \\boxed{{{number}}}", str(number)).verdict == "right"


@given(st.text(), st.sampled_from(sorted(MARKS)))
def test_no_text_is_right_by_accident_or_raises(text, language):
    unlikely = Gold(Fraction(98765432109876, 97), "98765432109876/97")
    assert score(text, unlikely, language=language).verdict != "right"
    assert score(text, Gold(0, "0"), language=language, choices=("x" * 50, "y" * 50)).rule
    assert score(text, Gold("\\omega_{98}", "\\omega_{98}"), language=language).verdict != "right"


@pytest.mark.parametrize(
    "piece",
    ["\\boxed{", "\\boxed{}", "{", "1", "1,", "9.9.", "the answer is ", "$", "$1 ", "- ", "A ", "(A", "\\frac", " ",
     "\n", "=", "답", "一",
              "answer a", "#### ", "\\text{", "<think>"],
)  # fmt: skip
def test_a_hundred_kilobytes_of_anything_are_scored_at_once(piece):
    hostile = (piece * 100_000)[:100_000]
    for answer in (hostile, f"\\boxed{{{hostile}}}", f"The answer is {hostile}", f"{hostile} 7"):
        began = time.perf_counter()
        numeric(answer, "7", "zh")
        choice(answer, 1)
        assert time.perf_counter() - began < 2
