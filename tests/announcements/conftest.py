"""Desks of other stories, here too: one that sends mail to a real server when it is told to, and one with plain browsers before it."""

from __future__ import annotations

from tests.email.out.conftest import clock, desk, one_desk, server
from tests.portal.conftest import mail_desk, portal_settings

__all__ = ["clock", "desk", "mail_desk", "one_desk", "portal_settings", "server"]
