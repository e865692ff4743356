"""Texts of two splits that say almost the same, by two methods that fail differently.

    shingles     Jaccard index of the sets of 5-character pieces: copies and light edits, in one language
    embedding    cosine of multilingual sentence embeddings: paraphrases and translations

Shingles are compared through MinHash bands (Broder 1997; Leskovec et al., Mining of Massive Datasets, section 3.4) and
every candidate is then measured exactly: at an index of 0.7 one in 50 is missed, at 0.8 one in 10,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotate.sentence_embedding import Encoder
from schemas.records import Record

SHINGLE = 5
ALIKE_SHINGLES = 0.7
ALIKE_EMBEDDING = 0.9
NEAREST = 50
BANDS, ROWS = 32, 6
READ_SHINGLES = 400
"""Characters of a text that are compared: a copy is one from its beginning."""
READ_EMBEDDING = 120
"""About the first sentence of a report, which is what is dear to compute: 47,000 characters a second."""


class SplitText(NamedTuple):
    """A text and the split it is in."""

    split: str
    name: str
    text: str


class Near(Record):
    """Two texts of different splits."""

    likeness: float
    split1: str
    name1: str
    text1: str
    split2: str
    name2: str
    text2: str


class NearDuplicates(Record):
    """What one method finds."""

    kind: str
    """What was compared: `documents`, `hypotheses`."""
    method: Literal["shingles", "embedding"]
    texts: int
    """Different ones; the same text twice in a split counts once."""
    threshold: float
    alike: int
    """Pairs across splits at or above the threshold."""
    nearest: tuple[Near, ...]
    """At most 50, the most alike first; of shingles, only pairs that met in a band."""


def by_shingles(texts: Iterable[SplitText], kind: str) -> NearDuplicates:
    """Copies across splits."""
    different = _different(texts)
    found = [pair for pair in _shingled(different) if pair.likeness >= ALIKE_SHINGLES]
    return _report(kind, "shingles", different, found, alike=len(found))


def by_embedding(texts: Iterable[SplitText], kind: str, encode: Encoder) -> NearDuplicates:
    """Paraphrases and translations across splits, the nearest among them even when they are not near."""
    different = _different(texts)
    vectors = encode([text.text[:READ_EMBEDDING] for text in different])
    found, alike = list[_Pair](), 0
    for one, other in combinations(_places(different).values(), 2):
        cosines = vectors[one] @ vectors[other].T
        alike += int((cosines >= ALIKE_EMBEDDING).sum())
        nearest = np.argsort(-cosines, axis=None, kind="stable")[:NEAREST]
        rows, columns = np.unravel_index(nearest, cosines.shape)
        found += [
            _Pair(float(cosines[row, column]), one[row], other[column])
            for row, column in zip(rows, columns, strict=True)
        ]
    return _report(kind, "embedding", different, found, alike=alike)


class _Pair(NamedTuple):
    likeness: float
    first: int
    second: int


def _different(texts: Iterable[SplitText]) -> list[SplitText]:
    """Each text once a split, with spaces and case made alike."""
    seen: dict[tuple[str, str], SplitText] = {}
    for text in texts:
        flat = " ".join(text.text.split())
        seen.setdefault((text.split, flat.casefold()), text._replace(text=flat))
    return list(seen.values())


def _places(texts: Sequence[SplitText]) -> dict[str, list[int]]:
    """Where the texts of each split stand."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        places[text.split].append(place)
    return places


def _shingled(texts: Sequence[SplitText]) -> Iterator[_Pair]:
    from sklearn.feature_extraction.text import HashingVectorizer

    if not texts:
        return
    vectorizer = HashingVectorizer(
        analyzer="char", ngram_range=(SHINGLE, SHINGLE), n_features=2**24, binary=True, norm=None, alternate_sign=False
    )
    shingles = vectorizer.transform([text.text[:READ_SHINGLES] for text in texts])
    sets = [shingles.indices[start:end] for start, end in pairwise(shingles.indptr)]
    for first, second in _candidates(texts, shingles):
        shared = len(np.intersect1d(sets[first], sets[second], assume_unique=True))
        yield _Pair(shared / (len(sets[first]) + len(sets[second]) - shared), first, second)


def _candidates(texts: Sequence[SplitText], shingles: Any) -> set[tuple[int, int]]:
    """Pairs of different splits that agree in one of the bands."""
    candidates = set[tuple[int, int]]()
    filled = np.flatnonzero(np.diff(shingles.indptr))  # a text shorter than a shingle has none
    signatures = _signatures(shingles.indices, shingles.indptr[filled])
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for place, signature in zip(filled.tolist(), signatures[:, band * ROWS : (band + 1) * ROWS], strict=True):
            buckets[signature.tobytes()].append(place)
        for bucket in buckets.values():
            candidates |= {
                (one, other) for one, other in combinations(bucket, 2) if texts[one].split != texts[other].split
            }
    return candidates


def _signatures(shingles: NDArray[np.int32], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The least of each set under each hash, one row a text."""
    # Multiply-shift: products wrap at 2^64, and their high bits are as good as drawn when the factors are odd.
    factors = np.random.default_rng(0).integers(1, 2**62, size=BANDS * ROWS, dtype=np.uint64) * 2 + 1
    elements = shingles.astype(np.uint64)
    return np.stack([np.minimum.reduceat(elements * factor >> 32, starts) for factor in factors], axis=1)


def _report(
    kind: str,
    method: Literal["shingles", "embedding"],
    texts: Sequence[SplitText],
    pairs: Iterable[_Pair],
    *,
    alike: int,
) -> NearDuplicates:
    nearest = sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second))[:NEAREST]
    return NearDuplicates(
        kind=kind,
        method=method,
        texts=len(texts),
        threshold=ALIKE_SHINGLES if method == "shingles" else ALIKE_EMBEDDING,
        alike=alike,
        nearest=tuple(_near(pair.likeness, texts[pair.first], texts[pair.second]) for pair in nearest),
    )


def _near(likeness: float, one: SplitText, other: SplitText) -> Near:
    return Near(
        likeness=likeness,
        split1=one.split,
        name1=one.name,
        text1=one.text[:READ_EMBEDDING],
        split2=other.split,
        name2=other.name,
        text2=other.text[:READ_EMBEDDING],
    )
