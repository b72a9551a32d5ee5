"""Ways in which people write codes, passwords and cards, and what only looks like that: each was missed, or taken, by an earlier rule."""

from __future__ import annotations

import pytest

from truepenny.intake.screen.engine import find_secrets

TAKEN = [
    ("Card no. {4111111111111111} Exp. 02/27 CVV2 {863}", "card_code"),
    ("万事达{5555555555554444} 安全码{589}", "card_number"),
    ("my pin code is {100374}", "password"),
    ("账号密码分别是li@example.net和{Hello1234}", "password"),
    ("I can't log in with password '{69606589}'", "password"),
    ("短信：{1904}是您的验证码", "one_time_code"),
    ("发来的是{300684}，我把这个验证码填进去就错了", "one_time_code"),
    ("the secret key was {0x" + "a8" * 32 + "}", "private_key"),
]
LEFT = [
    "退出码1370 验证码和密码我自己留着",
    "otp never comes with Wise. The ad says 105576 per coin",
    "the installed build " + "8F" * 32,
    "发验证码的10684775是您的验证码号码吗？",
    'The "password" field and the ‘password 2’ label are swapped.',
]


@pytest.mark.parametrize(("marked", "kind"), TAKEN)
def test_taken(marked: str, kind: str) -> None:
    text = marked.replace("{", "").replace("}", "")
    found = find_secrets(text)
    for part in marked.split("{")[1:]:
        value = part.split("}")[0]
        at = text.index(value)
        assert any(one.start <= at and at + len(value) <= one.end for one in found), f"{value} stays: {found}"
    assert kind in {one.kind for one in found}


@pytest.mark.parametrize("text", LEFT)
def test_left(text: str) -> None:
    assert find_secrets(text) == []
