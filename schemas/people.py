"""Who may decide in a workspace. The journals know pseudonyms; what they stand for lies apart and can be erased.

people/people.json     pseudonym, role, languages, link       no names; stays as long as the decisions
people/private.json    name, e-mail, consent by pseudonym     0600; one person can be erased
people/secret          32 random bytes that sign links        0600
people/secrets.toml    the identity provider, when there is one (review_app/provider.py)

Nothing of it enters the store, a review batch, or a release.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from filelock import FileLock
from pydantic import Field, TypeAdapter, ValidationError

from schemas.faults import Fault
from schemas.records import Record

Role = Literal["annotator", "adjudicator", "lead"]
Level = Literal["native", "fluent", "reading"]
_Kept = TypeVar("_Kept")

PSEUDONYM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
PEOPLE, PRIVATE, SECRET = "people.json", "private.json", "secret"


class PeopleError(Fault):
    """The people of a workspace cannot be read or changed so; the message says why and what to do."""


class Person(Record):
    """Somebody who decides, as the pages and the journal know them."""

    pseudonym: str
    role: Role
    languages: dict[str, Level] = Field(default_factory=dict)
    """Level by BCP-47 tag; empty when nothing was declared."""
    invited_at: str = ""
    """UTC, ISO 8601; empty for the one person of a workspace to which nobody was invited."""
    link: str = ""
    """The one personal link that is valid; empty when none is."""
    revoked_at: str = ""
    """UTC, ISO 8601; empty while the person may enter."""
    passed: tuple[str, ...] = ()
    """Training batches that the person passed."""
    forgotten: bool = False
    """Whether name, e-mail and consent were erased: the pseudonym is never given to anybody else."""


class Private(Record):
    """What a pseudonym stands for."""

    name: str = ""
    email: str = ""
    """In small letters: an identity provider's claim is compared with it."""
    consent: str = ""
    """What the person agreed to, and when, in the lead's words."""


_PEOPLE = TypeAdapter(dict[str, Person])
_PRIVATE = TypeAdapter(dict[str, Private])


def local_person(pseudonym: str) -> Person:
    """The one person of a workspace to which nobody was invited: whoever runs the command, with every right."""
    return Person(pseudonym=required_pseudonym(pseudonym), role="lead")


def required_pseudonym(name: str) -> str:
    """The name itself; raises `PeopleError` when it cannot be a pseudonym."""
    if not PSEUDONYM.fullmatch(name):
        raise PeopleError(f"{name!r} is no pseudonym: use small letters, digits, dot, hyphen, underscore")
    return name


def load_people(folder: Path) -> dict[str, Person]:
    """Everybody who was ever invited, by pseudonym, sorted; empty when nobody was."""
    return _load(folder / PEOPLE, _PEOPLE)


def load_private(folder: Path) -> dict[str, Private]:
    """What the pseudonyms stand for, as far as it was given and not erased."""
    return _load(folder / PRIVATE, _PRIVATE)


def still_invited(folder: Path, person: Person) -> Person | None:
    """The person as they are on record now; None when they may no longer enter."""
    people = load_people(folder)
    if not people:
        return None if person.invited_at else person
    now = people.get(person.pseudonym)
    return None if now is None or now.revoked_at else now


def email_of(folder: Path, pseudonym: str) -> str:
    """The person's e-mail; empty when it is not known."""
    return load_private(folder).get(pseudonym, Private()).email


def find_by_email(folder: Path, email: str) -> Person | None:
    """The person who may enter and whose e-mail this is, letters of either case alike."""
    wanted = email.strip().casefold()
    names = [name for name, known in load_private(folder).items() if wanted and known.email == wanted]
    people = load_people(folder)
    found = [people[name] for name in names if name in people and not people[name].revoked_at]
    return found[0] if found else None


def invite(
    folder: Path, pseudonym: str, *, role: Role | None, languages: Mapping[str, Level], private: Private
) -> Person:
    """Put a person on record with a new link; the one before ends. What is not given stays as it was."""
    required_pseudonym(pseudonym)
    with _changing(folder):
        people, known = load_people(folder), load_private(folder)
        before = people.get(pseudonym)
        if before and before.forgotten:
            raise PeopleError(f"{pseudonym} was forgotten and its decisions stay in the journal: choose another name")
        _require_free(private.email, pseudonym, known)
        person = before or Person(pseudonym=pseudonym, role="annotator", invited_at=_now())
        changes = {"link": secrets.token_urlsafe(9), "revoked_at": "", "role": role or person.role}
        people[pseudonym] = person.model_copy(update=changes | {"languages": dict(languages) or person.languages})
        given = {name: value for name, value in private.model_dump().items() if value}
        if given:
            known[pseudonym] = known.get(pseudonym, Private()).model_copy(update=given)
            _save(folder / PRIVATE, _PRIVATE.dump_json(known, indent=1))
        _save(folder / PEOPLE, _PEOPLE.dump_json(people, indent=1))
        return people[pseudonym]


def revoke(folder: Path, pseudonym: str) -> Person:
    """Let a person in no more, at once; their decisions stand."""
    return _change(folder, pseudonym, link="", revoked_at=_now())


def pass_training(folder: Path, pseudonym: str, batch: str) -> Person:
    """Record that a person passed a training batch."""
    passed = load_people(folder).get(pseudonym)
    return _change(folder, pseudonym, passed=tuple(sorted({*(passed.passed if passed else ()), batch})))


def forget(folder: Path, pseudonym: str) -> Person:
    """Erase what a pseudonym stands for and let the person in no more. The journal holds nothing to erase."""
    with _changing(folder):
        known = load_private(folder)
        if known.pop(pseudonym, None):
            _save(folder / PRIVATE, _PRIVATE.dump_json(known, indent=1))
    return _change(folder, pseudonym, link="", revoked_at=_now(), forgotten=True)


def signing_secret(folder: Path) -> bytes:
    """The 32 bytes that sign this workspace's links and cookies, made when first asked for."""
    path = folder / SECRET
    if not path.exists():
        with _changing(folder):
            if not path.exists():
                _save(path, secrets.token_bytes(32))
    secret = path.read_bytes()
    if len(secret) != 32:
        raise PeopleError(f"{path} is damaged: delete it and invite everybody anew")
    return secret


def _change(folder: Path, pseudonym: str, **changes: object) -> Person:
    with _changing(folder):
        people = load_people(folder)
        if pseudonym not in people:
            raise PeopleError(f"nobody was invited as {pseudonym}: `isogloss review people` lists who was")
        people[pseudonym] = people[pseudonym].model_copy(update=changes)
        _save(folder / PEOPLE, _PEOPLE.dump_json(people, indent=1))
        return people[pseudonym]


def _require_free(email: str, pseudonym: str, known: Mapping[str, Private]) -> None:
    taken = [name for name, private in known.items() if email and private.email == email and name != pseudonym]
    if taken:
        raise PeopleError(f"that e-mail is {taken[0]}'s already: one person has one pseudonym")


def _load(path: Path, shape: TypeAdapter[dict[str, _Kept]]) -> dict[str, _Kept]:
    try:
        found = shape.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        # The error's own text would quote the file, which may hold names.
        raise PeopleError(f"{path} cannot be read: it is not what this version writes") from error
    return dict(sorted(found.items()))


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / ".lock", mode=0o600):
        yield


def _save(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone. One name for what is half written: a crash leaves no copies."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
