"""How many words a card has, counted twice: spaces tell nothing of Chinese and Japanese."""

from __future__ import annotations

import re
from typing import NamedTuple

from annotate.dataset_cards.headings import without_comments
from annotate.language import SCRIPTS

_HIRAGANA = "\u3041-\u3096"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HAN = SCRIPTS["Han"] + "\u3005-\u3007\U00020000-\U000323af"
_OTHER = rf"[^\W_{_HAN}{_HIRAGANA}{_KATAKANA}]"
_CJK = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}]")
_SPACED_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_WORD = re.compile(rf"[{_HAN}]|[{_HIRAGANA}]|[{_KATAKANA}]+|{_OTHER}+(?:['’.,]{_OTHER}+)*")


class WordCount(NamedTuple):
    """Of the card without its metadata and comments."""

    by_space: int
    """Pieces between spaces, as the survey's paper is likely to have counted."""
    by_script: int
    """Words as Unicode splits them by default (UAX #29): a Han character or hiragana is one, a run of katakana is."""


def count_words(body: str) -> WordCount:
    text = without_comments(body)
    word = _WORD if _CJK.search(text) else _SPACED_WORD  # faster, and the same without CJK
    return WordCount(len(text.split()), len(word.findall(text)))
