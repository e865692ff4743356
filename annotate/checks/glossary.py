"""A term of the glossary is translated as the glossary says."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair


def glossary(pair: Pair) -> Iterator[Noticed]:
    """Inflected forms are alternatives, `triángulo|triángulos`, because guessing them would pass other words."""
    source, text = _plain(pair.source), _plain(pair.text)
    for term, translation in pair.glossary:
        wanted = [_plain(form) for form in translation.split("|") if form.strip()]
        if _stands_in(_plain(term), source) and not any(form in text for form in wanted):
            yield Noticed(f'the glossary wants "{translation}" for "{term}"', (_verbatim(term, pair.source),))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stands_in(term: str, text: str) -> bool:
    """As a word of its own, or with a plural s; in scripts without spaces, anywhere."""
    if not term:
        return False
    bounded = rf"(?<![^\W\d_]){re.escape(term)}(?:s|es)?(?![^\W\d_])" if term.isascii() else re.escape(term)
    return bool(re.search(bounded, text))


def _verbatim(term: str, source: str) -> str:
    found = re.search(re.escape(term), source, re.IGNORECASE)
    return found.group() if found else term
