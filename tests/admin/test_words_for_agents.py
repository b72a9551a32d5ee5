"""What agents are told at addresses that do not lead on: words for them, not for customers, in both languages."""

from __future__ import annotations

import pytest
from tests.admin.site import Site, words

pytestmark = pytest.mark.anyio
OF_CUSTOMERS = (
    "exchange account", "private link", "receipt", "Your tickets", "Your messages", "home page", "account that it belongs to",
    "write to us",
    "交易所", "私密链接", "回执", "您的工单", "首页", "所属账户",
)  # fmt: skip
PLACES = [
    "/admin/nothing",
    "/desk/sign-in/nothing",
    "/api/desk/nothing",
    "/api/desk/me",
    "/api/desk/tickets/22222222",
    "/api/desk/tickets/xyz",
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
async def test_no_refusal_at_the_desk_speaks_to_customers(site: Site, language: str, signed_in: bool) -> None:
    _, secret = await site.add("lin", "Lin")
    web = await site.enter("lin", secret, language=language) if signed_in else site.browser(language=language)
    for place in PLACES:
        answer = await web.get(place)
        if answer.status_code == 200:
            continue
        assert answer.status_code in (401, 404), place
        said = words(answer)
        assert [part for part in OF_CUSTOMERS if part.lower() in said.lower()] == [], (place, said)
        assert (language == "zh") is any("\u4e00" <= char <= "\u9fff" for char in said), (place, said)


async def test_each_says_what_an_agent_can_do_next(site: Site) -> None:
    _, secret = await site.add("lin", "Lin")
    lin = await site.enter("lin", secret)
    for place, cure in (
        ("/api/desk/tickets/22222222", "Check the number, or ask a lead of that team."),
        ("/api/desk/tickets/xyz", "A ticket number has eight characters, such as K7M2-4QDX: is one missing?"),
        ("/api/desk/nothing", "Check the address, or go back to the desk."),
    ):
        assert (await lin.get(place)).json()["detail"] == cure
    assert "Check the address, or go back to the desk." in words(await lin.get("/admin/nothing"))
    nobody = (await site.browser().get("/api/nothing")).json()
    assert nobody["detail"] == "Check the address, or start again from the home page.", "customers read on as before"
