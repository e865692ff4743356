"""What the toolkit knows, as frozen records.

A record is never edited: a new one supersedes it. One insert-only table of the store holds each kind
(`schemas/migrations/`), and a test keeps fields and columns together. The identifiers:

    run    gsm8k-en-ko                   one source translated in one direction
    item   gsm8k-en-ko-3fa9c1d2e4b5      one problem of that run, named after its content: it survives
                                         reordering, a second draft and the next version of the dataset
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

AnswerType = Literal["numeric", "choice", "expression"]
Label = Literal["entailment", "neutral", "contradiction"]
Verdict = Literal["accept", "fix", "reject", "gold", "entailment", "neutral", "contradiction", "skip", "undo"]
"""A label is what somebody says who is asked for one and not for approval; `gold` says what the right answer is, and
nothing of the text."""
ReviewMode = Literal["all", "risk"]
RefusalStage = Literal["read", "answer", "translate", "pair", "write", "gate", "review"]
"""`gate`: of an adversarial seed that the simulators already get wrong in English."""


class Record(BaseModel):
    """A frozen row; a field that is not declared is an error."""

    # Validators are built at first use: a command knows two hundred kinds of records and uses twenty.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Record):
    """Where problems came from, exactly enough for a stranger to fetch the same bytes."""

    name: str
    """Short name, also the name of the release's config: `gsm8k`."""
    location: str
    """`openai/gsm8k` on the Hub, or the name of the file as the user gave it."""
    revision: str
    """A Hub commit, or `sha256:` and the digest of the file kept in `sources/`."""
    split: str
    licence: str
    """SPDX identifier, or `unknown`."""
    citation: str
    """One line; empty when the user gave none."""


class Problem(Record):
    """One question as its source states it, with its gold answer, before any model has seen it."""

    run: str
    item: str
    row: int
    """Position in the source, from 1."""
    source_id: str
    """The source's own identifier; empty when it has none."""
    question: str
    choices: tuple[str, ...]
    """Options in the source's order; empty unless `answer_type` is `choice`."""
    answer: str
    """Canonical gold: `18`, `-7/2`, the 0-based index of the right option, or an expression verbatim."""
    answer_type: AnswerType
    solution: str
    """The source's worked solution, kept for the checks and never translated; empty when it has none."""
    language: str
    """BCP-47 tag of the question."""


class Page(Record):
    """A page image that came in, with what is known of it before anybody has read it."""

    row: int
    """Position among the pages, from 1."""
    name: str
    """As the user gave it: `2025_06.pdf`."""
    file: str
    """Name in `sources/` of the upright, opaque image that readers see; empty when there is none."""
    original: str
    """sha256 of the file it was made from; the same as `file` names when nothing had to be done to it."""
    area: tuple[float, float, float, float]
    """The part of the original that it shows, as fractions of the page: left, top, right, bottom."""
    exam: str
    part: str
    """Section of an exam whose sections number their problems alike; empty when it has none."""
    year: int | None
    page: int
    """Page of the original, from 1."""
    number: int | None
    """Number of the problem, when the page holds one and the number is known."""
    error_rate: float | None
    """Share of examinees who got it wrong, in [0, 1]."""
    fault: str
    """Why there is no image: `not an image`; empty when there is one."""


class PageImage(Page):
    """A page of a run."""

    run: str


class Transcription(Record):
    """One revision of the text of a problem on a page. Revision 0 is the reader's, raw; later ones are people's."""

    run: str
    item: str
    image: str
    """`file` of its page."""
    revision: int
    place: int
    """Position on its page, from 1."""
    number: int | None
    """As printed; None when the reader saw none."""
    text: str
    choices: tuple[str, ...]
    """Options in the order of the page; empty when there are none or the reader left them in the text."""
    box: tuple[float, float, float, float]
    """Where the problem stands, as fractions of the page image: left, top, right, bottom."""
    needs_figure: bool
    """Whether it cannot be solved without a figure of the page."""
    complete: bool
    """Whether all of it stands on this page."""
    transcriber: str
    """Model name, `tesseract-<version>@sha256:<12 hex>`, or `human:<annotator>`."""
    answer_key: str
    """Key of the reader's answer in the journal; empty when a person wrote it."""


class Refusal(Record):
    """An item that went no further, and why: what was dropped is counted as carefully as what was kept."""

    run: str
    item: str
    """The item, or `<run>-row-<n>` for a row that never became one."""
    stage: RefusalStage
    reason: str
    """One of a few words that `status` groups by: `text answer`, `duplicate question`."""
    detail: str
    """What a person needs to see: the broken line's message, the answer that could not be read."""


class Translation(Record):
    """One revision of an item in the target language. Revision 0 is the translator's, later ones are people's."""

    run: str
    item: str
    revision: int
    question: str
    choices: tuple[str, ...]
    translator: str
    """Model name, `human:<annotator>` for a fix, `human:<source>` for a published translation."""
    answer_key: str
    """Key of the model's answer in the journal; empty when a person wrote it."""


class Finding(Record):
    """What a check noticed about one revision: enough for a reviewer to act on without reading the code."""

    run: str
    item: str
    revision: int
    check: str
    """Name of the check: `numbers`, `target language`."""
    message: str
    """One sentence with the evidence: `numbers lost: 12, 3/4`."""
    quotes: tuple[str, ...]
    """Verbatim pieces of the target text (or of the source, when something was lost) to highlight."""


class RoundTrip(Record):
    """A translation taken back into the source's language, to tell an artefact of translation from the source."""

    run: str
    item: str
    question: str
    translator: str
    answer_key: str


class Queued(Record):
    """An item that people are asked about, with the probability that it was chosen."""

    run: str
    item: str
    because: Literal["all", "flagged", "sample", "stratum"]
    """Everything is read; a check flagged it; drawn at random; its stratum's bound was exceeded."""
    stratum: str
    """Source, direction and translator: the unit a residual error is estimated for."""
    inclusion_probability: float
    """In (0, 1]: the chance that the item was chosen, for estimates weighted by it."""


class Rating(Record):
    """One person's answer to one of the questions a page asks beside the verdict: `complete`, `yes`."""

    question: str
    answer: str


class Decision(Record):
    """What one person decided about one revision of one item. Kept for ever; an undo is another row."""

    seq: int
    event: str
    """Identifier given by the writer: the same event written twice is kept once."""
    made_at: str
    """UTC, ISO 8601."""
    annotator: str
    """A pseudonym."""
    role: Literal["annotator", "adjudicator"]
    item: str
    revision: int
    round: int
    """2 is apart: a second adjudicator's, or an annotator's on the originals of what others judged on English twins. So
    is 3: an annotator's from one of two documents alone."""
    verdict: Verdict
    reason: str
    """Why it was rejected, from the guideline's codes; empty otherwise."""
    question: str
    """The corrected question of a fix; empty otherwise."""
    choices: tuple[str, ...]
    note: str
    guideline: str
    """Version of the guidelines the person worked under."""
    active_ms: int
    """Time spent on the item with pauses cut off; 0 when not measured."""
    undoes: str
    """The event an undo takes back; empty otherwise."""
    original: str = ""
    """The corrected source text of a fix, as of a page that was read wrongly; empty when it stands."""
    ratings: tuple[Rating, ...] = ()
    chance: float | None = None
    """In (0, 1]: that this person was asked about this item, as it was drawn and as people take turns; None when nobody
    was asked, as of a line that was imported."""
    answer: str = ""
    """The right answer where the source's gold is wrong, canonical as `Problem.answer`; of `gold` alone."""
