"""Which documents labels take, by people and by judges, as text for a terminal of 80 columns."""

from __future__ import annotations

from annotate.agreement.needed_documents import BY_JUDGES, BY_PEOPLE, NeededDocuments
from builders.accounts_text import labelled
from builders.figures import count_of

NOT_KNOWN = "not known"
COLUMNS = (*BY_JUDGES, NOT_KNOWN)
"""Of the table: what the judges say."""


def needs_lines(found: NeededDocuments | None) -> list[str]:
    """A table, people's opinion in the rows and the judges' in the columns; nothing when nobody read one document."""
    if found is None:
        return []
    alone = labelled("alone", read_alone(found))
    if not found.whole:
        return ["", *alone]
    head = f"{'by people':14}" + "".join(f"{judges:>10}" for judges in COLUMNS)
    lines = [f"{people:14}" + "".join(f"{items:10,}" for items in found.line(people)) for people in BY_PEOPLE]
    told = ["", "documents needed, by people and (columns) by the judges", head, *lines]
    return told + alone + labelled("judges", same(found))


def read_alone(found: NeededDocuments) -> str:
    """How many items the table is of, and how many were begun."""
    return f"{count_of(found.whole, 'item')} judged from each document alone, of {found.read:,} from one or both"


def same(found: NeededDocuments) -> str:
    """`the same for 5 of 8: 0.62 (0.31 to 0.86)`."""
    if found.share is None:
        return "no opinion on any of them"
    share = f"{found.share:.2f} ({found.low:.2f} to {found.high:.2f})"
    return f"the same for {found.same:,} of {found.compared:,}: {share}"
