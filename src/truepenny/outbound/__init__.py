"""The road out: what waits to be sent, the sending, and what became of it."""
