"""`python -m builders` is the same as `isogloss`."""

from builders.cli import main

main()
