"""Addresses, numbers of telephones, accounts and cards, in text that is to be published.

What looks like one is asked of libraries that know the numbers: a phone number must be valid in its country
(phonenumbers, by Google), an IBAN and a card must have the right check digits (python-stdnum). Numbers without the
code of a country are not looked for: in mathematics nearly every one would be none. Presidio, which finds more, was
left out because it installs 390 MB and takes 1.8 s to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"\b[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\w.+-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?![\w.-])")
"""Groups of four with one sign between all of them."""
_PHONE = re.compile(r"(?<![0-9A-Za-z)])[+＋]\d[\d ()./-]{5,24}\d")
"""With the sign next to the code of the country: a sum has a space there, or a term before it."""
EXAMPLES = re.compile(r"@(?:[\w-]+\.)*example\.(?:com|org|net)\b|\.(?:example|invalid|test)\b", re.IGNORECASE)
"""Addresses that belong to nobody (RFC 2606)."""


def personal_data(text: str) -> Iterator[tuple[str, str]]:
    """What it is, and the piece of the text."""
    addressed = "\n".join(line for line in text.split("\n") if "@" in line)  # most have none
    yield from (("e-mail address", found) for found in _EMAIL.findall(addressed) if not EXAMPLES.search(found))
    yield from (("IBAN", found) for found in _IBAN.findall(text) if _is_iban(found))
    yield from (("card number", found[0]) for found in _CARD.finditer(text) if _is_card(found[0]))
    yield from (("phone number", found) for found in _PHONE.findall(text) if _is_phone(found))


def _is_iban(candidate: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(candidate))


def _is_card(candidate: str) -> bool:
    from stdnum import luhn

    digits = re.sub(r"\D", "", candidate)
    return len(set(digits)) > 2 and bool(luhn.is_valid(digits))


def _is_phone(candidate: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(candidate))
    except phonenumbers.NumberParseException:
        return False
