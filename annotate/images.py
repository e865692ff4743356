"""Images in a question: data URLs on the wire, names in the journal.

    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo..."}}     what is sent
    {"type": "image_url", "image_url": {"url": "sha256:9f86d081884c7d65..."}}               what the journal keeps

The image itself is in the workspace's `sources/` under that sha256, so nothing is lost and the journal stays small.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, NamedTuple

_SENT = re.compile(rb'"image_url":\{"url":"data:image/[a-z]+;base64,([A-Za-z0-9+/=]+)"')
"""As canonical JSON spells it. The same letters within a text have their quotes escaped, and do not match."""


class Image(NamedTuple):
    """An image that a model is shown."""

    content: bytes
    media_type: str
    """`image/png` or `image/jpeg`."""


def with_images(text: str, images: tuple[Image, ...]) -> str | list[dict[str, Any]]:
    """The content of a message: the text alone, or in parts with the images after it."""
    if not images:
        return text
    return [{"type": "text", "text": text}, *({"type": "image_url", "image_url": _url(image)} for image in images)]


def named_by_digest(body: bytes) -> bytes:
    """A request body with each image's sha256 in its place."""
    return _SENT.sub(_name, body) if b'"image_url"' in body else body


def _url(image: Image) -> dict[str, str]:
    return {"url": f"data:{image.media_type};base64,{base64.b64encode(image.content).decode()}"}


def _name(sent: re.Match[bytes]) -> bytes:
    sha256 = hashlib.sha256(base64.b64decode(sent[1])).hexdigest()
    return b'"image_url":{"url":"sha256:' + sha256.encode() + b'"'
