"""Which lines of a mail's words only repeat what others wrote, or sign it: quoted parts, forwards and signatures, shown folded.

Pure: plain words in, line ranges out. The words themselves stay as they are.
"""

from __future__ import annotations

from truepenny.projections.timeline.folding.find import find_folds

__all__ = ["find_folds"]
