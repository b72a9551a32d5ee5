"""The demo's first start: an empty folder becomes a desk with people and tickets in every state; a desk of somebody else is left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.left_behind import expect_none, marked

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.log.verify import verify
from truepenny.main.demo.mailbox.owners import OWNERS
from truepenny.main.demo.mailbox.way import open_mailboxes
from truepenny.main.demo.mark import is_seeded
from truepenny.main.demo.people import AGENTS, CUSTOMERS, PASSWORD
from truepenny.main.demo.seed import seed
from truepenny.main.demo.signing import load_or_make_signer, with_exchange_key
from truepenny.main.demo.start import demo_settings
from truepenny.main.demo.stories import STORIES
from truepenny.main.running import running
from truepenny.main.trouble import CommandFailed
from truepenny.outbound.mail.overview import count_states
from truepenny.people.totp import code_at
from truepenny.platform.settings import Settings, load_settings
from truepenny.projections.inbox.query import Filter, load_inbox, load_rows
from truepenny.projections.timeline.query import load_conversation

pytestmark = pytest.mark.anyio
LEAD = Agent(AgentId("A-1012"), "Omar Haddad", Role.LEAD)


async def seeded(settings: Settings) -> Settings:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    signer = load_or_make_signer(settings.data_dir)
    settings = with_exchange_key(settings, signer)
    await seed(settings, signer)
    return settings


async def test_an_empty_desk_becomes_a_busy_one(empty_settings: Settings) -> None:
    settings = await seeded(empty_settings)
    async with running(settings) as house:
        page = await house.db.read(lambda conn: load_inbox(conn, LEAD, Filter(view="all"), after=None, limit=100))
        assert {row.status for row in page.rows} == {"open", "waiting", "hold", "solved"}
        assert {row.priority for row in page.rows} >= {"P0", "P1", "P2", "P3", "P4"}
        assert {row.language for row in page.rows} == {"en", "zh"}
        assert {row.confirmed for row in page.rows} == {None, True, False}
        assert {row.assurance for row in page.rows} >= {0, 2, 3}
        assert page.counts.unassigned > 2
        assert any(row.tags for row in page.rows)
        assert len({row.activity_at for row in page.rows}) == len(page.rows)
        assert all(row.opened_at <= row.activity_at <= house.clock.now_us() for row in page.rows)

        kinds: Counter[str] = Counter()
        longest, with_files, ratings = 0, 0, 0
        for row in page.rows:
            found = await house.db.read(
                lambda conn, ticket=row.ticket: load_conversation(conn, LEAD, ticket, load_files=house.files.load_views, after=0)  # type: ignore[misc]
            )
            kinds.update(event.kind for event in found.events)
            longest = max(longest, sum(event.kind in ("message_received", "message_sent") for event in found.events))
            with_files += sum(len(event.files) for event in found.events)
            ratings += found.ticket.rating is not None
        assert longest == 120
        by_mail = [row for row in page.rows if row.channel == "email"]
        assert sorted((row.language, row.assurance) for row in by_mail) == [("en", 0), ("en", 1), ("zh", 1)]
        assert kinds["linked"] == 1, "the one that cannot prove who wrote it names the ticket of another"
        mailboxes = open_mailboxes(settings.data_dir)
        assert [len(mailboxes.list_mails(owner.address, "in")) for owner in OWNERS] == [2, 3, 0]
        assert await house.db.read(count_states) == {"sent": 5}, "nobody is mailed about old answers"
        assert with_files >= 10
        assert ratings >= 5
        assert kinds["secrets_removed"] == kinds["hash_asked"] == 2, (
            "one of each in either language, and no harmless word taken for a secret"
        )
        assert kinds["disputed"] >= 1
        assert kinds["note_added"] >= 5
        assert kinds["absorbed"] >= 2
        assert len(page.rows) + kinds["absorbed"] == len(STORIES)
        findings = await house.db.read(lambda conn: list(verify(conn, house.keyring, settings.anchors_path)))
        assert findings == []


async def test_the_agents_sign_in_with_what_the_demo_says(sqlite_settings: Settings) -> None:
    settings = await seeded(sqlite_settings)
    async with running(settings) as house:
        for agent in AGENTS:
            step = await house.people.sign_in.start(agent.login, PASSWORD, address="127.0.0.1")
            code = code_at(agent.totp_secret, house.clock.now_us())
            done = await house.people.sign_in.check_code(step.step_token, code, address="127.0.0.1", device="test")
            assert done.stage == "in", agent.login
        cards = {card.id: card for card in await house.people.agents.list_agents()}
        assert {card.role for card in cards.values()} == set(Role)
        assert len(await house.canned.list_canned()) % 2 == 0


async def test_a_customer_of_the_sample_page_finds_their_tickets(sqlite_settings: Settings) -> None:
    settings = await seeded(sqlite_settings)
    signer = load_or_make_signer(settings.data_dir)
    async with running(settings) as house:
        for person in CUSTOMERS:
            if person.uid:
                token = signer.token(person, now_s=time.time())
                session = await house.portal.sign_in_with_token(token, language="en")
                assert session.name == person.name
                assert await house.portal.list_tickets(session.customer), person.key


async def test_another_desk_and_a_broken_first_start_are_left_alone(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as house:
        await house.people.agents.add("real", "Real Person", by="command line")
    assert not is_seeded(sqlite_settings)
    signer = load_or_make_signer(sqlite_settings.data_dir)
    with pytest.raises(CommandFailed, match="choose another folder"):
        await seed(sqlite_settings, signer)
    async with running(sqlite_settings) as house:
        assert [card.login for card in await house.people.agents.list_agents()] == ["real"]
        page = await house.db.read(lambda conn: load_inbox(conn, LEAD, Filter(view="all"), after=None, limit=10))
        assert page.rows == ()
        assert await house.db.read(lambda conn: load_rows(conn, LEAD, [])) == []


@pytest.mark.parametrize(
    ("host", "desk", "page"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://localhost:8000", "http://localhost:8001"),
        ("::1", "http://[::1]:8000", "http://[::1]:8001"),
    ],
)
def test_the_page_is_another_origin_that_the_desk_knows(tmp_path: Path, host: str, desk: str, page: str) -> None:
    given = replace(load_settings({}, given={"data_dir": str(tmp_path)}), host=host, public_url="http://wrong")
    made = demo_settings(given, load_or_make_signer(tmp_path), ports=(8000, 8001))
    assert made.public_url == desk
    assert page in made.widget_origins
    assert {"http://127.0.0.1:8001", "http://localhost:8001"} <= set(made.widget_origins)


@pytest.mark.slow
def test_two_starts_and_two_good_ends(tmp_path: Path) -> None:
    seen = [_start_and_stop(tmp_path) for _ in range(2)]
    assert [code for code, _, _ in seen] == [0, 0]
    assert "calm-harbour" in seen[0][1]
    assert "/mailbox " in seen[0][1]
    assert seen[0][2] == seen[1][2], "nothing was added by the second start"


def _start_and_stop(folder: Path) -> tuple[int, str, bytes]:
    """Exit code, what was printed, and what the sample page's desk says of itself."""
    data = folder / "data"
    (data / "demo.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "truepenny.main.cli", "demo", "--port", "0", "--data-dir", str(data)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "Stop with Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            told = json.loads((data / "demo.json").read_text(encoding="utf-8"))
            with urllib.request.urlopen(told["exchange_url"] + "wallet?as=maria", timeout=20) as page:
                assert b"Maria Silva" in page.read()
            with urllib.request.urlopen(told["portal_url"] + "api/widget/config", timeout=20) as config:
                brand = config.read()
        finally:
            process.terminate()
        return process.wait(20), said, brand


@pytest.mark.skipif(sys.platform != "linux", reason="it asks /proc")
def test_a_demo_that_is_killed_while_it_makes_its_tickets_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "truepenny.main.cli", "demo", "--port", "0", "--data-dir", str(tmp_path / "data")]
    demo = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "MARK": str(tmp_path)}, stdout=subprocess.DEVNULL)
    while not (tmp_path / "data" / "truepenny.db").exists():  # the other process is at work
        assert demo.poll() is None
        time.sleep(0.05)
    assert len(marked(str(tmp_path))) > 1
    demo.kill()
    demo.wait()
    expect_none(str(tmp_path))
