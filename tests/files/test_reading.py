"""What is found in a file, of whatever kind it is, wherever in it the words stand; and what counts as not read."""

from __future__ import annotations

import io
import json
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from tests.drawn import draw_bytes
from tests.files import documents, secret_words
from tests.files.documents import archive, docx, lines, pdf, png, pptx, qr, telephone, xlsx

from truepenny.contracts.secrets import Removed
from truepenny.intake.files.reading import archive as archives
from truepenny.intake.files.reading.examine import Outcome, examine
from truepenny.intake.files.reading.look import Screen
from truepenny.intake.files.reading.ocr import Ocr, find_ocr
from truepenny.intake.files.sealed import Sealed
from truepenny.intake.live_rules import LiveRules
from truepenny.intake.placeholders import placeholder
from truepenny.intake.screen.checks.cards import luhn
from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases.wordlists import read_words

PHRASE = secret_words.phrase(7)
WORDS = PHRASE.split()
CODE = secret_words.authenticator()
KEY = secret_words.wif()
TXID = secret_words.transaction()
Read = Callable[..., Outcome]


@cache
def eyes() -> Ocr | None:
    return find_ocr(("en", "zh"))


@pytest.fixture
def ocr() -> Ocr:
    found = eyes()
    if found is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-chi-sim")
    return found


@pytest.fixture
def redacted(tmp_path: Path) -> Sealed:
    return Sealed(tmp_path / "redacted")


@pytest.fixture
def read(tmp_path: Path, redacted: Sealed) -> Read:
    def run(
        content: bytes, *, ocr: Ocr | None = None, seconds: float = 30.0, hashes: bool = False, screen: Screen | None = None
    ) -> Outcome:
        source = Sealed(tmp_path / "source")
        with source.open("wb") as file:
            file.write(content)
        return examine(
            source, screen=screen or secret_words.screen(), ocr=ocr, language="en", redacted=redacted, seconds=seconds, hashes=hashes
        )

    return run


def said(redacted: Sealed) -> bytes:
    with redacted.open("rb") as file:
        return file.read()


def kinds(outcome: Outcome) -> list[str]:
    return [one.kind for one in outcome.removed]


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_keeps_all_but_its_secrets_in_its_own_encoding(read: Read, redacted: Sealed, encoding: str) -> None:
    text = f"您好，提现没有到账。\r\n我的助记词是 {PHRASE}\r\n订单号 202611301234567\r\n"
    outcome = read(text.encode(encoding))
    assert outcome == Outcome((Removed("recovery_phrase", 12, "words"),), redacted=True)
    assert said(redacted).decode(encoding) == text.replace(PHRASE, "[removed: recovery_phrase]")
    assert said(redacted)[:2] == text.encode(encoding)[:2]


def test_each_secret_of_a_long_text_goes_and_the_rest_stays(read: Read, redacted: Sealed) -> None:
    filler = Path("docs/flow.md").read_text() * 40
    secrets = [secret_words.wif(1), secret_words.phrase(2, length=24), secret_words.key_file(3)]
    text = filler + filler.join(f"{secret}\n" for secret in secrets) + filler
    assert len(text) > 600_000
    outcome = read(text.encode())
    assert (kinds(outcome), outcome.redacted) == (["private_key", "recovery_phrase", "key_file"], True)
    kept = said(redacted).decode()
    assert kept.replace("\n", "").count("[removed: ") == 3
    assert len(kept) == len(text) - sum(map(len, secrets)) + len("[removed: private_key][removed: recovery_phrase][removed: key_file]")


def test_a_secret_across_the_seam_of_two_pieces_goes_whole(read: Read, redacted: Sealed) -> None:
    for before in (262_144 - 1_000, 262_144 - 60, 262_144 - 2):
        text = "x " * (before // 2) + secret_words.key_file() + " end" + " y" * 40_000
        outcome = read(text.encode())
        assert outcome.removed == (Removed("key_file", len(secret_words.key_file())),), before
        assert said(redacted).decode() == text.replace(secret_words.key_file(), "[removed: key_file]")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"wallet": {"words": WORDS}}, indent=2),
        json.dumps({"note": "\n".join(WORDS)}),
        json.dumps({"password": "Qx7!mm29Zp"}),
        "no,word,balance\n" + "\n".join(f"{n},{word},{n * 71}.5" for n, word in enumerate(WORDS, 1)),
        "word;checked\n" + "\n".join(f"{word};yes" for word in WORDS),
        "<ol>" + "".join(f"<li><b>{word}</b></li>" for word in WORDS) + "</ol>",
        "log: " + "\\n".join(WORDS),
        PHRASE.replace(" ", "\\u0020"),
        "\n".join(f"{n}. {WORDS[n - 1]}" for n in (1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12)),
    ],
)
def test_secrets_in_the_ways_of_programs_are_found(read: Read, redacted: Sealed, text: str) -> None:
    outcome = read(text.encode())
    assert outcome.removed
    if outcome.redacted:
        kept = said(redacted).decode()
        assert not any(f'{one}", "{other}' in kept for one, other in pairwise(WORDS))
        assert sum(word in kept for word in WORDS) < 6


def test_hashes_are_asked_about_once_and_never_in_a_column_of_hashes(read: Read, redacted: Sealed) -> None:
    assert read(f"here it is: {TXID}".encode()).asks == 1
    assert read(f"here it is: {TXID}".encode(), hashes=True) == Outcome()
    table = "time,tx hash,amount\n" + "\n".join(f"{n},{secret_words.transaction(n)},{n}" for n in range(40))
    assert read(table.encode()) == Outcome()
    book = xlsx([["time", "TXID", "amount"], *[[n, secret_words.transaction(n), n] for n in range(40)]])
    assert read(book) == Outcome()
    assert read(xlsx([["note"], [secret_words.transaction(1)]])).asks


def test_order_numbers_of_an_export_are_no_cards_and_cards_are(read: Read, redacted: Sealed) -> None:
    orders = [f"4{random.Random(n).randrange(10**15):015d}" for n in range(200)]
    looks_like_cards = [one for one in orders if find_secrets(f"x,{one},BTC-USDT,buy")]
    assert len(looks_like_cards) > 5, "the premise: some of them add up as cards do"
    for head in ("time,order,pair", "a,b,c"):
        assert read((head + "\n" + "\n".join(f"12:00,{one},BTC-USDT" for one in orders)).encode()) == Outcome()
    assert read(xlsx([["time", "order"], *[["12:00", one] for one in orders]])) == Outcome()
    cards = [one for one in looks_like_cards if luhn(one)]
    outcome = read(("name,card,until\n" + "\n".join(f"Mei,{one},never" for one in cards * 3)).encode())
    assert kinds(outcome)[:1] == ["card_number"]


def test_ordinary_text_is_left_alone(read: Read) -> None:
    assert read(Path("docs/flow.md").read_bytes()) == Outcome()
    assert read("订单号 202611301234567，UID 8839201，地址 bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq".encode()) == Outcome()


# Papers


def _noted(document: FPDF) -> None:
    document.text_annotation(10, 60, PHRASE)


def _linked(document: FPDF) -> None:
    document.cell(text="here", link=CODE)


def _titled(document: FPDF) -> None:
    document.set_subject(PHRASE)


def _pictured(document: FPDF) -> None:
    document.image(io.BytesIO(qr(CODE)), 10, 60, 60)


def _with_form(content: bytes, **more: str) -> bytes:
    """A field with a value, as a program that fills forms writes it; and a file attached."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    if "value" in more:
        field = DictionaryObject({NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("notes"),
                                  NameObject("/V"): TextStringObject(more["value"])})  # fmt: skip
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
        writer.root_object[NameObject("/AcroForm")] = form
    if "attached" in more:
        writer.add_attachment("words.txt", more["attached"].encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf(PHRASE), id="page"),
        pytest.param(pdf(f"我的助记词：{secret_words.phrase(3, language='chinese_simplified')}"), id="chinese page"),
        pytest.param(pdf(prepare=_noted), id="note"),
        pytest.param(pdf(prepare=_linked), id="link"),
        pytest.param(pdf(prepare=_titled), id="subject"),
        pytest.param(pdf(prepare=_pictured), id="QR code"),
        pytest.param(_with_form(pdf(), value=PHRASE), id="field"),
        pytest.param(_with_form(pdf(), attached=PHRASE), id="attached"),
        pytest.param(pdf(PHRASE, owner_password="only the owner may print"), id="opens without a password"),
    ],
)
def test_secrets_in_a_pdf(read: Read, content: bytes) -> None:
    outcome = read(content)
    assert kinds(outcome) in (["recovery_phrase"], ["authenticator"])
    assert not outcome.redacted


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(docx(PHRASE), id="page"),
        pytest.param(documents.docx_in_runs(PHRASE), id="a run for each letter"),
        pytest.param(docx("\n".join(f"{n}. {word}" for n, word in enumerate(WORDS, 1))), id="list"),
        pytest.param(docx(prepare=lambda one: setattr(one.sections[0].header.paragraphs[0], "text", PHRASE)), id="header"),  # type: ignore[attr-defined]
        pytest.param(docx(prepare=lambda one: setattr(one.core_properties, "comments", PHRASE)), id="properties"),  # type: ignore[attr-defined]
        pytest.param(docx(prepare=lambda one: documents.add_columns(one, WORDS, across=3)), id="table read downwards"),
        pytest.param(docx(prepare=lambda one: one.add_picture(io.BytesIO(qr(CODE)))), id="QR code"),  # type: ignore[attr-defined]
        pytest.param(xlsx([WORDS]), id="row"),
        pytest.param(xlsx([[n, word, "ok"] for n, word in enumerate(WORDS, 1)]), id="column"),
        pytest.param(xlsx([["A", WORDS[n], WORDS[n + 4], WORDS[n + 8]] for n in range(4)]), id="three columns"),
        pytest.param(xlsx([["balance", 1]], note=PHRASE), id="comment"),
        pytest.param(pptx(PHRASE), id="slide"),
        pytest.param(pptx(notes=PHRASE), id="speaker's notes"),
        pytest.param(pptx(picture=qr(CODE)), id="QR code on a slide"),
    ],
)
def test_secrets_in_office_files(read: Read, content: bytes) -> None:
    outcome = read(content)
    assert kinds(outcome) in (["recovery_phrase"], ["authenticator"])
    assert not outcome.redacted


@pytest.mark.parametrize(
    "content",
    [
        archive({"a/b/words.txt": PHRASE.encode()}),
        archive({"words.log": PHRASE.encode("gb18030"), "more.csv": b"a,b\n1,2\n"}),
        archive({"old.txt": "caf\xe9: ".encode("latin-1") + PHRASE.encode()}),
        archive({"page.html": "".join(f"<p>{word}</p>" for word in WORDS).encode()}),
        archive({f"{PHRASE}.txt": b"x"}),
        archive({"a.txt": b"x"}, comment=PHRASE.encode()),
        archive({"letter.docx": docx(PHRASE)}),
        archive({"paper.pdf": pdf(PHRASE)}),
        archive({"shot.png": qr(CODE)}),
        archive({"letter.docx": docx(prepare=lambda one: one.add_picture(io.BytesIO(qr(CODE))))}),  # type: ignore[attr-defined]
    ],
)
def test_secrets_in_an_archive(read: Read, content: bytes) -> None:
    outcome = read(content)
    assert kinds(outcome) in (["recovery_phrase"], ["authenticator"])
    assert not outcome.redacted


# Pictures


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (qr(CODE), "authenticator"),
        (qr(CODE, dark="white", light="black"), "authenticator"),
        (qr(KEY, scale=2), "private_key"),
        (png(ImageOps.expand(Image.open(io.BytesIO(qr(CODE))).convert("RGB"), 1500, "#9a8f80").rotate(31)), "authenticator"),
        (qr("".join(f"{read_words('bip39-en').index(word):04d}" for word in WORDS)), "recovery_phrase"),
        (qr(PHRASE), "recovery_phrase"),
    ],
)  # fmt: skip
def test_bar_codes_are_always_read(read: Read, content: bytes, kind: str) -> None:
    assert kinds(read(content, ocr=None)) == [kind]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("across", [1, 2, 3])
def test_a_wallets_page_is_recognised(read: Read, ocr: Ocr, across: int, dark: bool) -> None:
    assert read(png(telephone(WORDS, across=across, dark=dark)), ocr=ocr) == Outcome((Removed("recovery_phrase", 12, "words"),))


@pytest.mark.parametrize(
    "picture",
    [
        lines("Recovery phrase", *(" ".join(WORDS[at : at + 4]) for at in (0, 4, 8))),
        lines("您的助记词", *(" ".join(WORDS[at : at + 4]) for at in (0, 4, 8))),
        lines("WIF", KEY, size=26),
        lines(KEY[:26], KEY[26:]),
        lines("private key", secret_words.transaction(9)[:32], secret_words.transaction(9)[32:]),
        lines("登录密码：Qx7mm29Zp"),
        lines("Your verification code: 482913"),
        Image.merge("RGBA", (*lines(*(" ".join(WORDS[at : at + 4]) for at in (0, 4, 8))).split(), Image.new("L", (1080, 410), 255))),
    ],
)
def test_words_in_a_picture_are_read(read: Read, ocr: Ocr, picture: Image.Image) -> None:
    assert read(png(picture), ocr=ocr).removed


@pytest.mark.parametrize(
    "picture",
    [
        lines("Withdrawal not arrived", "TXID " + TXID[:32], TXID[32:], "0.5 BTC, order 202611301234567", size=24),
        lines("提现一直没有到账，请帮忙查一下", "订单号 202611301234567", "收款地址 TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", "谢谢"),
        lines("We never ask for your password, recovery phrase,", "codes or transfers.", "我们绝不会索要您的密码、助记词、验证码。"),
        Image.new("RGB", (800, 600), "#336699"),
    ],
)
def test_ordinary_pictures_pass(read: Read, ocr: Ocr, picture: Image.Image) -> None:
    assert read(png(picture), ocr=ocr) == Outcome()


def test_words_beside_the_pixels_of_a_picture_that_is_stored_as_it_came(read: Read) -> None:
    words = PngInfo()
    words.add_text("Comment", PHRASE)
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "PNG", pnginfo=words)
    assert read(out.getvalue()) == Outcome(), "the outermost picture is drawn anew without them"
    assert kinds(read(archive({"a.png": out.getvalue()}))) == ["recovery_phrase"]


def test_every_frame_of_a_picture_that_is_stored_as_it_came(read: Read) -> None:
    blank = Image.new("L", Image.open(io.BytesIO(qr(CODE))).size, 255)
    out = io.BytesIO()
    blank.save(out, "GIF", save_all=True, append_images=[Image.open(io.BytesIO(qr(CODE))).convert("L")])
    assert getattr(Image.open(io.BytesIO(out.getvalue())), "n_frames", 1) == 2
    assert kinds(read(archive({"a.gif": out.getvalue()}))) == ["authenticator"]


# What cannot be read


def _sealed_zip() -> bytes:
    """An archive whose entry says that it is encrypted."""
    content = bytearray(archive({"a.txt": b"words"}))
    for head in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.index(head) + (6 if head == b"PK\x03\x04" else 8)] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(pdf(PHRASE, owner_password="a", user_password="b"), "locked", id="locked PDF"),
        pytest.param(b"%PDF-1.7 words", "broken", id="broken PDF"),
        pytest.param(pdf("")[:900], "broken", id="half a PDF"),
        pytest.param(pdf(""), "broken", id="PDF without words"),
        pytest.param(_sealed_zip(), "locked", id="locked archive"),
        pytest.param(archive({"a.zip": archive({"a.txt": b"x"})}), "part", id="archive in an archive"),
        pytest.param(archive({"a.exe": b"MZ\x90\0" + bytes(300)}), "part", id="program"),
        pytest.param(archive({f"{n}.txt": b"x" for n in range(archives.MAX_ENTRIES + 1)}), "too_much", id="many entries"),
        pytest.param(archive({"a.txt": bytes(60_000_000)}), "too_much", id="bomb"),
        pytest.param(archive({f"{n}.txt": draw_bytes(1000).hex().encode() * 25_000 for n in range(5)}), "too_much", id="large in all"),
        pytest.param(archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>"}), "broken", id="broken XML"),
        pytest.param(
            archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "broken",
            id="entities",
        ),
        pytest.param(png(lines("some words")), "ocr", id="picture, and nobody to read it"),
        pytest.param(pdf(prepare=lambda one: one.image(io.BytesIO(png(lines("some words"))), 10, 60, 90)), "ocr", id="picture in a PDF"),
        pytest.param(archive({"film.mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(99)}), "sound", id="film"),
    ],
)  # fmt: skip
def test_what_could_not_be_read_is_said(read: Read, content: bytes, why: str) -> None:
    assert read(content) == Outcome(unread=why)  # type: ignore[arg-type]


def test_a_secret_beside_what_cannot_be_read_is_still_found(read: Read) -> None:
    outcome = read(archive({"words.txt": PHRASE.encode(), "a.zip": archive({"x": b"x"})}))
    assert (kinds(outcome), outcome.redacted) == (["recovery_phrase"], False)


def test_a_program_that_is_gone_or_fails_has_not_read(read: Read, tmp_path: Path) -> None:
    picture = png(lines("some words"))
    assert read(picture, ocr=Ocr("/nowhere/tesseract", "eng")).unread == "ocr"
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o700)
    assert read(picture, ocr=Ocr(str(failing), "eng")).unread == "ocr"
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    assert read(picture, ocr=Ocr(str(slow), "eng"), seconds=0.5).unread == "failed"


def _broken_detector(text: str) -> list[Finding]:
    raise RuntimeError(f"I fell over {text}")


def test_a_detector_that_crashes_has_not_read_and_says_where_but_not_what(read: Read) -> None:
    outcome = read(PHRASE.encode(), screen=Screen(_broken_detector, secret_words.placeholder))
    assert (outcome.unread, outcome.removed) == ("failed", ())
    assert outcome.fault.startswith("RuntimeError in tests.files.test_reading:")
    assert WORDS[0] not in outcome.fault


def test_what_reads_files_is_soon_ready_for_it_loads_nothing_of_the_database() -> None:
    """It starts anew for whoever sends a file after a while, and then somebody waits for it."""
    sent = pickle.dumps(partial(examine, screen=Screen(LiveRules().find, placeholder, LiveRules().label_of)))
    program = "import pickle, sys; pickle.load(sys.stdin.buffer); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], input=sent, capture_output=True, check=True).stdout.decode().split()
    assert "truepenny.intake.files.reading.examine" in loaded
    assert "sqlalchemy" not in loaded


def test_the_program_needs_all_languages_that_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'List of available languages (2):'\necho eng\necho osd\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("tesseract") == str(program)
    assert find_ocr(["en"]) == Ocr(str(program), "eng")
    assert find_ocr(["en", "zh"]) is None
    program.unlink()
    assert find_ocr(["en"]) is None
