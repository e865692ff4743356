"""The definitions as a page for readers.

python -m annotate.dataset_cards.definition_table > docs/hub-definitions.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from annotate.dataset_cards.definitions import SECTIONS, Definitions, definitions


def definition_table() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_page(definitions())) + "\n"


def _page(known: Definitions) -> Iterator[str]:
    yield "# What the survey of the Hub means by its words"
    yield ""
    yield "Made from `annotate/dataset_cards/definitions.toml`, which is the place to change them:"
    yield "`python -m annotate.dataset_cards.definition_table > docs/hub-definitions.md`."
    yield "How right the classes are on real cards: [hub-cards.md](hub-cards.md)."
    yield from _makeup(known)
    yield from _sizes(known)
    yield from _tasks(known)
    yield from _instruction(known)
    yield from _licences(known)
    yield from _sections(known)
    yield from _chapter("Words", known.words.source)
    yield f"- by space: {known.words.by_space}"
    yield f"- by script: {known.words.by_script}"
    yield from _chapter("Papers", known.arxiv.source)
    yield "Identifiers without their version, each counted once."
    yield from _owners(known)


def _makeup(known: Definitions) -> Iterator[str]:
    makeup = known.makeup
    yield from _chapter("Language makeup", makeup.source)
    yield from _table(["class", "meaning"], makeup.classes)
    yield ""
    yield "Tags of one language are counted once: regions and scripts go (`zh-Hant` is `zh`), ISO 639-3 becomes 639-1"
    yield "(`kor` is `ko`), and a form of a language is that language:"
    yield _listed(f"{form} is {language}" for form, language in makeup.form_of.items()) + "."
    yield f"No natural language: {_listed(sorted(makeup.not_natural))}. Many: {_listed(sorted(makeup.says_many))}."


def _sizes(known: Definitions) -> Iterator[str]:
    yield from _chapter("Size", known.size.source)
    yield from _table(["class", "from"], [(name, f"{bound:,}") for name, bound in known.size.classes])
    yield ""
    yield "By rows: what the viewer counted, else the largest `size_categories` tag. By bytes: what the main branch"
    yield "holds. Every figure says which of the two it is."


def _tasks(known: Definitions) -> Iterator[str]:
    yield from _chapter("Task groups", known.tasks.source)
    yield from _table(
        ["group", "tasks and subtasks"], [(name, _listed(tasks)) for name, tasks in known.tasks.groups.items()]
    )
    yield ""
    yield "`X-other-...`, of 2021 and 2022, belongs to X. A task of no group is reported as new. Subtasks count only"
    yield "where no task is declared."


def _instruction(known: Definitions) -> Iterator[str]:
    yield from _chapter("Instruction data", known.instruction.source)
    yield f"Whole words: {_listed(known.instruction.words)}. Anywhere: {_listed(known.instruction.anywhere)}."


def _licences(known: Definitions) -> Iterator[str]:
    licences = known.licences
    yield from _chapter("Licences", licences.source)
    yield f"Of several the strictest counts, in this order: {', '.join(licences.strictest_first)}."
    yield ""
    yield from _table(["class", "meaning"], [(name, licences.meaning[name]) for name in licences.strictest_first])
    yield ""
    rows = [
        (f"`{identifier}`", name, spdx or "none")
        for name, identifiers in licences.spdx_by_class().items()
        for identifier, spdx in identifiers.items()
    ]
    yield from _table(["identifier of the Hub", "class", "SPDX"], rows)
    yield ""
    yield "What is no identifier of the Hub is `other`, with the reason; no declared licence is `unknown`."


def _sections(known: Definitions) -> Iterator[str]:
    sections = known.sections
    yield from _chapter("The five sections of a card", sections.source)
    yield "A heading that is listed opens its section, wherever it stands; another belongs to the section around it,"
    yield "and so does one of the fourth level or deeper. What stands under the title belongs to the description. A"
    yield "section that holds only headings, comments, placeholders, or labels that nothing follows is absent."
    yield ""
    yield from _table(["section", "headings"], [(name, _listed(sections.headings[name])) for name in SECTIONS])
    yield ""
    yield f"Says nothing: {_listed(sorted(sections.says_nothing.whole))}."


def _owners(known: Definitions) -> Iterator[str]:
    yield from _chapter("Owners", known.owners.source)
    yield "A user is an individual. An organization is what the list says, and unknown when it is not on it."
    yield ""
    yield from _table(
        ["class", "organizations"], [(name, _listed(those)) for name, those in known.owners.listed.items()]
    )


def _chapter(title: str, source: str) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"Source: {source}.", "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


if __name__ == "__main__":
    sys.stdout.write(definition_table())
