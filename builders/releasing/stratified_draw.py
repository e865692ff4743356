"""Groups of rows drawn so that the same share of every stratum is drawn, where a group has rows in several strata.

Minimisation, as trials assign patients (Pocock and Simon 1975, Biometrics 31, section 3): in a random order each group
goes where it brings the strata nearer to their share. All rows together are one stratum more, without which many small
strata would round to nothing. A group that holds the last public rows of a stratum is never drawn.

Iterative stratification (Sechidis et al. 2011), which splits one stratum after the other, was tried: of 200 groups in
five strata it left the last stratum up to 20 rows from its share, minimisation 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import fsum

from schemas.digest import fraction

Sizes = Mapping[str, Mapping[str, int]]
"""Rows of each group by stratum."""


def drawn(groups: Sizes, known: Mapping[str, bool], *, share: float, seed: str) -> frozenset[str]:
    """The groups to be drawn of those that are not known yet.

    `known` says of groups whether they were drawn before; they count towards the share. The same groups, share and seed
    give the same draw, in whatever order they come.
    """
    balance = _Balance(groups, Fraction(str(share)))  # 0.2 * 5 is to be 1
    for group, was_drawn in known.items():
        balance.assign(groups[group], draw=was_drawn)
    chosen = set[str]()
    for group in sorted(groups.keys() - known.keys(), key=lambda group: (fraction(seed, "private", group), group)):
        draw = balance.wants(groups[group])
        balance.assign(groups[group], draw=draw)
        if draw:
            chosen.add(group)
    return frozenset(chosen)


class _Balance:
    """How far the strata are from their share, over the groups that were assigned so far.

    In whole numbers, so that nothing rests on the order of sums: rows are counted in parts of the share's denominator.
    """

    def __init__(self, groups: Sizes, share: Fraction) -> None:
        self._share, self._whole = share.numerator, share.denominator
        self._rows = Counter[str]()
        for sizes in groups.values():
            self._rows.update(sizes)
        self._per_row = len(self._rows) / max(1, self._rows.total())
        self._undrawn = self._rows.copy()
        self._beyond = Counter[str]()
        """Drawn beyond the share of the rows assigned."""
        self._beyond_in_all = 0

    def wants(self, sizes: Mapping[str, int]) -> bool:
        """Whether a group is better drawn than not."""
        leaves_some = all(self._undrawn[stratum] > rows for stratum, rows in sizes.items())
        return leaves_some and self._distance(sizes, draw=True) < self._distance(sizes, draw=False)

    def assign(self, sizes: Mapping[str, int], *, draw: bool) -> None:
        for stratum, rows in sizes.items():
            self._beyond[stratum] += rows * self._step(draw=draw)
            self._undrawn[stratum] -= rows * draw
        self._beyond_in_all += sum(sizes.values()) * self._step(draw=draw)

    def _step(self, *, draw: bool) -> int:
        return (self._whole if draw else 0) - self._share

    def _distance(self, sizes: Mapping[str, int], *, draw: bool) -> float:
        """After a group was assigned: squared, by the rows of the stratum; all rows count as a stratum of mean size."""
        step = self._step(draw=draw)
        in_all = self._beyond_in_all + sum(sizes.values()) * step
        in_strata = ((self._beyond[own] + rows * step) ** 2 / self._rows[own] for own, rows in sizes.items())
        return fsum([in_all**2 * self._per_row, *in_strata])
