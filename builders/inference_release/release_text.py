"""What a release of inference pairs came to, for a terminal of 80 columns."""

from __future__ import annotations

from builders.accounts_text import labelled, listed
from builders.inference_release.releasing import Released
from builders.releasing.private_text import held_out


def render(released: Released) -> str:
    """Splits with what was withheld, configs, and how to load the first."""
    lines = [line for run in released.splits for line in _run(released, run)]
    for config, splits in released.rows.items():
        rows = ", ".join(f"{split} {count:,}" for split, count in splits.items())
        lines += labelled("config", f"{config}: {rows}")
    if released.machine_labelled:
        lines += labelled("unread", f"machine-labelled, no label is a person's: {', '.join(released.machine_labelled)}")
    lines += held_out(released.held_out)
    first = next(iter(released.rows))
    return "\n".join([*lines, f"load it: datasets.load_dataset({str(released.folder)!r}, {first!r})"])


def _run(released: Released, run: str) -> list[str]:
    lines = labelled("run", f"{run}, seed {released.seed}" + (", preview" if released.preview else ""))
    for split in released.splits[run]:
        text = (
            f"{split.generated:,} generated, {split.read:,} read = {sum(split.withheld.values()):,} withheld"
            f"{listed(split.withheld)} + {split.dropped:,} dropped for balance + {split.balanced:,} of "
            f"{split.events:,} events"
        )
        lines += labelled(split.split, text)
    return lines
