"""Chance that can be repeated: every draw is a hash of what it is about."""

from hashlib import blake2b

_RANGE = 1 << 64


def number(*about: object) -> int:
    """A whole number in [0, 2**64) that is always the same for the same things."""
    text = "\x1f".join(map(str, about))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def fraction(*about: object) -> float:
    """A number in [0, 1) that is always the same for the same things."""
    return number(*about) / _RANGE
