"""Serve the review pages of one workspace: `python -m review_app WORKSPACE ANNOTATOR PORT`."""

from __future__ import annotations

import os
import sys

from review_app.desk import ANNOTATOR_VARIABLE, WORKSPACE_VARIABLE
from review_app.server import review_server, settings


def main() -> None:
    workspace, annotator, port = sys.argv[1:]
    os.environ[WORKSPACE_VARIABLE], os.environ[ANNOTATOR_VARIABLE] = workspace, annotator
    review_server().run(config=settings(int(port)))


if __name__ == "__main__":
    main()
