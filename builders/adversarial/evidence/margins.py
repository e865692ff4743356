"""Who fails what, and tables with the same margins: as many failures in each row and in each column, dealt anew.

    question  model   fr  es  ko  sw            fr  es  ko  sw
    q1        gemma   0   0   1   1      ->     0   1   0   1      two rows trade what only one of them has
    q2        gemma   0   1   0   1             0   0   1   1
    q3        gemma   1   1   1   1             1   1   1   1      nothing to trade
    q4        gemma   0   .   0   1             0   .   0   1      not asked: stays so

Every table with these margins is as likely if a question is as hard in all languages but for what a language adds to
all questions (G. Rasch, Probabilistic Models, 1960). Trades reach all of them: curveball trades of G. Strona et al.,
Nature Communications 5, 2014, of all rows at once as in C. J. Carstens et al., ESA 2018.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from annotate.agreement.judgments import Array, Codes
from schemas.adversarial import CommonAnswer

_TRADES_BEFORE = 50
"""Until the first table has forgotten the one that was observed."""
_TRADES_BETWEEN = 5


@dataclass(frozen=True)
class Failures:
    """A row a question and model, a column a language."""

    languages: tuple[str, ...]
    seeds: Codes
    """Of each row's question, counted from 0."""
    models: Codes
    """Of each row: margins are kept within a model, as how weak it is in a language is no property of a question."""
    wrong: Array
    """1 wrong or unparsable, 0 right, NaN not asked."""

    @property
    def informative(self) -> Codes:
        """Rows in which one language at least fails and one does not: the others have nothing to say."""
        return np.flatnonzero((self.wrong == 1).any(axis=1) & (self.wrong == 0).any(axis=1))


def failures(answers: Iterable[CommonAnswer], golds: Mapping[str, int]) -> Failures:
    """The answers as a table; `golds` holds the index of the right option by seed."""
    known = list(answers)
    rows = {key: row for row, key in enumerate(sorted({(one.model, one.seed, one.question) for one in known}))}
    languages = {name: column for column, name in enumerate(sorted({one.language for one in known}))}
    wrong = np.full((len(rows), len(languages)), np.nan)
    for one in known:
        place = rows[one.model, one.seed, one.question], languages[one.language]
        wrong[place] = one.choice != golds[one.seed]
    models, seeds = ([key[part] for key in rows] for part in (0, 1))
    return Failures(tuple(languages), _codes(seeds), _codes(models), wrong)


def _codes(names: list[str]) -> Codes:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def same_margins(table: Failures, *, draws: int, seed: int) -> Iterator[Array]:
    """Tables like `wrong`, drawn at random among those with the same margins."""
    rng, wrong = np.random.default_rng(seed), table.wrong
    for trade in range(_TRADES_BEFORE + _TRADES_BETWEEN * draws):
        wrong = traded(wrong, table.models, rng)
        if trade >= _TRADES_BEFORE and (trade - _TRADES_BEFORE) % _TRADES_BETWEEN == 0:
            yield wrong


def traded(wrong: Array, models: Codes, rng: np.random.Generator) -> Array:
    """The table after rows of one model, in pairs drawn at random, dealt anew what only one of the two has."""
    order = np.lexsort((rng.random(len(wrong)), models))
    ones, others = order[:-1:2], order[1::2]
    one, other = wrong[ones], wrong[others]
    differ = (one + other == 1) & (models[ones] == models[others])[:, None]  # false where either was not asked
    lots = np.where(differ, rng.random(differ.shape), 2.0).argsort(axis=1).argsort(axis=1)
    takes = lots < (differ & (one == 1)).sum(axis=1, keepdims=True)
    after = wrong.copy()
    after[ones] = np.where(differ, takes, one)
    after[others] = np.where(differ, ~takes, other)
    return after
