"""What a running desk does by itself, again and again: each chore is one function here and one entry of CHORES.

A chore that fails is logged and tried again the next time; none keeps another from its work.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from truepenny.intake.park import prune_parked
from truepenny.knowledge.help.feedback import prune_reader_words
from truepenny.knowledge.search.misses import prune_misses
from truepenny.main.house import House
from truepenny.outbound.announcing.subscribers import prune_subscribers
from truepenny.outbound.held import prune_undone
from truepenny.outbound.mail.rows import prune_codes
from truepenny.people.customer_sessions import prune_customer_sessions
from truepenny.people.mail_codes import prune_mail_codes
from truepenny.people.tries import prune_tries
from truepenny.platform.db.database import DatabaseAway
from truepenny.surfaces.live.peer import Peer
from truepenny.surfaces.live.socket import is_silent
from truepenny.trust.countersign.book import prune_countersigns

log = logging.getLogger(__name__)
SWEEP_S = 10.0
HOUR_S = 3600.0
RULES_S = 5.0
WORDS_S = 2.0
SEARCH_S = 60.0


async def _sweep_peers(house: House) -> None:
    """Ends live connections that have missed their heartbeats, and counts what was sent."""
    counted = Peer.sent
    while True:
        await asyncio.sleep(SWEEP_S)
        house.metrics.count_sent(Peer.sent - counted)
        counted = Peer.sent
        sweep(house, time.monotonic())


def sweep(house: House, now: float) -> None:
    """Cuts off who has not been heard of for too long at this monotonic time."""
    for peer in [peer for peer in house.hub.peers if is_silent(peer, now)]:
        peer.cut("silent")


async def _tidy(house: House) -> None:
    """What has expired goes: parked messages, sessions, sign-in codes, counts of tries, replies that were taken back."""
    prunes: Sequence[Callable[..., object]] = (
        prune_parked, prune_customer_sessions, prune_mail_codes, prune_tries, prune_undone, prune_codes, prune_countersigns,
        prune_reader_words, prune_subscribers, prune_misses,
    )  # fmt: skip
    while True:
        for prune in prunes:
            await try_chore(prune.__name__, partial(_prune, house, prune))
        await try_chore("expire_hashes", house.intake.expire_hashes)
        house.search.desk.forget()
        await asyncio.sleep(HOUR_S)


async def _prune(house: House, prune: Callable[..., object]) -> None:
    now = house.clock.now_us()
    await house.db.write(lambda conn: prune(conn, now_us=now))


async def _tend_files(house: House) -> None:
    """Files: what waits for the virus scanner is tried again and those who look at its ticket are told; what nobody sent or reported
    goes."""
    while True:
        await asyncio.sleep(SWEEP_S)
        await try_chore("held_checks", house.truth.held.sweep)
        try:
            for settled in await house.files.tend():
                if settled.ticket is not None and settled.carried:
                    house.hub.show_again(settled.ticket)
        except DatabaseAway:
            log.warning("files wait for the database")
        except Exception:
            log.exception("files could not be tended")


async def _hear_rules(house: House) -> None:
    """Rules of the screen, entries of the directory, and words that mean the same, that were changed on another node."""
    while True:
        await try_chore("synonyms", house.truth.synonyms.same)
        await asyncio.sleep(RULES_S)
        await try_chore("rules", house.rules.refresh)
        await try_chore("directory", house.truth.directory.refresh)
        await try_chore("directory_days", house.truth.directory.tell_days)


async def _end_words(house: House) -> None:
    """Words of the countersign whose time is over: both sides are told."""
    while True:
        await asyncio.sleep(WORDS_S)
        await try_chore("countersigns", house.truth.countersign.expire)


async def _tend_help(house: House) -> None:
    """Listeners hear of articles whose time has come, or that were changed on another node; what was read is counted."""
    while True:
        await asyncio.sleep(SWEEP_S)
        await try_chore("help_news", house.truth.help.tell_news)
        await try_chore("help_reads", house.truth.help.feedback.save_reads)


async def _tend_search(house: House) -> None:
    """The search over what is published: as soon as there is something new, and what other nodes have announced."""
    following = asyncio.create_task(house.truth.search.upkeep.follow(), name="chore")
    try:
        while True:
            await try_chore("search", house.truth.search.tend)
            await asyncio.sleep(SEARCH_S)
    finally:
        following.cancel()


async def try_chore(name: str, job: Callable[[], Any]) -> None:
    try:
        await job()
    except DatabaseAway:
        log.warning("a chore waits for the database", extra={"chore": name})
    except Exception:
        log.exception("a chore failed", extra={"chore": name})


CHORES: Sequence[Callable[[House], Coroutine[Any, Any, None]]] = (
    _sweep_peers, _tidy, _tend_files, _hear_rules, _end_words, _tend_help, _tend_search,
)  # fmt: skip
"""Each runs until it is cancelled."""
