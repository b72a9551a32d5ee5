"""A secret that is known as one only after a mail was taken: in its subject, its names, its formatted version, its files, its bytes."""

from __future__ import annotations

import msgspec
import pytest
from mnemonic import Mnemonic
from tests.email.intake.conftest import DESK, MailDesk, a_file, a_mail
from tests.people_of import make_agent
from tests.traces import find_anywhere

from truepenny.contracts.identity import Agent, Role
from truepenny.contracts.mail import InboundMail, MailAddress, Taken
from truepenny.intake.mail.records import find_mail
from truepenny.intake.screen_rules import RuleWords
from truepenny.log.verify import verify
from truepenny.main.rescan.command import Asked, RescanDesk
from truepenny.tickets.actions.erase import erase

pytestmark = pytest.mark.anyio
BADGE = "BDG-123456"
WORDS = Mnemonic("english").to_mnemonic(bytes(range(16))).split()
PLACES = {
    "words": a_mail(f"my badge is {BADGE}", html="<p>my badge is known</p>"),
    "formatted version": a_mail("my badge is known", html=f"<p>my badge is {BADGE}</p>"),
    "formatted version of a mail without words": a_mail("", html=f"<p>{BADGE}</p>", files=(a_file("a.txt", b"all is well"),)),
    "subject": a_mail(subject=f"about {BADGE}"),
    "sender's name": a_mail(senders=(MailAddress("li@mail.example", f"Li {BADGE}"),)),
    "receiver's name": a_mail(to=(MailAddress(DESK, f"Desk {BADGE}"),)),
    "file": a_mail(files=(a_file("a.txt", f"badge {BADGE}".encode()),)),
}


async def rescan(desk: MailDesk) -> None:
    badge = RuleWords("badges", "BDG-[0-9]{6}", "none", (), "badge number", "工牌号", enabled=True)
    await desk.house.rules.put(badge, rule=None, by="A-1001", sample="BDG-000000")
    going, asked = RescanDesk(desk.house), Asked(files=True)
    while (answer := await going.step(asked)).slice.cursor is not None:
        assert answer.slice.unread == ()
        asked = msgspec.structs.replace(asked, cursor=answer.slice.cursor)


async def is_kept(desk: MailDesk, lead: Agent, taken: Taken) -> bool:
    message = next(event for event in await desk.events(lead, taken.ticket) if event.seq == taken.seq)
    assert message.mail is not None
    name = message.mail.id
    stored = await desk.house.db.read(lambda conn: find_mail(conn, name))
    assert stored is not None
    return await desk.intake.raws.read(stored) is not None


async def holds(desk: MailDesk, words: str) -> list[str]:
    return await desk.house.db.read(lambda conn: find_anywhere(conn, words))


async def is_sound(desk: MailDesk) -> bool:
    return await desk.house.db.read(lambda conn: list(verify(conn, desk.house.keyring, desk.house.settings.anchors_path))) == []


@pytest.mark.parametrize("where", PLACES)
async def test_what_a_new_rule_finds_anywhere_in_a_mail_goes_and_its_bytes_with_it(desk: MailDesk, where: str) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    mail: InboundMail = PLACES[where]
    taken, other = await desk.take(mail), await desk.take(a_mail("nothing of it", html="<b>nothing</b>", by="bo@mail.example"))
    assert await is_kept(desk, lead, taken)
    await rescan(desk)
    assert await holds(desk, BADGE) == []
    assert not await is_kept(desk, lead, taken)
    assert await is_kept(desk, lead, other)
    assert len([event for event in await desk.events(lead, taken.ticket) if event.kind == "secrets_removed"]) >= 1
    assert [event for event in await desk.events(lead, other.ticket) if event.kind == "secrets_removed"] == []
    assert await is_sound(desk)


@pytest.mark.parametrize("answers", [False, True])
async def test_a_phrase_over_subject_and_words_of_a_mail_stays_nowhere(desk: MailDesk, *, answers: bool) -> None:
    """The subject of an answer stands in the head of the mail only."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    ticket = (await desk.take(a_mail())).ticket
    spread = a_mail(" ".join(WORDS[6:]), subject=" ".join(WORDS[:6]), html=f"<p>{' '.join(WORDS[6:])}</p>")
    taken = await desk.take(spread, to=desk.reply_to(ticket) if answers else DESK)
    assert (taken.ticket == ticket) is answers
    for half in (WORDS[:6], WORDS[6:]):
        assert await holds(desk, " ".join(half)) == []
    assert not await is_kept(desk, lead, taken)
    assert await is_sound(desk)


async def test_a_subject_that_is_erased_goes_from_the_head_and_the_bytes_of_its_mail(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("where is it?", subject="marble otter"))
    assert taken.ticket is not None
    await desk.house.db.submit(erase(lead, taken.ticket, client_id="erase-01", seq=1, reason="asked for", needs=desk.house.needs))
    assert await holds(desk, "marble otter") == []
    assert await holds(desk, "where is it?") != []
    assert not await is_kept(desk, lead, taken)
    assert await is_sound(desk)
