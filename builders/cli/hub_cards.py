"""`isogloss hub card`: what is missing from a dataset's card, one's own in a file or anybody's on the Hub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builders.cli.shared_options import AS_JSON
from schemas.faults import Fault

if TYPE_CHECKING:
    from annotate.dataset_cards.lint import CardReport

_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)


class CardError(Fault):
    """There is no card to look at; the message says why."""


@click.command(epilog="Example: isogloss hub card README.md    isogloss hub card klue/klue --json")
@click.argument("which", metavar="FILE|ORG/NAME")
@AS_JSON
def card(which: str, *, as_json: bool) -> None:
    """Say what is missing from a dataset's card, sentence by sentence, and score it.

    A file or a folder with a README.md is read; anything else is the name of a dataset on the Hub.
    """
    from annotate.dataset_cards.lint import lint_card

    report = lint_card(_text_of(which))
    click.echo(_as_json(which, report) if as_json else _as_text(which, report))


def _text_of(which: str) -> str:
    path = Path(which)
    file = path / "README.md" if path.is_dir() else path
    if file.is_file():
        try:
            return file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CardError(f"{file} is no UTF-8 text (byte {error.start:,}): save it as UTF-8") from error
    if path.is_dir() or path.suffix == ".md" or not _NAME.fullmatch(which):
        raise CardError(f"{file} is not there: name a card's file, or a dataset as ORG/NAME")
    return _from_hub(which)


def _from_hub(dataset: str) -> str:
    from urllib.parse import quote

    from huggingface_hub import constants

    from crawlers.hub_cards import Question, ask
    from crawlers.hub_wire import Wire

    if constants.is_offline_mode():
        raise CardError(f"HF_HUB_OFFLINE is set: unset it to read the card of {dataset}, or name a file")
    endpoint = constants.ENDPOINT.rstrip("/")
    url = f"{endpoint}/datasets/{quote(dataset)}/resolve/main/README.md"
    answer = ask(Question("card", dataset, url), Wire(endpoint, endpoint))
    if answer.outcome not in {"card", "renamed"}:
        raise CardError(f"no card of {dataset} from {endpoint}: {answer.reason}; look at the name, or at HF_TOKEN")
    return answer.body.decode("utf-8", "replace")


def _as_json(which: str, report: CardReport) -> str:
    import json
    from dataclasses import asdict

    return json.dumps({"card": which, **asdict(report)}, ensure_ascii=False)


def _as_text(which: str, report: CardReport) -> str:
    lines = [f"{which}: {report.score:g} of 100", ""]
    lines += [f"  {part.part:12}{part.points:>5g} of {part.of:<4}{part.about}" for part in report.parts]
    if not report.gaps:
        return "\n".join([*lines, "", "nothing is missing"])
    lines += ["", "what is missing, and what it costs", ""]
    lines += [f"  {_place(gap.line):>10}  -{gap.points:<5g}{gap.sentence}" for gap in report.gaps]
    return "\n".join(lines)


def _place(line: int | None) -> str:
    return "" if line is None else f"line {line}"
