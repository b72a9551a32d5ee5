"""Who answers: numbers that are never given twice, names that cannot be taken for another's, and the last admin."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, update
from tests.people.house import PASSWORD, House

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Role
from truepenny.people import audit, passwords, schema
from truepenny.people.names import clean_line, name_skeleton

pytestmark = pytest.mark.anyio


def test_a_password_costs_what_owasp_asks_and_an_unknown_login_the_same(real_hasher: Callable[[], PasswordHasher]) -> None:
    parameters = "$argon2id$v=19$m=19456,t=2,p=1$"
    hashed = real_hasher().hash(PASSWORD)
    assert hashed.startswith(parameters)
    assert passwords._NOBODY.startswith(parameters)
    assert real_hasher().verify(hashed, PASSWORD)


async def test_agent_ids_count_up_and_are_never_given_twice(house: House) -> None:
    first, _ = await house.directory.add("a1", "Ann", by=audit.COMMAND_LINE)
    second, _ = await house.directory.add("b2", "Ben", by=audit.COMMAND_LINE)
    assert (first, second) == ("A-1001", "A-1002")
    await house.db.write(lambda conn: conn.execute(delete(schema.agents).where(schema.agents.c.id == second)).rowcount)
    third, _ = await house.directory.add("c3", "Cai", by=audit.COMMAND_LINE)
    assert third == "A-1003"


async def test_ids_of_agents_added_at_once_differ(house: House) -> None:
    names = ("Ann", "Ben", "Cai", "Dora")
    added = await asyncio.gather(*(house.directory.add(f"{name}.x", name, by=audit.COMMAND_LINE) for name in names))
    assert len({agent for agent, _ in added}) == 4


@pytest.mark.parametrize(
    "lookalike",
    [
        "Lin Wei",
        "lin wei",
        "LIN  WEI",
        "LinWei",
        "Lín Wei",
        "Lin\u00a0Wei",
        "Ｌｉｎ Wei",
        "Liп Wei".replace("п", "n"),
        "L1n Wei",
        "Lіn Wei",
        "lin-wei",
    ],
)
async def test_no_agent_can_look_like_another(house: House, lookalike: str) -> None:
    await house.directory.add("lin", "Lin Wei", by=audit.COMMAND_LINE)
    ben, _ = await house.directory.add("ben", "Ben", by=audit.COMMAND_LINE)
    with pytest.raises(Refused) as taken:
        await house.directory.add("other", lookalike, by=audit.COMMAND_LINE)
    assert (taken.value.status, taken.value.field) == (409, "name")
    with pytest.raises(Refused):
        await house.directory.change(ben, by="A-1001", name=lookalike)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "   ",
        "x" * 41,
        "Lin\u202eieW",
        "Lin\u200bWei",
        "Lin\nWei",
        "A-1027",
        "Ann (A-1027)",
        "1234",
        "\ud800",
        "\u3164",
        "Lin\u2800",
        "L\u0300\u0301\u0302\u0303in",
    ],
)
async def test_names_that_trick_the_eye_are_refused(house: House, bad: str) -> None:
    with pytest.raises(Refused) as refused:
        await house.directory.add("lin", bad, by=audit.COMMAND_LINE)
    assert (refused.value.status, refused.value.code) == (400, "name_wrong")


async def test_different_names_stay_different(house: House) -> None:
    for i, name in enumerate(("Lin", "Lina", "李娜", "李薇", "Иван", "José", "O’Neil")):
        await house.directory.add(f"agent{i}", name, by=audit.COMMAND_LINE)
    assert name_skeleton("李娜") != name_skeleton("李薇")


@pytest.mark.parametrize("bad", ["", "a", "lin wei", "lin\u202e", "Дарья", "x" * 65, "../etc"])
async def test_sign_in_names_are_plain(house: House, bad: str) -> None:
    with pytest.raises(Refused) as refused:
        await house.directory.add(bad, "Lin Wei", by=audit.COMMAND_LINE)
    assert refused.value.field == "login"


async def test_a_taken_sign_in_name_is_refused(house: House) -> None:
    await house.directory.add("lin", "Lin Wei", by=audit.COMMAND_LINE)
    with pytest.raises(Refused) as taken:
        await house.directory.add("ＬＩＮ", "Somebody Else", by=audit.COMMAND_LINE)
    assert taken.value.code == "login_taken"


async def test_the_last_admin_stays(house: House) -> None:
    ann, _ = await house.add("ann", "Ann", role=Role.ADMIN)
    ben, _ = await house.add("ben", "Ben", role=Role.ADMIN)
    await house.directory.disable(ben, by=ann)
    for attempt in (house.directory.disable(ann, by=ann), house.directory.change(ann, by=ann, role=Role.LEAD)):
        with pytest.raises(Refused) as last:
            await attempt
        assert (last.value.status, last.value.code) == (409, "last_admin")
    await house.directory.enable(ben, by=ann)
    await house.directory.change(ann, by=ann, role=Role.LEAD)


async def test_two_admins_cannot_remove_each_other_at_the_same_moment(house: House) -> None:
    ann, _ = await house.add("ann", "Ann", role=Role.ADMIN)
    ben, _ = await house.add("ben", "Ben", role=Role.ADMIN)
    await asyncio.gather(house.directory.disable(ann, by=ben), house.directory.disable(ben, by=ann), return_exceptions=True)
    cards = await house.directory.list_agents(with_disabled=False)
    assert len(cards) == 1


async def test_a_changed_role_counts_at_once(house: House) -> None:
    ann, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    assert (await house.agent(token)).role is Role.AGENT
    await house.directory.change(ann, by="A-9", role=Role.LEAD, name="Ann B.")
    changed = await house.agent(token)
    assert (changed.role, changed.name) == (Role.LEAD, "Ann B.")


async def test_teams_come_with_the_agent(house: House) -> None:
    ann, secret = await house.add("ann", "Ann")
    money = await house.teams.add("Withdrawals", by=ann)
    locked = await house.teams.add("Locked accounts", by=ann)
    await house.directory.change(ann, by=ann, teams=[money, locked])
    token = await house.enter("ann", secret)
    assert set((await house.agent(token)).teams) == {money, locked}
    await house.teams.close(money, by=ann)
    house.clock.advance(6)
    assert (await house.agent(token)).teams == (locked,)
    with pytest.raises(Refused):
        await house.directory.change(ann, by=ann, teams=[money])
    with pytest.raises(Refused):
        await house.teams.add("WITHDRAWALS", by=ann)
    await house.teams.open(money, by=ann)
    await house.teams.change(money, by=ann, name="Payments", members=[])
    assert {team.name: team.members for team in await house.teams.list_teams()} == {"Locked accounts": (ann,), "Payments": ()}


async def test_changes_are_recorded_and_the_record_takes_no_change(house: House) -> None:
    ann, _ = await house.add("ann", "Ann", role=Role.ADMIN)
    ben, _ = await house.add("ben", "Ben")
    await house.directory.set_password(ben, None, by=ann)
    await house.directory.drop_totp(ben, by=ann)
    await house.directory.disable(ben, by=ann)
    lines = await house.directory.list_audit()
    assert [line.what for line in lines[:3]] == ["agent_disabled", "totp_dropped", "password_set"]
    assert PASSWORD not in repr(lines)
    first_page = await house.directory.list_audit(limit=2)
    assert await house.directory.list_audit(before=first_page[-1].id) == lines[2:]
    for statement in (update(schema.audit).values(who="nobody"), delete(schema.audit)):
        with pytest.raises(Exception, match="append-only"):
            await house.db.write(lambda conn, statement=statement: conn.execute(statement))
    assert await house.directory.list_audit() == lines


async def test_unknown_agents_are_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        await house.directory.load("A-4040")
    assert await house.directory.find("A-4040") is None
    ann, _ = await house.add("ann", "Ann")
    assert await house.directory.find_id("a-1001") == ann
    assert await house.directory.find_id("ANN") == ann


def test_names_from_outside_are_cleaned_not_refused() -> None:
    assert clean_line("  Li\u202e \n Wei\u0000 ", 80) == "Li Wei"
    assert clean_line("\u200b\u3164", 80) == ""
    assert clean_line("L\u0316\u0317\u0318\u0319i", 80) == "Li"
    assert clean_line("Nguyễn José 李娜", 80) == "Nguyễn José 李娜"
    assert len(clean_line("x" * 500, 80)) == 80
