import json
from fractions import Fraction
from pathlib import Path

import pytest

from annotate.gold import Gold, UnreadableGold, Worked, classify_gold, gsm8k_gold, parse_gold

SAMPLE = Path(__file__).parent / "data" / "gsm8k_sample.jsonl"  # GSM8K (MIT): the first rows, and all with , or -


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("18", 18), ("-3", -3), ("−3", -3), ("+7", 7), ("18.", 18), ("１８", 18), ("٣٤", 34),
        ("1,234", 1234), ("1{,}234", 1234), ("1 234", 1234), (r"10,\!080", 10080), (r"11,\! 111,\! 100", 11111100),
        ("1,234,567.89", Fraction(123456789, 100)), (".25", Fraction(1, 4)), ("0.250", Fraction(1, 4)),
        ("-7/2", Fraction(-7, 2)), (r"\frac{43}{8}", Fraction(43, 8)), (r"\frac43", Fraction(4, 3)),
        (r"\frac 59", Fraction(5, 9)), (r"\dfrac{-1}{2}", Fraction(-1, 2)), (r"-\frac{1}{2}", Fraction(-1, 2)),
        (r"3\frac12", Fraction(7, 2)), ("1 1/2", Fraction(3, 2)), ("3½", Fraction(7, 2)), ("½", Fraction(1, 2)),
        (r"10\%", 10), ("10%", 10), ("$18", 18), (r"\$32,\!348", 32348), ("-$5", -5), ("5 €", 5),
        (r"145^\circ", 145), (r"\frac{270}7\text{ degrees}", Fraction(270, 7)), (r"864 \mbox{ inches}^2", 864),
        ("10^3", 1000), (r"2 \times 10^{3}", 2000), ("1.5e3", 1500), ("10^{-3}", Fraction(1, 1000)),
        ("10³", 1000), ("2 × 10⁻³", Fraction(1, 500)),
        (r"\boxed{4489}", 4489), (r"$\boxed{ \frac{1}{667}} .$", Fraction(1, 667)),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly_however_it_is_typeset(written, value):
    assert parse_gold(written, "numeric") == Gold(Fraction(value), str(Fraction(value)))


@pytest.mark.parametrize(
    "written",
    [
        "1,5",
        "1.234,5",
        "1,23",
        "0,123",
        "--3",
        "12 34",
        "52_8",
        r"2\sqrt3",
        "x=5",
        "1,-2",
        "18 dollars",
        "1/2/3",
        r"\pi",
        "52₈",
    ],
)
def test_what_is_not_one_whole_number_is_refused_not_cut_to_one(written):
    with pytest.raises(UnreadableGold, match="is not one number in English notation"):
        parse_gold(written, "numeric")


def test_each_refusal_says_what_to_do():
    with pytest.raises(UnreadableGold, match="divides by zero: correct the source's gold"):
        parse_gold("1/0", "numeric")
    with pytest.raises(UnreadableGold, match="is empty: name the column that holds it"):
        parse_gold(" ", "numeric")


def test_a_choice_is_a_letter_or_the_options_own_text():
    options = ("12", "a dozen eggs", "3")
    assert parse_gold("B", "choice", choices=options) == Gold(1, "1")
    assert parse_gold(r"\text{(C)}", "choice", choices=options) == Gold(2, "2")
    assert parse_gold("a dozen eggs", "choice", choices=options) == Gold(1, "1")
    assert parse_gold("3", "choice", choices=options) == Gold(2, "2")


@pytest.mark.parametrize("written", ["D", "1", "eggs"])
def test_a_choice_that_names_no_option_is_refused(written):
    with pytest.raises(UnreadableGold, match="names no option of 3"):
        parse_gold(written, "choice", choices=("12", "a dozen eggs", "3"))


def test_a_choice_that_names_two_options_is_refused():
    with pytest.raises(UnreadableGold, match="names more than one option"):
        parse_gold("A", "choice", choices=("B", "A"))


def test_an_expression_is_kept_verbatim_without_its_wrapping():
    assert parse_gold(r"$\boxed{3\sqrt{13}}$", "expression") == Gold(r"3\sqrt{13}", r"3\sqrt{13}")
    with pytest.raises(UnreadableGold, match="unpaired braces"):
        parse_gold(r"\frac{1}{2", "expression")


def test_gsm8k_answers_split_into_solution_and_gold():
    assert gsm8k_gold("It takes 2/2=<<2/2=1>>1 bolt\nSo 2+1=<<2+1=3>>3 bolts\n#### 3") == Worked(
        "It takes 2/2=<<2/2=1>>1 bolt\nSo 2+1=<<2+1=3>>3 bolts", "3"
    )
    with pytest.raises(UnreadableGold, match="is this GSM8K's answer column"):
        gsm8k_gold("3")


def test_every_gold_of_the_gsm8k_sample_is_a_number():
    golds = [gsm8k_gold(json.loads(line)["answer"]).gold for line in SAMPLE.read_text("utf-8").splitlines()]
    read = [parse_gold(gold, "numeric").text for gold in golds]
    assert read == [gold.replace(",", "") for gold in golds]
    assert {"-10", "-3", "1450000", "114200"} <= set(read)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (r"\frac43", "numeric"), ("90^\\circ", "numeric"), (r"\text{(C)}", "choice"), (r"\text{Evelyn}", "text"),
        ("Cathy can win if and only if \\( n \\leq 2^{k-1} \\).", "text"), ("See the proof above", "proof"),
        ("y = 2x + 3", "equation"), (r"\lambda \ge \frac{1}{n-1}", "equation"), ("52_8", "expression"),
        (r"\left( 3, \frac{\pi}{2} \right)", "expression"), (r"\frac{S_{\triangle ABC}}{4}", "expression"),
        (r"\begin{pmatrix} -2 \\ -14 \end{pmatrix}", "expression"), ("3, 5, 7", "expression"),
    ],
)  # fmt: skip
def test_golds_of_math_and_omni_math_are_classed_for_the_numeric_filter(written, kind):
    assert classify_gold(written) == kind


def test_a_letter_names_an_option_however_many_there_are():
    options = [f"word {number}" for number in range(13)]
    assert [parse_gold(text, "choice", choices=options).value for text in ("A", "K", "(m)")] == [0, 10, 12]
