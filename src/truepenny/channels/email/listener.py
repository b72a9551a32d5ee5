"""Takes mail from the site's own mail server, over LMTP or SMTP, on the address of the setting mail_listen."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from truepenny.channels.email.doors import Doors
from truepenny.channels.email.mailbox import is_loopback

GRACE_S = 10.0
_PORTS = {"lmtp": 24, "smtp": 25}
_SOCKET_MODE = 0o666


@dataclass(frozen=True, slots=True)
class ListenAt:
    """path: of a socket file, else host and port."""

    lmtp: bool
    host: str = ""
    port: int = 0
    path: Path | None = None


def parse_listen(url: str) -> ListenAt:
    """lmtp://host:port, smtp://host:port or lmtp:/path/of/socket. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError("mail_listen must begin with lmtp: or smtp:")
    lmtp = parts.scheme == "lmtp"
    if not parts.netloc and parts.path.startswith("/"):
        return ListenAt(lmtp, path=Path(parts.path))
    if not parts.hostname:
        raise ValueError(f"mail_listen names no host; write it like {parts.scheme}://127.0.0.1:2424")
    return ListenAt(lmtp, parts.hostname, _PORTS[parts.scheme] if parts.port is None else parts.port)


def make_trust(networks: Iterable[str]) -> Callable[[str], bool]:
    """Who may say for whom they speak: this machine, and these addresses or networks."""
    known = [ipaddress.ip_network(text, strict=False) for text in networks]

    def trusts(address: str) -> bool:
        try:
            found = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return is_loopback(str(found)) or any(found in network for network in known)

    return trusts


class Listener:
    """port: where it listens, once it does."""

    def __init__(self, at: ListenAt, doors: Doors) -> None:
        self._at = at
        self._doors = doors
        self._server: asyncio.Server | None = None
        self._reception: Any = None
        self.port = at.port

    async def start(self) -> None:
        """Raises OSError when the address is taken or not ours."""
        from truepenny.channels.email.conversation import Conversation, LmtpConversation, Reception

        loop = asyncio.get_running_loop()
        reception = self._reception = Reception(self._doors, self._at.lmtp)
        kind = LmtpConversation if self._at.lmtp else Conversation

        def converse() -> Conversation:
            made: Conversation = kind(reception)
            return made

        if self._at.path is not None:
            _clear(self._at.path)
            self._server = await loop.create_unix_server(converse, str(self._at.path))
            self._at.path.chmod(_SOCKET_MODE)
        else:
            self._server = await loop.create_server(converse, self._at.host, self._at.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Lets nobody in any more; mails that are in work come to their end first."""
        from truepenny.channels.email.conversation import end_all

        if self._server is None:
            return
        self._server.close()
        await end_all(self._reception, GRACE_S)
        self._server = None
        if self._at.path is not None:
            self._at.path.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Removes a socket that a dead desk left. Raises OSError when somebody listens there."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise OSError(f"somebody listens on {path} already")
