"""/healthz, /readyz and /metrics tell the truth, and every request gets an id and a log line that gives nothing away."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, Response, get
from litestar.params import FromPath
from sqlalchemy import Connection, text

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import SetClock
from truepenny.platform.db.sqlite import SqliteDatabase
from truepenny.platform.observe.health import Vitals, check_ready, last_pulses
from truepenny.platform.observe.logging import setup_logging
from truepenny.platform.observe.metrics import Metrics, Sample
from truepenny.platform.observe.request_id import with_request_id
from truepenny.platform.observe.schema import node_pulse
from truepenny.surfaces.api.health import health_routes

pytestmark = pytest.mark.anyio


def _refuse(request: Request[Any, Any, Any], refused: Refused) -> Response[str]:
    return Response(refused.code, status_code=refused.status)


def _client(app: Any, *, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.example")


class Desk:
    """A database with a pulse, and the questions that the wiring answers."""

    def __init__(self, folder: Path) -> None:
        self.db = SqliteDatabase(folder / "truepenny.db")
        self.metrics = Metrics(version="0.1.0", node="n1")
        self.current = True
        self.stopping = False
        self.vitals = Vitals(
            db=self.db,
            clock=SetClock(),
            node="n1",
            folder=folder,
            schema_current=lambda conn: self.current,
            stopping=lambda: self.stopping,
        )

    async def sample(self) -> Sample | None:
        return Sample(parked=2, event_position=41, jobs={"waiting": 3})

    def app(self, *, token: str = "") -> Any:
        @get("/t/{number:str}/{key:str}", sync_to_thread=False)
        def private(number: FromPath[str], key: FromPath[str]) -> str:
            return "ok"

        @get("/broken", sync_to_thread=False)
        def broken() -> str:
            raise ZeroDivisionError

        routes = health_routes(vitals=self.vitals, metrics=self.metrics, sample=self.sample, metrics_token=token)
        return with_request_id(
            Litestar([*routes, private, broken], openapi_config=None, logging_config=None, exception_handlers={Refused: _refuse}),
            self.metrics,
        )


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    await desk.db.start()
    await desk.db.write(node_pulse.create)
    yield desk
    with contextlib.suppress(Exception):
        await desk.db.stop()


async def _failing(desk: Desk) -> dict[str, str]:
    return {check.name: check.note for check in await check_ready(desk.vitals) if not check.ok}


async def test_a_healthy_desk_is_ready(desk: Desk) -> None:
    assert await _failing(desk) == {}
    desk.db._last_commit_us = 0
    assert await _failing(desk) == {}
    assert await desk.db.read(last_pulses) == {"n1": desk.vitals.clock.now_us()}


async def test_a_stopping_desk_is_not_ready(desk: Desk) -> None:
    desk.stopping = True
    assert await _failing(desk) == {"stopping": "This process is stopping."}


async def test_a_desk_with_other_tables_is_not_ready(desk: Desk) -> None:
    desk.current = False
    assert await _failing(desk) == {"schema": "The tables are not those of this version.", "writer": "Not tried."}


async def test_a_database_that_is_gone_or_takes_nothing_is_not_ready(desk: Desk) -> None:
    def drop(conn: Connection) -> None:
        conn.execute(text("DROP TABLE node_pulse"))

    await desk.db.write(drop)
    desk.db._last_commit_us = 0
    assert await _failing(desk) == {"writer": "The database does not take anything."}
    await desk.db.stop()
    assert "database" in await _failing(desk)


async def test_over_http(desk: Desk) -> None:
    async with _client(desk.app()) as client:
        assert (await client.get("/healthz")).text == "ok\n"
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)
        desk.stopping = True
        stopping = await client.get("/readyz")
        assert (stopping.status_code, stopping.json()["ready"]) == (503, False)


async def test_metrics_need_the_token_or_loopback(desk: Desk) -> None:
    async with _client(desk.app(token="s3cret")) as client:
        assert (await client.get("/metrics")).status_code == 404
        assert (await client.get("/metrics", headers={"authorization": "Bearer wrong"})).status_code == 404
        page = await client.get("/metrics", headers={"authorization": "Bearer s3cret"})
        assert page.status_code == 200
        for line in (
            "truepenny_parked 2.0",
            "truepenny_event_position 41.0",
            'truepenny_jobs{state="waiting"} 3.0',
            "truepenny_database_up 1.0",
        ):
            assert line in page.text
    async with _client(desk.app(), peer="203.0.113.7") as client:
        assert (await client.get("/metrics")).status_code == 404
    async with _client(desk.app()) as client:
        assert (await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})).status_code == 404
        assert (await client.get("/metrics")).status_code == 200


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    before = logging.getLogger().handlers[:]
    stream = io.StringIO()
    setup_logging("info", stream=stream)
    yield stream
    logging.getLogger().handlers[:] = before
    logging.captureWarnings(capture=False)


async def test_a_request_has_an_id_a_measure_and_a_discreet_line(desk: Desk, lines: io.StringIO) -> None:
    async with _client(desk.app()) as client:
        answer = await client.get("/t/K7M24QDX/secretkey?token=abc", headers={"x-request-id": "forged"})
        await client.get("/nothing/here")
        await client.get("/broken")
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    first, second, third = [line for line in logged if line["says"] == "request"]
    assert first["request"] == answer.headers["x-request-id"] != "forged"
    assert (first["method"], first["route"], first["status"]) == ("GET", "/t/{number}/{key}", 200)
    assert (second["route"], second["status"]) == ("other", 404)
    assert (third["route"], third["status"], third["level"]) == ("/broken", 500, "warning")
    assert "secretkey" not in lines.getvalue()
    assert "abc" not in lines.getvalue()
    text = desk.metrics.text().decode()
    assert 'truepenny_http_request_seconds_count{method="GET",route="/t/{number}/{key}",status="200"} 1.0' in text
