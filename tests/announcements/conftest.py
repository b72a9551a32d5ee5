"""The desk of tests/email/out, which sends to a real server when it is told to, here too."""

from __future__ import annotations

from tests.email.out.conftest import clock, desk, one_desk, server

__all__ = ["clock", "desk", "one_desk", "server"]
