"""Answers of a given shape: a pydantic model out of what a model wrote.

    JSON schema  ->  JSON mode  ->  words alone      as far down as the endpoint makes us go
                     then one repair turn, then the model's failure

A schema can be refused, or accepted and ignored (Ollama's cloud models do: ollama/ollama#12362). Both lead to JSON
mode, where the schema stands in the prompt, and are remembered. A replay takes the same steps, because each question
begins with the form in which the journal holds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from annotate.dialects import STRUCTURES, Structure, may_refuse_format
from annotate.llm import LLM, Chat, EndpointError, Reply, Unfinished

Shape = TypeVar("Shape", bound=BaseModel)

_IN_WORDS = "Answer with one JSON object and nothing else. This JSON schema describes it:"
_REPAIR = "That is not the JSON that was asked for ({fault}). Answer again with the JSON object alone."
_NOT_IN_STRICT = frozenset({"default", "title"})
"""Keywords of pydantic's schemas that OpenAI refuses in a strict one, or that say nothing."""
_UNENFORCED = frozenset({"json_invalid", "missing", "model_type"})
"""What no decoder that is held to the schema can write, whatever the model."""
_FAULT_CHARACTERS = 300


async def ask_json(llm: LLM, chat: Chat, shape: type[Shape], *, stage: str) -> tuple[Shape, str]:
    """An answer of a given shape, with its key; raises `Unfinished` when it is still another after the repair turn."""
    first = await _first(llm, chat, shape)
    for structure in STRUCTURES[STRUCTURES.index(first) :]:
        asked = _worded(chat, shape, structure)
        try:
            reply = await llm.ask(asked, stage=stage)
        except EndpointError as refusal:
            if structure == STRUCTURES[-1] or not may_refuse_format(refusal):
                raise
            continue
        if structure != first:
            llm.dialects.learn(chat.model, structure=structure)
        try:
            return _read(shape, reply.text), reply.key
        except ValidationError as error:
            if structure != "json_schema" or _UNENFORCED.isdisjoint(each["type"] for each in error.errors()):
                return await _repaired(llm, asked, reply, error, shape=shape, stage=stage)
    raise AssertionError  # the last form returns or raises


async def _first(llm: LLM, chat: Chat, shape: type[BaseModel]) -> Structure:
    """The form in which the journal holds the question; for a new one, the best that the endpoint understands."""
    spoken = llm.dialects.of(chat.model).structure
    if llm.journal.began_empty and spoken == STRUCTURES[0]:
        return spoken  # no other form was ever used
    for structure in STRUCTURES:
        if await llm.recorded(_worded(chat, shape, structure)):
            return structure
    return spoken


async def _repaired(
    llm: LLM, asked: Chat, reply: Reply, error: ValidationError, *, shape: type[Shape], stage: str
) -> tuple[Shape, str]:
    faults = (f"{'.'.join(map(str, each['loc'])) or 'answer'}: {each['msg']}" for each in error.errors())
    complaint = _REPAIR.format(fault="; ".join(faults)[:_FAULT_CHARACTERS])
    turns = (*asked.messages, ("assistant", reply.text), ("user", complaint))
    again = await llm.ask(replace(asked, messages=turns), stage=stage)
    try:
        return _read(shape, again.text), again.key
    except ValidationError as still:
        raise Unfinished("wrong shape", again.text) from still


def _worded(chat: Chat, shape: type[BaseModel], structure: Structure) -> Chat:
    """The question in one form. Below a schema, the schema stands in the prompt: nothing else tells the model."""
    schema = strict_schema(shape)
    if structure == "json_schema":
        described = {"name": shape.__name__.lower(), "schema": schema, "strict": True}
        return replace(chat, response_format={"type": "json_schema", "json_schema": described})
    words = f"{_IN_WORDS} {json.dumps(schema, ensure_ascii=False)}"
    return replace(
        chat,
        messages=_told(chat.messages, words),
        response_format={"type": "json_object"} if structure == "json_object" else None,
    )


def _told(messages: tuple[tuple[str, str], ...], words: str) -> tuple[tuple[str, str], ...]:
    """The messages with something added to the system text."""
    (role, text), *others = messages
    if role == "system":
        return ((role, f"{text}\n{words}"), *others)
    return (("system", words), *messages)


@cache
def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a shape as strict mode wants it: every object closed and every property required."""
    schema: dict[str, Any] = _strict(shape.model_json_schema())
    return schema


def _strict(part: Any) -> Any:
    if isinstance(part, list):
        return [_strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    if not isinstance(part.get("properties"), dict):
        return {word: _strict(value) for word, value in part.items() if word not in _NOT_IN_STRICT}
    properties = {name: _strict(value) for name, value in part["properties"].items()}
    others = {word: value for word, value in part.items() if word != "properties"}
    return _strict(others) | {"properties": properties, "required": list(properties), "additionalProperties": False}


def _read(shape: type[Shape], text: str) -> Shape:
    """The shape that a text holds: the whole of it, or the last object in it, after thoughts or within a fence."""
    try:
        return shape.model_validate_json(text)
    except ValidationError:
        held = list(_objects(text))
        if not held:
            raise
        return shape.model_validate_json(held[-1])


def _objects(text: str) -> Iterator[str]:
    """The outermost JSON objects in a text; braces of LaTeX are none."""
    decoder, place = json.JSONDecoder(), text.find("{")
    while place >= 0:
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            yield text[place:end]
        place = text.find("{", end)
