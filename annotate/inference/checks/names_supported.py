"""Names in an entailed hypothesis stand in a document, where scripts let one see it.

A name is two capitalised words or more in a row. It is sought when hypothesis and documents are all in Latin letters,
as between scripts a name is spelt anew, and one document is in a language that `SHARES_NAMES`. German capitalises every
noun and is left out. Names are inflected and translated (Nations, Naciones), so one word of the run that resembles a
word of a document is enough.

News sentences before their translations (NTREX-128): 1 to 3 % false alarms, nearly all of them names that each language
words anew (White House, Casa Blanca). Before another document, 30 to 37 % are caught.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from annotate.checks.pair import Noticed
from annotate.inference.checks.candidate import Candidate, primary
from annotate.language import scripts_of

NOUNS_CAPITALISED = frozenset({"de", "lb"})
SHARES_NAMES = frozenset({"ca", "da", "en", "es", "fr", "gl", "it", "nl", "no", "pt", "ro", "sv"})
"""Before documents in others alone (Finnish and Turkish, Czech and Vietnamese) 8 % of true names are not seen."""
FEWEST_WORDS = 2
"""One word alone is often a country or a month, which each language calls its own way: Germany, Alemania."""
RESEMBLING = 0.75
"""Of two words, by the letters they share in order: Nations and Naciones have 0.8."""
_STRETCH = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)*")
_LITTLE_OPENING = re.compile(r"\A\W*[^\W\d_]{1,3} ")
"""An article or preposition has its capital from opening the sentence: The United Nations, In New York."""
_WORD = re.compile(r"[^\W\d_]{3,}")


def names_supported(candidate: Candidate) -> Iterator[Noticed]:
    if candidate.hypothesis.label != "entailment" or not _names_can_be_seen(candidate):
        return
    names = tuple(_names(candidate.hypothesis.text))
    if not names:
        return
    known = {_plain(word) for document in candidate.documents for word in _WORD.findall(document.text)}
    if missing := tuple(name for name in names if not _resembles_any(name, known)):
        yield Noticed(f"names in neither document: {', '.join(missing)}", missing)


def _names_can_be_seen(candidate: Candidate) -> bool:
    tags = {primary(document.language) for document in candidate.documents}
    in_latin = all(scripts_of(tag) == {"Latin"} for tag in (candidate.language, *tags))
    return in_latin and candidate.language not in NOUNS_CAPITALISED and not tags.isdisjoint(SHARES_NAMES)


def _names(text: str) -> Iterator[str]:
    """Capitalised words in a row."""
    for stretch in _STRETCH.findall(_LITTLE_OPENING.sub("", text)):
        for is_name, words in itertools.groupby(stretch.split(" "), key=lambda word: word[:1].isupper()):
            name = list(words)
            if is_name and len(name) >= FEWEST_WORDS:
                yield " ".join(name)


def _resembles_any(name: str, known: set[str]) -> bool:
    return any(_resembles(_plain(word), other) for word in _WORD.findall(name) for other in known)


def _resembles(word: str, other: str) -> bool:
    if word[:1] != other[:1]:
        return False  # spares the comparison, and what begins otherwise is seldom the same name
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= RESEMBLING


def _plain(word: str) -> str:
    """Without case and accents."""
    if word.isascii():
        return word.casefold()
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
