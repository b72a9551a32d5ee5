"""Both servers of the demo on one event loop: the desk, and the sample exchange on a second port, which makes it another origin."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import errno
import gc
import socket
from collections.abc import Iterator

import uvicorn

from truepenny.main.demo.exchange.app import Exchange
from truepenny.main.demo.signing import ISSUER, Signer, load_or_make_signer
from truepenny.main.demo.welcome import Addresses, is_seeded, welcome, write_demo_file
from truepenny.main.running import bind, controlled, make_server, raise_file_limit, running
from truepenny.platform.settings import Settings

WILDCARDS = ("0.0.0.0", "::", "")  # noqa: S104 - only compared


async def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises OSError when the port is taken, CommandFailed when data_dir holds another desk."""
    raise_file_limit()
    desk_socket = bind(settings)
    desk_port = desk_socket.getsockname()[1]
    page_socket = _bind_beside(settings, desk_port)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    signer = load_or_make_signer(settings.data_dir)
    settings = demo_settings(settings, signer, ports=(desk_port, page_socket.getsockname()[1]))
    addresses = Addresses(settings.public_url, _url(settings, page_socket.getsockname()[1]))
    if not is_seeded(settings):
        await _seed(settings, signer)
    async with running(settings) as house, controlled(house):
        write_demo_file(settings, addresses)
        exchange = PageServer(Exchange(signer, desk_url=addresses.desk))
        pages = asyncio.create_task(exchange.serve([page_socket]), name="sample exchange")
        gc.collect()
        gc.freeze()
        print(welcome(settings, addresses), flush=True)
        try:
            await make_server(house, house.app).serve([desk_socket])
        finally:
            exchange.should_exit = True
            await asyncio.gather(pages, return_exceptions=True)


async def _seed(settings: Settings, signer: Signer) -> None:
    """Imported here: later starts do without the stories."""
    from truepenny.main.demo.seed import seed

    await seed(settings, signer)


class PageServer(uvicorn.Server):
    """The second server of the process: leaves the signals to the first."""

    def __init__(self, app: Exchange) -> None:
        super().__init__(
            uvicorn.Config(
                app, loop="uvloop", http="httptools", ws="none", lifespan="off", log_config=None, access_log=False,
                server_header=False, timeout_graceful_shutdown=2,
            )
        )  # fmt: skip

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def demo_settings(settings: Settings, signer: Signer, *, ports: tuple[int, int]) -> Settings:
    """The settings with what the demo brings along: ports of desk and exchange page, the page's origins, the exchange's key."""
    desk_port, page_port = ports
    given = settings.sources.get("public_url")
    pages = tuple(dict.fromkeys([*settings.widget_origins, *(f"http://{name}:{page_port}" for name in ("127.0.0.1", "localhost"))]))
    own_page = _url(settings, page_port)
    return dataclasses.replace(
        settings,
        port=desk_port,
        public_url=settings.public_url if given else _url(settings, desk_port),
        widget_origins=pages if own_page in pages else (*pages, own_page),
        exchange_keys=signer.public_file,
        exchange_issuer=ISSUER,
    )


def _url(settings: Settings, port: int) -> str:
    host = "localhost" if settings.host in WILDCARDS else settings.host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind_beside(settings: Settings, desk_port: int) -> socket.socket:
    """The next port; any free one where that is taken or the desk's own was any."""
    if settings.port != 0 and desk_port < 65535:
        try:
            return bind(dataclasses.replace(settings, port=desk_port + 1))
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
    return bind(dataclasses.replace(settings, port=0))
