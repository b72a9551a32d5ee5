"""Mail is fetched from a real IMAP server: each once, none lost, whatever others do in the mailbox meanwhile."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from tests.email.fetch.conftest import Users
from tests.email.fetch.stage import Site, mail, until
from tests.email.servers.dovecot import DovecotServer

from truepenny.platform.db.database import DatabaseAway

pytestmark = pytest.mark.anyio


async def test_waiting_mail_is_taken_in_order_and_new_mail_within_a_moment(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    for number in range(3):
        dovecot.deliver(mail(f"waiting {number}"), user)
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: len(site.desk.taken) == 3)
        assert site.desk.taken == ["waiting 0", "waiting 1", "waiting 2"]
        await asyncio.to_thread(dovecot.deliver, mail("new"), user)
        await until(lambda: "new" in site.desk.taken, seconds=3)
    assert site.desk.offered == site.desk.taken, "none is offered twice"
    assert site.desk.envelopes[0].source == f"imap:{user} at 127.0.0.1:{dovecot.port}, INBOX"

    async with site.fetching(dovecot.imap_url(user)):
        await asyncio.to_thread(dovecot.deliver, mail("after a restart"), user)
        await until(lambda: "after a restart" in site.desk.taken)
    assert len(site.desk.offered) == 5, "the mark was kept"


async def test_a_mail_that_somebody_else_has_read_still_arrives_and_an_unread_one_stays_unread(
    site: Site, dovecot: DovecotServer, new_user: Users
) -> None:
    user = new_user()
    dovecot.deliver(mail("read by a colleague"), user)
    dovecot.deliver(mail("unread"), user)
    with dovecot.connected(user) as colleague:
        colleague.select("INBOX")
        colleague.fetch("1", "(BODY[])")
        assert colleague.search(None, "SEEN")[1] == [b"1"]
        async with site.fetching(dovecot.imap_url(user)):
            await until(lambda: len(site.desk.taken) == 2)
        colleague.noop()
        assert colleague.search(None, "UNSEEN")[1] == [b"2"]


async def test_what_was_taken_gets_a_keyword_or_moves_away(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    marked, moved = new_user(), new_user()
    dovecot.deliver(mail("one"), marked)
    dovecot.deliver(mail("two"), moved)
    async with site.fetching(dovecot.imap_url(marked), dovecot.imap_url(moved, query="move=Done/Support")):
        await until(lambda: sorted(site.desk.taken) == ["one", "two"])
        await until(lambda: dovecot.list(moved) == [])
    assert len(dovecot.list(moved, "Done.Support")) == 1, "this server parts its folders by dots"
    with dovecot.connected(marked) as imap:
        imap.select("INBOX")
        assert imap.search(None, "KEYWORD", "$Truepenny")[1] == [b"1"]


async def test_on_an_old_server_without_move_mails_are_copied_and_removed(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    dovecot.deliver(mail("one"), user)
    dovecot.deliver(mail("of a colleague"), user)
    old = dovecot.imap_url(user, query="move=Done").replace("@127.0.0.1:", "@127.0.0.2:")
    with dovecot.connected(user) as colleague:
        colleague.select("INBOX")
        colleague.store("2", "+FLAGS", r"(\Deleted)")
        dovecot.deliver(mail("two"), user)
        site.desk.fails = lambda content: b"colleague" in content
        async with site.fetching(old):
            await until(lambda: sorted(site.desk.taken) == ["one", "two"])
            await until(lambda: len(dovecot.list(user)) == 1)
        assert b"of a colleague" in dovecot.list(user)[0], "what the colleague has deleted is theirs to remove"
        assert len(dovecot.list(user, "Done")) == 2


async def test_a_renumbered_mailbox_is_offered_again_and_nothing_is_doubled(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    for number in range(3):
        dovecot.deliver(mail(f"old {number}"), user)
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: len(site.desk.taken) == 3)
    before = (await site.states())[0].last_uid
    dovecot.renumber(user)
    dovecot.deliver(mail("new"), user)
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: "new" in site.desk.taken)
    assert len(site.desk.offered) == 7, "all of it was offered again"
    assert len(site.desk.taken) == 4
    assert before == 3


async def test_the_same_mail_in_two_mailboxes_is_taken_once(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    one, other = new_user(), new_user()
    dovecot.deliver(mail("to both"), one, other)
    async with site.fetching(dovecot.imap_url(one), dovecot.imap_url(other)):
        await until(lambda: len(site.desk.offered) == 2)
    assert site.desk.taken == ["to both"]


async def test_the_server_goes_away_and_comes_back(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    dovecot.deliver(mail("before"), user)
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: site.desk.taken == ["before"])
        await asyncio.to_thread(dovecot.pause)
        await until(site.troubles)
        assert "cannot be reached" in (await site.troubles())[0] or "lost" in (await site.troubles())[0]
        await asyncio.to_thread(dovecot.resume)
        await asyncio.to_thread(dovecot.deliver, mail("after"), user)
        await until(lambda: site.desk.taken == ["before", "after"])
        await until(lambda: _none(site))
    # one whose mark the broken connection kept from being written is offered again, and known
    assert site.desk.taken == ["before", "after"]


async def test_a_refused_password_is_told_and_mended_without_a_restart(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    url = dovecot.imap_url(user)
    await asyncio.to_thread(dovecot.add_user, user, "another password")
    await asyncio.to_thread(dovecot.deliver, mail("waiting"), user)
    async with site.fetching(url):
        await until(site.troubles)
        (trouble,) = await site.troubles()
        assert "refused user or password" in trouble
        assert dovecot.password not in trouble
        await asyncio.to_thread(dovecot.add_user, user)
        await until(lambda: site.desk.taken == ["waiting"])
        await until(lambda: _none(site))


async def test_one_mail_that_nobody_can_take_holds_up_no_other_and_is_never_lost(
    site: Site, dovecot: DovecotServer, new_user: Users
) -> None:
    user = new_user()
    for words in ("first", "poison", "last"):
        dovecot.deliver(mail(words), user)
    site.desk.fails = lambda content: b"poison" in content
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: site.desk.taken == ["first", "last"])
        await until(site.troubles)
        assert await site.troubles() == ["mails that could not be taken: 1; they are tried again"]
        await asyncio.to_thread(dovecot.deliver, mail("later"), user)
        await until(lambda: "later" in site.desk.taken)
    assert (await site.states())[0].last_uid == 1, "the mark waits for it"
    assert site.desk.offered.count("last") == 1

    site.desk.fails = lambda _content: False
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: "poison" in site.desk.taken)
        await until(lambda: _none(site))
    assert sorted(site.desk.taken) == ["first", "last", "later", "poison"]
    assert (await site.states())[0].last_uid == 4


async def test_nothing_is_put_away_while_the_database_is_away(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    dovecot.deliver(mail("patient"), user)
    site.desk.away = True
    async with site.fetching(dovecot.imap_url(user, query="move=Done")):
        await until(lambda: len(site.desk.offered) >= 3)
        assert len(dovecot.list(user)) == 1
        assert (await site.states())[0].last_uid == 0
        site.desk.away = False
        await until(lambda: site.desk.taken == ["patient"])
        await until(lambda: dovecot.list(user) == [])
    assert len(dovecot.list(user, "Done")) == 1


async def test_a_mail_that_cannot_be_saved_holds_up_no_other(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    """The disk has no room for a large one, say. It stays where it is, and is taken when there is."""
    user = new_user()
    for one in (mail("before"), mail("large", size=600_000), mail("after"), mail("and one more")):
        dovecot.deliver(one, user)
    full = True

    def fails(content: bytes) -> bool:
        if full and b"Subject: large" in content:
            raise DatabaseAway
        return False

    site.desk.fails = fails
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: site.desk.taken == ["before", "after", "and one more"])
        assert (await site.states())[0].last_uid == 1
        full = False
        await until(lambda: site.desk.taken[3:] == ["large"])
        await until(lambda: _at(site, 4))


async def test_a_large_mail_comes_in_parts_by_way_of_a_file_that_is_gone_afterwards(
    site: Site, dovecot: DovecotServer, new_user: Users, tmp_path: Path
) -> None:
    user = new_user()
    large = mail("large", size=3_000_000)
    dovecot.deliver(large, user)
    seen: list[str] = []

    def look(_content: bytes) -> bool:
        seen.extend(stat.filemode(path.stat().st_mode) for path in (tmp_path / "spool").iterdir())
        return False

    site.desk.fails = look
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: site.desk.taken == ["large"])
    assert site.desk.sizes[0] >= len(large)
    assert seen == ["-rw-------"]
    assert list((tmp_path / "spool").iterdir()) == []


async def test_a_mail_that_is_too_large_stays_where_it_is_and_is_told_once(
    site: Site, dovecot: DovecotServer, new_user: Users, caplog: pytest.LogCaptureFixture
) -> None:
    user = new_user()
    dovecot.deliver(mail("too large", size=400_000), user)
    dovecot.deliver(mail("small"), user)
    small_only = site.another(max_bytes=300_000)
    for _ in range(2):
        async with small_only.fetching(dovecot.imap_url(user, query="move=Done")):
            await until(lambda: site.desk.taken == ["small"])
            await until(lambda: len(dovecot.list(user, "Done")) == 1)
    assert len(dovecot.list(user)) == 1
    assert (await site.states())[0].left_out == 1
    assert [record.message for record in caplog.records].count("a mail stays in its mailbox") == 1


async def test_only_one_node_fetches_at_a_time_and_another_goes_on_after_it(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    url = dovecot.imap_url(user)
    other = site.another(node="two")
    async with site.fetching(url):
        await until(lambda: _fetched_by(site, "one"))
        async with other.fetching(url):
            await asyncio.to_thread(dovecot.deliver, mail("for one of us"), user)
            await until(lambda: site.desk.taken == ["for one of us"])
            assert await _fetched_by(site, "one")
    assert site.desk.offered == ["for one of us"]
    async with other.fetching(url):
        await until(lambda: _fetched_by(site, "two"))


async def test_many_waiting_mails_are_fetched_in_portions_and_none_twice(site: Site, dovecot: DovecotServer, new_user: Users) -> None:
    user = new_user()
    for number in range(100):
        dovecot.deliver(mail("one of many", number=number, size=60_000 if number % 10 == 0 else 0), user)
    async with site.fetching(dovecot.imap_url(user)):
        await until(lambda: len(site.desk.taken) == 100)
    assert len(site.desk.offered) == 100


async def _at(site: Site, uid: int) -> bool:
    return (await site.states())[0].last_uid == uid


async def _none(site: Site) -> bool:
    return not await site.troubles()


async def _fetched_by(site: Site, node: str) -> bool:
    return [one.fetched_by for one in await site.states()] == [node]
