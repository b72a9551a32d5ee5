"""Ways in which people write codes, passwords and cards, and what only looks like that: each was missed, or taken, by an earlier rule."""

from __future__ import annotations

import pytest

from truepenny.intake.screen.engine import find_secrets

MASTER = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
"""The first vector of BIP-32."""
TAKEN = [
    ("deposited\nwithdrawal\nreceived\nconfirmed\n{" + MASTER[:76] + "\n" + MASTER[76:] + "}", "private_key"),
    ("Card no. {4111111111111111} Exp. 02/27 CVV2 {863}", "card_code"),
    ("万事达{5555555555554444} 安全码{589}", "card_number"),
    ("my pin code is {100374}", "password"),
    ("账号密码分别是li@example.net和{Hello1234}", "password"),
    ("I can't log in with password '{69606589}'", "password"),
    ("短信：{1904}是您的验证码", "one_time_code"),
    ("发来的是{300684}，我把这个验证码填进去就错了", "one_time_code"),
    ("pkey {" + "5c" * 32 + "}", "private_key"),
    ("2-step secret: {htik 5b6v hk3o capn}", "authenticator"),
    ("the password for bob@example.net is {Michael*53}", "password"),
    ("密码-{Woaini!32}", "password"),
    ("试过{565313a}这个密码，不行", "password"),
    ("账号密码给你：li@example.com / {Chen666}", "password"),
    ("我输了{56787}，提示验证码错误", "one_time_code"),
    ("I entered {5677} and it said wrong code", "one_time_code"),
    ("{271372}，这是我手机收到的验证码", "one_time_code"),
    ("银行说没收到请求。短信说是{77059991}，页面说验证码不对", "one_time_code"),
    ("{4111111111111111}\n05/29\n{404}", "card_number"),
    ("备用码：{8416} {485307} {0163}", "one_time_code"),
    ("the password I use is {348804}, please check", "password"),
    ('note,"""password"": ""{Moon888}"""', "password"),
    ("我用{4959152550471520}这张卡付的款", "card_number"),
    ("OK-ACCESS-KEY: 585d9185-abc1-45d3-a48f-6986894b41be, secret {" + "FCF4248F" * 4 + "}, passphrase {Qwditdu}", "api_secret"),
    ("your code is {10943}, don't give it to anyone", "one_time_code"),
    ("“{988336}”是刚来的动态密码", "one_time_code"),
    ("take it back to {3528 6829 2278 2257}, verified trader", "card_number"),
    ("the secret key was {0x" + "a8" * 32 + "}", "private_key"),
]
LEFT = [
    "api key ip whitelist 203.0.113.65 rejected, code 50110 2FA keeps failing",
    "My customer code is 25117612. My referral code is 123456.",
    "my zip code is 94107 and your error code is 10054",
    "认证用了3600秒 备用码在哪里打印？",
    "The key is in my safe, box 1187. My 2FA list is empty",
    "The API returned 50111 2FA reset does not help",
    "2026-03-20的质押收益6251 XRP没有发。卡背面的字看不清",
    "10月10日改的密码 106999573578发来的",
    "激活谷歌验证试了10次，报30001",
    "8月17号改的密码10:42触发追加保证金",
    "I entered the code 12 times and got locked out",
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


@pytest.mark.parametrize("text", ["5b" * 32 + "\n7412.98 TRX", "<p>Hello, see the file.</p><div>" + "5b" * 32 + "</div>"])
def test_asked(text: str) -> None:
    """A coin's name, or that there is a file, says nothing of 64 hex digits."""
    assert [one.certainty for one in find_secrets(text)] == ["ask"]


@pytest.mark.parametrize("text", LEFT)
def test_left(text: str) -> None:
    assert find_secrets(text) == []
