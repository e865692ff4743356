"""Which models an endpoint says it has: whether those that a run names are there is known before money is spent."""

from __future__ import annotations

from collections.abc import Iterable

import openai
from pydantic import BaseModel, ValidationError

from annotate.wire import Endpoint, EndpointError, Wire

SECONDS_TO_LIST = 20.0
NAMES_SHOWN = 8


class _ListedModel(BaseModel):
    id: str


class _ModelList(BaseModel):
    """What GET /models answers, as far as we read it."""

    data: list[_ListedModel]


async def models_listed(endpoint: Endpoint) -> list[str]:
    """The models that the endpoint says it has, in order; empty when what it says is no list of models.

    Raises `EndpointError` for a URL that is none, and the SDK's own errors when nobody answers or the answer is a
    refusal.
    """
    Wire(endpoint, 1)  # knows what is no URL of an endpoint, which the SDK meets with a traceback
    async with openai.AsyncOpenAI(
        base_url=endpoint.base_url, api_key=endpoint.api_key, max_retries=0, timeout=SECONDS_TO_LIST
    ) as client:
        # Raw, because the SDK builds its page out of whatever came, and fails in its own ways when that is no list.
        answer = await client.models.with_raw_response.list()
    try:
        return sorted(model.id for model in _ModelList.model_validate_json(answer.content).data if model.id)
    except ValidationError:
        return []


async def require_models(endpoint: Endpoint, models: Iterable[str]) -> None:
    """Raise `EndpointError` when the endpoint lists its models and some are not there; one that lists none may do."""
    try:
        there = await models_listed(endpoint)
    except openai.APIError:
        return  # some gateways list nothing, and what is really wrong the first question says better
    missing = [model for model in models if model not in there]
    if there and missing:
        shown = ", ".join(there[:NAMES_SHOWN]) + (", ..." if len(there) > NAMES_SHOWN else "")
        raise EndpointError(f"{endpoint.origin} has no model {', '.join(missing)}, only {shown}: nothing was asked yet")
