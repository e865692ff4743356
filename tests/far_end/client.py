"""The real client, pointed at a far end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from openai import AsyncOpenAI, DefaultAioHttpClient
from openai.types.chat import ChatCompletion

from tests.far_end.process import FarEnd

INTO_KOREAN = "Translate the problem (do not solve it) from English (en) to Korean (ko)."


@asynccontextmanager
async def client_of(server: FarEnd, *, key: str = "none") -> AsyncIterator[AsyncOpenAI]:
    """A client that does not retry: what it raises is what the far end did."""
    transport = DefaultAioHttpClient(verify=False)  # plain HTTP: reading certificates costs 40 ms a client
    async with AsyncOpenAI(base_url=server.url, api_key=key, max_retries=0, http_client=transport) as client:
        yield client


async def ask(
    server: FarEnd, text: str, *, system: str = INTO_KOREAN, key: str = "none", **parameters: Any
) -> ChatCompletion:
    """One completion; the parameters replace those of an ordinary translation request."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": text}]
    async with client_of(server, key=key) as client:
        completion: ChatCompletion = await client.chat.completions.create(
            **{"model": "far-end", "messages": messages} | parameters
        )
    return completion
