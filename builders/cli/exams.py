"""`isogloss exam`: problems out of page images, as HRM8K's own sets were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builders.cli.limit_options import limit_options, limits_of
from builders.cli.mathematics import release
from builders.cli.shared_options import AS_JSON, ENDPOINT_MOVED, SEED

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help must be quick
    from builders.cli.options import Translator


@click.group(name="exam")
def exam() -> None:
    """Exam pages as in HRM8K: images read, joined with their answers, translated, checked, reviewed, released."""


exam.add_command(release)


@exam.command(epilog="Example: isogloss exam draft --pages scans/ --answers KEYS.csv --from ko --to en --model gpt-4o")
@click.option(
    "--pages",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="PNG, JPEG or PDF, a folder of them, or a manifest PAGES.csv; repeatable.",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    required=True,
    help="KEYS.csv: exam, part, page or number, and answer, answer_type, error_rate.",
)
@click.option("--name-pattern", help="What file names say: a regular expression with groups exam, year, number ...")
@click.option("--exam", "exams", multiple=True, help="Only pages of this exam; repeatable.")
@click.option(
    "--min-error-rate", type=click.FloatRange(0, 1), help="Only problems that so many got wrong; HRM8K's CSAT: 0.7."
)
@click.option("--from", "source", required=True, help="Language of the pages, a BCP-47 tag: ko.")
@click.option("--to", "target", required=True, help="Language wanted, a BCP-47 tag: en.")
@click.option("--model", help="Reader and translator at the endpoint of OPENAI_BASE_URL / OPENAI_API_KEY.")
@click.option("--ocr-model", help="Another model there that reads the pages.")
@click.option("--model-file", type=click.Path(path_type=Path), help="A GGUF file that translates on this machine.")
@click.option(
    "--ocr",
    "backend",
    type=click.Choice(["vision", "tesseract"]),
    default="vision",
    show_default=True,
    help="tesseract reads prose well and formulas badly, on this machine.",
)
@click.option(
    "--answer-type",
    type=click.Choice(["numeric", "choice", "expression"]),
    default="numeric",
    show_default=True,
    help="Of the answers whose line does not say.",
)
@click.option("--workspace", type=click.Path(path_type=Path), help="Folder of the dataset.  [work/<pages>-<to>]")
@click.option("--name", help="Short name of the source and of the release's config.")
@click.option("--licence", help="SPDX identifier of the pages' licence.")
@click.option("--citation", help="One line that cites the exams.")
@click.option("--exemplars", type=click.Path(path_type=Path), help="Few-shot pairs: JSONL of source and target.")
@click.option("--judge", help="A model of another family that compares each pair.")
@click.option("--round-trip", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Share taken back.")
@click.option("--review", type=click.Choice(["all", "risk"]), default="all", show_default=True)
@click.option(
    "--sample-size", type=click.IntRange(min=1), default=300, show_default=True, help="Clean items a stratum."
)
@click.option("--max-residual-error", type=click.FloatRange(0, 1), default=0.02, show_default=True)
@click.option("--annotators", type=click.IntRange(min=1), default=1, show_default=True, help="Who must accept an item.")
@click.option("--fixes-final", is_flag=True, help="A fix needs nobody else's accept.")
@click.option("--seed", type=SEED, default=0, show_default=True)
@limit_options("Pages", concurrency=16)
@ENDPOINT_MOVED
@AS_JSON
def draft(*, as_json: bool, endpoint_moved: bool, **options: Any) -> None:
    """Read, translate, check and queue the problems on exam pages. Doing it again sends nothing that was answered."""
    from builders.accounts import accounts
    from builders.accounts_text import render
    from builders.cli.options import run_draft, say_drafted, translator_of
    from builders.exam_run import resolve
    from schemas.workspace import Workspace

    limits = limits_of(options)
    translator = translator_of(options.pop("model"), options.pop("model_file"))
    _require_eyes(translator, options)
    root = options.pop("workspace") or Path("work") / f"{options['pages'][0].stem}-{options['target']}"
    workspace = Workspace(root)
    run = resolve(workspace, translator=translator.model, endpoint=translator.origin, **options)
    drafted = run_draft(run, workspace, translator, limits, endpoint_moved=endpoint_moved)
    say_drafted(run, workspace, drafted, books=lambda: render(accounts(workspace)), as_json=as_json)


def _require_eyes(translator: Translator, options: dict[str, Any]) -> None:
    from builders.cli.options import UsageFault

    if translator.file and options["backend"] == "vision":
        raise UsageFault("a model from --model-file reads no images: read them with --ocr tesseract, or use --model")
