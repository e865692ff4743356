import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.mathtext import commands, formulas, prose, split


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The point $(0,3)$ and $r > 0$.", ["$(0,3)$", "$r > 0$"]),
        (r"\[x^2\] or \(y\) or $$z$$", [r"\[x^2\]", r"\(y\)", "$$z$$"]),
        (r"\begin{align*}a&=b\end{align*} done", [r"\begin{align*}a&=b\end{align*}"]),
        ("One glass costs $5, but the second costs $3.", []),
        ("Er zahlt $5 und dann 6$ mehr.", []),
        (r"He has \$5 and $x$ more.", ["$x$"]),
        ("잔은 $5이고 컵은 $6입니다.", []),
    ],
)
def test_formulas_are_told_from_money(text, found):
    assert [piece.text for piece in formulas(text)] == found


def test_prose_has_no_formulas_commands_or_digits():
    assert prose(r"Find $x$ so that \textbf{all} 12 eggs, see https://example.org/a, are $5 each.") == (
        "Find so that all eggs, see are each."
    )


def test_commands_leave_out_those_that_only_set_spacing():
    assert commands(r"\frac{1}{2}\,\quad \{a\} \$5") == [r"\frac", r"\{", r"\}", r"\$"]


@given(st.text(alphabet="ab $\\(){}[]\n1,", max_size=80))
def test_the_pieces_are_the_text(text):
    pieces = split(text)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.start for piece in pieces] == [len("".join(p.text for p in pieces[:i])) for i in range(len(pieces))]
