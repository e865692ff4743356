"""JSON that satisfies a schema, for a `response_format` or for a prompt that shows one.

Held to a schema, or in JSON mode, a server writes the JSON alone. Asked in words, a model talks around it in every
second answer, until it is told not to. A server that ignores schemas writes JSON of its own making, or none.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.far_end import chance, translations
from tests.far_end.dialects import Dialect, ignores_schema
from tests.far_end.prompts import Prompt

Schema = dict[str, Any]

_NAMES_OF_TEXT = ("question", "translation", "text")


def answer(request: dict[str, Any], prompt: Prompt, *, dialect: Dialect, bad_share: float, letter: str) -> str | None:
    """The JSON text that was asked for; None when the request asks for prose, or the model takes it so."""
    kind = (request.get("response_format") or {}).get("type", "text")
    if kind == "json_schema" and ignores_schema(request, dialect) and not prompt.schema():
        text = translations.answer(prompt.source, prompt.target, bad_share=bad_share)
        return json.dumps({"answer": text}, ensure_ascii=False) if chance.number(text) % 2 else None
    schema = _schema(request, prompt, dialect)
    if schema is None:
        return None
    filling = _Filling(prompt, bad_share=bad_share, letter=letter, definitions=schema.get("$defs", {}))
    text = json.dumps(filling.value(schema, ""), ensure_ascii=False)
    if kind == "text" and not prompt.repair and chance.number(text) % 2:
        return f"Sure! Here is the JSON you asked for:\n\n```json\n{text}\n```\n\nLet me know if anything is missing."
    return text


def _schema(request: dict[str, Any], prompt: Prompt, dialect: Dialect) -> Schema | None:
    wanted = request.get("response_format") or {}
    match wanted.get("type"):
        case "json_schema":
            schema: Schema | None = (wanted.get("json_schema") or {}).get("schema")
            return schema
        case "json_object":
            beside = wanted.get("schema") if dialect == "llamacpp" else None
            return beside or prompt.schema() or {"properties": {"text": {"type": "string"}}}
    return prompt.schema()


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
