"""Announcements by mail: only who said so by the mailed link gets them, once each, until one click; whatever else is asked, the answer
is the same."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import delete, select, update
from tests.announcements.telling import PROMOTION, TRON, finish
from tests.email.out.conftest import OutDesk
from tests.portal.conftest import LI, MailDesk

from truepenny.contracts.errors import Refused
from truepenny.knowledge.announcements.kinds import NewUpdate, Scope
from truepenny.knowledge.announcements.schema import announcement_jobs
from truepenny.outbound.announcing.schema import subscribers
from truepenny.outbound.announcing.subscribers import Wish, prune_subscribers
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import DAY, HOUR

pytestmark = pytest.mark.anyio
LEAD = "A-1001"
WISH = Wish(("incident", "maintenance"), (), "zh")
ZHAO = "zhao@mail.example"


async def ask_and_confirm(desk: OutDesk, address: str, wish: Wish = WISH) -> None:
    await desk.house.truth.subscribers.ask(address, wish, place="192.0.2.1")
    mail = next(mail for mail in await desk.send() if mail.to == address)
    assert mail.message["X-Truepenny"] == "subscribe"
    key = re.search(r"/notices/mail/([\w-]+)", mail.text)
    assert key is not None
    assert await desk.house.truth.subscribers.confirm(key[1]) == wish


async def publish(desk: OutDesk) -> str:
    made = await desk.house.truth.announcements.publish(TRON, by=LEAD)
    await finish(desk.house)
    return made


async def test_who_said_so_gets_each_announcement_once_in_their_language(desk: OutDesk) -> None:
    await ask_and_confirm(desk, ZHAO)
    await ask_and_confirm(desk, "eve@mail.example", Wish(("promotion",), (), "en"))
    await desk.house.truth.subscribers.ask("never@mail.example", WISH, place="192.0.2.1")
    await desk.send()
    made = await publish(desk)
    (mail,) = await desk.send()
    assert (mail.to, mail.message["X-Truepenny"]) == (ZHAO, "announcement")
    assert "TRON 提现暂停" in mail.message["Subject"]
    assert "暂缓处理" in mail.text
    assert f"https://desk.acme.example/zh/notices/{made}" in mail.text
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    await desk.house.truth.announcements.add_update(made, NewUpdate("identified", {"en": "A node."}), by=LEAD)
    await finish(desk.house)
    assert await desk.send() == [], "an update that is not to be told is not mailed"
    await desk.house.truth.announcements.add_update(made, NewUpdate("resolved", {"zh": "已全部发出。"}), by=LEAD)
    await finish(desk.house)
    (last,) = await desk.send()
    assert "已全部发出。" in last.text


async def test_a_job_that_begins_again_mails_nobody_twice(desk: OutDesk) -> None:
    for n in range(5):
        desk.clock.advance(3600)
        await ask_and_confirm(desk, f"reader{n}@mail.example")
    await publish(desk)
    assert len(await desk.send()) == 5
    again = update(announcement_jobs).values(mark="", finished_at=None, lease_until=0)
    await desk.house.db.write(lambda conn: conn.execute(again))
    await finish(desk.house)
    assert await desk.send() == []


async def test_one_click_ends_it_and_nothing_is_kept(one_desk: OutDesk) -> None:
    await ask_and_confirm(one_desk, ZHAO)
    await publish(one_desk)
    (mail,) = await one_desk.send()
    link = str(mail.message["List-Unsubscribe"]).strip("<>")
    key = link.rpartition("/")[2]
    await one_desk.house.truth.announcements.publish(TRON, by=LEAD)
    await finish(one_desk.house)
    assert await one_desk.house.truth.subscribers.leave(key)
    assert await one_desk.house.truth.subscribers.leave(key), "twice changes nothing"
    assert not await one_desk.house.truth.subscribers.leave("A" * len(key))
    assert await one_desk.send() == [], "also what was queued already"
    assert await one_desk.house.db.read(lambda conn: conn.execute(select(subscribers)).all()) == []


async def test_services_narrow_it_and_promotions_only_to_who_wants_them(one_desk: OutDesk) -> None:
    await ask_and_confirm(one_desk, ZHAO, Wish(("incident",), ("trading",), "en"))
    await ask_and_confirm(one_desk, "eve@mail.example", Wish(("incident",), ("withdrawals",), "en"))
    await publish(one_desk)
    assert [mail.to for mail in await one_desk.send()] == ["eve@mail.example"]
    await one_desk.house.truth.announcements.publish(PROMOTION, by=LEAD)
    await finish(one_desk.house)
    assert await one_desk.send() == []


async def test_coins_and_networks_narrow_it_and_what_concerns_everything_comes_all_the_same(one_desk: OutDesk) -> None:
    wishes = {
        "tron": Wish(("incident",), networks=("TRON",)),
        "ether": Wish(("incident",), networks=("Ethereum",), assets=("USDT",)),
        "btc": Wish(("incident",), assets=("BTC",)),
    }
    for name, wish in wishes.items():
        await ask_and_confirm(one_desk, f"{name}@mail.example", wish)
    await publish(one_desk)
    assert [mail.to for mail in await one_desk.send()] == ["tron@mail.example"], "USDT on TRON"
    await one_desk.house.truth.announcements.publish(replace(TRON, scope=Scope(topics=("WD",))), by=LEAD)
    await finish(one_desk.house)
    assert {mail.to for mail in await one_desk.send()} == {f"{name}@mail.example" for name in wishes}


async def test_an_address_gets_only_so_many_links_and_who_asks_cannot_tell(one_desk: OutDesk) -> None:
    for _ in range(5):
        await one_desk.house.truth.subscribers.ask(ZHAO, WISH, place="192.0.2.1")
    assert len(await one_desk.send()) == 2
    states = await one_desk.house.db.read(
        lambda conn: conn.execute(select(deliveries.c.state).where(deliveries.c.what == "subscribe")).all()
    )
    assert sorted(row.state for row in states) == ["dropped"] * 3 + ["sent"] * 2
    for n in range(15):
        await one_desk.house.truth.subscribers.ask(f"a{n}@mail.example", WISH, place="192.0.2.1")
    with pytest.raises(Refused) as paused:
        await one_desk.house.truth.subscribers.ask("b@mail.example", WISH, place="192.0.2.1")
    assert paused.value.status == 429
    for wrong in ("no address", "li@"):
        with pytest.raises(Refused) as refused:
            await one_desk.house.truth.subscribers.ask(wrong, WISH, place="192.0.2.2")
        assert refused.value.field == "address"


async def test_asking_too_often_leaves_the_link_that_was_mailed(one_desk: OutDesk) -> None:
    for _ in range(4):
        await one_desk.house.truth.subscribers.ask(ZHAO, WISH, place="192.0.2.1")
    keys = [re.search(r"/notices/mail/([\w-]+)", mail.text) for mail in await one_desk.send()]
    assert len(keys) == 2, "the premise: the last two went unsent"
    confirmed = [await one_desk.house.truth.subscribers.confirm(key[1]) for key in keys if key]
    assert WISH in confirmed


async def test_a_correction_that_is_told_takes_the_place_of_what_still_waits(one_desk: OutDesk) -> None:
    house = one_desk.house
    await house.announcer.stop()
    await ask_and_confirm(one_desk, ZHAO)
    made = await house.truth.announcements.publish(TRON, by=LEAD, tell=False)
    await house.truth.announcements.add_update(made, NewUpdate("identified", {"zh": "15:00 恢复。"}, tell=True), by=LEAD)
    while await house.announcer.work_once():
        pass
    await house.truth.announcements.add_update(made, NewUpdate("identified", {"zh": "17:00 恢复。"}, tell=True, corrects=2), by=LEAD)
    while await house.announcer.work_once():
        pass
    (told,) = await one_desk.send()
    assert "17:00" in told.text
    assert "15:00" not in told.text


async def test_a_link_works_for_two_days_and_an_address_nobody_confirmed_is_forgotten(one_desk: OutDesk) -> None:
    await one_desk.house.truth.subscribers.ask(ZHAO, WISH, place="192.0.2.1")
    (mail,) = await one_desk.send()
    key = re.search(r"/notices/mail/([\w-]+)", mail.text)
    assert key is not None
    one_desk.clock.at_us += 49 * HOUR
    assert await one_desk.house.truth.subscribers.confirm(key[1]) is None
    now = one_desk.clock.now_us() + 7 * DAY
    assert await one_desk.house.db.write(lambda conn: prune_subscribers(conn, now_us=now)) == 1


async def test_the_pages_need_a_click_and_say_the_same_to_everybody(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser()
    await reader.open("/en/notices")
    said = await reader.submit("/notices/mail", address=LI, kind_incident="yes")
    await reader.open("/en/notices")
    assert await reader.submit("/notices/mail", address="other@acme.example", kind_incident="yes") == said
    await reader.open("/en/notices")
    assert "This is not a mail address." in await reader.submit("/notices/mail", address="nonsense")
    assert reader.status == 422
    assert "does not work" in await reader.open("/notices/mail/unknown-key-unknown-key")


async def test_what_was_typed_comes_back_with_what_is_wrong(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser()
    await reader.open("/zh/notices")
    words = await reader.submit("/notices/mail", address="nonsense", kind_notice="yes", networks="trc20，以太坊", service_trading="yes")
    assert reader.status == 422
    assert "这不是有效的邮箱地址" in words
    assert 'value="nonsense"' in reader.page.text
    assert 'name="kind_notice" value="yes" checked' in reader.page.text
    assert 'name="service_trading" value="yes" checked' in reader.page.text
    await reader.submit("/notices/mail", address=LI, networks="trc20，以太坊", kind_notice="yes")
    assert reader.status == 200
    (kept,) = await mail_desk.house.db.read(lambda conn: conn.execute(select(subscribers.c.asked_wish)).scalars().all())
    assert msgspec.json.decode(kept, type=Wish).networks == ("TRON", "Ethereum")


async def test_mails_come_in_the_language_of_the_page_whatever_the_browser_speaks(mail_desk: MailDesk) -> None:
    reader = await mail_desk.signed_in()
    await reader.open("/zh/notices")
    await reader.submit("/notices/mail/mine", kind_incident="yes")
    assert reader.page.url.path == "/zh/notices"
    kept = await mail_desk.house.db.read(lambda conn: conn.execute(select(subscribers.c.language)).scalars().all())
    assert list(kept) == ["zh"]


async def test_who_has_proven_an_address_needs_one_click(mail_desk: MailDesk) -> None:
    reader = await mail_desk.signed_in()
    await reader.open("/en/notices")
    assert "They go to the address that you have proven." in reader.words
    await reader.submit("/notices/mail/mine", kind_incident="yes")
    assert "Saved. Announcements come to your address." in reader.words
    kept = await mail_desk.house.db.read(lambda conn: conn.execute(select(subscribers)).all())
    assert [row.confirmed_at is not None for row in kept] == [True]
    await mail_desk.house.db.write(lambda conn: conn.execute(delete(subscribers)))
