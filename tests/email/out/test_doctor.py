"""Doctor says of mail going out what is wrong with it: the server, the sign-in, the key, and the record of the key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.email.dns_zone import DnsZone, txt
from tests.email.out.smtp_server import Recorder, serving
from tests.email.out.test_handing import own_address
from tests.email.out.test_made import ed25519_file, rsa_file
from tests.postgresql_server import free_port

from truepenny.channels.email.signing import public_record
from truepenny.main.doctor_mail_out import check_mail_out
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
OWN = "support@acme.example"


async def look(**given: Any) -> dict[str, tuple[str, str]]:
    found = await asyncio.to_thread(lambda: list(check_mail_out(Settings(**given))))
    assert all(one.cure for one in found if one.level != "ok")
    return {one.name: (one.level, f"{one.says} {one.cure}") for one in found}


@asynccontextmanager
async def a_server(**more: Any):  # type: ignore[no-untyped-def]
    async with serving(Recorder(**more)) as server:
        yield server


@pytest.fixture
def zone() -> Iterator[DnsZone]:
    with DnsZone() as made:
        yield made


async def test_a_desk_without_mail_hears_nothing_of_it() -> None:
    assert await look() == {}
    assert (await look(mail_smtp="smtp://127.0.0.1:25"))["mail_smtp"][0] == "warning"


async def test_the_server_must_take_our_mail() -> None:
    async with a_server() as server:
        assert (await look(mail_address=OWN, mail_smtp=f"smtp://127.0.0.1:{server.port}"))["mail_smtp"][0] == "ok"
        assert server.mails == []
    level, says = (await look(mail_address=OWN, mail_smtp=f"smtp://127.0.0.1:{free_port()}"))["mail_smtp"]
    assert level == "error"
    assert "cannot be reached" in says
    assert (await look(mail_address=OWN))["mail_smtp"][0] == "error"


async def test_a_wrong_password_is_told_and_not_shown() -> None:
    async with a_server(users={"desk": "right"}) as server:
        level, says = (await look(mail_address=OWN, mail_smtp=f"smtp://desk:wrong-one@127.0.0.1:{server.port}"))["mail_smtp"]
    assert level == "error"
    assert "sign in" in says
    assert "wrong-one" not in says


async def test_a_line_that_others_can_read_is_told() -> None:
    host = own_address()
    if host is None:
        pytest.skip("this machine has no address but loopback")
    async with serving(Recorder(users={"desk": "secret"}), host=host) as server:
        level, says = (await look(mail_address=OWN, mail_smtp=f"smtp://{host}:{server.port}"))["mail_smtp"]
        assert (level, "without TLS" in says) == ("warning", True)
        level, says = (await look(mail_address=OWN, mail_smtp=f"smtp://desk:secret@{host}:{server.port}"))["mail_smtp"]
        assert (level, "a password never goes over a line that others can read" in says) == ("error", True)
        assert server.signed_in == []


async def test_a_key_that_every_user_of_the_machine_can_read_is_told(tmp_path: Path, zone: DnsZone) -> None:
    key = rsa_file(tmp_path)
    settings = Settings(mail_address=OWN, mail_dns=zone.address, mail_dkim=f"desk:{key}")
    for mode, told in ((0o644, True), (0o640, False), (0o600, False)):
        key.chmod(mode)
        found = await asyncio.to_thread(lambda: list(check_mail_out(settings)))
        assert any("every user" in one.says for one in found) is told


@pytest.mark.parametrize("make", [rsa_file, ed25519_file], ids=["rsa", "ed25519"])
async def test_the_published_record_must_be_that_of_the_key(make: Any, tmp_path: Path, zone: DnsZone) -> None:
    async with a_server() as server:
        given = {
            "mail_address": OWN, "mail_smtp": f"smtp://127.0.0.1:{server.port}", "mail_dns": zone.address,
            "mail_dkim": f"desk:{make(tmp_path)}",
        }  # fmt: skip
        level, says = (await look(**given))["mail_dkim"]
        assert (level, public_record(given["mail_dkim"]) in says) == ("error", True)
        zone.put("desk._domainkey.acme.example", txt(public_record(given["mail_dkim"])))
        assert (await look(**given))["mail_dkim"][0] == "ok"
        zone.put("desk._domainkey.acme.example", txt("v=DKIM1; k=rsa; p=AAAA"))
        assert "another key" in (await look(**given))["mail_dkim"][1]
        zone.fail("acme.example")
        assert (await look(**given))["mail_dkim"][0] == "warning"


async def test_a_key_that_is_none(tmp_path: Path) -> None:
    async with a_server() as server:
        given = {"mail_address": OWN, "mail_smtp": f"smtp://127.0.0.1:{server.port}", "mail_dkim": f"desk:{tmp_path / 'gone.pem'}"}
        level, says = (await look(**given))["mail_dkim"]
    assert level == "error"
    assert "cannot be read" in says


async def test_an_address_too_long_for_reports() -> None:
    found = await look(mail_address="customer-support-department@acme.example")
    assert found["mail_address"][0] == "warning"
