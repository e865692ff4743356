"""What only people know of a dataset: `card.toml` in its workspace, all of it optional.

contact = "Ana Kim, NLP lab, University of Bonn: ana@example.org"
motivation = "No parallel mathematics in Korean had its wording reviewed."
intended_use = "Comparing models across two languages."

[terms.gsm8k]                                 what the right-holder says, where the uploader's tag says other or nothing
licence = "MIT"
holder = "OpenAI"
url = "https://github.com/openai/grade-school-math"

[models]                                      terms of what a model or a translator puts out
"gpt-4o-mini" = "https://openai.com/policies/terms-of-use"

The questions are those of datasheets for datasets (Gebru et al. 2021, arXiv:1803.09010, section 3).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from pydantic import Field, ValidationError

from schemas.faults import Fault
from schemas.math_runs import MathRun
from schemas.records import Record, Source
from schemas.runs import AnyRun
from schemas.workspace import Workspace


class StatedError(Fault):
    """`card.toml` or what goes with it cannot be used; the message says which line or key, and what to do."""


class HolderTerms(Record):
    """What the right-holder of a source says of its use."""

    licence: str = Field(min_length=1)
    """SPDX identifier."""
    holder: str = ""
    url: str = ""
    """Where they say so."""


class Stated(Record):
    """`card.toml`. A text is Markdown; an empty one has not been written."""

    motivation: str = ""
    """Why it was made, and what was missing."""
    curators: str = ""
    funding: str = ""
    personal_information: str = ""
    intended_use: str = ""
    out_of_scope_use: str = ""
    maintenance: str = ""
    contact: str = ""
    terms: dict[str, HolderTerms] = Field(default={})
    """By the name of the source."""
    models: dict[str, str] = Field(default={})
    """Address of the terms of its output, by model as the run names it."""

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The texts that nobody has written."""
        return tuple(
            name for name, field in type(self).model_fields.items() if field.annotation is str and not self[name]
        )

    def __getitem__(self, name: str) -> str:
        """A text by its name, without space around it."""
        return str(getattr(self, name)).strip()


def stated(workspace: Workspace) -> Stated:
    """What people wrote into `card.toml`, or nothing; raises `StatedError`."""
    try:
        return Stated.model_validate(tomllib.loads(workspace.card.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Stated()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StatedError(f"{workspace.card} is no TOML ({error}): mend it and release again") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        why = "is no key of it" if first["type"] == "extra_forbidden" else first["msg"].lower()
        known = ", ".join(Stated.model_fields)
        raise StatedError(f"{workspace.card}: `{name}` {why}; the keys are {known}") from error


def under_terms(runs: Iterable[AnyRun], workspace: Workspace) -> list[AnyRun]:
    """The runs with each source under its right-holder's licence, where people wrote that down."""
    known = stated(workspace).terms
    return [_under_terms(run, known) for run in runs]


def _under_terms(run: AnyRun, known: dict[str, HolderTerms]) -> AnyRun:
    changed = run.model_copy(update={"source": _licensed(run.source, known)})
    if isinstance(run, MathRun) and run.translation:
        translation = run.translation
        own = translation.model_copy(update={"source": _licensed(translation.source, known)})
        changed = changed.model_copy(update={"translation": own})
    return changed


def _licensed(source: Source, known: dict[str, HolderTerms]) -> Source:
    terms = known.get(source.name)
    return source.model_copy(update={"licence": terms.licence}) if terms else source
