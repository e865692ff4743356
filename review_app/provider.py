"""The identity provider, when a workspace has one: OpenID Connect through `st.login`.

    # <workspace>/people/secrets.toml
    [auth]
    client_id = "..."
    client_secret = "..."
    server_metadata_url = "https://accounts.example.org/.well-known/openid-configuration"

Streamlit's two other settings follow from what we know: `redirect_uri` from where the pages are, `cookie_secret` from
the workspace's own secret.
"""

from __future__ import annotations

import hmac
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from schemas.faults import Fault
from schemas.people import signing_secret
from schemas.records import Record

FILE = "secrets.toml"


class ProviderError(Fault):
    """The provider's settings cannot be used; the message names the setting and never its value."""


class Provider(Record):
    """What the provider gave when the pages were registered with it."""

    client_id: str
    client_secret: str
    server_metadata_url: str
    client_kwargs: dict[str, str] = Field(default_factory=dict)
    """Further parameters of the request, as `prompt` or `scope`."""


def load_provider(folder: Path) -> Provider | None:
    """The provider of the workspace whose `people/` this is; None when it has none."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return Provider.model_validate(found.get("auth", {}))
    except tomllib.TOMLDecodeError as error:
        raise ProviderError(f"{path} is not TOML: see docs/people.md for what it holds") from error
    except ValidationError as error:
        names = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise ProviderError(f"{path}: missing or wrong under [auth]: {names}") from None


def streamlit_secrets(folder: Path, provider: Provider, origin: str) -> dict[str, Any]:
    """What `st.login` reads."""
    cookie_secret = hmac.digest(signing_secret(folder), b"st.login", "sha256").hex()
    shared = {"redirect_uri": f"{origin}/oauth2callback", "cookie_secret": cookie_secret}
    return {"auth": {**provider.model_dump(), **shared}}
