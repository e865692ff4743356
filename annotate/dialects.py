"""How an endpoint wants to be asked for a model: found once, by asking, and remembered.

    {"https://api.openai.com gpt-5-mini": {"structure": "json_schema", "tokens": "max_completion_tokens",
                                           "temperature": false}}

A question goes out in the richest form first. What the endpoint refuses is left off, and the form it then answers is
what is remembered: in the process, and with a file also after it. Only what an endpoint lacks is written, so an
ordinary one leaves no trace. The file holds no key.

None of this is needed to replay: there the first form counts that the journal holds.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from annotate.wire import EndpointError

Structure = Literal["json_schema", "json_object", "words"]
STRUCTURES: tuple[Structure, ...] = ("json_schema", "json_object", "words")
"""How an answer of a given shape is asked for: by its schema, in JSON mode, in words alone."""
REFUSING_STATUS = frozenset({400, 422})


class Dialect(BaseModel):
    """What goes into a request to one model at one endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    structure: Structure = "json_schema"
    tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """The older name first: Ollama ignores the newer one in silence (openai/openai.go, ChatCompletionRequest)."""
    temperature: bool = True
    """Whether a temperature may be given; a model that refuses ours answers at its own."""

    def sampling(self, *, temperature: float, max_tokens: int) -> dict[str, float]:
        """The part of a request body that says how to sample."""
        return {self.tokens: max_tokens} | ({"temperature": temperature} if self.temperature else {})

    def without(self, parameter: str) -> Dialect | None:
        """The same without a refused parameter of sampling; None when there is nothing to leave off."""
        if parameter == "max_tokens" and self.tokens == "max_tokens":
            return self.model_copy(update={"tokens": "max_completion_tokens"})
        if parameter == "temperature" and self.temperature:
            return self.model_copy(update={"temperature": False})
        return None


ORDINARY = Dialect()
SAMPLINGS = (
    ORDINARY,
    Dialect(tokens="max_completion_tokens"),
    Dialect(tokens="max_completion_tokens", temperature=False),
    Dialect(temperature=False),
)
"""Every way in which a question can have been asked, the ordinary one first."""

_REMEMBERED = TypeAdapter(dict[str, Dialect])


class Dialects:
    """What the models at one endpoint understand; with a file, remembered there too."""

    def __init__(self, origin: str = "", file: Path | None = None) -> None:
        self._origin = origin
        self._file = file
        self._known = _read(file)

    def of(self, model: str) -> Dialect:
        return self._known.get(self._name(model), ORDINARY)

    def learn(self, model: str, **found: Any) -> None:
        """Remember what was found: fields of `Dialect`."""
        before = self.of(model)
        now = Dialect.model_validate(before.model_dump() | found)
        if now != before:
            self._known[self._name(model)] = now
            self._write(self._name(model), now)

    def _name(self, model: str) -> str:
        return f"{self._origin} {model}"

    def _write(self, name: str, dialect: Dialect) -> None:
        """Into what the file holds by now. A lost race or a read-only home costs one refused request."""
        if self._file is None:
            return
        known = {known: kept for known, kept in _read(self._file).items() if known != name}
        if dialect != ORDINARY:
            known[name] = dialect
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("wb", dir=self._file.parent, suffix=".part", delete=False) as part:
                part.write(_REMEMBERED.dump_json(known, indent=1))
            os.replace(part.name, self._file)  # noqa: PTH105 - the name is a string already


def refused_parameter(refusal: EndpointError) -> str:
    """The parameter an endpoint names in refusing a request, without what it says of it; empty when it names none.

    OpenAI names it in `param`. Gateways pass on its sentence alone, where the name is what is quoted first. A sentence
    is no proof, but it decides nothing: the request is tried without, and only what is then answered is remembered.
    """
    if refusal.status not in REFUSING_STATUS:
        return ""
    named = str(refusal.error.get("param") or "")
    if not named and (quoted := re.search(r"'([a-z_]+)'", str(refusal.error.get("message") or ""))):
        named = quoted[1]
    return named.partition(".")[0]


def may_refuse_format(refusal: EndpointError) -> bool:
    """Whether a simpler `response_format` may help: most servers only say that the request is bad."""
    return refusal.status in REFUSING_STATUS and refused_parameter(refusal) in ("", "response_format", "json_schema")


def _read(file: Path | None) -> dict[str, Dialect]:
    """What the file holds; nothing when there is none, or when it is not ours to understand."""
    try:
        return _REMEMBERED.validate_json(file.read_bytes()) if file else {}
    except (OSError, ValidationError):
        return {}
