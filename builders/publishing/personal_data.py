"""Addresses, numbers of telephones, accounts and cards, in text that is to be published.

What looks like one is asked of libraries that know the numbers: a phone number must be valid in its country
(phonenumbers, by Google), an IBAN, a card and a Korean resident's number the right check digits (python-stdnum). Phone
numbers without the code of a country are not looked for: in mathematics nearly every one would be none. Presidio, which
finds more, was left out because it installs 390 MB and takes 1.8 s to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9])"
)
"""Korean and Japanese put the next word right behind it: `mina@uni-bonn.de로` has no boundary of words there."""
_IBAN = re.compile(r"(?<![A-Za-z0-9_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9_])")
_CARD = re.compile(r"(?<![A-Za-z0-9_.+-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?![A-Za-z0-9_-]|\.\d)")
"""Groups of four with one sign between all of them."""
_PHONE = re.compile(r"(?<![0-9A-Za-z)])[+＋]\d[\d ()./\u2010-\u2015\u2212\u3000（）．－-]{5,24}\d")
"""With the sign next to the code of the country: a sum has a space there, or a term before it. Wide digits count."""
_RESIDENT = re.compile(r"(?<![0-9A-Za-z-])\d{6}-[1-8]\d{6}(?![0-9A-Za-z-])")
"""A Korean one: a day of birth, a hyphen, and seven digits of which the last checks the others."""
EXAMPLES = re.compile(r"@(?:[\w-]+\.)*example\.(?:com|org|net)\b|\.(?:example|invalid|test)\b", re.IGNORECASE)
"""Addresses that belong to nobody (RFC 2606)."""


def personal_data(text: str) -> Iterator[tuple[str, str]]:
    """What it is, and the piece of the text."""
    addressed = "\n".join(line for line in text.split("\n") if "@" in line)  # most have none
    yield from (("e-mail address", found) for found in _EMAIL.findall(addressed) if not EXAMPLES.search(found))
    yield from (("IBAN", found) for found in _IBAN.findall(text) if _is_iban(found))
    yield from (("card number", found[0]) for found in _CARD.finditer(text) if _is_card(found[0]))
    yield from (("resident registration number", found) for found in _RESIDENT.findall(text) if _is_resident(found))
    yield from (("phone number", found) for found in _PHONE.findall(text) if _is_phone(found))


def _is_iban(candidate: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(candidate))


def _is_card(candidate: str) -> bool:
    from stdnum import luhn

    digits = re.sub(r"\D", "", candidate)
    return len(set(digits)) > 2 and bool(luhn.is_valid(digits))


def _is_resident(candidate: str) -> bool:
    from stdnum.kr import rrn

    return bool(rrn.is_valid(candidate))


def _is_phone(candidate: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(candidate))
    except phonenumbers.NumberParseException:
        return False
