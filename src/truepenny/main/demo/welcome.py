"""What the demo says of itself: a block for the terminal, and data_dir/demo.json for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from truepenny.main.demo.people import AGENTS, CUSTOMERS, PASSWORD
from truepenny.main.demo.signing import write_private
from truepenny.platform.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104 - only compared


@dataclass(frozen=True, slots=True)
class Addresses:
    """desk is also the portal's. Without a slash at the end."""

    desk: str
    exchange: str


def page_url(settings: Settings, port: int) -> str:
    """Where a server on this port is reached."""
    host = "localhost" if settings.host in WILDCARDS else settings.host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def write_demo_file(settings: Settings, addresses: Addresses) -> None:
    content = {
        "desk_url": f"{addresses.desk}/desk",
        "portal_url": f"{addresses.desk}/",
        "exchange_url": f"{addresses.exchange}/",
        "mailbox_url": f"{addresses.exchange}/mailbox",
        "agents": [
            {
                "id": agent.id, "login": agent.login, "password": PASSWORD, "totp_secret": agent.totp_secret, "role": agent.role.value,
                "name": agent.name,
            }
            for agent in AGENTS
        ],
        "customers": [{"key": customer.key, "name": customer.name, "uid": customer.uid} for customer in CUSTOMERS],
    }  # fmt: skip
    write_private(_file(settings), (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def welcome(settings: Settings, addresses: Addresses) -> str:
    """The block that `truepenny demo` prints once both servers are about to listen."""
    width = max(len(agent.login) for agent in AGENTS)
    rows = [f"    {agent.login:<{width}}  {agent.id}  {agent.name}, {agent.role.value}" for agent in AGENTS]
    lines = [
        "",
        "  Truepenny demo",
        "",
        f"  Sample exchange   {addresses.exchange}/     a customer's page, with the chat at the bottom right",
        f"  Mailbox           {addresses.exchange}/mailbox     customers' mail, to write and to read; nothing leaves this machine",
        f"  Customers' portal {addresses.desk}/     open a ticket, my tickets",
        f"  Agents' desk      {addresses.desk}/desk     the inbox",
        f"  Administration    {addresses.desk}/admin     for admins",
        "",
        f"  Agents sign in with the password  {PASSWORD}",
        f"  and the one-time code shown at    {addresses.exchange}/codes",
        *rows,
        "",
        f"  Data in {Path(settings.data_dir).resolve()}. Stop with Ctrl-C; the next start goes on where you left.",
    ]
    if settings.host not in LOOPBACK:
        lines += ["  CAREFUL: others can reach this address, and everybody knows these passwords. Never put real data here."]
    return "\n".join([*lines, ""])


def _file(settings: Settings) -> Path:
    return settings.data_dir / "demo.json"
