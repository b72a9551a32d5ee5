"""Server time: the application called in this process, without a network, from the request to the last byte of the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from truepenny.main.house import House


async def get(house: House, target: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> float:
    """Milliseconds. Raises RuntimeError for anything but 200."""
    path, _, query = target.partition("?")
    host = house.settings.public_url.partition("//")[2].encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "headers": [(b"host", host), *headers],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip
    status = 0
    size = 0

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        nonlocal status, size
        if message["type"] == "http.response.start":
            status = int(str(message["status"]))
        else:
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            size += len(body)

    before = time.perf_counter()
    await house.app(scope, receive, send)
    taken = time.perf_counter() - before
    if status != 200 or not size:
        raise RuntimeError(f"{target}: {status}")
    await asyncio.sleep(0)
    return taken * 1e3
