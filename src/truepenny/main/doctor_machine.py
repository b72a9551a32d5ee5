"""Doctor's look at this machine: secret file, folders, disk, limits, clock."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from truepenny.main.finding import Finding, error, fine, warning
from truepenny.platform.crypto import SecretFileWrong, load_or_create_keyring
from truepenny.platform.observe.health import FULL_BELOW_BYTES
from truepenny.platform.settings import Settings

ROOMY_BYTES = 1024**3
ENOUGH_FILES = 8192
_BUILT_AFTER_S = 1_767_225_600
"""2026-01-01: no clock that is right shows less."""
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph", "afs"}


def check_secret(settings: Settings) -> Iterator[Finding]:
    path = settings.secret_file
    if not path.exists():
        if settings.sqlite_path is not None and settings.sqlite_path.exists():
            yield error("secret file", f"{path} is missing, and a database is here", "put back the secret file that belongs to it")
        else:
            yield warning("secret file", f"{path} does not exist yet", "it is made at the first start; then keep a copy in a safe place")
        return
    if path.stat().st_uid not in (os.geteuid(), 0):
        yield warning("secret file", f"{path} belongs to another user", f"chown {os.geteuid()} {path}")
    try:
        fingerprint = load_or_create_keyring(path).fingerprint()
    except SecretFileWrong as wrong:
        yield error("secret file", str(wrong), f"chmod 600 {path}, or restore it from your copy")
    except OSError as wrong:
        yield error("secret file", f"{path} cannot be read: {wrong.strerror}", "run this command as the user of the desk")
    else:
        yield fine("secret file", f"{path}, fingerprint {fingerprint}")


def check_folders(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("data_dir", settings.data_dir), ("blob_dir", settings.blob_dir)):
        nearest = _nearest(folder)
        try:
            with tempfile.TemporaryFile(dir=nearest):
                pass
        except OSError as wrong:
            yield error(
                name, f"{nearest} cannot be written: {wrong.strerror}", f"chown it to the user of the desk, or set {name} to another folder"
            )
            continue
        if folder.exists() and folder.stat().st_mode & 0o007:
            yield warning(name, f"{folder} is open to every user of this machine", f"chmod o-rwx {folder}")
        else:
            yield fine(name, f"{folder} can be written")
    if settings.anchor_copy is not None:
        yield from _check_anchor_copy(settings.anchor_copy, settings.data_dir)
    if settings.sqlite_path is not None and (kind := _file_system(settings.data_dir)) in _NETWORK_FILE_SYSTEMS:
        yield error("data_dir", f"SQLite does not work on {kind}", "put data_dir on a local disk, or use PostgreSQL")


def _check_anchor_copy(path: Path, data_dir: Path) -> Iterator[Finding]:
    if not os.access(_nearest(path), os.W_OK):
        yield error("anchor_copy", f"{path} cannot be written", "give the user of the desk the right to, or name another file")
    elif _nearest(path).stat().st_dev == _nearest(data_dir).stat().st_dev:
        yield warning(
            "anchor_copy", f"{path} is on the disk of the data", "a copy shows a cut log only when it is out of reach: another machine"
        )
    else:
        yield fine("anchor_copy", str(path))


def check_disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in {"data_dir": settings.data_dir, "blob_dir": settings.blob_dir}.items():
        free = shutil.disk_usage(_nearest(folder)).free
        says = f"{free // 2**20:,} MiB free for {name}"
        if free < FULL_BELOW_BYTES:
            yield error("disk", says, "the desk takes nothing new: make room")
        elif free < ROOMY_BYTES:
            yield warning("disk", says, "make room before it is full")
        else:
            yield fine("disk", says)


def check_file_limit(settings: Settings) -> Iterator[Finding]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < ENOUGH_FILES:
        yield warning("open files", f"at most {hard}, one for each connection", "LimitNOFILE=65536 in the systemd unit, or ulimit -n")
    else:
        yield fine("open files", "unlimited" if hard == resource.RLIM_INFINITY else f"up to {hard}")


def check_clock(settings: Settings) -> Iterator[Finding]:
    now = time.time()
    if now < _BUILT_AFTER_S:
        yield error(
            "clock",
            f"this machine believes that it is {time.strftime('%Y-%m-%d', time.gmtime(now))}",
            "set the clock and run an NTP client",
        )
        return
    newest = max((path.stat().st_mtime for path in settings.data_dir.glob("truepenny.db*")), default=0.0)
    if newest > now + 60:
        yield error("clock", f"the database was written {newest - now:.0f} s in the future", "set the clock and run an NTP client")
        return
    yield fine("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def _nearest(path: Path) -> Path:
    """The path, or the closest folder above it that exists."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def _file_system(path: Path) -> str:
    """Kind of the file system that the path is on, "" when it cannot be told."""
    best, kind = "", ""
    target = str(_nearest(path).resolve())
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    for line in mounts:
        _, place, fs, *_ = line.split(" ")
        inside = target == place or target.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, fs
    return kind
