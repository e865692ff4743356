"""The translation is in the language that was asked for, all of it.

Three signs, from sure to likely: letters of a script that neither the target nor the source uses (매일早晨), a stretch
left in the source's script, and the language as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotate import language
from annotate.checks.pair import Noticed
from annotate.mathtext import prose
from annotate.plain_english import is_plainly_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

WORDS_LEFT = 4
PLAIN_WORDS_LEFT = 3
"""A run of four Latin words, three of them without a capital, is a phrase; "Newport on the Levee" is a name."""
_LATIN_RUN = re.compile(rf"(?:[A-Za-zÀ-ɏ][\w'’.-]*[\s,]+){{{WORDS_LEFT - 1},}}[A-Za-zÀ-ɏ][\w'’-]*")
_PLAIN_WORD = re.compile(r"(?<![\w'’.-])[a-zß-öø-ÿ]")


def target_language(pair: Pair) -> Iterator[Noticed]:
    words = prose(pair.text)
    foreign = _foreign_letters(words, pair)
    if foreign:
        yield Noticed(f"letters of another script in {pair.target}: {', '.join(foreign)}", foreign)
    if "Latin" not in language.scripts_of(pair.target):
        runs = [run.group() for run in _LATIN_RUN.finditer(words)]
        left = tuple(run for run in runs if len(_PLAIN_WORD.findall(run)) >= PLAIN_WORDS_LEFT)
        if left:
            yield Noticed(f"left in Latin letters: {'; '.join(left)}", tuple(run for run in left if run in pair.text))
    if pair.target == "en" and is_plainly_english(words):
        return  # the statistics would say the same, and take longer than all other checks
    identified = language.identify(pair.text)
    if _is_other_language(identified, pair):
        yield Noticed(f"reads as {identified.tag} ({identified.confidence:.0%}), not {pair.target}")


def _foreign_letters(words: str, pair: Pair) -> tuple[str, ...]:
    """Stretches of a script that is not the target's; names in Latin letters and Greek symbols are at home anywhere."""
    own = language.scripts_of(pair.target) | {"Latin", "Greek"}
    if len(language.scripts_in(words)) <= 1:
        return ()  # wholly in another script: the language says it better
    stretches = [f"[{letters}]+" for script, letters in language.SCRIPTS.items() if script not in own]
    found = re.findall("|".join(stretches), words)
    return tuple(dict.fromkeys(stretch for stretch in found if stretch not in pair.source))


def _is_other_language(identified: language.Identified, pair: Pair) -> bool:
    if language.matches(identified, pair.target) is not None:
        return language.matches(identified, pair.target) is False
    # The target may be unknown to the profiles; the source is not, and reading as the source is evidence enough.
    source = pair.problem.language
    is_source = language.matches(identified, source) is True and identified.letters >= language.FEW_LETTERS
    return is_source and not language.are_neighbours(source, pair.target)
