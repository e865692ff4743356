"""Tokens as the audits and the card count them: words, and single characters in scripts that write no spaces.

"The 14 boats"   the, 14, boats
"渔船起火"         渔, 船, 起, 火
"""

from __future__ import annotations

import re

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
"""Thai, Lao, Burmese, Khmer, Kana, Han."""
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def tokens(text: str) -> list[str]:
    """The tokens in their order, without case; a combining mark ends a word and is not counted."""
    return _TOKEN.findall(text.casefold())
