"""The page "Is this really us?" without script, and the API: what people see, what is kept, and what it tells nobody."""

from __future__ import annotations

import pytest
from tests.checks.conftest import Desk

from truepenny.surfaces.check_views import MEANS, NEXT, TITLES

pytestmark = pytest.mark.anyio


async def test_a_lookalike_is_named_with_its_difference_and_ours_beside_it(desk: Desk) -> None:
    answer = await desk.reader.http.post("/en/check", data={"text": "https://acme-support.test/login"})
    assert answer.status_code == 200
    assert "This looks like us, but it is not us" in answer.text
    assert '<mark class="check-differs">-support.test</mark>' in answer.text or "-support" in answer.text
    assert "acme.example" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_chinese(desk: Desk) -> None:
    answer = await desk.reader.http.post("/zh/check", data={"text": "您好，我是客服专员，请加微信 acme-help，提供您的验证码。"})
    assert "我们从不使用" in answer.text or "验证码。我们绝不会这样做" in answer.text


async def test_as_much_as_the_box_takes_is_answered_in_any_script(desk: Desk) -> None:
    text = "请打开 https://acme-login.test 。" + "客服官方" * 29_990
    answer = await desk.reader.http.post("/zh/check", files={"text": (None, text)})
    assert (answer.status_code, "acme-login.test" in answer.text.partition("<textarea")[0]) == (200, True)


async def test_no_answer_ever_says_safe() -> None:
    for words in (*TITLES.values(), *MEANS.values(), *NEXT.values()):
        assert "safe" not in words.lower()


async def test_a_pasted_phrase_is_answered_and_kept_nowhere(desk: Desk) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    answer = await desk.reader.http.post("/en/check", data={"text": f"They asked me to enter: {phrase}"})
    assert "A secret stood in what you pasted" in answer.text
    assert phrase not in answer.text
    assert "topic=SEC.LEAK" in answer.text


async def test_the_api_gives_the_same_verdict(desk: Desk) -> None:
    answer = await desk.reader.http.post("/api/v1/check", json={"text": "support@acme-help.test", "language": "en"})
    body = answer.json()
    assert (body["state"], body["points"][0]["ours"]) == ("looks_like", "acme.example")
    box = (await desk.reader.http.get("/api/v1/check?language=zh")).json()
    assert box["words"]["title"] == "这真的是我们吗？"
    assert (await desk.reader.http.get("/embed/check.js")).headers["content-type"].startswith("text/javascript")
    assert (await desk.reader.http.post("/api/v1/check", json={"text": ""})).status_code == 400


async def test_who_asks_too_often_waits(desk: Desk) -> None:
    codes = [(await desk.reader.http.post("/api/v1/check", json={"text": "acme.example"})).status_code for _ in range(34)]
    assert codes[0] == 200
    assert 429 in codes
