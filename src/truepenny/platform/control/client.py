"""The command's end of the control socket: ask the running desk, or find out that none runs."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from truepenny.platform.control.wire import ControlRefused, short_address


def desk_runs(path: Path) -> bool:
    """True when something listens on the control socket."""
    try:
        _connect(path, timeout_s=5).close()
    except OSError:
        return False
    return True


def ask_desk(path: Path, command: str, arguments: Mapping[str, Any] | None = None, *, timeout_s: float = 3600) -> Any:
    """The running desk's answer. Raises ControlRefused with its words, ConnectionError when no desk runs or it goes away."""
    try:
        connected = _connect(path, timeout_s=timeout_s)
    except OSError as error:
        raise ConnectionError(f"no desk listens on {path}") from error
    with connected, connected.makefile("rb") as lines:
        connected.sendall(json.dumps({**(arguments or {}), "command": command}, ensure_ascii=False).encode() + b"\n")
        line = lines.readline()
    if not line:
        raise ConnectionError("the desk closed the connection before it answered")
    answer = json.loads(line)
    if "error" in answer:
        raise ControlRefused(answer["error"])
    return answer["ok"]


def _connect(path: Path, *, timeout_s: float) -> socket.socket:
    if not path.exists():
        raise FileNotFoundError(path)
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connected.settimeout(timeout_s)
    try:
        with short_address(path) as address:
            connected.connect(address)
    except OSError:
        connected.close()
        raise
    return connected
