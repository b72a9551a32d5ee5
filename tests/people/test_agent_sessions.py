"""Sessions of agents: how long they live, who is present, and that they end everywhere at once."""

from __future__ import annotations

import pytest
from tests.people.house import House

from truepenny.contracts.identity import Role
from truepenny.people.agent_sessions import AgentSessions, device_words
from truepenny.people.agents import list_present
from truepenny.platform.db.database import DatabaseAway

pytestmark = pytest.mark.anyio


async def test_a_session_ends_after_twelve_hours_without_a_sign_of_life(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    house.clock.advance(11 * 3600)
    assert await house.sessions.find_agent(token) is not None
    house.clock.advance(11 * 3600)
    assert await house.sessions.find_agent(token) is not None
    house.clock.advance(12 * 3600)
    assert await house.sessions.find_agent(token) is None


async def test_a_session_ends_after_seven_days_in_any_case(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    for _ in range(16):
        house.clock.advance(10 * 3600)
        assert await house.sessions.find_agent(token) is not None
    house.clock.advance(8 * 3600)
    assert await house.sessions.find_agent(token) is None


async def test_a_hot_request_costs_no_read_and_another_nodes_end_shows_within_five_seconds(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    other_node = AgentSessions(house.db, house.clock)
    token = await house.enter("ann", secret)
    ann = await house.agent(token)
    assert await other_node.find_agent(token) is not None
    await house.sessions.end_session(ann, ann.session)
    assert await house.sessions.find_agent(token) is None
    assert await other_node.find_agent(token) is not None
    house.clock.advance(5.1)
    assert await other_node.find_agent(token) is None


async def test_who_is_signed_in_can_go_on_reading_while_nothing_can_be_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the sign of life waits, and the desk stays open to look things up."""
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    house.clock.advance(61)

    async def full(_work: object) -> None:
        raise DatabaseAway("disk is full")

    with monkeypatch.context() as away:
        away.setattr(house.db, "write", full)
        assert await house.sessions.find_agent(token) is not None
    house.clock.advance(61)
    assert await house.sessions.find_agent(token) is not None
    house.clock.advance(119)
    assert await house.db.read(lambda conn: list_present(conn, now_us=house.clock.now_us())), "seen again as soon as it can be written"


async def test_it_is_told_that_an_agent_is_here_and_of_nobody_else(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    seen: list[str] = []
    house.sessions.on_seen.append(lambda: seen.append("an agent"))
    assert await house.sessions.find_agent("nobody's token") is None
    assert seen == []
    assert await house.sessions.find_agent(token) is not None
    assert await house.sessions.find_agent(token) is not None
    assert seen == ["an agent"], "the second time from memory"


async def test_disabling_ends_all_sessions_at_once(house: House) -> None:
    await house.add("ann", "Ann", role=Role.ADMIN)
    ben, secret = await house.add("ben", "Ben")
    tokens = [await house.enter("ben", secret) for _ in range(2)]
    assert await house.directory.present(ben)
    closed: list[str] = []
    house.sessions.on_end.append(closed.extend)
    await house.directory.disable(ben, by="A-1001")
    assert [await house.sessions.find_agent(token) for token in tokens] == [None, None]
    assert len(closed) == 2
    assert not await house.directory.present(ben)


async def test_present_means_seen_within_two_minutes(house: House) -> None:
    ann, secret = await house.add("ann", "Ann")
    assert not await house.directory.present(ann)
    token = await house.enter("ann", secret)
    house.clock.advance(100)
    assert await house.directory.present(ann)
    assert await house.sessions.find_agent(token) is not None
    house.clock.advance(100)
    assert await house.directory.present(ann)
    house.clock.advance(30)
    assert not await house.directory.present(ann)


async def test_ending_all_but_this_one(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    tokens = [await house.enter("ann", secret) for _ in range(3)]
    ann = await house.agent(tokens[0])
    assert len(await house.sessions.list_sessions(ann)) == 3
    await house.sessions.end_all(ann, but_this=True)
    assert [session.current for session in await house.sessions.list_sessions(ann)] == [True]
    await house.sessions.end_all(ann, but_this=False)
    assert await house.sessions.find_agent(tokens[0]) is None


@pytest.mark.parametrize("token", [None, "", "x", "x" * 10_000, "\ud800", "' OR 1=1 --"])
async def test_what_is_no_token_finds_nobody(house: House, token: str | None) -> None:
    assert await house.sessions.find_agent(token) is None


def test_devices_are_named_in_a_few_words() -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
    assert device_words(chrome) == "Chrome, Windows"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1"
    assert device_words(iphone) == "Safari, iPhone"
    assert device_words("curl/8\u202e\x00<b>") == "curl/8<b>"
    assert device_words("") == ""
