"""Log lines: their shape, and that nothing personal gets into them, whatever the caller does."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from truepenny.platform.observe.logging import request_id, setup_logging

SECRET = "my recovery phrase is apple banana"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("truepenny")
    before = (root.handlers[:], root.level, ours.level)
    stream = io.StringIO()
    setup_logging("debug", style="json", node="n1", stream=stream)
    yield stream
    root.handlers[:], root.level, ours.level = before
    logging.captureWarnings(capture=False)


def test_a_line_holds_time_level_sentence_facts_and_request(lines: io.StringIO) -> None:
    token = request_id.set("abcd1234")
    logging.getLogger("truepenny.tickets").info("ticket %s opened", "K7M24QDX", extra={"seq": 3, "folder": Path("/srv/desk")})
    request_id.reset(token)
    line = json.loads(lines.getvalue())
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "info",
        "log": "truepenny.tickets",
        "says": "ticket K7M24QDX opened",
        "request": "abcd1234",
        "node": "n1",
        "seq": 3,
        "folder": "/srv/desk",
    }


def test_words_addresses_and_mail_never_reach_a_line(lines: io.StringIO) -> None:
    log = logging.getLogger("truepenny.intake")
    log.warning(
        "took %s", SECRET, extra={"peer": "203.0.113.7", "port6": "[2001:db8::1]:443", "mail": "lan@example.com", "words": [SECRET]}
    )
    log.warning("peer %s", "203.0.113.7:4711")
    text = lines.getvalue()
    for personal in (SECRET, "apple", "203.0.113.7", "2001:db8", "lan@example.com"):
        assert personal not in text
    assert "(hidden)" in text


def test_a_traceback_says_where_and_not_what_was_said(lines: io.StringIO) -> None:
    def parse() -> None:
        raise ValueError(SECRET)

    try:
        parse()
    except ValueError:
        logging.getLogger("truepenny.intake").exception("a step failed", extra={"step": "parse"})
    line = json.loads(lines.getvalue())
    assert line["error"] == "ValueError"
    assert line["trace"][-1].endswith(" parse")
    assert "apple" not in lines.getvalue()


def test_other_libraries_show_their_sentence_only(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "203.0.113.7", "/live?token=abc")
    logging.getLogger("uvicorn.access").info("GET /t/K7M24QDX/key")
    logging.getLogger("uvicorn.error").error("Exception in %s", SECRET)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>")
    text = lines.getvalue()
    assert [json.loads(line)["says"] for line in text.splitlines()] == ["Exception in %s", "Task exception was never retrieved"]


def test_the_cause_of_a_failing_database_is_cut_before_its_values(lines: io.StringIO) -> None:
    cause = f"(sqlite3.OperationalError) database or disk is full\n[SQL: INSERT ...]\n[parameters: ('{SECRET}',)]"
    logging.getLogger("truepenny.platform.db").error("the database refuses", extra={"cause": cause})
    line = json.loads(lines.getvalue())
    assert line["cause"] == "(sqlite3.OperationalError) database or disk is full"


def test_text_lines_are_for_eyes() -> None:
    root = logging.getLogger()
    before = root.handlers[:]
    stream = io.StringIO()
    try:
        setup_logging("info", style="text", stream=stream)
        logging.getLogger("truepenny.main").info("ready", extra={"port": 8000})
        logging.getLogger("truepenny.main").debug("not shown")
    finally:
        root.handlers[:] = before
        logging.captureWarnings(capture=False)
    assert stream.getvalue().split(" ", 1)[1] == "INFO    ready port=8000\n"
