"""JSON that satisfies a schema, and what each kind of server makes of `response_format`.

openai     honours a schema; a strict one must close every object and require every property; JSON mode wants the
           word JSON in the messages
vllm       honours a schema
llamacpp   honours a schema, also beside JSON mode: {"type": "json_object", "schema": {...}}
ollama     ignores a schema: JSON, in every second answer with prose around it; honours JSON mode
none       refuses a schema with 400; honours JSON mode
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.far_end import chance, translations
from tests.far_end.prompts import Prompt

Dialect = Literal["openai", "vllm", "llamacpp", "ollama", "none"]
Schema = dict[str, Any]

_NAMES_OF_TEXT = ("question", "translation", "text")


def complaint(request: dict[str, Any], dialect: Dialect) -> str:
    """Why this kind of server refuses the request's format, empty when it does not."""
    wanted = request.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        if dialect == "none":
            return "response_format of type json_schema is not supported"
        return _strict_complaint(wanted) if dialect == "openai" else ""
    if wanted.get("type") == "json_object" and dialect == "openai" and "json" not in str(request["messages"]).lower():
        return "'messages' must contain the word 'json' to use response_format of type json_object"
    return ""


def _strict_complaint(wanted: dict[str, Any]) -> str:
    described = wanted.get("json_schema") or {}
    if "name" not in described or "schema" not in described:
        return "response_format.json_schema must have a name and a schema"
    if not described.get("strict"):
        return ""
    for part in _object_schemas(described["schema"]):
        if part.get("additionalProperties") is not False:
            return "invalid schema: additionalProperties must be false in every object of a strict schema"
        if set(part.get("required", ())) != set(part["properties"]):
            return "invalid schema: required must name every property in a strict schema"
    return ""


def _object_schemas(part: Any) -> Iterator[Schema]:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _object_schemas(inner)


def answer(request: dict[str, Any], prompt: Prompt, *, dialect: Dialect, bad_share: float, letter: str) -> str | None:
    """The JSON text that was asked for; None when the request asks for prose."""
    wanted = request.get("response_format") or {}
    schema = (wanted.get("json_schema") or {}).get("schema")
    if wanted.get("type") == "json_object":
        schema = wanted.get("schema") if dialect == "llamacpp" else None
        schema = schema or prompt.schema() or {"properties": {"text": {"type": "string"}}}
    if schema is None:
        return None
    filling = _Filling(prompt, bad_share=bad_share, letter=letter, definitions=schema.get("$defs", {}))
    text = json.dumps(filling.value(schema, ""), ensure_ascii=False)
    if dialect == "ollama" and wanted["type"] == "json_schema" and not prompt.repair and chance.number(text) % 2:
        return f"Sure! Here is the JSON you asked for:\n\n```json\n{text}\n```\n\nLet me know if anything is missing."
    return text


@dataclass(frozen=True)
class _Filling:
    """Values for a schema; text fields hold the translation of the user's field of that name, or of the whole."""

    prompt: Prompt
    bad_share: float
    letter: str
    definitions: dict[str, Schema] = field(default_factory=dict)

    def value(self, schema: Schema, name: str) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._choice(schema["enum"], name)
        if "properties" in schema:
            return {name: self.value(inner, name) for name, inner in schema["properties"].items()}
        if schema.get("type") == "array":
            return self._array(schema, name)
        return self._scalar(schema, name)

    def _scalar(self, schema: Schema, name: str) -> Any:
        match schema.get("type"):
            case "integer" | "number":
                return self._number(schema, name)
            case "boolean":
                return bool(self._draw(name) % 2)
            case "object":
                return {}
            case "null":
                return None
        return self._string(schema, name)

    def _resolved(self, schema: Schema) -> Schema:
        """Follow references, and of several alternatives take the first that is not null."""
        if "$ref" in schema:
            return self._resolved(self.definitions[schema["$ref"].rsplit("/", 1)[-1]])
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                return self._resolved(next(each for each in schema[union] if each.get("type") != "null"))
        return schema

    def _draw(self, name: str) -> int:
        return chance.number(self.prompt.source, name)

    def _choice(self, values: list[Any], name: str) -> Any:
        return self.letter if self.letter in values else values[self._draw(name) % len(values)]

    def _number(self, schema: Schema, name: str) -> int:
        lowest = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        highest = schema.get("maximum", schema.get("exclusiveMaximum", lowest + 100) - 1)
        return int(lowest) + self._draw(name) % (int(highest) - int(lowest) + 1)

    def _array(self, schema: Schema, name: str) -> list[Any]:
        fixed = [self.value(each, name) for each in schema.get("prefixItems", ())]
        if fixed:
            return fixed
        given = self.prompt.fields.get(name) or (list(self.prompt.options.values()) if name == "choices" else [])
        if given and all(isinstance(each, str) for each in given):
            return [translations.translate(each, self.prompt.target) for each in given]
        length = len(given) if isinstance(given, list) and given else max(1, schema.get("minItems", 1))
        length = min(length, schema.get("maxItems", length))
        return [self.value(schema.get("items", {"type": "string"}), f"{name} {place}") for place in range(length)]

    def _string(self, schema: Schema, name: str) -> str:
        fields = self.prompt.fields
        if isinstance(fields.get(name), str):
            text = self._translated(fields[name])
        elif any(part in name.lower() for part in _NAMES_OF_TEXT):
            text = self._translated(str(fields.get("question") or self.prompt.source))
        else:
            text = self.letter or translations.translate(f"{name} word".strip(), self.prompt.target)
        text = (text or "-").ljust(schema.get("minLength", 1), "-")
        return text[: schema.get("maxLength", len(text))]

    def _translated(self, source: str) -> str:
        return translations.answer(source, self.prompt.target, bad_share=self.bad_share)
