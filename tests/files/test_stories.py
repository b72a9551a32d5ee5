"""Whose file it is, who may fetch it, and how it comes and goes."""

from __future__ import annotations

import asyncio
import errno
import hmac
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.files.conftest import MEI, OUTSIDER, RAVI, STRANGER_AGENT, TICKET, Desk, MakeDesk, may_see, picture, read_all
from tests.files.secret_words import screen

from truepenny.contracts.blobs import BlobStore
from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import FileId, Principal
from truepenny.contracts.views import FileView
from truepenny.intake.files.assemble import make_files
from truepenny.intake.files.staging import Staging, refused_storage
from truepenny.people import audit
from truepenny.platform.blobs.disk import DiskBlobs
from truepenny.platform.blobs.memory import MemoryBlobs
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import load_settings
from truepenny.tickets.needs import CarriedFile


async def attach(desk: Desk, *files: FileView, owner: Principal = MEI, internal: bool = False) -> tuple[CarriedFile, ...]:
    ids = [FileId(file.id) for file in files]
    person = MEI.contact if owner == MEI else OUTSIDER.contact if owner == OUTSIDER else RAVI.id
    return await desk.db.write(lambda conn: desk.files.attach(conn, ids, ticket=TICKET, owner=person, internal=internal))


async def may_load(desk: Desk, principal: Principal | None, file: FileView) -> bool:
    try:
        await desk.files.load(principal, file.id)
    except NotFound:
        return False
    return True


@pytest.mark.anyio
async def test_a_file_is_its_uploaders_until_a_message_carries_it(desk: Desk) -> None:
    file = await desk.files.save(MEI, "提现.pdf", b"%PDF-1.7 words", ticket=TICKET)
    assert (file.name, file.media_type, file.size, file.state) == ("提现.pdf", "application/pdf", 14, "clean")
    assert [await may_load(desk, who, file) for who in (MEI, RAVI, OUTSIDER, STRANGER_AGENT, None)] == [True, False, False, False, False]
    (carried,) = await attach(desk, file)
    assert (carried.id, carried.in_file, carried.in_name) == (file.id, (), ())
    assert [await may_load(desk, who, file) for who in (MEI, RAVI, OUTSIDER, STRANGER_AGENT, None)] == [True, True, False, False, False]
    row = await desk.files.load(RAVI, file.id)
    assert await read_all(desk.files.read(row.blob or "")) == b"%PDF-1.7 words"
    assert carried.digest == row.digest_hex == hmac.new(bytes.fromhex(row.salt), b"%PDF-1.7 words", "sha256").hexdigest()


@pytest.mark.anyio
async def test_a_file_of_a_note_never_reaches_the_customer(desk: Desk) -> None:
    file = await desk.files.save(RAVI, "internal.txt", b"what we think")
    await attach(desk, file, owner=RAVI, internal=True)
    assert await may_load(desk, RAVI, file)
    assert not await may_load(desk, MEI, file)
    assert not await may_load(desk, STRANGER_AGENT, file)


@pytest.mark.anyio
async def test_a_file_is_carried_once_and_only_by_its_uploader(desk: Desk) -> None:
    file = await desk.files.save(MEI, "a.txt", b"words")
    with pytest.raises(Refused, match="file_gone"):
        await attach(desk, file, owner=OUTSIDER)
    with pytest.raises(Refused, match="file_gone"):
        await attach(desk, file, owner=RAVI)
    await attach(desk, file)
    with pytest.raises(Refused, match="file_used"):
        await attach(desk, file)


@pytest.mark.anyio
async def test_a_message_carries_ten_files_and_not_eleven(desk: Desk) -> None:
    files = [await desk.files.save(MEI, f"{n}.txt", b"words %d" % n) for n in range(11)]
    with pytest.raises(Refused, match="too_many_files"):
        await attach(desk, *files)
    assert len(await attach(desk, *files[:10], files[0])) == 10


@pytest.mark.anyio
async def test_a_refused_message_leaves_its_files_free(desk: Desk) -> None:
    mine = await desk.files.save(MEI, "a.txt", b"mine")
    other = await desk.files.save(OUTSIDER, "b.txt", b"not mine")
    with pytest.raises(Refused):
        await attach(desk, mine, other)
    assert len(await attach(desk, mine)) == 1


@pytest.mark.anyio
async def test_a_file_cannot_be_sent_to_a_ticket_that_one_may_not_see(desk: Desk) -> None:
    assert (await desk.files.save(MEI, "a.txt", b"words", ticket=TICKET)).state == "clean"
    with pytest.raises(NotFound):
        await desk.files.save(OUTSIDER, "a.txt", b"words", ticket=TICKET)


@pytest.mark.anyio
async def test_erasing_leaves_no_row_no_salt_and_no_bytes_that_nobody_else_has(desk: Desk) -> None:
    gone = await desk.files.save(MEI, "a.png", picture())
    same = await desk.files.save(OUTSIDER, "b.png", picture())
    await attach(desk, gone)
    assert len(desk.stored()) == 2, "the same picture is stored once, with its thumb"
    assert await desk.count() == (2, 2)
    await desk.db.write(lambda conn: desk.files.erase(conn, [gone.id]))
    await desk.files.bury()
    assert (await desk.count())[0] == 1
    assert await may_load(desk, OUTSIDER, same)
    assert len(desk.stored()) == 2
    (view,) = await desk.db.read(lambda conn: desk.files.own_views(conn, MEI.contact, [gone.id]))
    assert view == FileView(id=gone.id, name="", media_type="", size=0, state="erased")
    await desk.db.write(lambda conn: desk.files.erase(conn, [same.id]))
    await desk.files.bury()
    assert desk.stored() == []
    assert await desk.count() == (0, 0)


@pytest.mark.anyio
async def test_bytes_that_are_being_deleted_can_be_stored_again_meanwhile(desk: Desk) -> None:
    for _ in range(10):
        first = await desk.files.save(MEI, "a.txt", b"the same words")
        await desk.db.write(lambda conn, first=first: desk.files.erase(conn, [first.id]))  # type: ignore[misc]
        _, again = await asyncio.gather(desk.files.bury(), desk.files.save(MEI, "a.txt", b"the same words"))
        row = await desk.files.load(MEI, again.id)
        assert await read_all(desk.files.read(row.blob or "")) == b"the same words"
        await desk.db.write(lambda conn, again=again: desk.files.erase(conn, [again.id]))  # type: ignore[misc]


@pytest.mark.anyio
async def test_uploads_that_no_message_carries_expire_after_a_day(desk: Desk) -> None:
    loose = await desk.files.save(MEI, "loose.txt", b"loose")
    kept = await desk.files.save(MEI, "kept.txt", b"kept")
    await attach(desk, kept)
    desk.clock.advance(23 * 3600)
    assert await desk.files.sweep() == 0
    desk.clock.advance(2 * 3600)
    assert await desk.files.sweep() == 1
    assert not await may_load(desk, MEI, loose)
    assert await may_load(desk, MEI, kept)
    assert len(desk.stored()) == 1
    with pytest.raises(Refused, match="file_gone"):
        await attach(desk, loose)


@pytest.mark.anyio
async def test_too_large_too_fast_and_too_many_are_refused(make_desk: MakeDesk) -> None:
    desk = make_desk(max_bytes=1000, per_minute=3)
    with pytest.raises(Refused) as large:
        await desk.files.save(MEI, "a.txt", b"x" * 1001)
    assert large.value.status == 413
    assert desk.staged() == []
    await desk.files.save(MEI, "a.txt", b"x" * 1000)
    await desk.files.save(MEI, "b.txt", b"y")
    with pytest.raises(Refused) as fast:
        await desk.files.save(MEI, "c.txt", b"z")
    assert (fast.value.status, fast.value.retry_after_s) == (429, 60)
    await desk.files.save(OUTSIDER, "c.txt", b"z")
    desk.clock.advance(60)
    await desk.files.save(MEI, "c.txt", b"z")


@pytest.mark.anyio
async def test_nobody_can_fill_the_disk_with_files_that_are_never_sent(make_desk: MakeDesk) -> None:
    desk = make_desk(max_bytes=1000)
    for n in range(10):
        await desk.files.save(MEI, "a.txt", b"%d" % n * 1000)
    with pytest.raises(Refused, match="uploads_unsent"):
        await desk.files.save(MEI, "a.txt", b"more")
    await desk.files.save(OUTSIDER, "a.txt", b"more")


@pytest.mark.anyio
async def test_a_logo_is_small_and_for_everybody(desk: Desk) -> None:
    url = await desk.files.save_logo(picture("PNG", size=(1024, 300), mode="RGBA"), "logo.png")
    row = await desk.files.load(None, url.removeprefix("/files/"))
    assert (row.width, row.height, row.media_type) == (512, 150, "image/png")
    desk.clock.advance(90 * 86_400)
    await desk.files.sweep()
    assert await desk.files.load(None, row.id) == row
    with pytest.raises(Refused, match="logo_kind"):
        await desk.files.save_logo(b"words", "logo.txt")


@pytest.mark.anyio
async def test_a_full_disk_is_said_and_leaves_nothing_behind(make_desk: MakeDesk) -> None:
    blobs = MemoryBlobs()
    desk = make_desk(blobs=blobs)
    blobs.full = True
    with pytest.raises(Refused) as refused:
        await desk.files.save(MEI, "a.png", picture())
    assert (refused.value.status, refused.value.code) == (507, "storage_full")
    assert (await desk.count())[0] == 0
    assert desk.staged() == []
    blobs.full = False
    file = await desk.files.save(MEI, "a.png", picture())
    assert await may_load(desk, MEI, file)
    await desk.files.bury()
    assert len(blobs.kept) == 2


def test_what_the_system_says_of_a_full_disk_becomes_words() -> None:
    with pytest.raises(Refused) as refused, refused_storage(), Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"x")
    assert (refused.value.status, refused.value.retry_after_s) == (507, 60)
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.ENOSPC


@pytest.mark.anyio
async def test_an_upload_that_breaks_off_leaves_nothing(desk: Desk) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 1_500_000
        assert desk.staged()  # the premise: something had been written
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await desk.files.save(MEI, "a.txt", broken())
    assert desk.staged() == []
    assert desk.stored() == []


def test_what_a_dead_process_left_is_removed_at_the_next_start_and_a_living_ones_is_not(tmp_path: Path) -> None:
    living = Staging(tmp_path)
    living.new_path().write_bytes(b"coming in")
    dead = tmp_path / "dead"
    dead.mkdir()
    (dead / "lock").touch()
    (dead / "half").write_bytes(b"half a file")
    third = Staging(tmp_path)
    assert not dead.exists()
    assert living.new_path().parent.exists()
    assert len(list(living.new_path().parent.iterdir())) == 2
    living.close()
    third.close()


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["disk", "memory"])
async def test_every_blob_store_keeps_the_contract(tmp_path: Path, kind: str) -> None:
    store: BlobStore = DiskBlobs(tmp_path / "blobs", b"k" * 32) if kind == "disk" else MemoryBlobs(b"k" * 32)
    content = bytes(range(256)) * 4000

    def source() -> Path:
        path = tmp_path / "source"
        path.write_bytes(content)
        return path

    address = await store.address_of(source())
    assert address == hmac.new(b"k" * 32, content, "sha256").hexdigest()
    await store.put(source(), address)
    assert not (tmp_path / "source").exists()
    await store.put(source(), address)
    assert await store.size(address) == len(content)
    assert await read_all(store.read(address)) == content
    assert await read_all(store.read(address, start=1000, length=500_000)) == content[1000:501_000]
    assert await read_all(store.read(address, start=len(content) - 5, length=100)) == content[-5:]
    await store.delete(address)
    await store.delete(address)
    with pytest.raises(FileNotFoundError):
        await store.size(address)
    with pytest.raises(FileNotFoundError):
        await read_all(store.read("../../etc/passwd"))


@pytest.mark.anyio
async def test_files_are_made_from_the_settings_and_half_of_one_never_lies_where_a_backup_looks(tmp_path: Path, db: Database) -> None:
    settings = load_settings({"TRUEPENNY_DATA_DIR": str(tmp_path / "data")})
    files = make_files(settings, db=db, clock=SetClock(), keyring=Keyring(b"r" * 32), may_see=may_see, record=audit.record, screen=screen)
    async with files.receive(MEI) as draft:
        await draft.write(b"x" * 2_000_000)
        found = [path.relative_to(settings.blob_dir) for path in settings.blob_dir.rglob("*") if path.is_file()]
        assert found
        assert all(path.parts[0].startswith(".") for path in found)
        view = await files.keep(MEI, draft, name="a.txt")
    assert await files.tend() == ()
    assert (await files.load(MEI, view.id)).size == 2_000_000
    assert len([path for path in settings.blob_dir.rglob("*") if path.stat().st_size == 2_000_000]) == 1
    files.close()


@pytest.mark.anyio
async def test_the_folder_tells_an_outsider_nothing(desk: Desk) -> None:
    import hashlib

    content = b"a document that the outsider has too"
    await desk.files.save(MEI, "a.txt", content)
    (path,) = desk.stored()
    assert hashlib.sha256(content).hexdigest() not in str(path).replace("/", "")
    assert path.stat().st_mode & 0o077 == 0
