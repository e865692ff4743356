r"""The dollar sign means money or mathematics, and a translation must not turn one into the other.

He pays $5 or $6.     money, as the source had it
Er zahlt $5 oder 6$.  a renderer now sets "5 oder 6" as a formula
Er zahlt $5$.         the amount became a formula, and the dollar is gone
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate import mathtext
from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

_SIGN = re.compile(r"(?<!\\)\$")
_AMOUNT = re.compile(r"\\?\$\s?\.?\d")
_FORMULA_IS_AMOUNT = re.compile(r"\$\s*[\d.,{}]+\s*\$")


def dollars(pair: Pair) -> Iterator[Noticed]:
    before, after = _loose_signs(pair.source), _loose_signs(pair.text)
    if mathtext.formulas(pair.source) and after % 2 and not before % 2:
        yield Noticed(f"unpaired $: {after} outside formulas, {before} in the source")
    source_formulas = {piece.text for piece in mathtext.formulas(pair.source)}
    for piece in mathtext.formulas(pair.text):
        is_new_amount = _FORMULA_IS_AMOUNT.fullmatch(piece.text) and piece.text not in source_formulas
        if is_new_amount and _AMOUNT.search(pair.source) and f"${piece.inner}$" not in pair.source:
            yield Noticed(f"money became a formula: {piece.text}", (piece.text,))
    if r"\$" in pair.source and r"\$" not in pair.text and after > before:
        yield Noticed(r"the source writes money as \$, the translation as a bare $ that opens a formula")


def _loose_signs(text: str) -> int:
    """Dollar signs that belong to no formula."""
    return sum(len(_SIGN.findall(piece.text)) for piece in mathtext.split(text) if not piece.formula)
