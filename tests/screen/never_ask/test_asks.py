"""One ask at a time: where it stands, how it is disguised, what turns it into a warning, and how sure the rules are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen.never_ask.corpus import load

from truepenny.tickets.actions.words import clean_text
from truepenny.trust.never_ask import find_asks


def items_of(text: str) -> set[str]:
    return {ask.item for ask in find_asks(text)}


def test_the_place_of_an_ask_counts_the_text_as_it_was_given() -> None:
    text = "Hello 🧑‍🚀！\r\nThe deposit is there.  Please send me the \u200bcode you got, Li. Thank you!"
    (ask,) = find_asks(text)
    assert text[ask.start : ask.end] == "send me the \u200bcode"
    assert text[slice(*ask.sentence)] == "Please send me the \u200bcode you got, Li."
    assert (ask.item, ask.certain) == ("code", True)


def test_each_ask_of_a_sentence_is_named_once_and_in_order() -> None:
    text = "Please send me your password, the SMS code and the card number, and your password again."
    assert [ask.item for ask in find_asks(text)] == ["password", "code", "card"]


DISGUISES = [
    "Please send me your p\u200ba\u200bs\u200bs\u200bword.",
    "Please send me your p a s s w o r d.",
    "Please send me your p-a-s-s-w-o-r-d.",
    "Please send me your P@$$W0RD.",
    "Please send me your pass word.",
    "Please send me your pass-word.",
    "Please send me your pass*word.",
    "Please send me your pasword.",
    "Please send me your passwrod.",
    "Please send me your раsswоrd.",  # Cyrillic а and о
    "Please send me your pássword.",
    "Please send me your \U0001d5fd\U0001d5ee\U0001d600\U0001d600\U0001d604\U0001d5fc\U0001d5ff\U0001d5f1.",
    "Please send me your ⓟⓐⓢⓢⓦⓞⓡⓓ.",
    "Ｐｌｅａｓｅ　ｓｅｎｄ　ｍｅ　ｙｏｕｒ　ｐａｓｓｗｏｒｄ．",
    "s e n d m e y o u r p a s s w o r d",
    "Please send me\nyour password.",
    "Please\tsend\tme your pass\x07word.",
    "请把密 码发给我",
    "请把密*码发给我",
    "请把密·码发给我",
    "请把密.码.发.给.我",
    "請把密碼發給我",
    "请把密\u200b码发给我",
    "请把您的 password 发给我",
    "Please 提供 your 密码.",
    "发我你的 pwd",
    "请把密😀码发给我",
]


@pytest.mark.parametrize("text", DISGUISES)
def test_disguises_are_seen_through(text: str) -> None:
    assert items_of(text) == {"password"}


SPREAD = [
    ("I need one thing from you. Your seed phrase, all 12 words.", "recovery_phrase"),
    ("Please send the following:\n- the UID\n- the amount\n- your login password", "password"),
    ("需要您提供以下资料：\n1. UID\n2. 充值时间\n3. 登录密码", "password"),
    ("You will get a code by SMS. Please send it to me.", "code"),
    ("Did you receive the verification code? Read it out, please.", "code"),
    ("您会收到一个验证码。收到后发给我。", "code"),
    ("There is a six-digit code in the text message. What is it?", "code"),
]


@pytest.mark.parametrize(("text", "item"), SPREAD)
def test_asks_over_two_sentences_are_found(text: str, item: str) -> None:
    assert item in items_of(text)


TURNS = [
    "Never share the code with anyone except our support team.",
    "Do not tell the code to anybody but me.",
    "除了我们客服，验证码不要告诉任何人。",
    "验证码不要告诉别人，发给我就行。",
    "Do not worry, it is safe: send me the code.",
    "不用担心，把验证码发给我。",
    "We never ask for your password, but now please send me the code.",
    "Without the code I cannot unlock the account.",
    "If you do not give me the code, the account will be closed.",
    "不提供验证码，账户就会被冻结。",
    "Why don't you send me the code?",
]


@pytest.mark.parametrize("text", TURNS)
def test_a_warning_that_is_turned_into_an_ask_is_one(text: str) -> None:
    assert items_of(text) == {"code"}
    assert any(ask.certain for ask in find_asks(text)), "and no lead can publish it"


EDUCATION = [
    "Never tell anyone your password.",
    "Never share your recovery phrase, private key, password or codes with anyone, not even with us.",
    "We will never ask for your password, recovery phrase, codes or transfers.",
    "Nobody from Acme will ask you to share your screen, to turn off 2FA or to send coins.",
    "Anyone who asks for your code is a scammer.",
    "If somebody asks you to move your funds to a safe wallet, hang up.",
    "Scammers write “please send me the code” right after a call. End the chat.",
    "请勿将密码、验证码、助记词告诉任何人，包括客服。",
    "我们绝不会索要您的密码、助记词、验证码，也不会要求转账。",
    "凡是让您共享屏幕、关闭两步验证或者先交保证金的，都是骗子。",
    "如果有人让您把资产转到安全账户，请立即挂断。",
    "骗子常说“请把验证码发给我”，千万不要照做。",
]


@pytest.mark.parametrize("text", EDUCATION)
def test_text_that_only_warns_passes_for_everybody(text: str) -> None:
    assert find_asks(text) == []


def test_what_may_be_education_is_found_but_not_certain() -> None:
    quoted = "This is what the message says: “Please send me the code you just received.”"
    assert [(ask.item, ask.certain) for ask in find_asks(quoted)] == [("code", False)]
    assert [(ask.item, ask.certain) for ask in find_asks("骗子的原话：把验证码发给我。")] in ([], [("code", False)])
    (bare,) = find_asks("Please send me the code you just received.")
    assert bare.certain


def test_a_page_of_the_apps_own_may_ask_where_a_chat_may_not() -> None:
    assert find_asks("Please enter your code on the app's own page.") == []
    assert find_asks("请在 App 的验证页面输入验证码。") == []
    assert items_of("Please enter your code here in the chat.") == {"code"}
    assert items_of("请在对话框输入验证码。") == {"code"}
    assert items_of("Please enter your recovery phrase in the app.") == {"recovery_phrase"}, "no page asks for that"


def test_cleaning_a_text_changes_nothing_about_what_it_asks() -> None:
    for line in [*load("judge", "asks"), *load("judge", "innocents")]:
        spoilt = "\x00\r\n " + line.text.replace(" ", "\x01 ").replace("\n", "\r\n") + " \x7f"
        assert items_of(spoilt) == items_of(clean_text(spoilt)) == items_of(line.text), line.text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail_and_every_place_lies_in_the_text(text: str) -> None:
    for ask in find_asks(text + "\n请把验证码发给我。" + text):
        assert 0 <= ask.sentence[0] <= ask.start < ask.end <= ask.sentence[1] <= 2 * len(text) + 10


def _steps(text: str) -> int:
    """How many functions are entered while a text is read."""
    entered = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal entered
        entered += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_asks(text)
    finally:
        sys.setprofile(None)
    return entered


NASTY: list[Callable[[int], str]] = [
    lambda n: "发" * n,
    lambda n: "请把验证码" * (n // 5),
    lambda n: "send " * (n // 5),
    lambda n: "code " * (n // 5),
    lambda n: "send it. " * (n // 9),
    lambda n: "send me the following: " * (n // 23),
    lambda n: "never " * (n // 6) + "send me the code",
    lambda n: "密." * (n // 2),
    lambda n: "a b " * (n // 4),
    lambda n: "s e n d m e " * (n // 12),
    lambda n: "“" * n,
    lambda n: "passwodr " * (n // 9),
    lambda n: "a*" * (n // 2),
    lambda n: "\u200b" * n,
    lambda n: "密" + " " * n + "码",
    lambda n: "请提供" + "验证码、" * (n // 4),
]


@pytest.mark.parametrize("make", NASTY)
def test_work_grows_with_the_length_and_no_faster(make: Callable[[int], str]) -> None:
    find_asks(make(100))
    short, long = _steps(make(5_000)), _steps(make(20_000))
    assert long < 4.6 * short + 2_000
    assert long < 60 * 20_000, "and not many steps a character"


@pytest.mark.parametrize(
    "question",
    [
        "提现要付多少手续费？", "提现要付手续费吗？", "充值需要付多少手续费", "提币要付多少矿工费？", "为什么提现要付手续费",
        "您要付多少手续费由网络决定。",
        "What fees do I have to pay to withdraw?", "Do I have to pay a fee to withdraw?", "Do I need to pay a fee to unlock my account?",
        "Should I pay tax?",
    ],
)  # fmt: skip
def test_what_something_costs_may_be_asked(question: str) -> None:
    assert not items_of(question)


@pytest.mark.parametrize(
    "ask",
    [
        "请先付手续费 100 USDT。", "先付手续费，好吗？", "先付 20 USDT 手续费，好吗？", "提现需要先付手续费 100 USDT。",
        "解冻账户要付多少保证金？", "您需要付手续费吗？",
        "为什么要付手续费才能提现？", "请付多少手续费？", "要付手续费 50 USDT 吗？",
        "You have to pay a fee to unlock your account.", "Could you pay the fee first?", "Do I have to tell you? Pay the unlock fee first.",
    ],
)  # fmt: skip
def test_a_question_that_wants_money_is_an_ask(ask: str) -> None:
    assert items_of(ask) == {"transfer"}
