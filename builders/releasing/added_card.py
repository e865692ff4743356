"""What every card says beside its recipe's own: prose from `data_cards/every_release.md`, put into the same sections.

A section of the template that a card has is continued there, at its end. What nobody has written is said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from string import Template

from builders.card import escaped
from builders.markdown import table
from builders.release_folder import ReleaseError
from builders.releasing.commitment import Commitment
from builders.releasing.private_text import private_sentence, private_text
from builders.releasing.stated import Stated
from builders.releasing.terms import UNKNOWN, SourceTerms
from builders.releasing.versions import Change, Erratum, ErratumAction, Version, ids_of

_SECTION = re.compile(r"(?m)^(?=## )")
UNWRITTEN = {
    "motivation": "Nobody has written yet why this dataset was made.",
    "curators": "Nobody has written yet who made it.",
    "funding": "Nobody has written yet who paid for it.",
    "personal_information": "Nobody has written yet what it tells of persons.",
    "intended_use": "Nobody has written yet what it is meant for.",
    "out_of_scope_use": "Nobody has written yet what it must not be used for.",
    "maintenance": "Nobody has written yet who keeps it in order, and for how long.",
    "contact": "Nobody has written yet whom to ask.",
}
"""Said in the place of a text of `card.toml` that is not there."""
_DONE: dict[ErratumAction, str] = {
    "withdraw": "withdrawn",
    "correct": "corrected",
    "correct gold": "gold answer corrected, in every direction",
}


@dataclass(frozen=True)
class Added:
    """What is told of every release."""

    history: Sequence[Version]
    """Earlier versions and this one, the oldest first."""
    name: str
    """This version's, with the mark of a preview."""
    canary: str
    terms: Sequence[SourceTerms]
    models: Mapping[str, str]
    costs: str
    rights: str
    """Why pages of exams may be published; empty where there are none."""
    stated: Stated
    errata: Sequence[Erratum]
    """All so far, but for those of items that are held out."""
    private: Commitment | None
    """None where nothing is held out."""


def with_added(card: str, added: Added) -> str:
    """A card with what every release has; raises `ReleaseError` when the card lacks a section to put it into."""
    template = (resources.files("data_cards") / "every_release.md").read_text(encoding="utf-8")
    pieces, facts = _SECTION.split(card), _facts(added)
    for addition in _SECTION.split(template)[1:]:
        heading, _, text = addition.partition("\n")
        own = next((number for number, piece in enumerate(pieces) if piece.startswith(f"{heading}\n")), None)
        if own is None:
            raise ReleaseError(f"the card has no section {heading!r} to say more in: mend its template in data_cards/")
        pieces[own] = f"{pieces[own].rstrip()}\n\n{_closed_up(Template(text).substitute(facts))}\n\n"
    return "".join(pieces).rstrip() + "\n"


def terms_text(added: Added) -> str:
    """What is said of terms, for the licences' own file."""
    return "\n\n".join(text for text in (_licences(added.terms), _models(added.models), _rights(added.rights)) if text)


def errata_text(errata: Sequence[Erratum]) -> str:
    """ERRATA.md."""
    return f"# Errata\n\n{_errata(errata, private=None)}\n"


def _facts(added: Added) -> dict[str, str]:
    version = added.history[-1]
    own = {name: added.stated[name] or sentence for name, sentence in UNWRITTEN.items()}
    return own | {
        "version": added.name,
        "change": _changed(version.change, private=added.private) if len(added.history) > 1 else "It is the first.",
        "licences": _licences(added.terms),
        "combination": _combination(added.terms),
        "models": _models(added.models),
        "rights": _rights(added.rights),
        "costs": added.costs,
        "versions": _versions(added.history),
        "errata": _errata(added.errata, private=added.private),
        "held_out": private_sentence(added.private) if added.private else "",
        "private": private_text(added.private) if added.private else "",
        "canary": added.canary,
    }


def _closed_up(text: str) -> str:
    """Without the gaps that empty facts leave."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _licences(terms: Sequence[SourceTerms]) -> str:
    lines = [[one.config, one.source, one.licence, one.tagged, _holder(one)] for one in terms]
    return table(["Configuration", "Source", "Licence", "Uploader's tag", "Right-holder's terms"], lines)


def _holder(one: SourceTerms) -> str:
    said = ", ".join(part for part in (one.holder, one.url) if part)
    return said or "not looked up"


def _combination(terms: Sequence[SourceTerms]) -> str:
    unknown = sorted({one.source for one in terms if one.licence.lower() == UNKNOWN})
    return (
        f"The terms of {', '.join(map(escaped, unknown))} are unknown: find them out before you share the data."
        if unknown
        else ""
    )


def _models(models: Mapping[str, str]) -> str:
    if not models:
        return "No model wrote or judged any of it."
    return table(["Model", "Terms of its output"], models.items())


def _rights(rights: str) -> str:
    return f"**Rights in the exam pages.** {rights}" if rights else ""


def _versions(history: Sequence[Version]) -> str:
    lines = [
        [one.version, f"{len(ids_of(one)):,}", *(f"{count:,}" for count in _counts(one.change).values())]
        for one in reversed(history)
    ]
    return table(["Version", "Items", *(f"Rows {what}" for what in _counts(Change()))], lines)


def _counts(change: Change) -> dict[str, int]:
    return {"added": len(change.added), "changed": len(change.changed), "withdrawn": len(change.removed)}


def _changed(change: Change, *, private: Commitment | None) -> str:
    """Against the version before, in one sentence."""
    same = "the same public rows" if private and private.change else "the same rows, and another card"
    counts = ", ".join(f"{count:,} {what}" for what, count in _counts(change).items() if count)
    return f"Against the version before: {counts or same}."


def _errata(errata: Sequence[Erratum], *, private: Commitment | None) -> str:
    if not errata:
        whose = " of a public row" if private and private.errata else ""
        return f"No error{whose} has been reported."
    lines = [[one.item, _done(one), one.version, one.reason] for one in errata]
    return table(["Item", "What was done", "Since version", "Why"], lines)


def _done(erratum: Erratum) -> str:
    back = f"; taken back in {erratum.taken_back}" if erratum.taken_back else ""
    return f"{_DONE[erratum.action]}{back}"
