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
from pydantic import BaseModel

from annotate.llm import LLM, Chat, Endpoint, LLMError, Unfinished
from annotate.structured import ask_json
from builders.cli.options import endpoint_from_environment
from crawlers import weights
from schemas.answers import AnswerJournal
from schemas.store import Store, StoreError

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
@click.option("--model", help="Ask this model at your endpoint; without it the endpoint is only named.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def doctor(*, model: str | None, as_json: bool) -> None:
    """Say what works here: endpoint, model, structured output, local model, store, disk, browser."""
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
    if model is None:
        return [Symptom("endpoint", True, f"{endpoint.origin}, not asked: name a --model to try it")]
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_asked(endpoint, model, Path(folder)))


async def _asked(endpoint: Endpoint, model: str, folder: Path) -> list[Symptom]:
    question = Chat(model, (("user", "What is 2 + 3?"),), max_tokens=200)
    with AnswerJournal(folder / "answers.sqlite") as journal:
        llm = LLM(endpoint, journal, run="doctor", concurrency=1)
        try:
            await llm.answer(question, stage="doctor")
            plain = Symptom("endpoint", True, f"{endpoint.origin} answers as {model}")
            found, _key = await ask_json(llm, question, Sum, stage="doctor")
            return [plain, Symptom("structured output", True, f"JSON schema followed (2 + 3 = {found.total})")]
        except LLMError as fault:
            return [Symptom("endpoint", False, str(fault))]
        except Unfinished as fault:
            return [plain, Symptom("structured output", False, f"no JSON of the shape asked for ({fault.reason})")]
        finally:
            await llm.close()


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
