r"""The last `\boxed{...}` of a worked solution: where MATH keeps its gold."""

from __future__ import annotations

import re

_BOX = re.compile(r"\\(?:boxed|fbox)\s*")
_BARE = re.compile(r"[^\s$]+")


def last_boxed(text: str) -> str | None:
    r"""Content of the last box, its braces paired; also of `\boxed 4`. None without a box, or when it never closes."""
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    start = boxes[-1].end()
    if not text.startswith("{", start):
        bare = _BARE.match(text, start)
        return bare.group() if bare else None
    depth = 0
    for brace in re.finditer(r"(?<!\\)[{}]", text[start:]):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return text[start + 1 : start + brace.start()].strip()
    return None
