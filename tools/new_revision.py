"""Writes src/truepenny/main/migrations/versions/NNNN_words.py from the tables in the code (see tools/new-revision)."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from truepenny.main.tables import SCRIPTS, all_tables, is_compared
from truepenny.platform.db.migrate import alembic_config, migrate
from truepenny.platform.db.sqlite import open_engine
from truepenny.platform.settings import Settings


def main(number: str, words: str) -> None:
    from alembic import command

    tables = all_tables()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        asyncio.run(migrate(settings, SCRIPTS, tables))
        engine = open_engine(Path(folder) / "truepenny.db", writes=True)
        slug = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
        with engine.begin() as conn:
            config = alembic_config(SCRIPTS, {"connection": conn, "metadata": tables, "include_object": is_compared})
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, message=words, rev_id=number, autogenerate=True)
        engine.dispose()
    print(f"{SCRIPTS}/versions/{number}_{slug}.py")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
