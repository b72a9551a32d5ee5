"""`truepenny user ...`: from the words of the command line to the agent who can sign in."""

from __future__ import annotations

import argparse
import io

import pytest
from tests.people.house import HERE, PASSWORD, House

from truepenny.main.cli_user import add_parser, read_command, run_user

pytestmark = pytest.mark.anyio


async def run(house: House, *words: str, stdin: str = "") -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    asked = read_command(parser.parse_args(["user", *words]), io.StringIO(stdin))
    out = io.StringIO()
    return await run_user(asked, house.db, house.clock, house.keyring, out=out), out.getvalue()


async def test_an_agent_is_added_signs_in_and_is_disabled(house: House) -> None:
    await house.teams.add("Payments", by="A-1")
    code, said = await run(house, "add", "lin.wei", "Lin Wei", "--role", "admin", "--language", "zh", "--team", "payments")
    assert code == 0
    assert "A-1001 Lin Wei (admin)" in said
    first = said.split("First password: ")[1].split("\n")[0]
    assert (await house.sign_in.start("lin.wei", first, address=HERE)).stage == "enrol"
    code, said = await run(house, "list")
    assert code == 0
    assert said.splitlines()[1].split("  ")[0] == "A-1001"
    assert "Payments" in said
    code, said = await run(house, "disable", "A-1001")
    assert (code, "last admin" in said) == (1, True)
    await run(house, "add", "ben", "Ben", "--role", "admin")
    code, said = await run(house, "disable", "lin.wei")
    assert (code, "A-1001" in said) == (0, True)


async def test_a_password_comes_by_standard_input(house: House) -> None:
    code, said = await run(house, "add", "ann", "Ann", "--password-stdin", stdin=PASSWORD + "\n")
    assert code == 0
    assert PASSWORD not in said
    assert (await house.sign_in.start("ann", PASSWORD, address=HERE)).stage == "enrol"
    code, said = await run(house, "passwd", "ann")
    given = said.split("Password: ")[1].strip()
    assert (await house.sign_in.start("ann", given, address=HERE)).stage == "enrol"


async def test_one_time_codes_are_set_up_anew(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    code, _ = await run(house, "totp", "ANN")
    assert code == 0
    house.clock.advance(6)
    assert await house.sessions.find_agent(token) is None
    assert (await house.sign_in.start("ann", PASSWORD, address=HERE)).stage == "enrol"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("disable", "nobody"), "There is no agent called nobody."),
        (("add", "a b", "Ann"), "This sign-in name cannot be used."),
        (("add", "ann", "Ann", "--team", "Nowhere"), "There is no team called Nowhere."),
    ],
)
async def test_refusals_are_words_not_traces(house: House, words: tuple[str, ...], says: str) -> None:
    code, said = await run(house, *words)
    assert code == 1
    assert says in said
