"""Which database: the one that the settings name."""

from __future__ import annotations

from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings


def make_database(settings: Settings) -> Database:
    """The database that the settings name; not yet started."""
    if settings.database_url:
        from truepenny.platform.db.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(settings.database_url)
    from truepenny.platform.db.sqlite import SqliteDatabase

    return SqliteDatabase(settings.data_dir / "truepenny.db")
