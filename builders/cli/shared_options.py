"""Arguments and options that mean the same in every command that has them."""

from __future__ import annotations

from pathlib import Path

import click

WORKSPACE = click.argument("workspace", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
ENDPOINT_MOVED = click.option("--endpoint-moved", is_flag=True, help="The same models answer at another address now.")
PRIVATE_SHARE = click.option(
    "--private-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Hold out this share of the test rows, in WORKSPACE/private; every later release holds them out, too.",
)

SEED = click.IntRange(0, 2**32 - 1)
"""What every generator of random numbers in use takes; a run with another seed could be drafted and never released."""
