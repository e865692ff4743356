"""How much two documents say the same, sentence by sentence, and what each of them adds.

    document 1 (es)                      document 2 (ru)
    El incendio empezó el sábado.  0.81  Пожар начался в субботу.
    Murieron 27 personas.          0.74  Погибли 27 человек.
    Hay tres detenidos.                                                        one of three is new in document 1
                                         Это третья авария за год.             one of three is new in document 2

Two sentences are counterparts when each is the other's nearest and their cosine reaches a threshold: mutual nearest
neighbours, as in the mining of parallel text (Artetxe and Schwenk 2019, arXiv:1811.01136, without its margin, which
needs a large corpus around the pair).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotate.sentence_embedding import Vectors


class Likeness(NamedTuple):
    """What two documents have in common; rounded to 4 digits, beyond which machines differ."""

    similarity: float
    """Cosine of the sums of the documents' sentence vectors, in [-1, 1]."""
    aligned: float
    """Share of the sentences of the shorter document that have a counterpart in the other, in [0, 1]."""
    new1: float
    """Share of the sentences of document 1 that are near none of document 2, in [0, 1]."""
    new2: float


def likeness(one: Vectors, other: Vectors, *, counterpart: float) -> Likeness:
    """Compare two documents, a row of length 1 for each sentence; both have one at least.

    `counterpart` is the cosine from which two sentences may say the same. Order plays no part: a report may turn
    another's around. A sentence that is split in two in the other document is not new there, though only one half
    can be its counterpart.
    """
    cosines = one @ other.T
    sums = one.sum(axis=0), other.sum(axis=0)
    lengths = np.linalg.norm(sums[0]) * np.linalg.norm(sums[1])
    similarity = float(sums[0] @ sums[1] / lengths) if lengths else 0.0
    return Likeness(
        similarity=round(similarity, 4),
        aligned=round(len(counterparts(cosines, counterpart)) / min(cosines.shape), 4),
        new1=round(float((cosines.max(axis=1) < counterpart).mean()), 4),
        new2=round(float((cosines.max(axis=0) < counterpart).mean()), 4),
    )


def counterparts(cosines: Vectors, threshold: float) -> list[tuple[int, int]]:
    """Row and column of the sentences that are each other's nearest and near enough; each is in one pair at most."""
    nearest, nearest_back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    return [
        (row, int(column))
        for row, column in enumerate(nearest)
        if nearest_back[column] == row and cosines[row, column] >= threshold
    ]
