"""What a request asks for, read from its messages as a model would read them.

The target language is the last tag in brackets in the system message, as in "into Korean (ko)", or else the language
that it names, as in "into Thai". The source text is the last user message, except in a repair turn: a user message that
follows an assistant's and speaks of JSON complains about the answer to the user message before.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)")
_OPTION = re.compile(r"^\s*\(?([A-J])[.)]\s+(\S.*)$", re.MULTILINE)
_LETTER_WANTED = re.compile(r"\b(?:answer|reply|respond)\b[^.\n]*\bletter\b", re.IGNORECASE)
_INTO = re.compile(r"\binto ([A-Z][a-z]+)")
_NAMED = {"Arabic": "ar", "English": "en", "Japanese": "ja", "Korean": "ko", "Spanish": "es", "Thai": "th"}
_DEFAULT_TARGET = "ko"


@dataclass(frozen=True)
class Prompt:
    model: str
    system: str
    source: str
    """The text that is to be translated, or the question that is to be answered."""
    repair: bool

    @property
    def target(self) -> str:
        tags: list[str] = _TAG.findall(self.system)
        names: list[str] = _INTO.findall(self.system)
        return tags[-1] if tags else _NAMED.get(names[-1] if names else "", _DEFAULT_TARGET)

    @property
    def options(self) -> dict[str, str]:
        """The options of a choice question by letter; empty when fewer than two are listed."""
        found = dict(_OPTION.findall(self.source))
        return found if {"A", "B"} <= set(found) else {}

    @property
    def stem(self) -> str:
        """What comes before the options."""
        first = _OPTION.search(self.source)
        return (self.source[: first.start()] if first else self.source).strip()

    @property
    def wants_letter(self) -> bool:
        """Options are listed, and the prompt asks for a letter or names no language to translate into."""
        if not self.options:
            return False
        return bool(_LETTER_WANTED.search(f"{self.system}\n{self.source}")) or not _TAG.search(self.system)

    @property
    def fields(self) -> dict[str, Any]:
        """The source's fields when it is a JSON object, empty otherwise."""
        if not self.source.startswith("{"):
            return {}
        try:
            fields = json.loads(self.source)
        except json.JSONDecodeError:
            return {}
        return fields if isinstance(fields, dict) else {}

    def schema(self) -> dict[str, Any] | None:
        """A JSON schema that the prompt itself shows, as a client does that asks for JSON mode."""
        for text in (self.system, self.source):
            for found in _objects(text):
                if "properties" in found:
                    return found
        return None


def read(request: dict[str, Any]) -> Prompt:
    """The prompt in a chat completion request whose messages have been checked."""
    messages = request["messages"]
    users = [place for place, message in enumerate(messages) if message["role"] == "user"]
    repair = len(users) > 1 and _is_repair(messages, users[-1])
    source = messages[users[-2 if repair else -1]] if users else messages[-1]
    system = "\n".join(text_of(message) for message in messages if message["role"] in ("system", "developer"))
    return Prompt(model=request["model"], system=system, source=text_of(source), repair=repair)


def _is_repair(messages: Sequence[dict[str, Any]], last: int) -> bool:
    return messages[last - 1]["role"] == "assistant" and "json" in text_of(messages[last]).lower()


def text_of(message: dict[str, Any]) -> str:
    """A message's text; pictures among its parts say nothing here."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content if isinstance(part, dict))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object that stands in the text."""
    decoder = json.JSONDecoder()
    for brace in re.finditer(r"\{", text):
        try:
            found, _ = decoder.raw_decode(text, brace.start())
        except json.JSONDecodeError:
            continue
        yield found
