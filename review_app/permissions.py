"""Who may do what. Pure: the pages ask in order to show, every write asks again in order to be allowed.

annotator      judges what they can read, and sees nobody else's verdict
adjudicator    also decides where annotators disagree
lead           also sees who does what, and exports
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.people import Person


def may_decide(person: Person, languages: Iterable[str]) -> bool:
    """Whether somebody may judge a text in these languages: all of them declared, at reading level or better.

    Somebody of whom no language was declared may judge any: then the lead keeps track elsewhere.
    """
    return not person.languages or all(reads(person, language) for language in languages)


def may_adjudicate(person: Person, languages: Iterable[str]) -> bool:
    """Whether somebody may decide where annotators disagree about a text in these languages."""
    return person.role in {"adjudicator", "lead"} and may_decide(person, languages)


def may_lead(person: Person) -> bool:
    """Whether somebody may see all assignments and paces, and export decisions."""
    return person.role == "lead"


def may_see_verdicts(person: Person) -> bool:
    """Whether somebody may see what others decided about an item that they have not decided themselves."""
    return person.role in {"adjudicator", "lead"}


def reads(person: Person, language: str) -> bool:
    """Whether a declared tag covers a language: `zh` covers `zh-Hans` (RFC 4647, section 3.3.1), not the reverse."""
    tag = language.lower()
    return any(tag == declared.lower() or tag.startswith(f"{declared.lower()}-") for declared in person.languages)
