r"""MATH keeps its gold in the last box of the solution."""

import pytest

from annotate.boxed import last_boxed


@pytest.mark.parametrize(
    ("solution", "gold"),
    [
        (r"So $x = \boxed{4}$.", "4"),
        (r"First \boxed{3}, corrected: \boxed{\frac{1}{2}}.", r"\frac{1}{2}"),
        (r"$\boxed{\left\{ 1, \sqrt{2} \right\}}$", r"\left\{ 1, \sqrt{2} \right\}"),
        (r"$\fbox{7}$", "7"),
        (r"$\boxed 4$.", "4"),
        (r"never closed: $\boxed{4$", None),
        ("no box: 4", None),
    ],
)
def test_the_last_box_holds_the_gold_with_its_braces_paired(solution, gold):
    assert last_boxed(solution) == gold
