"""A desk in a process of its own that sends what is queued, to be killed in the middle.

python -m tests.email.out.crashing_desk FOLDER URL NOW. Its clock stands at NOW (microseconds), so that a later process finds the leases of
an earlier one run out. Says "done" and ends when nothing is left to send.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from truepenny.main.running import running
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import load_settings


async def main(folder: Path, url: str, now_us: int) -> None:
    given = {
        "data_dir": str(folder), "log_level": "error", "mail_address": "support@acme.example", "mail_smtp": url,
        "public_url": "https://desk.acme.example",
    }  # fmt: skip
    async with running(load_settings({}, given=given), clock=SetClock(now_us)) as house:
        assert house.mail_out is not None
        while await house.db.read(_waiting):
            await asyncio.sleep(0.02)
        print("done", flush=True)


def _waiting(conn) -> int:  # type: ignore[no-untyped-def]
    from sqlalchemy import func, select

    from truepenny.outbound.mail.schema import deliveries

    return int(conn.execute(select(func.count()).where(deliveries.c.state.in_(("queued", "sending", "failed")))).scalar_one())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
