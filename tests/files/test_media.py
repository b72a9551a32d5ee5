"""What may come in is decided by content, not by name."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import pytest
from tests.files.conftest import archive, docx, picture

from truepenny.contracts.errors import Refused
from truepenny.intake.files.media import ALLOWED, judge


def _wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return out.getvalue()


def _iso(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0isommp42" + b"\0" * 100


MP3_FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413
MP3 = MP3_FRAME * 3
TAGGED_MP3 = b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + MP3
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm" + b"\0" * 50
MKV = b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska" + b"\0" * 50
EXE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 200


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.gif", picture("GIF", mode="P"), "image/gif"),
        ("renamed.jpg", picture("PNG"), "image/png"),
        ("pasted", picture("PNG"), "image/png"),
        ("a.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf"),
        ("a.txt", b"hello\n", "text/plain"),
        ("bom.txt", "\ufeff提现未到账".encode(), "text/plain"),
        ("gbk.txt", "提现未到账，请帮忙".encode("gb18030"), "text/plain"),
        ("utf16.txt", "提现".encode("utf-16"), "text/plain"),
        ("a.log", b"\x1b[31mred\x1b[0m\n", "text/plain"),
        ("a.csv", b"time,amount\n1,2\n", "text/csv"),
        ("a.json", b'{"a": 1}', "application/json"),
        ("noending", b"plain words", "text/plain"),
        ("a.zip", archive(a=b"x"), "application/zip"),
        ("a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.mp4", _iso(b"isom"), "video/mp4"),
        ("a.mov", _iso(b"qt  "), "video/quicktime"),
        ("really-mov.mp4", _iso(b"qt  "), "video/quicktime"),
        ("a.m4a", _iso(b"M4A "), "audio/mp4"),
        ("a.webm", WEBM, "video/webm"),
        ("a.mp3", MP3, "audio/mpeg"),
        ("tagged.mp3", TAGGED_MP3, "audio/mpeg"),
        ("a.wav", _wav(), "audio/wav"),
    ],
)
def test_these_kinds_work(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert judge(path, name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", b"", "file_empty"),
        ("a.exe", EXE, "file_kind"),
        ("a.png", EXE, "file_kind"),
        ("a.pdf", EXE, "file_kind"),
        ("page.html", b"<html><script>alert(1)</script>", "file_kind"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        ("run.sh", b"#!/bin/sh\nrm -rf ~\n", "file_kind"),
        ("invoice.pdf.exe", b"%PDF-1.7\n", "file_kind"),
        ("invoice.pdf", archive(a=b"x"), "file_name_differs"),
        ("sheet.xlsx", docx(), "file_name_differs"),
        ("a.jar", archive(a=b"x"), "file_kind"),
        ("a.docx", docx("word/vbaProject.bin"), "file_macro"),
        pytest.param("cut.zip", archive(a=b"x" * 100)[:60], "file_kind", id="cut.zip"),  # it holds the time: a name must not
        ("a.mkv", MKV, "file_kind"),
        ("a.mp3", b"\xff\xfb" + b"\x01" * 500, "file_kind"),
        ("photo.heic", _iso(b"heic"), "file_heic"),
        ("a.txt", b"words\0and zeros", "file_kind"),
        ("a.bmp", b"BM" + b"\0" * 100, "file_kind"),
    ],
)
def test_these_are_refused_with_words(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        judge(path, name)
    assert refused.value.code == code
    assert refused.value.cure


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("zeros", b"\0" * 50_000_000)
    assert path.stat().st_size < 60_000
    assert judge(path, "bomb.zip").media_type == "application/zip"


def test_no_two_kinds_share_an_ending() -> None:
    endings = [ending for media in ALLOWED for ending in media.endings]
    assert len(endings) == len(set(endings))
