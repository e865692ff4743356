"""Who may do what. Pure: the pages ask in order to show, every write asks again in order to be allowed.

annotator      judges what they can read, and sees nobody else's verdict
adjudicator    also decides where annotators disagree
lead           also sees who does what, and exports
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.faults import Fault
from schemas.people import Person, still_invited
from schemas.twin_reading import ENGLISH
from schemas.workspace import Workspace


def may_decide(person: Person, languages: Iterable[str]) -> bool:
    """Whether somebody may judge a text in these languages: all of them declared, at reading level or better.

    Somebody of whom no language was declared may judge any: then the lead keeps track elsewhere.
    """
    return not person.languages or all(reads(person, language) for language in languages)


def reads_twins(person: Person, languages: Iterable[str], hypothesis: str) -> bool:
    """Whether somebody judges an item on the English twins of its documents, as they do not read `languages`, theirs.

    They read English, and the language of the hypothesis.
    """
    return not may_decide(person, languages) and may_decide(person, (ENGLISH, hypothesis))


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


class NotSaved(Fault):
    """The decision cannot be taken; the message says why and what to do."""


class NotPermitted(NotSaved):
    """The person may not write this, whatever their page showed."""


def require_permission(workspace: Workspace, person: Person, languages: Sequence[str], *, adjudicating: bool) -> None:
    """Raise `NotPermitted` unless the record, as it is now, lets somebody write about a text in these languages.

    As it is now: a page may have been open since before the person was revoked.
    """
    now = still_invited(workspace.people, person)
    if now is None:
        raise NotPermitted(f"not saved: {person.pseudonym} may no longer decide here; ask whoever sent the link")
    if adjudicating and not may_adjudicate(now, languages):
        raise NotPermitted(f"not saved: {person.pseudonym} is no adjudicator here; the lead can invite one")
    if not may_decide(now, languages):
        raise NotPermitted(f"not saved: {person.pseudonym} has not declared to read {' and '.join(languages)}")
