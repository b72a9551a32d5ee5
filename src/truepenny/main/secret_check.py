"""The secret file and the database belong together: a desk with another secret would write chains that nobody can verify."""

from __future__ import annotations

from sqlalchemy import Connection, select

from truepenny.main.trouble import CommandFailed
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.db.dialect import upsert
from truepenny.platform.db.house_schema import house

NAME = "secret_fingerprint"


async def check_secret(db: Database, keyring: Keyring) -> None:
    """Writes down whose secret it is at the first start. Raises CommandFailed when it is another one later."""
    mine = keyring.fingerprint()

    def check(conn: Connection) -> str:
        conn.execute(upsert(house, conn).values(name=NAME, value=mine).on_conflict_do_nothing())
        return str(conn.execute(select(house.c.value).where(house.c.name == NAME)).scalar_one())

    known = await db.write(check)
    if known != mine:
        raise CommandFailed(
            f"the secret file (fingerprint {mine}) is not the one that this database was written with ({known}): "
            "copy the right secret file here, or name it with secret_file"
        )
