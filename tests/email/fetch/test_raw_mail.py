"""A large mail in a file: searched and read by and by, so that little of it is in memory at a time, with the same result."""

from __future__ import annotations

import re
from pathlib import Path

from truepenny.contracts.mail import RawMail

WINDOW = 4 * 1024 * 1024
LINE = re.compile(rb"\n--([^\n]{1,250})")


def test_a_search_by_windows_finds_what_a_search_of_the_whole_finds(tmp_path: Path) -> None:
    content = bytearray(b"x" * (3 * WINDOW + 1000))
    places = [5, WINDOW - 300, WINDOW - 10, WINDOW - 1, WINDOW, 2 * WINDOW - 252, 2 * WINDOW + 1, 3 * WINDOW + 700]
    for place in places:
        content[place : place + 12] = b"\n--boundary\n"
    path = tmp_path / "mail.eml"
    path.write_bytes(content)
    mail = RawMail(path)
    found, at = [], 0
    while (match := mail.search(LINE, at, mail.size, reach=256)) is not None:
        found.append((match.start(), match.group()))
        at = match.end()
        del match
    assert found == [(match.start(), match.group()) for match in LINE.finditer(bytes(content))]
    assert len(found) >= 6
    mail.close()
    assert not path.exists()


def test_reading_and_searching_fifty_megabytes_keeps_few_pages_of_them(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(b"0123456789abcdef" * (50_000_000 // 16))
    mail = RawMail(path)
    most = 0
    for _piece in mail.pieces():
        most = max(most, resident(path))
    assert mail.search(re.compile(rb"\n--"), 0, mail.size, reach=10) is None
    most = max(most, resident(path))
    assert mail.view[:4] == b"0123"
    assert resident(path) > 0, "the premise: pages are counted"
    assert most < 10_000, f"{most} kB"
    mail.close()


def resident(path: Path) -> int:
    """kB of this file that are in our memory."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    for line in lines:
        if line.endswith(str(path)):
            return next(int(row.split()[1]) for row in lines if row.startswith("Rss:"))
    return 0
