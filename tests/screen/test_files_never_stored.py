"""Secrets of every sort in files of every sort, sent to a running desk: afterwards nothing of them is anywhere, and everyone knows."""

from __future__ import annotations

import io
import json
import logging
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.files import documents as made
from tests.files import secret_words
from tests.people_of import make_customer
from tests.traces import find_traces

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.views import EventView, FileView, TicketView
from truepenny.intake.files.reading.examine import examine
from truepenny.intake.files.reading.ocr import find_ocr
from truepenny.intake.files.sealed import Sealed
from truepenny.main.house import House
from truepenny.projections.timeline.query import load_conversation

pytestmark = pytest.mark.anyio
SECRETS: dict[str, Callable[[int], str]] = {
    "a recovery phrase": secret_words.phrase,
    "a long Chinese phrase": lambda seed: " ".join(secret_words.phrase(seed, language="chinese_simplified", length=24)),
    "a private key": secret_words.wif,
    "a key pair": secret_words.solana,
    "an authenticator": secret_words.authenticator,
    "a key file": secret_words.key_file,
    "a password": lambda seed: f"password: {random.Random(seed).choice('QXZVKJ')}q7!mm{seed:04d}Zp",
}
WRAPPINGS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("notes.txt", lambda secret: f"您好，\n{secret}\n谢谢\n".encode()),
    "log in GB 18030": ("desk.log", lambda secret: f"您好 {secret}\n".encode("gb18030")),
    "UTF-16": ("notes.txt", lambda secret: f"您好\r\n{secret}\r\n".encode("utf-16")),
    "table": ("export.csv", lambda secret: ("id,note\n1," + json.dumps(secret) + "\n2,ok\n").encode()),
    "JSON": ("export.json", lambda secret: json.dumps({"note": secret, "n": [1, 2]}).encode()),
    "PDF": ("paper.pdf", lambda secret: made.pdf(secret)),
    "PDF with a note": ("paper.pdf", lambda secret: made.pdf(prepare=lambda page: page.text_annotation(10, 40, secret))),
    "letter": ("letter.docx", lambda secret: made.docx(secret)),
    "letter in runs": ("letter.docx", lambda secret: made.docx_in_runs(secret)),
    "sheet": ("sheet.xlsx", lambda secret: made.xlsx([["note"], [secret]])),
    "comment in a sheet": ("sheet.xlsx", lambda secret: made.xlsx([["a"]], note=secret)),
    "slide": ("deck.pptx", lambda secret: made.pptx(secret)),
    "speaker's notes": ("deck.pptx", lambda secret: made.pptx(notes=secret)),
    "archive": ("logs.zip", lambda secret: made.archive({"a/b.txt": secret.encode()})),
    "archive with a letter": ("all.zip", lambda secret: made.archive({"letter.docx": made.docx(secret)})),
}


def parts_of(secret: str) -> list[str]:
    """All of it, and each quarter that is long enough to be told from chance."""
    words = secret.split()
    if len(words) > 4:
        return [secret, *(" ".join(words[at : at + 4]) for at in range(0, len(words) - 3, 4))]
    return [secret, *(secret[at : at + 20] for at in range(0, len(secret) - 19, 20) if len(secret) > 40)]


async def save(house: House, customer: Customer, name: str, content: bytes) -> FileView | None:
    """None where the file was refused for what it holds."""
    try:
        return await house.files.save(customer, name, content)
    except Refused as refused:
        if refused.code != "file_secret":
            raise
        return None


async def told(house: House, customer: Customer, ticket: TicketId) -> tuple[TicketView, list[EventView]]:
    shown = await house.db.read(lambda conn: load_conversation(conn, customer, ticket, load_files=house.files.load_views))
    return shown.ticket, list(shown.events)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_every_secret_is_found_in_every_wrapping(tmp_path: Path, wrapping: str) -> None:
    name, wrap = WRAPPINGS[wrapping]
    for sort, make in SECRETS.items():
        source, redacted = Sealed(tmp_path / "source"), Sealed(tmp_path / "redacted")
        with source.open("wb") as file:
            file.write(wrap(make(1)))
        found = examine(source, screen=secret_words.screen(), ocr=None, language="en", redacted=redacted, seconds=30, hashes=False)
        assert found.removed, sort
        assert found.redacted or not name.endswith((".txt", ".log", ".csv")), sort


async def test_no_byte_of_a_secret_in_a_file_is_left_anywhere(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Each wrapping with two sorts of secret, so that each sort comes in four or five of them."""
    caplog.set_level(logging.DEBUG, logger="truepenny")
    sorts, sent = list(SECRETS.values()), list[str]()
    for n, (name, wrap) in enumerate(WRAPPINGS.values()):
        for make in (sorts[n % len(sorts)], sorts[(n + 3) % len(sorts)]):
            secret, customer = make(n), await make_customer(house)
            sent += parts_of(secret)
            file = await save(house, customer, name, wrap(secret))
            opened = await house.portal.open_ticket(
                customer, client_id="open-0001", subject="help", text="my file", topic=None, language="en", files=[file.id] if file else []
            )
            ticket, events = await told(house, customer, TicketId(opened.receipt.ticket))
            assert ticket.topic == "SEC.LEAK"
            (removal,) = [event for event in events if event.kind == "secrets_removed"]
            assert (removal.place, removal.about_seq) == ("file", 2)
            assert removal.removed
            assert file is None or (file.state == "clean" and file.removed), "a text is kept without it"
    assert len(sent) > 100
    kept = [path.read_bytes() for path in house.settings.data_dir.rglob("*") if path.is_file()]
    for part in sent:
        forms = {part.encode(encoding) for encoding in ("utf-8", "utf-16-le", "gb18030")}
        assert not any(form in held for form in forms for held in kept), part
        assert part not in caplog.text
    for part in sent[:: len(sent) // 12]:
        assert await find_traces(house, part) == [], part


async def test_no_byte_of_a_secret_in_a_picture_is_left_anywhere(house: House) -> None:
    if find_ocr(("en", "zh")) is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    customer = await make_customer(house)
    for seed, picture in enumerate((
        made.qr(secret_words.authenticator(0)), made.png(made.telephone(secret_words.phrase(1).split())),
        made.docx(prepare=lambda one: one.add_picture(io.BytesIO(made.qr(secret_words.wif(2))))),  # type: ignore[attr-defined]
    )):  # fmt: skip
        name = "letter.docx" if picture.startswith(b"PK") else "shot.png"
        with pytest.raises(Refused, match="file_secret"):
            await house.files.save(customer, name, picture)
        folder = house.settings.blob_dir
        assert [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"] == [], seed


async def test_a_name_with_a_secret_is_cleaned_and_the_ticket_says_so(house: House) -> None:
    customer, phrase = await make_customer(house, language="en"), secret_words.phrase(21)
    file = await house.files.save(customer, f"{phrase}.txt", b"words")
    opened = await house.portal.open_ticket(
        customer, client_id="open-0001", subject="help", text="my file", topic=None, language="en", files=[file.id]
    )
    assert file.name == "[removed recovery phrase, 12 words].txt"
    _, events = await told(house, customer, TicketId(opened.receipt.ticket))
    assert [event.place for event in events if event.kind == "secrets_removed"] == ["file_name"]
    for part in parts_of(phrase):
        assert await find_traces(house, part) == []


async def test_a_file_that_is_refused_in_a_ticket_makes_it_a_matter_of_security_once(house: House) -> None:
    customer = await make_customer(house)
    opened = await house.portal.open_ticket(
        customer, client_id="open-0001", subject="help", text="locked out", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    for _ in range(3):
        with pytest.raises(Refused, match="file_secret"):
            await house.files.save(customer, "code.png", made.qr(secret_words.authenticator(5)), ticket=ticket)
    head, events = await told(house, customer, ticket)
    removals = [event for event in events if event.kind == "secrets_removed"]
    assert [(event.place, [one.kind for one in event.removed]) for event in removals] == [("file", ["authenticator"])]
    assert head.topic == "SEC.LEAK"
