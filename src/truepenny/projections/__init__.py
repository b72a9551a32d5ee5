"""Read models: each owns its tables, is written in the transaction of the events, and can be dropped and rebuilt from the log."""
