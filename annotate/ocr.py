"""Read the problems on a page image with a vision model (HRM8K, section 3.1 and figure 6: the question alone).

The page is the user's image, the system text a constant. A page of several problems gives several, each with its box.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from annotate.images import Image
from annotate.llm import LLM, Chat
from annotate.structured import ask_json
from schemas.digest import canonical_json, digest

_SYSTEM = """\
You transcribe examination problems from an image of a page, in the language in which they are printed.
Give every problem on the page once, in reading order. For each:
- number: the number printed before it, or null when none is printed.
- text: the wording of the question alone, every word and every condition, as printed. Write formulas as LaTeX between
  single dollar signs and keep every symbol, sign, index and exponent. Leave out the printed number, the points it is
  worth, the answer options, headers, footers and anything written by hand.
- choices: the answer options in printed order, without their marks; an empty list when there are none.
- needs_figure: true when a figure, graph or table of the page is needed to solve it and the words do not say it all.
- complete: false when part of the problem is cut off, hidden or too blurred to read.
- box: where the problem stands, as fractions of the image's width and height between 0 and 1.
Do not solve anything, do not copy solutions or marked answers, do not correct, translate or comment."""
_ASK = "Transcribe the problems on this page."
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


class Box(BaseModel):
    """Where a problem stands, as fractions of the page image."""

    model_config = ConfigDict(extra="forbid")

    left: float = Field(ge=0, le=1)
    top: float = Field(ge=0, le=1)
    right: float = Field(ge=0, le=1)
    bottom: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _has_an_area(self) -> Self:
        if not (self.left < self.right and self.top < self.bottom):
            raise ValueError("left must be less than right, and top less than bottom")
        return self


class SeenProblem(BaseModel):
    """A problem as a reader sees it on a page."""

    model_config = ConfigDict(extra="forbid")

    number: int | None
    text: str
    choices: list[str]
    needs_figure: bool
    complete: bool
    box: Box


class SeenPage(BaseModel):
    """All problems of a page, in reading order."""

    problems: list[SeenProblem]


class Seen(NamedTuple):
    """What a reader saw, and the key of its answer in the journal."""

    problems: list[SeenProblem]
    key: str


def instruction_digest() -> str:
    """Names the texts above and the shape of the answer: another wording is another run."""
    return digest(f"{_SYSTEM}\n{_ASK}".encode() + canonical_json(SeenPage.model_json_schema()))


async def see(content: bytes, ending: str, *, llm: LLM, model: str, max_tokens: int) -> Seen:
    """The problems on a page image; raises `Unfinished` or an `LLMError`."""
    image = Image(content, _MEDIA[ending])
    chat = Chat(model, (("system", _SYSTEM), ("user", _ASK)), max_tokens=max_tokens, images=(image,))
    page, key = await ask_json(llm, chat, SeenPage, stage="transcribe")
    return Seen([_whole_page(problem, alone=len(page.problems) == 1) for problem in page.problems], key)


def _whole_page(problem: SeenProblem, *, alone: bool) -> SeenProblem:
    """A problem that has its page to itself has all of it: a box drawn too small would hide some."""
    return problem.model_copy(update={"box": Box(left=0, top=0, right=1, bottom=1)}) if alone else problem
