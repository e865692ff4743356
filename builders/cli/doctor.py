"""`isogloss doctor`: what works on this machine, one line a thing."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import click
import openai
from pydantic import BaseModel

from annotate.dialects import Dialect, Dialects
from annotate.llm import LLM, Chat, Endpoint, LLMError, Unfinished
from annotate.model_list import models_listed
from annotate.structured import ask_json
from annotate.wire import REMEDIES, EndpointError
from builders.cli.options import endpoint_from_environment, remembered_dialects
from builders.cli.shared_options import AS_JSON
from crawlers import weights
from schemas.answers import AnswerJournal
from schemas.store import Store, StoreError

MODELS_SHOWN = 5
NAME_CHARACTERS = 60
LINE_CHARACTERS = 500
STRUCTURED = {
    "json_schema": "by JSON schema",
    "json_object": "in JSON mode: a schema is refused or ignored",
    "words": "in words alone: schema and JSON mode are refused",
}
BROWSERS = ("chromium", "google-chrome", "chrome", "firefox")


class Symptom(NamedTuple):
    """One thing that works, or not, and what to do about it."""

    name: str
    works: bool
    detail: str


class Sum(BaseModel):
    """What the probe of structured output asks for."""

    total: int


@click.command(epilog="Example: OPENAI_BASE_URL=http://127.0.0.1:8080/v1 isogloss doctor --model llama")
@click.option("--model", help="Ask this model at your endpoint; without it the only one listed there.")
@AS_JSON
def doctor(*, model: str | None, as_json: bool) -> None:
    """Say what works here: endpoint, model, structured output, local model, store, disk, browser.

    What a model at the endpoint does not understand is remembered for the commands that ask it.
    """
    symptoms = [*_endpoint(model), _local_model(), _store(), _disk(), _browser()]
    if as_json:
        click.echo(json.dumps([symptom._asdict() for symptom in symptoms]))
        return
    for symptom in symptoms:
        click.echo(f"{'ok' if symptom.works else '--':3} {symptom.name:18} {symptom.detail}")


def _endpoint(model: str | None) -> list[Symptom]:
    endpoint = endpoint_from_environment()
    if endpoint is None:
        return [Symptom("endpoint", False, "none: set OPENAI_API_KEY or OPENAI_BASE_URL, or use --model-file")]
    with tempfile.TemporaryDirectory() as folder:
        symptoms = asyncio.run(_examined(endpoint, model, Path(folder)))
    return [symptom._replace(detail=_printable(symptom.detail, endpoint)) for symptom in symptoms]


async def _examined(endpoint: Endpoint, model: str | None, folder: Path) -> list[Symptom]:
    """What the endpoint lists, and when a model is named, or is the only one, how it wants to be asked."""
    try:
        names = await models_listed(endpoint)
    except EndpointError as fault:
        return [Symptom("endpoint", False, str(fault))]
    except openai.APIConnectionError as fault:
        why = f"{endpoint.origin} cannot be reached ({type(fault.__cause__ or fault).__name__})"
        return [Symptom("endpoint", False, f"{why}: is it running, and is OPENAI_BASE_URL right?")]
    except openai.APIStatusError as fault:
        remedy = REMEDIES.get(fault.status_code, "it may still answer: name a --model to try it")
        listing = Symptom("endpoint", False, f"{endpoint.origin} answered {fault.status_code}; {remedy}")
        names = []
    else:
        listing = Symptom("endpoint", True, _listing(endpoint, names, model))
    asked = model or (names[0] if len(names) == 1 else None)
    return [listing, *(await _asked(endpoint, asked, folder) if asked else [])]


def _listing(endpoint: Endpoint, names: list[str], model: str | None) -> str:
    shown = ", ".join(name[:NAME_CHARACTERS] for name in names[:MODELS_SHOWN])
    shown += ", ..." if len(names) > MODELS_SHOWN else ""
    counted = f"{endpoint.origin} is there; {len(names) or 'no'} model{'s' * (len(names) != 1)}"
    if model is None and len(names) != 1:
        return f"{counted}: {shown}; name a --model to try it" if names else f"{counted} listed: name a --model"
    return f"{counted}: {shown}" if names else f"{counted} listed"


async def _asked(endpoint: Endpoint, model: str, folder: Path) -> list[Symptom]:
    """How the model wants to be asked, found anew and remembered."""
    question = Chat(model, (("user", "What is 2 + 3?"),), max_tokens=1000)
    found = Dialects()
    symptoms = []
    with AnswerJournal(folder / "answers.sqlite") as journal:
        llm = LLM(endpoint, journal, run="doctor", concurrency=1, dialects=found)
        try:
            await llm.answer(question, stage="doctor")
            symptoms = [Symptom("model", True, f"{model} answers"), _parameters(found.of(model))]
            answer, _key = await ask_json(llm, question, Sum, stage="doctor")
            how = STRUCTURED[found.of(model).structure]
            symptoms.append(Symptom("structured output", True, f"{how} (2 + 3 = {answer.total})"))
        except LLMError as fault:
            symptoms.append(Symptom("structured output" if symptoms else "model", False, str(fault)))
        except Unfinished as fault:
            symptoms.append(Symptom("structured output", False, f"no JSON of the shape asked for ({fault.reason})"))
        finally:
            await llm.close()
    if symptoms[0].works:
        remembered_dialects(endpoint).learn(model, **found.of(model).model_dump())
    return symptoms


def _parameters(dialect: Dialect) -> Symptom:
    temperature = "temperature" if dialect.temperature else "no temperature: it answers at its own"
    return Symptom("parameters", True, f"{dialect.tokens}, {temperature}")


def _printable(text: str, endpoint: Endpoint) -> str:
    """A line that may quote an endpoint, fit for a terminal: without the key, without control characters, bounded."""
    shown = endpoint.without_key(text.encode(errors="replace")).decode()[:LINE_CHARACTERS]
    return "".join(character if character.isprintable() else "?" for character in shown)


def _local_model() -> Symptom:
    if importlib.util.find_spec("xllamacpp") is None:
        return Symptom("local model", False, "not installed: pip install -e '.[local]'")
    there = [known.name for known in weights.KNOWN if weights.cached(known)]
    return Symptom("local model", True, f"llama.cpp is installed; fetched: {', '.join(there) or 'no model yet'}")


def _store() -> Symptom:
    with tempfile.TemporaryDirectory() as folder:
        try:
            version = Store(Path(folder) / "store.duckdb").query("SELECT version() AS version")[0]["version"]
        except StoreError as fault:
            return Symptom("store", False, str(fault))
    return Symptom("store", True, f"DuckDB {version}")


def _disk() -> Symptom:
    free = shutil.disk_usage(".").free / 1e9
    return Symptom("disk", free > 1, f"{free:.1f} GB free here")


def _browser() -> Symptom:
    found = next((path for browser in BROWSERS if (path := shutil.which(browser))), None)
    return Symptom("browser", found is not None, found or f"none of {', '.join(BROWSERS)} on the PATH")
