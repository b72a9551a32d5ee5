"""Fills an empty desk with the demo's people and conversations, through the same services that real ones use.

In: settings of a desk without agents. Out: agents, teams, canned replies, a brand and tickets whose times lie over the days before now.
A house of its own with a clock that can be set plays them; it is closed again before the real one starts.
"""

from __future__ import annotations

import asyncio
import dataclasses

from truepenny.knowledge.help.starter import plant_starter
from truepenny.main.demo.announced import announce
from truepenny.main.demo.canned import CANNED
from truepenny.main.demo.contacts import add_contacts
from truepenny.main.demo.mailbox.play import playing_mail
from truepenny.main.demo.people import AGENTS, PASSWORD, TEAMS
from truepenny.main.demo.play import Play
from truepenny.main.demo.signing import Signer
from truepenny.main.demo.stories import STORIES
from truepenny.main.house import House
from truepenny.main.tables import SCRIPTS, all_tables
from truepenny.main.trouble import CommandFailed
from truepenny.main.wiring import build
from truepenny.platform.clock import DAY, SetClock, SystemClock
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.migrate import migrate
from truepenny.platform.settings import Settings

BY = "demo"


async def seed(settings: Settings, signer: Signer) -> None:
    """Raises CommandFailed when agents are there already: then it is not the demo's desk, or a first start was broken off."""
    await migrate(settings, SCRIPTS, all_tables())
    keyring = load_or_create_keyring(settings.secret_file)
    db = make_database(settings)
    now = SystemClock().now_us()
    clock = SetClock(now - 30 * DAY)
    house = build(dataclasses.replace(settings, mail_address=""), db=db, clock=clock, keyring=keyring)
    house.ledger.listeners.clear()
    house.truth.directory.on_change.clear()
    await db.start(house.ledger.begin)
    try:
        if await house.people.agents.list_agents():
            raise CommandFailed(
                f"{settings.data_dir} holds a desk that the demo did not set up completely; "
                "choose another folder with --data-dir, or remove this one if nothing in it is yours"
            )
        await plant_starter(db, clock, languages=settings.languages)
        await _add_people(house)
        async with playing_mail(settings, db=db, clock=clock, keyring=keyring) as mail:
            await Play(house, mail, clock, signer, now).run(STORIES)
        await announce(house, clock, now)
    finally:
        await db.stop()
        house.files.close()


async def _add_people(house: House) -> None:
    for team, name in TEAMS.items():
        await house.people.teams.add(name, by=BY, team=team)
    adding = [
        house.people.agents.add(
            agent.login, agent.name, by=BY, role=agent.role, language=agent.language, teams=agent.teams, password=PASSWORD,
            totp_secret=agent.totp_secret, agent_id=agent.id,
        )
        for agent in AGENTS
    ]  # fmt: skip
    await asyncio.gather(*adding)
    for words in CANNED:
        await house.canned.put(words, reply=None, by=BY)
    await add_contacts(house.truth.directory, by=BY)
    await house.brand.change(by=BY, name="Acme Support", hue=172)
