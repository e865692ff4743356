"""Which option of a question a text holds, word for word.

    oxygen      "Oxygenated water is for sale."       no        a word is not its beginning
    oxygen      "She opened a bottle of OXYGEN."      yes       case and width do not count
    carbon      "... the carbon dioxide of a fire"    carbon dioxide, when that is an option too
    It          "It was late."                        yes       as a word of its own
    12          "112 people, 12.5 km"                 no        as a number of its own
    이산화탄소   "이산화탄소가 ..."                       yes       particles follow a word without a space

Options of one or two characters count only as words of their own, also in scripts that write none apart: there they
are parts of other words as a rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from annotate.language import SCRIPTS
from annotate.option_text import folded

SHORT = 2
"""Characters of an option that is looked for only as a word of its own."""
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
_RUNNING = ("Hangul", "Kana", "Han", "Thai", "Lao", "Tibetan", "Burmese", "Khmer")
_RUNNING_LETTER = re.compile(f"[{''.join(SCRIPTS[script] for script in _RUNNING)}]")
"""Of a script whose words touch the next one, or their particles."""


def option_in(text: str, choices: Sequence[str]) -> int | None:
    """The longest option that stands in the text, 0-based; None when none does."""
    said = folded(text)
    held = [place for place, choice in enumerate(choices) if (wanted := _pattern(choice)) and wanted.search(said)]
    return max(held, key=lambda place: len(choices[place]), default=None)


@lru_cache(maxsize=4096)
def _pattern(choice: str) -> re.Pattern[str] | None:
    """What finds the option in a folded text; None for an option without a word."""
    option = folded(choice).strip(" .。")
    if not re.search(r"\w", option):
        return None
    if _NUMBER.fullmatch(option):
        return re.compile(rf"(?<![\w.,-]){re.escape(option)}(?!\w|[.,]\d)")
    apart = len(option) <= SHORT
    before = r"(?<!\w)" if apart or not _RUNNING_LETTER.match(option[0]) else ""
    after = r"(?!\w)" if apart or not _RUNNING_LETTER.match(option[-1]) else ""
    return re.compile(f"{before}{re.escape(option)}{after}")
