"""The one base of every fault we expect: its message is a sentence that says what, which, and what to do next.

The command line prints it and exits with 1; anything else is a bug and shows its traceback.
"""

from __future__ import annotations


class Fault(Exception):
    """Something in the world or in the input that the user can mend."""
