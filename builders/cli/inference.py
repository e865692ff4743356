"""`isogloss nli`: cross-document cross-lingual inference pairs, drafted and released."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builders.cli.limit_options import limit_options, limits_of
from builders.cli.shared_options import AS_JSON, ENDPOINT_MOVED, PRIVATE_SHARE, SEED


@click.group(name="nli")
def nli() -> None:
    """Inference pairs as in CDCL-NLI: reports of one event in two languages, hypotheses, evidence, labels."""


@nli.command(
    epilog="Example: isogloss nli draft --clusters globesumm.json --model gpt-4o --judge mistral-large --limit 20    "
    "isogloss nli draft --clusters globesumm.json --model gpt-4o --expand-to sw --expand-to th"
)
@click.option(
    "--clusters",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    help="Events with their reports: GlobeSumm's JSON, Wikinews or ITN, or a table of your own.",
)
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Of a table: event, language, text.")
@click.option("--language", "languages", multiple=True, help="Only reports in these; `zh` is `zh-TW` too. Repeatable.")
@click.option("--hypothesis-language", default="en", show_default=True, help="Language of the hypotheses.")
@click.option("--pairs-per-event", type=click.IntRange(min=1), default=25, show_default=True)
@click.option(
    "--expand-to",
    multiple=True,
    metavar="TAG",
    help="Translate a document of each event without it into TAG. Repeatable.",
)
@click.option("--translator", metavar="MODEL", help="Translates for --expand-to.  [the writer]")
@click.option("--translations", type=click.Choice(["refuse", "allow"]), default="refuse", show_default=True)
@click.option("--model", help="Writer at the endpoint of OPENAI_BASE_URL / OPENAI_API_KEY.")
@click.option("--model-file", type=click.Path(path_type=Path), help="A GGUF file, served on this machine.")
@click.option("--judge", multiple=True, help="Labels every item, blind; of another family than the writer. Repeatable.")
@click.option("--family", multiple=True, metavar="MODEL=FAMILY", help="Where a model's name does not tell its family.")
@click.option(
    "--judged-alone", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share, from one document each."
)
@click.option("--max-disagreeing", type=click.IntRange(min=1), default=1, show_default=True, help="Judges to flag at.")
@click.option("--twins", metavar="MODEL", help="Translate the documents into English, for readers who need it.")
@click.option(
    "--max-document-characters",
    type=click.IntRange(min=500),
    default=12_000,
    show_default=True,
    help="Shown to models.",
)
@click.option("--max-answer-tokens", "max_tokens", type=click.IntRange(min=200), default=2048, show_default=True)
@click.option("--review", type=click.Choice(["all", "risk"]), default="all", show_default=True)
@click.option("--sample-size", type=click.IntRange(min=1), default=300, show_default=True, help="Clean items in risk.")
@click.option("--max-residual-error", type=click.FloatRange(0, 1), default=0.02, show_default=True)
@click.option(
    "--annotators", type=click.IntRange(min=1), default=2, show_default=True, help="Who label an item, blind."
)
@click.option("--seed", type=SEED, default=0, show_default=True)
@click.option("--name", help="Short name of the source and of the release's config.")
@click.option("--licence", help="SPDX identifier of the documents' licence.")
@click.option("--citation", help="One line that cites them.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Folder of the dataset.  [work/<clusters>-nli]")
@limit_options("Premise pairs")
@ENDPOINT_MOVED
@AS_JSON
def draft(*, as_json: bool, endpoint_moved: bool, **options: Any) -> None:
    """Pair, write, judge and queue. Doing it again sends nothing that was answered before."""
    from builders.cli.options import run_draft, say_drafted, translator_of
    from builders.inference_accounts import inference_accounts, render
    from builders.inference_run import resolve
    from schemas.workspace import Workspace

    limits = limits_of(options)
    writer = translator_of(options.pop("model"), options.pop("model_file"))
    root = options.pop("workspace") or Path("work") / f"{options['file'].name.split('.')[0]}-nli"
    workspace = Workspace(root)
    run = resolve(workspace, writer=writer.model, endpoint=writer.origin, **options)
    drafted = run_draft(run, workspace, writer, limits, endpoint_moved=endpoint_moved)
    say_drafted(run, workspace, drafted, books=lambda: render(inference_accounts(workspace)), as_json=as_json)


@nli.command(
    epilog="Example: isogloss nli release work/globesumm-nli    "
    "isogloss nli release work/globesumm-nli --private-share 0.2"
)
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Also what nobody read, marked so; cannot be published.")
@click.option("--require", type=click.Choice(["both"]), help="Only items that need both documents, by the judges.")
@click.option("--seed", type=SEED, help="Of the splits and of what is dropped for balance.  [the run's]")
@PRIVATE_SHARE
@AS_JSON
def release(
    workspace: Path,
    *,
    preview: bool,
    require: str | None,
    seed: int | None,
    private_share: float | None,
    as_json: bool,
) -> None:
    """Write what people agreed on as a dataset folder: splits by event, balanced labels, audits, card."""
    from builders.inference_release.release_text import render
    from builders.inference_release.releasing import release as make
    from schemas.workspace import existing

    released = make(
        existing(workspace),
        preview=preview,
        require_both=require == "both",
        seed=seed,
        private_share=private_share,
    )
    click.echo(released.model_dump_json() if as_json else render(released))
