"""A running desk: the house started in order, served by uvicorn, and stopped so that nothing in hand is lost.

Stopping: let nobody in, tell the live connections to resume elsewhere, finish the requests, empty the writer, sign a last anchor.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import resource
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import uvicorn

from truepenny.contracts.errors import NotFound
from truepenny.main.backup import backup_commands
from truepenny.main.chores import CHORES, try_chore
from truepenny.main.cli_park import REPLAY
from truepenny.main.help_command import help_commands
from truepenny.main.house import House
from truepenny.main.mail_in import mail_commands
from truepenny.main.replays import FailedAgain
from truepenny.main.rescan.command import rescan_commands
from truepenny.main.search_command import search_commands
from truepenny.main.secret_check import check_secret
from truepenny.main.tables import SCRIPTS, all_tables
from truepenny.main.user_command import user_commands
from truepenny.main.wiring import build
from truepenny.people.audit import COMMAND_LINE
from truepenny.platform.clock import Clock, SystemClock
from truepenny.platform.control.server import Command, ControlServer
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.migrate import migrate
from truepenny.platform.settings import Settings, SettingsWrong
from truepenny.platform.web.lean_socket import LeanSocket
from truepenny.tickets.numbers import show_number
from truepenny.trust.never_ask import find_asks

log = logging.getLogger(__name__)
BYE_S = 1.0
STUCK_MS = 30_000
SYSTEM_CLOCK = SystemClock()


@contextlib.asynccontextmanager
async def running(settings: Settings, *, clock: Clock = SYSTEM_CLOCK) -> AsyncIterator[House]:
    """The house with its database, hub, held replies, anchors and chores at work; no listening socket yet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings, SCRIPTS, all_tables())
    keyring = load_or_create_keyring(settings.secret_file)
    db = make_database(settings)
    house = build(settings, db=db, clock=clock, keyring=keyring)
    await db.start(house.ledger.begin)
    try:
        await check_secret(db, keyring)
        await house.rules.refresh()
        await house.truth.directory.refresh()
        house.intake.screening.warm_up()
        warming = warm_when_needed(house)
        await house.hub.start()
        await house.held.start()
        if house.mail_out is not None:
            await house.mail_out.start()
        await house.announcer.start()
        await house.anchoring.start()
        await house.search.indexer.start()
        chores = [asyncio.create_task(chore(house), name="chore") for chore in CHORES]
        try:
            await _let_mail_in(house)
            yield house
        finally:
            house.stopping = True
            if house.mail_in is not None:
                await house.mail_in.stop()
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*warming, *chores, return_exceptions=True)
            await try_chore("help_reads", house.truth.help.feedback.save_reads)
            await house.search.indexer.stop()
            await house.held.stop()
            await house.announcer.stop()
            if house.mail_out is not None:
                await house.mail_out.stop()
            await house.hub.stop()
            await house.anchoring.stop()
    finally:
        await db.stop()
        house.files.close()


def warm_when_needed(house: House) -> list[asyncio.Task[object]]:
    """Has the rules for agents' words read beside the loop as soon as an agent is here, some 200 ms before they have written anything: a
    desk without agents need not hold them. Gives the task that reads them, once there is one."""
    reading: list[asyncio.Task[object]] = []

    def agent_seen() -> None:
        if not reading:
            reading.append(asyncio.create_task(asyncio.to_thread(find_asks, ""), name="rules for agents' words"))

    house.people.sessions.on_seen.append(agent_seen)
    return reading


async def _let_mail_in(house: House) -> None:
    """Last of all: from here on mails come. Raises SettingsWrong when the listener cannot have its address."""
    if house.mail_in is None:
        return
    try:
        await house.mail_in.start()
    except OSError as taken:
        raise SettingsWrong([f"mail_listen: {taken.strerror or taken}; choose another address, or end who listens there"]) from taken


class QuietServer(uvicorn.Server):
    """uvicorn without signal handlers of its own: serve_until_told stops it, and the house around it is closed afterwards."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class DeskServer(QuietServer):
    """Says goodbye to the live connections first."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._house.stopping = True
        await self._house.hub.say_goodbye(BYE_S)
        await super().shutdown(sockets)


def bind(settings: Settings) -> socket.socket:
    """The listening socket. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with contextlib.suppress(AttributeError, OSError):  # Linux: who takes nothing for so long is cut off by the kernel
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_MS)
    listening.bind((settings.host, settings.port))
    listening.set_inheritable(True)
    return listening


def make_server(house: House, app: Any) -> DeskServer:
    """For one listening socket. The proxies that may say who the client is are those of the settings, nobody else."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=LeanSocket,
        ws_per_message_deflate=False,
        ws_max_size=256 * 1024,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        backlog=4096,
        proxy_headers=bool(house.settings.trusted_proxies),
        forwarded_allow_ips=list(house.settings.trusted_proxies),
        timeout_graceful_shutdown=15,
        timeout_keep_alive=30,
    )
    return DeskServer(config, house)


async def serve_until_told(servers: Sequence[tuple[uvicorn.Server, socket.socket]]) -> None:
    """Serves until SIGTERM or SIGINT; a second signal does not wait for what is under way."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server, _ in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop)
    try:
        await asyncio.gather(*(server.serve([listening]) for server, listening in servers))
    finally:
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(sign)


def calm_collector() -> None:
    """What was made at the start never becomes garbage; and whole collections over thousands of connections come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def raise_file_limit() -> None:
    """As many sockets as the system lets us have: service managers often begin with a soft limit of 1024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextlib.asynccontextmanager
async def controlled(house: House) -> AsyncIterator[None]:
    """With the control socket, over which commands reach the running desk."""
    commands: dict[str, Command] = {
        **backup_commands(house.settings),
        **user_commands(house.people.agents, house.people.teams),
        **rescan_commands(house),
        **mail_commands(house.mail_in),
        **help_commands(house),
        **search_commands(house.search.indexer),
        REPLAY: _replay_command(house),
    }
    server = ControlServer(house.settings.control_socket, commands)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


def _replay_command(house: House) -> Command:
    async def replay(arguments: Any) -> str:
        try:
            taken = await house.replays.again(str(arguments.get("id", "")), by=COMMAND_LINE)
        except FailedAgain as failed:
            raise ControlRefused(f"failed again: {failed.why}") from failed
        except NotFound as gone:
            raise ControlRefused("nothing is parked under this id") from gone
        if taken.ticket is None:
            return "was a report on a mail of ours, and stands where it belongs"
        said = "was in ticket" if taken.state == "known" else "filed in ticket"
        return f"{said} {show_number(taken.ticket)} as event {taken.seq}"

    return replay
