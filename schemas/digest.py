"""Canonical JSON and a hash that names its algorithm: `b2:` and BLAKE2b of 16 bytes in hex."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(content: bytes) -> str:
    """The name of some bytes."""
    return "b2:" + blake2b(content, digest_size=16).hexdigest()


def short_digest(content: bytes) -> str:
    """Twelve hex digits of the digest: enough to tell the items of one run apart."""
    return digest(content).removeprefix("b2:")[:12]


def fraction(*parts: object) -> float:
    """A number in [0, 1) that looks random and is always the same for the same parts: seeded draws by item."""
    content = "\x1f".join(str(part) for part in parts).encode()
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") / 2**64
