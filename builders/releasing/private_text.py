"""What a card says of the rows that are held out: prose from `data_cards/private_part.md`, facts of the build."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from string import Template

from builders.accounts_text import labelled
from builders.markdown import table
from builders.releasing.commitment import Commitment

_ACTIONS = {"withdraw": "withdrawn", "correct": "corrected", "correct gold": "gold answers corrected"}


def private_sentence(private: Commitment) -> str:
    """For the card's beginning."""
    counts = f"{private.held_out:,} of {private.test_rows:,} test rows"
    changed = f" Against the version before: {_listed(private.change)} of these." if private.change else ""
    return f"**Private part.** {counts} are held out and in no public file; see below.{changed}"


def private_text(private: Commitment) -> str:
    """A section of its own, with its heading."""
    template = (resources.files("data_cards") / "private_part.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        rows=f"{private.held_out:,}",
        total=f"{private.test_rows:,}",
        share=f"{100 * private.share:g} %",
        strata=table(
            ["Test rows of", "Public", "Held out"],
            [[one.stratum, f"{one.public:,}", f"{one.private:,}"] for one in private.strata],
        ),
        parts=table(
            ["Held out", "Rows", "Groups", "Commitment"],
            [[part.name, f"{part.rows:,}", f"{part.groups:,}", part.commitment] for part in private.parts],
        ),
        errata=_listed({_ACTIONS[action]: count for action, count in private.errata.items()}),
    )


def held_out(rows: Mapping[str, int]) -> list[str]:
    """For a terminal: what was held out, by `<config>/<split>`."""
    return [line for part, count in rows.items() for line in labelled("held out", f"{part}: {count:,}")]


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items()) or "none"
