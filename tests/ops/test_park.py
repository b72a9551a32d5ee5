"""Parked messages: sealed on disk, listed, opened, replayed once, gone when expired."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, select

from truepenny.intake.park import (
    ParkedUnreadable,
    count_parked,
    find_parked,
    list_parked,
    mark_replayed,
    open_payload,
    park,
    prune_parked,
)
from truepenny.intake.park_schema import parked
from truepenny.platform.clock import DAY
from truepenny.platform.crypto import Keyring

KEYRING = Keyring(b"k" * 32)
WORDS = "我的提现没有到账".encode()


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    parked.create(engine)
    with engine.begin() as conn:
        yield conn
    engine.dispose()


def _park(conn: Connection, *, now_us: int = 0) -> str:
    return park(conn, KEYRING, channel="webchat", reason="parse: KeyError", payload=WORDS, now_us=now_us, keep_days=30)


def test_a_parked_message_is_sealed_and_opens_to_the_same_bytes(conn: Connection) -> None:
    park_id = _park(conn)
    assert WORDS not in conn.execute(select(parked.c.payload)).scalar_one()
    assert open_payload(conn, KEYRING, park_id) == WORDS
    assert open_payload(conn, KEYRING, "nothing") is None
    with pytest.raises(ParkedUnreadable):
        open_payload(conn, Keyring(b"x" * 32), park_id)


def test_it_is_replayed_once(conn: Connection) -> None:
    first, second = _park(conn, now_us=1), _park(conn, now_us=2)
    assert [message.id for message in list_parked(conn)] == [first, second]
    assert mark_replayed(conn, first, now_us=5)
    assert not mark_replayed(conn, first, now_us=6)
    assert count_parked(conn) == 1
    assert [message.id for message in list_parked(conn)] == [second]
    found = find_parked(conn, first)
    assert found is not None
    assert (found.replayed_at, found.channel, found.reason) == (5, "webchat", "parse: KeyError")
    assert len(list_parked(conn, include_replayed=True)) == 2
    assert open_payload(conn, KEYRING, second) is not None
    assert open_payload(conn, KEYRING, first) is None, "what was filed is not kept a second time, and unscreened"


def test_it_expires(conn: Connection) -> None:
    _park(conn, now_us=0)
    late = _park(conn, now_us=DAY)
    assert prune_parked(conn, now_us=30 * DAY) == 1
    assert [message.id for message in list_parked(conn)] == [late]
