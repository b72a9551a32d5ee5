"""An agent comes in: password, code, first password; and all the ways in which somebody else does not."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from tests.people.house import FIREFOX, HERE, PASSWORD, House

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Role
from truepenny.people import audit, totp
from truepenny.people.agent_sign_in import Advance

pytestmark = pytest.mark.anyio


async def code_of(house: House, step: Advance, code: str) -> Advance:
    return await house.sign_in.check_code(step.step_token, code, address=HERE, device=FIREFOX)


async def test_first_sign_in_leads_through_set_up_and_a_password_of_ones_own(house: House) -> None:
    agent_id, first = await house.directory.add("  Lin.Wei ", "Lin Wei", by=audit.COMMAND_LINE, role=Role.LEAD, language="zh")
    assert agent_id == "A-1001"

    step = await house.sign_in.start("LIN.WEI", first, address=HERE)
    assert step.stage == "enrol"
    shown = await house.sign_in.find_step(step.step_token)
    assert shown is not None
    assert (shown.login, shown.name, shown.language) == ("lin.wei", "Lin Wei", "zh")

    with pytest.raises(Refused) as wrong:
        await house.sign_in.confirm_enrolment(step.step_token, "000000", address=HERE, device=FIREFOX)
    assert wrong.value.code == "code_wrong"
    enrolled = await house.sign_in.confirm_enrolment(step.step_token, house.code(shown.secret), address=HERE, device=FIREFOX)
    assert enrolled.stage == "password"
    assert len(set(enrolled.recovery_codes)) == 10

    with pytest.raises(Refused) as same:
        await house.sign_in.choose_password(enrolled.step_token, first, address=HERE, device=FIREFOX)
    assert same.value.code == "password_same"
    done = await house.sign_in.choose_password(enrolled.step_token, PASSWORD, address=HERE, device=FIREFOX)
    assert done.session is not None
    agent = await house.agent(done.session.token)
    assert (agent.id, agent.name, agent.role, agent.language) == ("A-1001", "Lin Wei", Role.LEAD, "zh")
    assert await house.sign_in.find_step(enrolled.step_token) is None

    house.clock.advance(60)
    again = await house.sign_in.start("lin.wei", PASSWORD, address=HERE)
    assert again.stage == "code"


async def test_unknown_login_wrong_password_and_disabled_agent_get_one_answer(house: House) -> None:
    await house.add("ann", "Ann", role=Role.ADMIN)
    ben, _ = await house.add("ben", "Ben")
    await house.directory.disable(ben, by="A-1001")
    answers = []
    for login, password in (("nobody", PASSWORD), ("ann", "wrong wrong wrong"), ("ben", PASSWORD), ("ann", ""), ("ann", "x" * 100_000)):
        with pytest.raises(Refused) as refused:
            await house.sign_in.start(login, password, address=f"198.51.100.{len(answers)}")
        answers.append((refused.value.status, refused.value.code, refused.value.title, refused.value.cure))
    assert len(set(answers)) == 1


async def test_five_wrong_passwords_make_a_pause_that_a_right_one_does_not_end(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    for _ in range(5):
        with pytest.raises(Refused) as wrong:
            await house.sign_in.start("ann", "not the password", address=HERE)
        assert wrong.value.status == 401
    with pytest.raises(Refused) as paused:
        await house.sign_in.start("ann", PASSWORD, address=HERE)
    assert (paused.value.status, paused.value.code) == (429, "too_many_tries")
    assert paused.value.retry_after_s == 15 * 60
    # A colleague at another desk, and Ann herself from elsewhere, are not kept out by a stranger.
    assert (await house.sign_in.start("ann", PASSWORD, address="203.0.113.9")).stage == "code"
    house.clock.advance(15 * 60)
    await house.enter("ann", secret)
    assert any(line.what == "sign_in_paused" for line in await house.directory.list_audit())


async def test_guesses_from_many_addresses_are_counted_together(house: House) -> None:
    await house.add("ann", "Ann")
    codes = []
    for i in range(22):
        with pytest.raises(Refused) as refused:
            await house.sign_in.start("ann", "not the password", address=f"198.51.100.{i}")
        codes.append(refused.value.status)
    assert codes == [401] * 20 + [429] * 2


async def test_guesses_at_once_are_no_better_than_one_after_another(house: House) -> None:
    await house.add("ann", "Ann")
    answers = await asyncio.gather(
        *(house.sign_in.start("ann", f"guess number {i}", address=HERE) for i in range(12)), return_exceptions=True
    )
    statuses = sorted(answer.status for answer in answers if isinstance(answer, Refused))
    assert statuses == [401] * 5 + [429] * 7


async def test_a_code_works_once_also_for_two_at_the_same_moment(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    first = await house.sign_in.start("ann", PASSWORD, address=HERE)
    second = await house.sign_in.start("ann", PASSWORD, address=HERE)
    code = house.code(secret)
    answers = await asyncio.gather(code_of(house, first, code), code_of(house, second, code), return_exceptions=True)
    assert sorted(isinstance(answer, Advance) for answer in answers) == [False, True]
    with pytest.raises(Refused) as used:
        await code_of(house, second if isinstance(answers[0], Advance) else first, code)
    assert used.value.code == "code_wrong"


@pytest.mark.parametrize(("seconds", "right"), [(-30, True), (30, True), (-60, False), (60, False)])
async def test_a_clock_may_be_one_step_off(house: House, seconds: int, right: bool) -> None:
    _, secret = await house.add("ann", "Ann")
    step = await house.sign_in.start("ann", PASSWORD, address=HERE)
    code = totp.code_at(secret, house.clock.now_us() + seconds * 1_000_000)
    if right:
        assert (await code_of(house, step, f"{code[:3]} {code[3:]}")).stage == "in"
    else:
        with pytest.raises(Refused):
            await code_of(house, step, code)


async def test_wrong_codes_make_a_pause_for_all_sign_ins_of_the_agent(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    step = await house.sign_in.start("ann", PASSWORD, address=HERE)
    for guess in ("000000", "12345", "abcdef", "", "１２３４５６"):
        with pytest.raises(Refused) as wrong:
            await code_of(house, step, guess)
        assert wrong.value.status == 401
    other = await house.sign_in.start("ann", PASSWORD, address="203.0.113.9")
    with pytest.raises(Refused) as paused:
        await code_of(house, other, house.code(secret))
    assert paused.value.status == 429


async def test_a_recovery_code_opens_the_door_once(house: House) -> None:
    _, first = await house.directory.add("ann", "Ann", by=audit.COMMAND_LINE)
    step = await house.sign_in.start("ann", first, address=HERE)
    shown = await house.sign_in.find_step(step.step_token)
    assert shown is not None
    enrolled = await house.sign_in.confirm_enrolment(step.step_token, house.code(shown.secret), address=HERE, device=FIREFOX)
    await house.sign_in.choose_password(enrolled.step_token, PASSWORD, address=HERE, device=FIREFOX)
    code = enrolled.recovery_codes[3]
    step = await house.sign_in.start("ann", PASSWORD, address=HERE)
    assert (await code_of(house, step, code.lower().replace("-", " "))).stage == "in"
    step = await house.sign_in.start("ann", PASSWORD, address=HERE)
    with pytest.raises(Refused):
        await code_of(house, step, code)


async def test_a_sign_in_under_way_ends_after_ten_minutes_and_cannot_skip_a_stage(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    step = await house.sign_in.start("ann", PASSWORD, address=HERE)
    with pytest.raises(Refused) as skipped:
        await house.sign_in.choose_password(step.step_token, "another copper kettle", address=HERE, device="")
    assert skipped.value.code == "sign_in_expired"
    assert await house.sessions.find_agent(step.step_token) is None
    house.clock.advance(10 * 60)
    with pytest.raises(Refused) as late:
        await code_of(house, step, house.code(secret))
    assert late.value.code == "sign_in_expired"


async def test_tokens_rest_as_hashes_and_secrets_sealed(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    token = await house.enter("ann", secret)
    tables = ("agents", "agent_sessions", "agent_sign_ins", "recovery_codes", "tries", "audit")

    def dump(conn: object) -> str:
        return repr([list(conn.execute(text(f"SELECT * FROM {table}"))) for table in tables])  # type: ignore[attr-defined]

    rest = await house.db.read(dump)
    assert "Ann" in rest
    for kept_out in (token, secret, PASSWORD):
        assert kept_out not in rest
    lines = repr(await house.directory.list_audit())
    assert "argon2" not in lines


async def test_changing_the_password_ends_all_other_sessions(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    here, phone = await house.enter("ann", secret), await house.enter("ann", secret, device="iPhone Safari/1")
    ann = await house.agent(here)
    closed: list[str] = []
    house.sessions.on_end.append(closed.extend)
    with pytest.raises(Refused) as wrong:
        await house.sign_in.change_password(ann, "not the password", "four other good words")
    assert wrong.value.code == "password_wrong"
    await house.sign_in.change_password(ann, PASSWORD, "four other good words")
    assert await house.sessions.find_agent(phone) is None
    assert await house.sessions.find_agent(here) is not None
    assert len(closed) == 1
    with pytest.raises(Refused):
        await house.sign_in.start("ann", PASSWORD, address=HERE)


async def test_a_new_device_needs_the_old_code_and_voids_it(house: House) -> None:
    _, secret = await house.add("ann", "Ann")
    ann = await house.agent(await house.enter("ann", secret))
    house.clock.advance(30)
    with pytest.raises(Refused):
        await house.sign_in.begin_totp_change(ann, PASSWORD, "000000")
    step = await house.sign_in.begin_totp_change(ann, PASSWORD, house.code(secret))
    shown = await house.sign_in.find_step(step.step_token)
    assert shown is not None
    house.clock.advance(30)
    await house.sign_in.confirm_enrolment(step.step_token, house.code(shown.secret), address=HERE, device="")
    house.clock.advance(30)
    again = await house.sign_in.start("ann", PASSWORD, address=HERE)
    with pytest.raises(Refused):
        await code_of(house, again, house.code(secret))
    assert (await code_of(house, again, house.code(shown.secret))).stage == "in"


@pytest.mark.parametrize("weak", ["short", "password1234", "lin.wei lin.wei", "aaaaaaaaaaaaaaaa", "truepenny123456", "x" * 257])
async def test_weak_passwords_are_refused_with_what_to_do(house: House, weak: str) -> None:
    with pytest.raises(Refused) as refused:
        await house.directory.add("lin.wei", "Lin Wei", by=audit.COMMAND_LINE, password=weak)
    assert (refused.value.status, refused.value.code, refused.value.field) == (400, "password_weak", "password")
    assert refused.value.cure


async def test_ending_someone_elses_session_is_not_possible(house: House) -> None:
    _, ann_secret = await house.add("ann", "Ann")
    _, ben_secret = await house.add("ben", "Ben")
    ann = await house.agent(await house.enter("ann", ann_secret))
    ben = await house.agent(await house.enter("ben", ben_secret))
    assert [session.id for session in await house.sessions.list_sessions(ann)] == [ann.session]
    with pytest.raises(NotFound):
        await house.sessions.end_session(ben, ann.session)
    assert len(await house.sessions.list_sessions(ann)) == 1
