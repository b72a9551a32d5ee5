"""Looking for what must not be there: in every table of the database, and in every file of the data folder."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from truepenny.main.house import House


def find_anywhere(conn: Connection, words: str) -> list[str]:
    """Tables of which some column of some row holds the words."""
    found = []
    for table in inspect(conn).get_table_names():
        columns = [column["name"] for column in inspect(conn).get_columns(table)]
        as_text = "CAST({} AS TEXT)" if conn.dialect.name == "sqlite" else "{}::text"
        holds = " OR ".join(f"{as_text.format(name)} LIKE :words" for name in columns)
        if conn.execute(text(f"SELECT count(*) FROM {table} WHERE {holds}"), {"words": f"%{words}%"}).scalar():
            found.append(table)
    return found


def find_on_disk(folder: Path, words: str) -> list[str]:
    """Files below the folder (database, write-ahead file, blobs, staging, logs) that hold the words, as text or inside an archive."""
    forms = {words.encode(), unicodedata.normalize("NFD", words).encode(), words.encode("utf-16-le")}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and any(form in held for held in _bytes_of(path) for form in forms):
            found.append(path.relative_to(folder).as_posix())
    return found


def _bytes_of(path: Path) -> list[bytes]:
    held = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(held)):
        return [held]
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        return [held, *(archive.read(name) for name in archive.namelist())]


async def find_traces(house: House, words: str) -> list[str]:
    """Everywhere at once."""
    tables = await house.db.read(lambda conn: find_anywhere(conn, words))
    return tables + find_on_disk(house.settings.data_dir, words)
