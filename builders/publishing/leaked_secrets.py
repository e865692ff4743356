"""Keys, tokens and passwords in text that is to be published, by the detectors of detect-secrets.

Its two detectors of high entropy are left out, as every digest in `provenance.json` would be a finding, and the one of
IP addresses, which are no secret. The others see only what may be one, and what stands around it: 25 detectors over
200 MB of news took minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

LEFT_OUT = frozenset({"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"})
_RUN = re.compile(r"[!-~]{20,}")
"""Without a space; a key of any provider has one, with a digit in it."""
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(
    r"hf_|-----BEGIN|://[^/\s]*@|(?:key|pass|pwd|secret|contrase)\w*['\"\]\s]{0,4}[:=,(]", re.IGNORECASE
)
NAME = re.compile("key|pass|pwd|secret|contrase", re.IGNORECASE)
"""One of these is in every name that the detector of named secrets knows; it takes longer than all others together."""
AROUND = 100
"""Characters on either side in which a detector may find the name of what a key opens."""
_ELSE = {
    "Hugging Face token": re.compile(r"(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{30,}(?![A-Za-z0-9_])"),
    "model provider's key": re.compile(r"(?<![A-Za-z0-9_])(?:sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{35})"),
    "github token": re.compile(r"(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9_]{40,}"),
}
"""What detect-secrets 1.5 does not know and this project is likely to leak."""


def leaked_secrets(text: str) -> Iterator[tuple[str, str]]:
    """What it is, and the piece of the text."""
    suspect = "\n".join(piece for line in text.split("\n") for piece in _suspect(line))
    for kind, pattern in _ELSE.items():
        yield from ((kind, found) for found in pattern.findall(suspect))
    named = "\n".join(line for line in suspect.split("\n") if NAME.search(line))
    for detector in _detectors():
        lines = named if type(detector).__name__ == "KeywordDetector" else suspect
        yield from ((detector.secret_type.lower(), found) for found in detector.analyze_string(lines) if found)


def _suspect(line: str) -> Iterator[str]:
    """The parts of a line that may hold one, each with what stands around it; a document is one long line."""
    runs = (run for run in _RUN.finditer(line) if not run[0].isalpha() and _DIGIT.search(run[0]))
    begin = end = 0
    for sign in sorted([*_NAMED.finditer(line), *runs], key=re.Match.start):
        if sign.start() - AROUND > end:
            yield line[begin:end]
            begin = sign.start() - AROUND
        end = max(end, sign.end() + AROUND)
    yield line[begin:end]


@cache
def _detectors() -> tuple[Any, ...]:
    from detect_secrets.settings import default_settings, get_plugins

    with default_settings():
        return tuple(detector for detector in get_plugins() if type(detector).__name__ not in LEFT_OUT)
