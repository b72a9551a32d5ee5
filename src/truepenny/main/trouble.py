"""How a command fails: one line for the person at the terminal, and an exit code."""

from __future__ import annotations

OK = 0
FOUND = 1
"""The command worked and found something wrong (doctor, verify)."""
USAGE = 2
FAILED = 3
BUSY = 4
"""Something else is at work there: a running desk, a target that is not empty."""


class CommandFailed(Exception):
    """Ends the command with this line and exit code."""

    def __init__(self, line: str, *, code: int = FAILED) -> None:
        super().__init__(line)
        self.code = code
