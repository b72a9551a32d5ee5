"""A file whose words hold a secret, or could not be read: refused, redacted, asked about, held, looked at again, let through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.files import secret_words
from tests.files.conftest import LENA, MEI, OUTSIDER, RAVI, STRANGER_AGENT, TICKET, Desk, MakeDesk, read_all
from tests.files.documents import docx, lines, pdf, png, qr, telephone
from tests.files.moody import Moody

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.secrets import SECRET_KINDS, Removed
from truepenny.contracts.views import FileView
from truepenny.intake.files import refusals
from truepenny.intake.files.reading.look import Screen
from truepenny.intake.files.reading.ocr import Ocr, find_ocr
from truepenny.intake.files.reading.reader import Reader
from truepenny.intake.files.schema import file as file_table
from truepenny.intake.files.sealed import digest_of
from truepenny.intake.files.store import FileWithSecret
from truepenny.knowledge.secret_words import SECRET_WORDS
from truepenny.people.audit import list_lines
from truepenny.platform.web.i18n import load_messages

PHRASE = secret_words.phrase(11)
LOCKED = pdf("A statement of account.", owner_password="a", user_password="b")
TAKEN = (Removed("recovery_phrase", 12, "words"),)


@dataclass
class Eyes:
    """Whether the program that reads pictures is here is for the story to say."""

    ocr: Ocr | None = None

    def find(self, languages: Sequence[str]) -> Ocr | None:
        return self.ocr


@pytest.fixture
def eyes() -> Eyes:
    return Eyes()


MakeReader = Callable[..., Reader]


@pytest.fixture
def make_reader(eyes: Eyes) -> MakeReader:
    def make(screen: Screen | None = None, **more: float) -> Reader:
        return Reader(lambda: screen or secret_words.screen(), languages=("en", "zh"), find=eyes.find, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def desk(make_desk: MakeDesk, make_reader: MakeReader) -> Desk:
    return make_desk(reader=make_reader())


async def carry(desk: Desk, *files: FileView) -> None:
    await desk.db.write(lambda conn: desk.files.attach(conn, [file.id for file in files], ticket=TICKET, owner=MEI.contact))  # type: ignore[misc]


async def view_of(desk: Desk, file: FileView) -> FileView:
    return (await desk.db.read(lambda conn: desk.files.load_views(conn, [file.id])))[file.id]


async def stored_bytes(desk: Desk, file: FileView) -> bytes:
    row = await desk.files.load(MEI, file.id)
    return await read_all(desk.files.read(row.blob or ""))


@pytest.mark.anyio
async def test_a_text_is_stored_without_its_secrets_and_says_so(desk: Desk) -> None:
    file = await desk.files.save(MEI, "notes.txt", f"before\n{PHRASE}\nafter\n".encode(), ticket=TICKET)
    assert (file.state, file.unread, file.removed) == ("clean", None, TAKEN)
    assert await stored_bytes(desk, file) == b"before\n[removed: recovery_phrase]\nafter\n"
    assert file.size == len(await stored_bytes(desk, file))
    (carried,) = await desk.db.write(lambda conn: desk.files.attach(conn, [file.id], ticket=TICKET, owner=MEI.contact))  # type: ignore[list-item]
    assert (carried.in_file, carried.in_name) == (TAKEN, ())
    assert list(secret_words.places_of(PHRASE, desk.root)) == []
    assert desk.heard == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("paper.pdf", pdf(PHRASE), "recovery_phrase"),
        ("letter.docx", docx(PHRASE), "recovery_phrase"),
        ("code.png", qr(secret_words.authenticator()), "authenticator"),
    ],
)
async def test_any_other_file_with_a_secret_is_refused_in_plain_words(desk: Desk, name: str, content: bytes, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        await desk.files.save(MEI, name, content, ticket=TICKET)
    assert (refused.value.status, refused.value.code, refused.value.field) == (422, "file_secret", "file")
    assert kind.split("_")[0] in refused.value.title
    assert [(one.uploader, one.ticket, one.file, [gone.kind for gone in one.removed]) for one in desk.heard] == [
        (MEI.contact, TICKET, None, [kind])
    ]
    assert await desk.count() == (0, 0)
    assert (desk.stored(), desk.staged()) == ([], [])


@pytest.mark.anyio
async def test_the_sender_tells_hashes_from_keys(desk: Desk) -> None:
    content = f"it is {secret_words.transaction()}\n".encode()
    with pytest.raises(Refused) as asked:
        await desk.files.save(MEI, "a.txt", content)
    assert (asked.value.status, asked.value.code) == (409, "file_hashes")
    assert (desk.stored(), desk.heard) == ([], [])
    file = await desk.files.save(MEI, "a.txt", content, hashes=True)
    assert await stored_bytes(desk, file) == content
    with pytest.raises(Refused, match="file_secret"):
        await desk.files.save(MEI, "a.pdf", pdf(f"hash {secret_words.transaction()}\n{PHRASE}"), hashes=True)


@pytest.mark.anyio
async def test_names_are_cleaned_too(desk: Desk) -> None:
    file = await desk.files.save(MEI, f"holidays: {PHRASE}.txt", b"words")
    assert file.name == "holidays_ [removed recovery_phrase].txt"
    joined = await desk.files.save(MEI, PHRASE.replace(" ", "_") + ".txt", b"words")
    assert joined.name == "[removed recovery_phrase].txt"
    hashed = await desk.files.save(MEI, f"{secret_words.transaction()}.txt", b"words")
    assert hashed.name == "[64].txt"
    carried = await desk.db.write(
        lambda conn: desk.files.attach(conn, [file.id, hashed.id], ticket=TICKET, owner=MEI.contact)  # type: ignore[list-item]
    )
    assert [(one.in_file, one.in_name) for one in carried] == [((), TAKEN), ((), ())]
    assert list(secret_words.places_of(PHRASE, desk.root)) == []


@pytest.mark.anyio
async def test_what_could_not_be_read_is_held_sealed_until_a_lead_lets_it_through(desk: Desk) -> None:
    file = await desk.files.save(MEI, "locked.pdf", LOCKED, ticket=TICKET)
    assert (file.state, file.unread, file.url) == ("held", "locked", None)
    assert not any(LOCKED[:200] in path.read_bytes() for path in desk.stored())
    await carry(desk, file)
    for who in (MEI, RAVI, LENA):
        with pytest.raises(Refused, match="file_unread"):
            await desk.files.load(who, file.id)
    assert await desk.files.tend() == ()

    for who, reason, code in ((RAVI, "I want to", "leads_only"), (LENA, " ", "reason_missing")):
        with pytest.raises(Refused, match=code):
            await desk.files.let_through(who, TICKET, file.id, reason=reason)
    with pytest.raises(NotFound):
        await desk.files.let_through(LENA, TICKET[::-1], file.id, reason="another ticket")  # type: ignore[arg-type]
    await desk.files.let_through(LENA, TICKET, file.id, reason="The customer sent the password by phone.")

    seen = await view_of(desk, file)
    assert (seen.state, seen.unread, seen.url) == ("clean", "locked", f"/files/{file.id}")
    assert await stored_bytes(desk, file) == LOCKED
    (line,) = await desk.db.read(lambda conn: list_lines(conn))
    assert (line.who, line.what, line.subject) == (LENA.id, "file_let_through", file.id)
    assert line.detail == {"ticket": TICKET, "unread": "locked", "reason": "The customer sent the password by phone."}
    with pytest.raises(Refused, match="file_not_held"):
        await desk.files.let_through(LENA, TICKET, file.id, reason="once more")
    await desk.files.bury()
    assert len(desk.stored()) == 1, "the sealed bytes are gone"


@pytest.mark.anyio
async def test_a_desk_may_mark_instead_of_hold(make_desk: MakeDesk, make_reader: MakeReader) -> None:
    desk = make_desk(reader=make_reader(), hold_unread=False)
    file = await desk.files.save(MEI, "locked.pdf", LOCKED)
    assert (file.state, file.unread, file.url) == ("clean", "locked", f"/files/{file.id}")
    assert await stored_bytes(desk, file) == LOCKED
    with pytest.raises(Refused, match="file_secret"):
        await desk.files.save(MEI, "code.png", qr(secret_words.authenticator()))


@pytest.mark.anyio
async def test_sound_and_film_are_marked_and_never_held(desk: Desk) -> None:
    film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(99)
    file = await desk.files.save(MEI, "a.mp4", film)
    assert (file.state, file.unread) == ("clean", "sound")


@pytest.mark.anyio
async def test_pictures_wait_for_the_program_that_reads_them(desk: Desk, eyes: Eyes) -> None:
    good = await desk.files.save(MEI, "good.png", png(lines("Withdrawal not arrived")), ticket=TICKET)
    bad = await desk.files.save(MEI, "bad.png", png(telephone(PHRASE.split())), ticket=TICKET)
    assert [(file.state, file.unread, file.thumb_url) for file in (good, bad)] == [("held", "ocr", None)] * 2
    await carry(desk, good, bad)
    assert not any(path.read_bytes()[:4] == b"\x89PNG" for path in desk.stored())
    digest = (await desk.db.read(lambda conn: conn.execute(select(file_table.c.digest).where(file_table.c.id == good.id)))).scalar_one()
    assert await desk.files.recheck_held() == ()

    eyes.ocr = find_ocr(("en", "zh"))
    if eyes.ocr is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    settled = {one.file: (one.state, one.ticket, one.carried, one.removed) for one in await desk.files.recheck_held()}
    assert settled == {good.id: ("clean", TICKET, True, ()), bad.id: ("rejected", TICKET, True, TAKEN)}
    seen, gone = await view_of(desk, good), await view_of(desk, bad)
    assert (seen.state, seen.unread, seen.thumb_url) == ("clean", None, f"/files/{good.id}/thumb")
    assert (gone.state, gone.unread, gone.removed, gone.url) == ("rejected", None, TAKEN, None)
    row = await desk.files.load(MEI, good.id)
    copy = desk.root / "copy"
    copy.write_bytes(await stored_bytes(desk, good))
    assert digest_of(copy, bytes.fromhex(row.salt)) == digest == row.digest_hex, "the bytes are those that the event's digest was made of"
    assert (await read_all(desk.files.read(row.thumb or "")))[8:12] == b"WEBP"
    with pytest.raises(Refused, match="file_had_secret"):
        await desk.files.load(RAVI, bad.id)
    assert desk.heard == [FileWithSecret(MEI.contact, TICKET, TAKEN, bad.id)]  # type: ignore[arg-type]
    await desk.files.bury()
    assert len(desk.stored()) == 2, "the good picture and its thumb"
    await desk.db.write(lambda conn: desk.files.erase(conn, [good.id, bad.id]))
    await desk.files.bury()
    assert await desk.count() == (0, 0)


@pytest.mark.anyio
async def test_a_held_file_with_what_may_be_a_key_stays_held_for_nobody_can_be_asked(desk: Desk, eyes: Eyes) -> None:
    eyes.ocr = find_ocr(("en", "zh"))
    if eyes.ocr is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    found, eyes.ocr = eyes.ocr, None
    picture = png(lines(secret_words.transaction(5)[:32], secret_words.transaction(5)[32:], size=44))
    file = await desk.files.save(MEI, "a.png", picture, ticket=TICKET)
    await carry(desk, file)
    eyes.ocr = found
    assert [one.state for one in await desk.files.recheck_held()] == ["clean"]
    seen = await view_of(desk, file)
    assert (seen.state, seen.unread) == ("held", "hash")


@pytest.mark.anyio
@pytest.mark.parametrize("mood", ["crash", "die", "hang"])
async def test_a_detector_that_fails_holds_the_file_and_the_next_one_goes_through(
    make_desk: MakeDesk, make_reader: MakeReader, tmp_path: Path, mood: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "mood"
    path.write_text(mood)
    reader = make_reader(Screen(Moody(path), secret_words.placeholder), seconds=2.0 if mood == "hang" else 40.0, grace_s=0.5)
    desk = make_desk(reader=reader)
    content = f"fine words {PHRASE}\n".encode()
    path.write_text("works")
    warm = await desk.files.save(MEI, "warm.txt", b"words")
    path.write_text(mood)
    held = await desk.files.save(MEI, "a.txt", content)
    assert (warm.state, held.state, held.unread) == ("clean", "held", "failed")
    assert list(secret_words.places_of(PHRASE, desk.root)) == []
    assert PHRASE.split()[0] not in caplog.text
    path.write_text("works")
    assert (await desk.files.save(MEI, "b.txt", b"other words")).state == "clean"

    assert await desk.files.recheck_held() == (), "not at once"
    desk.clock.advance(11 * 60)
    (settled,) = await desk.files.recheck_held()
    assert (settled.file, settled.state, settled.removed) == (held.id, "rejected", TAKEN)


@pytest.mark.anyio
async def test_a_clean_text_that_was_held_comes_through_as_it_was(make_desk: MakeDesk, make_reader: MakeReader, tmp_path: Path) -> None:
    path = tmp_path / "mood"
    path.write_text("crash")
    desk = make_desk(reader=make_reader(Screen(Moody(path), secret_words.placeholder)))
    held = await desk.files.save(MEI, "a.txt", b"fine words\n")
    path.write_text("works")
    desk.clock.advance(11 * 60)
    (settled,) = await desk.files.recheck_held()
    assert (settled.state, (await view_of(desk, held)).state) == ("clean", "clean")
    assert await stored_bytes(desk, held) == b"fine words\n"


@pytest.mark.anyio
async def test_both_the_scanner_and_the_reader_have_to_let_it_pass(make_desk: MakeDesk, make_reader: MakeReader, tmp_path: Path) -> None:
    switch = tmp_path / "clamd.sock"
    desk = make_desk(reader=make_reader(), clamd=str(switch))
    file = await desk.files.save(MEI, "locked.pdf", LOCKED, ticket=TICKET)
    await carry(desk, file)
    assert (file.state, file.unread) == ("held", None)
    with pytest.raises(Refused, match="file_not_held"):
        await desk.files.let_through(LENA, TICKET, file.id, reason="too early")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\0")
        if asked == b"zINSTREAM\0":
            sent = b""
            while not sent.endswith(b"\0\0\0\0"):
                sent += await reader.read(65_536)
            assert LOCKED[:100] in sent, "the scanner gets the clear bytes"
        writer.write(b"PONG\0" if asked == b"zPING\0" else b"stream: OK\0")
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(serve, switch):
        (settled,) = await desk.files.recheck_held()
    assert settled.state == "clean"
    seen = await view_of(desk, file)
    assert (seen.state, seen.unread) == ("held", "locked")
    await desk.files.let_through(LENA, TICKET, file.id, reason="known to be harmless")
    assert await stored_bytes(desk, file) == LOCKED


@pytest.mark.anyio
async def test_nothing_lies_in_clear_while_it_comes_in(desk: Desk) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(2):
            yield f"{PHRASE}\n".encode() * 10_000
        assert any(path.stat().st_size > 1_000_000 for path in desk.staged()), "the premise: it is on the disk already"
        assert list(secret_words.places_of(PHRASE, desk.root)) == []

    with pytest.raises(Refused, match="file_kind"):
        await desk.files.save(MEI, "a.exe", pieces())
    assert desk.staged() == []


@pytest.mark.anyio
async def test_only_who_may_see_the_ticket_may_let_its_files_through(desk: Desk) -> None:
    file = await desk.files.save(MEI, "locked.pdf", LOCKED, ticket=TICKET)
    with pytest.raises(NotFound):
        await desk.files.let_through(LENA, TICKET, file.id, reason="not sent yet")
    await carry(desk, file)
    for stranger in (STRANGER_AGENT,):
        with pytest.raises(Refused):
            await desk.files.let_through(stranger, TICKET, file.id, reason="me too")
    with pytest.raises(NotFound):
        await desk.files.load(OUTSIDER, file.id)


def test_what_is_said_of_each_kind_agrees_with_what_the_tickets_say() -> None:
    chinese = load_messages(Path(refusals.__file__).parent / "locale/zh.po")
    for kind in SECRET_KINDS:
        refused = refusals.secret((Removed(kind, 5),))
        name = SECRET_WORDS[kind].name
        if kind not in ("other", "card_code"):
            assert name.en in refused.title
        assert name.zh in chinese[refused.title] or kind == "other"
    both = refusals.secret((Removed("password", 9), Removed("recovery_phrase", 12, "words")))
    assert both.title == refusals.secret(TAKEN).title, "the gravest is named"
