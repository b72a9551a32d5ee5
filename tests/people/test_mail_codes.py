"""Signing in by a mailed code: the right code once, in the browser that asked, for a while; and nothing to learn for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Connection, Engine, event, select, text
from tests.people.house import HERE, House, build_house
from tests.people.mailbox import mailed_codes

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Assurance
from truepenny.outbound.mail.codes import queue_code
from truepenny.outbound.mail.schema import deliveries
from truepenny.people.contacts import contact_for_account, put_identity
from truepenny.people.customer_sessions import CustomerSession, CustomerSignIn
from truepenny.people.exchange_tokens import AccountClaims, ExchangeTokens
from truepenny.people.mail_codes import MINUTES, TRIES, MailCodes, prune_mail_codes
from truepenny.people.mail_contacts import contact_of_sender, find_mail_address
from truepenny.people.schema import contacts, mail_codes
from truepenny.people.tries import MAIL_CODE_ALL, MAIL_CODE_ENTRY, MAIL_CODE_PLACE, prune_tries, take_try, try_key
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database

pytestmark = pytest.mark.anyio
LI = "li@acme.example"
HOUR = 3600


@pytest.fixture
def codes(house: House) -> MailCodes:
    return codes_of(house)


def codes_of(house: House) -> MailCodes:
    return MailCodes(
        house.db, house.clock, house.keyring, queue_code=partial(_queue, house.keyring), ours="support@acme.example", languages=("en", "zh")
    )


def _queue(keyring: Keyring, conn: Connection, *, address: str, code: str, minutes: int, language: str, now_us: int, sends: bool) -> None:
    queue_code(conn, keyring, address=address, code=code, minutes=minutes, language=language, now_us=now_us, sends=sends)


async def ask(codes: MailCodes, address: str = LI, *, place: str = HERE, before: str = "") -> str:
    return (await codes.ask(address, language="zh-CN", place=place, before=before)).id


async def newest(house: House, address: str = LI) -> str:
    return (await mailed_codes(house.db, house.keyring, address))[-1]


def another(code: str, n: int = 1) -> str:
    return f"{(int(code) + n) % 10**8:08}"


async def refusal(codes: MailCodes, browser: str, code: str, *, place: str = HERE) -> str:
    with pytest.raises(Refused) as refused:
        await codes.sign_in(browser, code, place=place)
    return refused.value.code


async def test_the_right_code_signs_in_once(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)
    opened = await codes.sign_in(browser, f" {code[:4]} {code[4:]} ", place=HERE)
    assert (opened.customer.assurance, opened.customer.only_ticket, opened.customer.language) == (Assurance.MAIL_PROVEN, None, "zh")
    contact = await house.contacts.find(opened.customer.contact)
    assert contact is not None
    assert [(known.kind, known.masked, known.assurance) for known in contact.identities] == [
        ("email", "l•••@acme.example", Assurance.MAIL_PROVEN)
    ]
    customers = CustomerSignIn(
        house.db, house.clock, house.keyring, tokens=ExchangeTokens(None, audience="truepenny", issuer=""), languages=("en", "zh")
    )
    assert await customers.find_customer(opened.token) == opened.customer
    assert await refusal(codes, browser, code) == "mail_code_over"
    assert await codes.address_of(browser) is None


async def test_full_width_digits_of_a_chinese_keyboard_are_digits(house: House, codes: MailCodes) -> None:
    browser = await ask(codes, " Li＠Acme。example ")
    assert await codes.address_of(browser) == "Li@acme.example"
    code = await newest(house, "Li@acme.example")
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert (await codes.sign_in(browser, full_width, place=HERE)).token


async def test_five_wrong_codes_end_it_and_what_is_no_code_counts_as_no_try(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)
    for typed in ("", "1234567", "123456789", "12a45678", "what?"):
        assert await refusal(codes, browser, typed) == "mail_code_shape"
    for n in range(1, TRIES):
        assert await refusal(codes, browser, another(code, n)) == "mail_code_wrong"
    assert await refusal(codes, browser, another(code, TRIES)) == "mail_code_over"
    assert await refusal(codes, browser, code) == "mail_code_over", "the right one comes too late"


async def test_the_fifth_try_may_be_right(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)
    for n in range(1, TRIES):
        assert await refusal(codes, browser, another(code, n)) == "mail_code_wrong"
    assert (await codes.sign_in(browser, code, place=HERE)).token


async def test_a_code_works_for_ten_minutes(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    house.clock.advance(MINUTES * 60 - 1)
    late = await ask(codes, "wei@acme.example")
    house.clock.advance(1)
    assert await refusal(codes, browser, await newest(house)) == "mail_code_over"
    assert await codes.address_of(browser) == LI, "a new one can be sent with one click"
    assert (await codes.sign_in(late, await newest(house, "wei@acme.example"), place=HERE)).token


async def test_a_clock_that_is_set_back_gives_no_code_a_longer_life(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)
    house.clock.advance(-HOUR)
    assert await refusal(codes, browser, code) == "mail_code_over"
    again = await ask(codes, before=browser)
    assert again == browser
    assert (await codes.sign_in(again, await newest(house), place=HERE)).token, "nobody is kept out by the clock"


async def test_used_twice_at_once_it_signs_in_once(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)
    outcomes = await asyncio.gather(*(codes.sign_in(browser, code, place=HERE) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(outcome, CustomerSession) for outcome in outcomes) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Refused)} == {"mail_code_over"}


@pytest.mark.postgresql
async def test_used_at_two_nodes_at_once_it_signs_in_once(two_nodes: tuple[Database, Database], clock: SetClock, keyring: Keyring) -> None:
    houses = [build_house(db, clock, keyring) for db in two_nodes]
    browser = await ask(codes_of(houses[0]))
    code = await newest(houses[0])
    tries = [codes_of(house).sign_in(browser, code, place=HERE) for house in houses * 3]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, CustomerSession) for outcome in outcomes) == 1


async def test_who_learns_the_code_cannot_use_it_in_another_browser(house: House, codes: MailCodes) -> None:
    """Told on the phone, or read over a shoulder."""
    browser = await ask(codes)
    code = await newest(house)
    outsider = await ask(codes, "outsider@mail.example", place="203.0.113.9")
    same_address = await ask(codes, place="203.0.113.9")
    assert await newest(house) != code
    for other in (outsider, same_address, "", "no-such-id", f"{browser}x"):
        assert await refusal(codes, other, code) in ("mail_code_wrong", "mail_code_over")
    assert (await codes.sign_in(browser, code, place=HERE)).token, "whoever asks for a code does not end that of another browser"


async def test_only_the_newest_code_of_a_browser_works(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    first = await newest(house)
    assert await ask(codes, before=browser) == browser
    assert await newest(house) != first
    assert await refusal(codes, browser, first) == "mail_code_wrong"
    assert (await codes.sign_in(browser, await newest(house), place=HERE)).token


async def test_another_address_in_the_same_browser_is_another_sign_in(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    other = await ask(codes, "wei@acme.example", before=browser)
    assert other != browser
    assert await refusal(codes, other, await newest(house)) == "mail_code_wrong"


async def test_the_contact_who_has_proven_the_address_is_the_one(house: House, codes: MailCodes) -> None:
    """A mail that its domain vouched for came before; and somebody who only claimed the address is somebody else."""
    now = house.clock.now_us()

    def written(conn: Connection, *, proven: bool) -> str:
        return contact_of_sender(conn, house.keyring, LI, proven=proven, name="Li", language="zh", now_us=now)

    claims = await house.db.write(partial(written, proven=False))
    owner = await house.db.write(partial(written, proven=True))
    opened = await codes.sign_in(await ask(codes, LI.upper()), await newest(house, "LI@acme.example"), place=HERE)
    assert opened.customer.contact == owner != claims


async def test_the_owner_of_an_account_is_mail_proven_only_in_this_session(house: House, codes: MailCodes) -> None:
    claims = AccountClaims(
        issuer="", subject="8834821", jti="j", expires_at=0, name="Li Wei", email=LI, email_verified=True, language="zh",
        documents_verified=False,
    )  # fmt: skip
    now = house.clock.now_us()
    account = await house.db.write(lambda conn: contact_for_account(conn, house.keyring, claims, language="zh", now_us=now))
    opened = await codes.sign_in(await ask(codes), await newest(house), place=HERE)
    assert (opened.customer.contact, opened.customer.assurance, opened.name) == (account, Assurance.MAIL_PROVEN, "Li Wei")


async def test_an_account_is_known_by_its_address_in_whatever_script_the_exchange_writes_it(house: House, codes: MailCodes) -> None:
    claims = AccountClaims(issuer="", subject="8834821", jti="j", expires_at=0, email=" Li@例子.example", email_verified=True)
    now = house.clock.now_us()
    account = await house.db.write(lambda conn: contact_for_account(conn, house.keyring, claims, language="zh", now_us=now))
    opened = await codes.sign_in(await ask(codes, "li@例子.example"), await newest(house, "li@xn--fsqu00a.example"), place=HERE)
    assert opened.customer.contact == account
    assert await house.db.read(lambda conn: find_mail_address(conn, house.keyring, account)) == "Li@xn--fsqu00a.example"


# What others can learn


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, without their values."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):  # they are numbered
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_nobody_learns_who_is_known_or_who_asked(house: House, codes: MailCodes) -> None:
    """A stranger, a customer with an account, one who has proven the address, and one who was sent too many: all the same."""
    now = house.clock.now_us()

    def know(conn: Connection) -> None:
        contact = contact_of_sender(conn, house.keyring, "known@acme.example", proven=True, name="Kim", language="en", now_us=now)
        put_identity(conn, house.keyring, contact, kind="uid", value="1", assurance=Assurance.ACCOUNT_PROVEN, now_us=now)

    await house.db.write(know)
    for n in range(8):
        house.clock.advance(HOUR if n % 3 == 0 else 1)
        await ask(codes, "daily@acme.example")
    house.clock.advance(HOUR)
    for _ in range(4):
        await ask(codes, "often@acme.example")
    assert len(await mailed_codes(house.db, house.keyring, "often@acme.example")) == 3
    done: dict[str, list[str]] = {}
    for address in ("new@acme.example", "known@acme.example", "often@acme.example", "daily@acme.example"):
        before = await count(house)
        with statements() as seen:
            answer = await codes.ask(address, language="en", place=HERE)
        assert (len(answer.id), answer.minutes) == (43, MINUTES)
        assert await count(house) == {name: number + (1 if name != "contacts" else 0) for name, number in before.items()}
        done[address] = seen
    assert len(await mailed_codes(house.db, house.keyring, "daily@acme.example")) == 8, "the last one was held back"
    assert len(done["new@acme.example"]) > 8, "there was something to compare"
    assert len({tuple(seen) for seen in done.values()}) == 1


async def count(house: House) -> dict[str, int]:
    tables = ("contacts", "mail_codes", "deliveries")
    return await house.db.read(lambda conn: {name: conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables})


async def test_code_and_address_stand_in_clear_in_no_table(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    code = await newest(house)

    def everything(conn: Connection) -> str:
        rows = [row for table in (mail_codes, deliveries, contacts) for row in conn.execute(select(table))]
        tries = conn.execute(text("SELECT * FROM tries")).all()
        return repr([tuple(row) for row in [*rows, *tries]])

    kept = await house.db.read(everything)
    assert "mail_code_place" in kept
    for secret in (code, browser, LI, "acme"):
        assert secret not in kept


# How often


async def test_three_an_hour_and_eight_a_day_go_to_one_mailbox(house: House, codes: MailCodes) -> None:
    async def mails() -> int:
        found = [await mailed_codes(house.db, house.keyring, address) for address in (LI, "LI+a@acme.example", "li+b@acme.example")]
        return sum(map(len, found))

    for address in (LI, "LI+a@acme.example", "li+b@acme.example", LI, LI):
        await ask(codes, address)
    assert await mails() == 3, "what stands behind a plus is the same mailbox"
    for _ in range(4):
        house.clock.advance(HOUR)
        for _ in range(4):
            await ask(codes)
    assert await mails() == 8
    house.clock.advance(24 * HOUR)
    await ask(codes)
    assert await mails() == 9


async def test_held_back_the_code_that_was_sent_still_works(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    for _ in range(5):
        assert await ask(codes, before=browser) == browser
    assert len(await mailed_codes(house.db, house.keyring, LI)) == 3
    assert (await codes.sign_in(browser, await newest(house), place=HERE)).token


async def test_a_code_that_was_not_sent_lets_nobody_in(house: House) -> None:
    """Else who asks from many networks would have as many codes to guess as they like, of which three an hour are mailed."""
    made: list[tuple[str, bool]] = []

    def queue(_conn: Connection, *, code: str, sends: bool, **_more: object) -> None:
        made.append((code, sends))

    codes = MailCodes(house.db, house.clock, house.keyring, queue_code=queue, ours="support@acme.example", languages=("en",))
    browsers = [await ask(codes, place=f"198.51.100.{n}") for n in range(4)]
    assert [sends for _, sends in made] == [True, True, True, False]
    assert await refusal(codes, browsers[3], made[3][0]) == "mail_code_wrong"
    assert (await codes.sign_in(browsers[2], made[2][0], place=HERE)).token


async def test_one_network_may_ask_so_often_and_others_still_may(house: House, codes: MailCodes) -> None:
    for n in range(MAIL_CODE_PLACE.limit):
        await ask(codes, f"n{n}@acme.example", place=f"2001:db8:7:1::{n:x}")
    with pytest.raises(Refused) as paused:
        await ask(codes, "one-more@acme.example", place="2001:db8:7:1:ffff::1")
    assert (paused.value.status, paused.value.code) == (429, "too_many_tries")
    assert await mailed_codes(house.db, house.keyring, "one-more@acme.example") == []
    assert await ask(codes, "one-more@acme.example", place="2001:db8:7:2::1")


async def test_all_together_have_a_limit_that_ends_by_itself(house: House, codes: MailCodes, caplog: pytest.LogCaptureFixture) -> None:
    now, key = house.clock.now_us(), try_key(house.keyring, "all")
    await house.db.write(lambda conn: [take_try(conn, MAIL_CODE_ALL, key, now_us=now) for _ in range(MAIL_CODE_ALL.limit - 1)][-1])
    assert await ask(codes, "last@acme.example")
    assert [record.message for record in caplog.records] == ["so many sign-in codes were asked for that none are sent for a while"]
    with pytest.raises(Refused) as paused:
        await ask(codes)
    assert paused.value.status == 429
    house.clock.advance(MAIL_CODE_ALL.pause_us // 1_000_000)
    assert await ask(codes)


async def test_one_network_may_enter_so_many_wrong_codes(house: House, codes: MailCodes) -> None:
    browser = await ask(codes)
    for n in range(MAIL_CODE_ENTRY.limit):
        assert await refusal(codes, f"guess-{n}", "00000000", place="203.0.113.9") == "mail_code_over"
    assert await refusal(codes, browser, await newest(house), place="203.0.113.9") == "too_many_tries"
    assert (await codes.sign_in(browser, await newest(house), place=HERE)).token


async def test_names_in_other_scripts_are_read_and_our_own_address_gets_none(house: House, codes: MailCodes) -> None:
    assert await codes.address_of(await ask(codes, "li@例子.example")) == "li@xn--fsqu00a.example"
    for ours in ("support@acme.example", "Support+k7m24qdx-5e@ACME.example"):
        with pytest.raises(Refused) as refused:
            await ask(codes, ours)
        assert refused.value.code == "mail_address_ours"


async def test_what_is_over_goes(house: House, codes: MailCodes) -> None:
    await ask(codes)
    house.clock.advance(25 * HOUR)
    fresh = await ask(codes, "wei@acme.example")
    now = house.clock.now_us()
    assert await house.db.write(lambda conn: prune_mail_codes(conn, now_us=now)) == 1
    await house.db.write(lambda conn: prune_tries(conn, now_us=now))
    assert (await codes.sign_in(fresh, await newest(house, "wei@acme.example"), place=HERE)).token
