"""A detector that crashes, dies, hangs or works, as a file on the disk says: it works in another process."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.findings import Finding


class Moody:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, text: str) -> Sequence[Finding]:
        mood = self.path.read_text()
        if mood == "crash":
            raise ValueError(text)
        if mood == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if mood == "hang":
            signal.pause()
        return find_secrets(text)
