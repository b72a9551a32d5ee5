"""Pictures are drawn anew in a process apart; what goes wrong there becomes words for the sender."""

from __future__ import annotations

from functools import partial

from truepenny.contracts.errors import Refused
from truepenny.intake.files.apart import IDLE_S, Apart, Busy, Died
from truepenny.intake.files.redraw import MAX_PIXELS, Drawn, Unreadable, redraw
from truepenny.intake.files.sealed import Source, Target


class Drawing:
    """Use draw() from one event loop; close() at the end. seconds: how long one picture may take."""

    def __init__(self, *, seconds: float = 20.0, idle_s: float = IDLE_S) -> None:
        self.apart = Apart(seconds=seconds, idle_s=idle_s)

    async def draw(self, source: Source, claimed: str, *, target: Target, thumb: Target | None, max_side: int = 0) -> Drawn:
        """Writes target and, if wanted, thumb, without metadata. Raises Refused: 422 for a bad picture, 503 when it cannot be done now."""
        try:
            outcome = await self.apart.run(partial(redraw, source, claimed, target=target, thumb=thumb, max_side=max_side))
        except Busy:
            raise _busy() from None
        except Died:
            raise _died() from None
        except MemoryError:
            raise _too_many_pixels() from None
        if isinstance(outcome, Unreadable):
            raise _too_many_pixels() if outcome.why == "too_large" else _broken()
        return outcome

    def close(self) -> None:
        self.apart.close()


def _broken() -> Refused:
    return Refused(
        422,
        "picture_broken",
        "This picture cannot be opened.",
        "It may have been saved incompletely. Open it on your device, take a screenshot of it, and send that.",
        field="file",
    )


def _too_many_pixels() -> Refused:
    return Refused(
        422,
        "picture_too_large",
        "This picture has too many pixels.",
        "Pictures of up to {megapixels} million pixels work. Make it smaller, or send a screenshot of the part that matters.",
        params={"megapixels": MAX_PIXELS // 1_000_000},
        field="file",
    )


def _died() -> Refused:
    return Refused(
        503,
        "picture_failed",
        "This picture could not be prepared.",
        "Try once more. If it fails again, send a screenshot of it instead.",
        field="file",
        retry_after_s=5,
    )


def _busy() -> Refused:
    return Refused(
        503,
        "pictures_busy",
        "Many pictures are coming in at this moment.",
        "Your file was not saved. Try again in a few seconds.",
        field="file",
        retry_after_s=10,
    )
