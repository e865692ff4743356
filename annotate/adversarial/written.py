"""A text that a model wrote, as it is added to a question: in one line, without thoughts and without quotation marks.

Whatever else stands around it, a preamble or a note, is left: the rules of fitness refuse it.
"""

from __future__ import annotations

_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("「", "」"), ("„", "“"))


def written(reply: str) -> str:
    """The text; empty when the reply holds nothing beside thoughts."""
    text = " ".join(reply.rpartition("</think>")[2].split())
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] == closing and opening not in inner:
            return inner.strip()
    return text
