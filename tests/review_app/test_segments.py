r"""The text of a page, cut for the viewer: the traps in which renderers of Markdown lose or invent something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.segments import segments

FENCE = "$" * 2
TRAPS = {
    "an unclosed brace": r"$\frac{1$",
    "an unknown command": r"$\foo{x}$",
    "a label": r"$x \label{eq}$",
    "chemistry": r"$\ce{H2O}$",
    "units": r"$\SI{3}{\metre}$",
    "a link that runs code": r"$\href{javascript:alert(1)}{x}$",
    "a macro": r"$\newcommand{\R}{\mathbb{R}} x \in \R$",
    "a drawing": r"\begin{tikzpicture}\draw (0,0);\end{tikzpicture}",
    "round delimiters": r"so \(x^2\) holds",
    "square delimiters": r"so \[y^2\] holds",
    "money before a formula": "He paid $5 for $x^2$ apples and $10 more",
    "money alone": "$5 and then $10",
    "a display inside a line": f"so {FENCE}x{FENCE} holds",
    "Chinese beside a formula": "设$x$为正数，求$x^2$的值。",
    "Chinese in a formula": r"$\text{面积} = 3$",
    "Arabic with formulas": "حيث $r > 0$ و $x$ عدد",
    "a heading": "# not a heading",
    "emphasis": "2 * 3 * 4 and a_b_c and **bold**",
    "a colour": ":red[text] :material/check:",
    "a remote image": "![x](http://example.invalid/b.png)",
    "raw HTML": "<b onclick=alert(1)>x</b> &amp; &lt;",
    "an escaped dollar": r"it costs \$5 and $x$",
    "astral characters": "😀 $x$ 𝒳 $y$",
    "line ends": "one\r\n\r\n  two\ttabs \n",
}


def joined(cut):
    return "".join(segment["raw"] for segment in cut)


def formulas(text):
    return [(segment["tex"], segment["display"]) for segment in segments(text) if "tex" in segment]


def marked(text, *quotes):
    return [segment["raw"] for segment in segments(text, quotes) if segment["marked"]]


def test_there_are_24_traps():
    assert len(TRAPS) == 24


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
def test_every_trap_is_kept_to_the_byte(text):
    assert joined(segments(text)).encode() == text.encode()
    assert joined(segments(text, ["x", "5", "$"])).encode() == text.encode()


@given(st.text(), st.lists(st.text(max_size=3), max_size=3))
def test_any_text_is_kept_whatever_is_quoted(text, quotes):
    assert joined(segments(text, quotes)) == text


@given(st.text(alphabet="ab$\\()[]1 한", max_size=30))
def test_a_formula_is_what_the_text_says_between_its_delimiters(text):
    for segment in segments(text):
        if "tex" in segment:
            assert segment["tex"] in segment["raw"]


@pytest.mark.parametrize(
    ("trap", "found"),
    [
        ("round delimiters", [("x^2", False)]),
        ("square delimiters", [("y^2", True)]),
        ("money before a formula", [("x^2", False)]),
        ("money alone", []),
        ("a display inside a line", [("x", True)]),
        ("Chinese beside a formula", [("x", False), ("x^2", False)]),
        ("Arabic with formulas", [("r > 0", False), ("x", False)]),
        ("an escaped dollar", [("x", False)]),
        ("astral characters", [("x", False), ("y", False)]),
        ("a drawing", [(TRAPS["a drawing"], True)]),
        ("a remote image", []),
    ],
)
def test_what_is_a_formula_and_how_it_stands(trap, found):
    assert formulas(TRAPS[trap]) == found


def test_a_picture_in_asymptote_is_text():
    assert formulas("[asy] draw((0,0)--(1,1)); [/asy]") == []


def test_every_place_of_a_quote_is_marked():
    assert marked("red and red", "red") == ["red", "red"]
    assert marked("😀 red", "red") == ["red"]


def test_a_number_is_not_marked_inside_a_longer_one():
    assert marked("12 and 120 and 312 and 12", "12") == ["12", "12"]


def test_a_quote_inside_a_formula_marks_the_formula():
    assert marked("so $x + 12$ and $y$", "12") == ["$x + 12$"]


def test_quotes_are_no_patterns_and_an_empty_one_marks_nothing():
    assert marked("a.b axb (", "a.b", "(", "") == ["a.b", "("]


def test_quotes_that_overlap_are_one_mark():
    assert marked("가나다라", "가나다", "나다라") == ["가나다라"]


def test_a_word_of_latin_letters_is_not_marked_inside_a_longer_one():
    assert marked("t after v(t) = 3t", "t") == ["t", "t"]
