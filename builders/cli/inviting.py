"""`isogloss review invite`, `revoke`, `forget`, `people`: who may decide in a workspace."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import cast, get_args

import click

from builders.cli.shared_options import AS_JSON, WORKSPACE
from schemas import people as records
from schemas.faults import Fault
from schemas.invitations import sign
from schemas.people import Level, Person, Private, Role, load_people
from schemas.workspace import existing

NAME = click.argument("name")
SECONDS_A_DAY = 24 * 60 * 60


class InvitationError(Fault):
    """The invitation cannot be made so; the message says why and what to do."""


class Language(click.ParamType[tuple[str, Level]]):
    """`ko:native` as a pair."""

    name = "TAG:LEVEL"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Level]:
        tag, _, level = value.partition(":")
        if not tag or level not in get_args(Level):
            self.fail(
                f"{value!r}: give a language tag and one of {', '.join(get_args(Level))}, as ko:native", param, ctx
            )
        return tag, cast("Level", level)


@click.command(epilog="Example: isogloss review invite work/gsm8k-ko mina --language en:fluent --language ko:native")
@WORKSPACE
@NAME
@click.option("--role", type=click.Choice(get_args(Role)), help="What they may do.  [default: annotator, or as it was]")
@click.option(
    "--language", "languages", type=Language(), multiple=True, help="What they read: native, fluent, reading."
)
@click.option("--name", "real_name", default="", help="Who that is; kept apart, and erased by `forget`.")
@click.option("--email", default="", help="As their identity provider knows them; kept apart too.")
@click.option("--consent", default="", help="What they agreed to, and when, in your words; kept apart too.")
@click.option("--days", type=click.IntRange(1, 400), default=30, show_default=True, help="How long the link is valid.")
@click.option("--url", default="http://127.0.0.1:8501", show_default=True, help="Where they will reach the pages.")
def invite(  # one option a thing that can be known of a person
    workspace: Path,
    name: str,
    *,
    role: Role | None,
    languages: tuple[tuple[str, Level], ...],
    real_name: str,
    email: str,
    consent: str,
    days: int,
    url: str,
) -> None:
    """Invite somebody as NAME, a pseudonym, and print their personal link. Again: a new link, and the old one ends."""
    folder = existing(workspace).people
    if not url.startswith(("http://", "https://")):
        raise InvitationError(f"--url {url}: give what browsers type, as https://review.example.org")
    private = Private(name=real_name, email=email.strip().casefold(), consent=consent)
    by_provider = (folder / "secrets.toml").exists()
    if by_provider and not email and not records.email_of(folder, name):
        raise InvitationError(
            "this workspace has an identity provider: invite with --email, as the provider knows them"
        )
    person = records.invite(folder, name, role=role, languages=dict(languages), private=private)
    click.echo(f"{_described(person)}", err=True)
    if by_provider:
        click.echo(f"{name} signs in at {url} with the identity provider")
        return
    expires = int(time.time()) + days * SECONDS_A_DAY
    click.echo(f"{url.rstrip('/')}/enter/{sign(folder, person, 'link', expires=expires)}")


@click.command(epilog="Example: isogloss review revoke work/gsm8k-ko mina")
@WORKSPACE
@NAME
def revoke(workspace: Path, name: str) -> None:
    """Let NAME in no more, at once. Their decisions stand; a new `invite` lets them in again."""
    records.revoke(existing(workspace).people, name)
    click.echo(f"{name} is let in no more; their decisions stand")


@click.command(epilog="Example: isogloss review forget work/gsm8k-ko mina")
@WORKSPACE
@NAME
def forget(workspace: Path, name: str) -> None:
    """Erase name, e-mail and consent of NAME, and let them in no more. The journal knows the pseudonym alone."""
    records.forget(existing(workspace).people, name)
    click.echo(f"{name}: name, e-mail and consent are erased; the decisions stay under the pseudonym")


@click.command(epilog="Example: isogloss review people work/gsm8k-ko")
@WORKSPACE
@AS_JSON
def people(workspace: Path, *, as_json: bool) -> None:
    """List who was invited: pseudonyms, roles and languages, never names."""
    found = load_people(existing(workspace).people).values()
    if as_json:
        click.echo(json.dumps([person.model_dump(exclude={"link"}) for person in found], ensure_ascii=False))
    else:
        click.echo("\n".join(_described(person) for person in found) or "nobody was invited: the pages ask no sign-in")


def _described(person: Person) -> str:
    languages = (
        ", ".join(f"{tag} {level}" for tag, level in sorted(person.languages.items())) or "no languages declared"
    )
    state = "forgotten" if person.forgotten else "revoked" if person.revoked_at else "may enter"
    return f"{person.pseudonym:<16}{person.role:<13}{state:<11}{languages}"
