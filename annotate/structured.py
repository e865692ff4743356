"""Answers of a given shape: a pydantic model out of what a model wrote."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from annotate.llm import LLM, Chat, Unfinished

Shape = TypeVar("Shape", bound=BaseModel)


async def ask_json(llm: LLM, chat: Chat, shape: type[Shape], *, stage: str) -> tuple[Shape, str]:
    """An answer of a given shape with its key: by JSON schema, then one repair turn, then `Unfinished`."""
    asked = Chat(chat.model, chat.messages, chat.temperature, chat.max_tokens, _schema_of(shape), chat.sample)
    reply = await llm.ask(asked, stage=stage)
    try:
        return shape.model_validate_json(_only_json(reply.text)), reply.key
    except ValidationError as error:
        fault = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors()[:3])
    repair = (
        *chat.messages,
        ("assistant", reply.text),
        ("user", f"That is not the JSON that was asked for ({fault}). Answer again with the JSON object alone."),
    )
    asked = Chat(chat.model, repair, chat.temperature, chat.max_tokens, _schema_of(shape), chat.sample)
    reply = await llm.ask(asked, stage=stage)
    try:
        return shape.model_validate_json(_only_json(reply.text)), reply.key
    except ValidationError as error:
        raise Unfinished("wrong shape", reply.text) from error


def _schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    schema = shape.model_json_schema()
    schema["additionalProperties"] = False
    return {"type": "json_schema", "json_schema": {"name": shape.__name__.lower(), "schema": schema, "strict": True}}


def _only_json(text: str) -> str:
    """The outermost object in an answer: some endpoints wrap it in prose or a code fence."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
