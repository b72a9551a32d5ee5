"""A Python client of a desk: the live protocol (docs/live-protocol.md) and the HTTP API, for programs, tests and benchmarks.

    async with Client("https://support.example", token=token) as client:
        accepted = await client.send("My withdrawal has not arrived.")
        async for frame in client.frames():
            ...

A token comes from `sign_in` (the exchange's token, a guest, a private link); agents come with the cookie of their session.
"""

from truepenny.client.copy import InboxCopy, TicketCopy
from truepenny.client.http import Declined, Unreachable
from truepenny.client.live import Client, SignedOut
from truepenny.client.sign_in import AgentSession, CustomerSession, sign_in, sign_in_agent

__all__ = [
    "AgentSession",
    "Client",
    "CustomerSession",
    "Declined",
    "InboxCopy",
    "SignedOut",
    "TicketCopy",
    "Unreachable",
    "sign_in",
    "sign_in_agent",
]
