"""Both servers of the demo on one event loop: the desk, and the sample exchange on a second port, which makes it another origin."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import socket
from concurrent.futures import Future

import uvicorn

from truepenny.main.demo.exchange.app import Exchange
from truepenny.main.demo.mailbox.sink import bind_loopback, taking_mail
from truepenny.main.demo.mailbox.way import by_lmtp, free_port, open_mailboxes, with_mail
from truepenny.main.demo.signing import Signer, load_or_make_signer, with_exchange_key
from truepenny.main.demo.welcome import Addresses, page_url, welcome, write_demo_file
from truepenny.main.running import QuietServer, bind, calm_collector, controlled, make_server, raise_file_limit, running, serve_until_told
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings


async def serve(settings: Settings, seeding: Future[None] | None) -> None:
    """Until SIGTERM or SIGINT. seeding: done when there is something to show.

    Raises OSError when the port is taken, and what seeding raises.
    """
    raise_file_limit()
    if seeding is not None:
        await asyncio.wrap_future(seeding)
    desk_socket = bind(settings)
    desk_port = desk_socket.getsockname()[1]
    page_socket = _bind_beside(settings, desk_port)
    signer = load_or_make_signer(settings.data_dir)
    mailboxes, mail_socket, mail_port = open_mailboxes(settings.data_dir), bind_loopback(), free_port()
    settings = demo_settings(settings, signer, ports=(desk_port, page_socket.getsockname()[1]))
    settings = with_mail(settings, out_port=mail_socket.getsockname()[1], in_port=mail_port)
    addresses = Addresses(settings.public_url, page_url(settings, page_socket.getsockname()[1]))
    async with taking_mail(mail_socket, mailboxes, SystemClock()), running(settings) as house, controlled(house):
        await house.truth.help.plant_starter()
        await house.truth.synonyms.plant_starter()
        write_demo_file(settings, addresses)
        pages = make_page_server(Exchange(signer, addresses.desk, mailboxes, by_lmtp(mail_port)))
        calm_collector()
        for listening in (desk_socket, page_socket):
            listening.listen(4096)
        print(welcome(settings, addresses), flush=True)
        await serve_until_told([(make_server(house, house.app), desk_socket), (pages, page_socket)])


def make_page_server(app: Exchange) -> QuietServer:
    return QuietServer(
        uvicorn.Config(
            app, loop="uvloop", http="httptools", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
            timeout_graceful_shutdown=2,
        )
    )  # fmt: skip


def demo_settings(settings: Settings, signer: Signer, *, ports: tuple[int, int]) -> Settings:
    """The settings with what the demo brings along: ports of desk and exchange page, the page's origins, the exchange's key."""
    desk_port, page_port = ports
    given = settings.sources.get("public_url")
    pages = tuple(dict.fromkeys([*settings.widget_origins, *(f"http://{name}:{page_port}" for name in ("127.0.0.1", "localhost"))]))
    own_page = page_url(settings, page_port)
    return dataclasses.replace(
        with_exchange_key(settings, signer),
        port=desk_port,
        public_url=settings.public_url if given else page_url(settings, desk_port),
        widget_origins=pages if own_page in pages else (*pages, own_page),
    )


def _bind_beside(settings: Settings, desk_port: int) -> socket.socket:
    """The next port; any free one where that is taken or the desk's own was any."""
    if settings.port != 0 and desk_port < 65535:
        try:
            return bind(dataclasses.replace(settings, port=desk_port + 1))
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
    return bind(dataclasses.replace(settings, port=0))
