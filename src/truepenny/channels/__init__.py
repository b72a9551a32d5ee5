"""The ways in and out: each parses what it is sent and sends what it is told, nothing more."""
