"""What real servers refuse in a request, and in which words.

openai     api.openai.com, where the model decides. gpt-5 and the o series take `max_completion_tokens` alone and no
           temperature but 1; gpt-4 and gpt-3.5-turbo know no schemas, and gpt-4 no JSON mode either. A strict schema
           closes every object and requires every property; JSON mode wants the word JSON in the messages.
           Words: anomalyco/opencode#37964, johny-b/llmcomp#69, langchain-ai/langchain#31490, openai-php/client#259
vllm       honours a schema, unless it uses a keyword that xgrammar lacks; names no parameter; its codes are numbers.
           Words: vllm-project/vllm#16321, in the shape of errors since v0.10.1 (vllm-project/vllm#22099)
llamacpp   honours a schema, also beside JSON mode, {"type": "json_object", "schema": {...}}; its codes are numbers.
           Words: asked of llama.cpp b11549 itself (tests/test_local_model.py)
ollama     refuses nothing: what it does not know it ignores, and that is `max_completion_tokens` (so the answer has no
           limit), and for cloud and MLX models the schema. Sources: ollama/ollama openai/openai.go, FromChatRequest;
           ollama/ollama#12362, #17183
none       a gateway that knows JSON mode only. Words: agno-agi/agno#2553
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

Dialect = Literal["openai", "vllm", "llamacpp", "ollama", "none"]
Request = dict[str, Any]
Error = dict[str, Any]
"""What an answer of status 400 holds under `error`."""

_REASONING = re.compile(r"gpt-5|o\d")
_WITHOUT_SCHEMAS = re.compile(r"gpt-4(-0613)?$|gpt-3\.5-turbo")
_WITHOUT_JSON_MODE = re.compile(r"gpt-4(-0613)?$")
_IGNORES_SCHEMAS = re.compile(r".*[-:](cloud|mlx)$")
_NOT_IN_XGRAMMAR = frozenset({"multipleOf", "uniqueItems", "contains", "patternProperties", "propertyNames"})


def refusal(request: Request, dialect: Dialect) -> Error | None:
    """Why this kind of server refuses the request, None when it does not."""
    wanted = request.get("response_format") or {}
    match dialect:
        case "openai":
            return _openai_sampling(request) or _openai_format(request, wanted)
        case "vllm":
            return _vllm(wanted)
        case "llamacpp" if wanted.get("type", "text") not in ("text", "json_object", "json_schema"):
            said = f'response_format type must be one of "text" or "json_object", but got: {wanted["type"]}'
            return {"code": 400, "message": said, "type": "invalid_request_error"}
        case "none" if wanted.get("type") == "json_schema":
            said = "invalid value: `json_schema`, supported values are: `json_object` and `text`"
            said = f"The parameter `response_format.type` specified in the request are not valid: {said}"
            return {"code": "InvalidParameter", "message": said, "param": "response_format.type", "type": "BadRequest"}
    return None


def ignores_schema(request: Request, dialect: Dialect) -> bool:
    """Whether a schema is taken and forgotten."""
    return dialect == "ollama" and bool(_IGNORES_SCHEMAS.match(request["model"]))


def token_limit(request: Request, dialect: Dialect) -> int | None:
    """How many tokens the answer may have; None for no limit."""
    newer = None if dialect == "ollama" else request.get("max_completion_tokens")
    return newer or request.get("max_tokens")


def _openai_sampling(request: Request) -> Error | None:
    if not _REASONING.match(request["model"]):
        return None
    if "max_tokens" in request:
        said = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        return _openai(f"Unsupported parameter: {said}", param="max_tokens", code="unsupported_parameter")
    if (temperature := request.get("temperature", 1)) != 1:
        said = f"'temperature' does not support {temperature} with this model. Only the default (1) value is supported."
        return _openai(f"Unsupported value: {said}", param="temperature", code="unsupported_value")
    return None


def _openai_format(request: Request, wanted: dict[str, Any]) -> Error | None:
    kind, model = wanted.get("type"), request["model"]
    if (kind == "json_schema" and _WITHOUT_SCHEMAS.match(model)) or (
        kind == "json_object" and _WITHOUT_JSON_MODE.match(model)
    ):
        # OpenAI itself names the parameter in one of the two and not in the other.
        said = f"Invalid parameter: 'response_format' of type '{kind}' is not supported with this model."
        return _openai(said, param="response_format" if kind == "json_object" else None)
    if kind == "json_schema" and (complaint := _strict_complaint(wanted)):
        return _openai(complaint, param="response_format")
    if kind == "json_object" and "json" not in str(request["messages"]).lower():
        said = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        return _openai(said, param="messages")
    return None


def _openai(message: str, *, param: str | None, code: str | None = None) -> Error:
    return {"message": message, "type": "invalid_request_error", "param": param, "code": code}


def _strict_complaint(wanted: dict[str, Any]) -> str:
    described = wanted.get("json_schema") or {}
    if "name" not in described or "schema" not in described:
        return "Missing required parameter: 'response_format.json_schema', with a name and a schema."
    if not described.get("strict"):
        return ""
    begin = f"Invalid schema for response_format '{described['name']}': "
    for part in _object_schemas(described["schema"]):
        if part.get("additionalProperties") is not False:
            return f"{begin}'additionalProperties' is required to be supplied and to be false."
        if set(part.get("required", ())) != set(part["properties"]):
            return f"{begin}'required' is required to be an array including every key in properties."
        if any("default" in each for each in part["properties"].values()):
            return f"{begin}'default' is not permitted."
    return ""


def _object_schemas(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _object_schemas(inner)


def _vllm(wanted: dict[str, Any]) -> Error | None:
    if wanted.get("type") != "json_schema":
        return None
    words = set(re.findall(r"'(\w+)':", str((wanted.get("json_schema") or {}).get("schema"))))
    if not words & _NOT_IN_XGRAMMAR:
        return None
    said = "The provided JSON schema contains features not supported by xgrammar."
    return {"message": said, "type": "BadRequestError", "param": None, "code": 400}
