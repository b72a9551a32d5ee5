"""The control socket: commands reach the running desk, only from its owner, and a failing one hurts nobody."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import ControlServer, peer_uid
from truepenny.platform.control.wire import ControlRefused

pytestmark = pytest.mark.anyio


async def _echo(arguments: Mapping[str, Any]) -> Any:
    return {"you said": arguments.get("words")}


async def _refuse(arguments: Mapping[str, Any]) -> Any:
    raise ControlRefused("not now: a backup is running")


async def _break(arguments: Mapping[str, Any]) -> Any:
    raise ZeroDivisionError("secret words")


COMMANDS = {"echo": _echo, "refuse": _refuse, "break": _break}


async def test_ask_and_answer(tmp_path: Path) -> None:
    server = ControlServer(tmp_path / "control.sock", COMMANDS)
    assert not desk_runs(server.path)
    await server.start()
    try:
        assert server.path.stat().st_mode & 0o777 == 0o600
        assert await asyncio.to_thread(desk_runs, server.path)
        assert await asyncio.to_thread(ask_desk, server.path, "echo", {"words": "你好"}) == {"you said": "你好"}
        with pytest.raises(ControlRefused, match="a backup is running"):
            await asyncio.to_thread(ask_desk, server.path, "refuse")
        with pytest.raises(ControlRefused, match=r"knows no such command; it knows break, echo, refuse"):
            await asyncio.to_thread(ask_desk, server.path, "dance")
        with pytest.raises(ControlRefused, match="ZeroDivisionError") as caught:
            await asyncio.to_thread(ask_desk, server.path, "break")
        assert "secret words" not in str(caught.value)
        assert await asyncio.to_thread(ask_desk, server.path, "echo") == {"you said": None}
    finally:
        await server.stop()
    assert not server.path.exists()
    with pytest.raises(ConnectionError, match="no desk listens"):
        ask_desk(server.path, "echo")


async def test_a_socket_left_by_a_dead_desk_is_replaced_and_a_live_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "control.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    first, second = ControlServer(path, COMMANDS), ControlServer(path, COMMANDS)
    await first.start()
    try:
        with pytest.raises(OSError, match="in use"):
            await asyncio.wait_for(second.start(), 6)
        assert await asyncio.to_thread(ask_desk, path, "echo") == {"you said": None}
    finally:
        await first.stop()


async def test_a_folder_with_a_very_long_name_works(tmp_path: Path) -> None:
    server = ControlServer(tmp_path / ("long" * 30) / "control.sock", COMMANDS)
    await server.start()
    try:
        assert await asyncio.to_thread(ask_desk, server.path, "echo") == {"you said": None}
    finally:
        await server.stop()


async def test_what_is_not_json_is_answered_and_not_fatal(tmp_path: Path) -> None:
    server = ControlServer(tmp_path / "control.sock", COMMANDS)
    await server.start()
    try:
        reader, writer = await asyncio.open_unix_connection(str(server.path))
        for nonsense in (b"}{\n", b"[1]\n"):
            writer.write(nonsense)
            assert b'"error"' in await reader.readline()
        writer.close()
    finally:
        await server.stop()


def test_the_kernel_says_who_is_at_the_other_end() -> None:
    import os

    left, right = socket.socketpair(socket.AF_UNIX)
    with left, right:
        assert peer_uid(left) == os.geteuid()
