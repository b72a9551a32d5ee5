"""Does an address, a handle or a name look like one of ours? In: our names as plain text; what somebody saw. Out: a Finding or None.

Pure and offline; about a tenth of a millisecond a question. It never says that something is ours: only the directory does.
"""

from truepenny.trust.lookalikes.judge import Finding, Lookalikes
from truepenny.trust.lookalikes.marks import Part
from truepenny.trust.lookalikes.names import Own, Trick

__all__ = ["Finding", "Lookalikes", "Own", "Part", "Trick"]
