"""PostgreSQL's own programs for backup and restore, of a version that matches the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from truepenny.main.trouble import CommandFailed

_DEBIAN = Path("/usr/lib/postgresql")


def dump(database_url: str, target: Path) -> None:
    """One consistent snapshot in pg_dump's custom format, beside the running desk."""
    _run("pg_dump", database_url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    target.chmod(0o600)


def load(database_url: str, source: Path, *, replace: bool) -> None:
    """Loads a dump in one transaction. replace: what is there goes first."""
    away = ["--clean", "--if-exists"] if replace else []
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", *away]
    _run("pg_restore", database_url, [*arguments, str(source)])


def find_program(name: str, at_least: int) -> Path:
    """The program with the lowest major version that is not below the server's. Raises CommandFailed with the cure."""
    found = shutil.which(name)
    places = [Path(found)] if found else []
    places += sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    for place in places:
        if program_version(place) >= at_least:
            return place
    raise CommandFailed(f"{name} {at_least} or newer is needed for this server: apt-get install postgresql-client-{at_least}")


def program_version(program: Path) -> int:
    """Major version, 0 when the program does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - found by us
    number = re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)?", said)
    return int(number[1]) if number else 0


def _run(name: str, database_url: str, arguments: list[str]) -> None:
    program = find_program(name, server_version(database_url))
    url = make_url(database_url)
    env = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if url.password:
        env["PGPASSWORD"] = str(url.password)
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run([program, f"--dbname={plain}", *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise CommandFailed(f"{name} failed: {said[0]}")


def server_version(database_url: str) -> int:
    """Major version of the server. Raises CommandFailed when it cannot be reached."""
    import asyncio

    import asyncpg

    async def ask() -> int:
        conn = await asyncpg.connect(make_url(database_url).render_as_string(hide_password=False), timeout=10)
        try:
            return int(conn.get_server_version().major)
        finally:
            await conn.close()

    try:
        return asyncio.run(ask())
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise CommandFailed(f"PostgreSQL cannot be reached: {error}") from error
