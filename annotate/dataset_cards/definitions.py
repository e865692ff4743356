"""The survey's definitions, as `definitions.toml` has them: what its words mean is said there and nowhere else."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Section = Literal["description", "structure", "creation", "usage", "additional"]
SECTIONS: tuple[Section, ...] = ("description", "structure", "creation", "usage", "additional")

_FILE = Path(__file__).with_name("definitions.toml")


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    """Where the definition comes from."""


class Makeup(_Definition):
    classes: tuple[tuple[str, str], ...]
    """Each with what it means."""
    not_natural: frozenset[str]
    says_many: frozenset[str]
    form_of: dict[str, str]
    iso_source: str
    iso: str

    def languages_by_code(self) -> dict[str, str]:
        """The language that a longer code, or a form of it, stands for: kor is ko, nb is no."""
        pairs = (pair.split("=") for pair in self.iso.split())
        return {long: short for short, codes in pairs for long in codes.split("/")} | self.form_of


class Sizes(_Definition):
    classes: tuple[tuple[str, int], ...]
    """Each with its lower bound, ascending."""
    tags_source: str
    tags: tuple[tuple[str, int], ...]


class Tasks(_Definition):
    groups: dict[str, tuple[str, ...]]

    def group_by_task(self) -> dict[str, str]:
        return {task: group for group, tasks in self.groups.items() for task in tasks}


class Instruction(_Definition):
    words: tuple[str, ...]
    anywhere: tuple[str, ...]


class Licences(_Definition):
    strictest_first: tuple[str, ...]
    meaning: dict[str, str]
    permissive: dict[str, str]
    public_domain: dict[str, str]
    noncommercial: dict[str, str]
    copyleft: dict[str, str]
    other: dict[str, str]
    unknown: dict[str, str]

    def spdx_by_class(self) -> dict[str, dict[str, str]]:
        """The SPDX name of each identifier, by class; empty where SPDX has none."""
        return {name: getattr(self, name.replace(" ", "_")) for name in self.strictest_first}

    def class_by_identifier(self) -> dict[str, str]:
        return {identifier: name for name, known in self.spdx_by_class().items() for identifier in known}


class Skipped(BaseModel):
    headings: frozenset[str]


class SaysNothing(BaseModel):
    whole: frozenset[str]
    anywhere: tuple[str, ...]
    template_begins: tuple[str, ...]


class Headings(_Definition):
    headings: dict[Section, tuple[str, ...]]
    skipped: Skipped
    says_nothing: SaysNothing

    def section_by_heading(self) -> dict[str, Section]:
        return {heading: section for section, headings in self.headings.items() for heading in headings}


class Words(_Definition):
    by_space: str
    by_script: str


class Arxiv(_Definition):
    pass


class Owners(_Definition):
    classes: tuple[str, ...]
    listed: dict[str, tuple[str, ...]]

    def class_by_owner(self) -> dict[str, str]:
        return {owner: name for name, owners in self.listed.items() for owner in owners}


class Definitions(BaseModel):
    """All of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    makeup: Makeup
    size: Sizes
    tasks: Tasks
    instruction: Instruction
    licences: Licences
    sections: Headings
    words: Words
    arxiv: Arxiv
    owners: Owners


@cache
def definitions() -> Definitions:
    return Definitions.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
