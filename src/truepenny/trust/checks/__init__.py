"""Is this really us? Anything pasted in, a verdict out; what people report, gathered into campaigns; and what is known to be false.

A check is never stored and never logged; a report is, with the verdict at the time. No answer ever says that something is safe.
"""
