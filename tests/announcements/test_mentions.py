"""Names of coins that are ordinary words are found where a customer speaks of coins, and nowhere else."""

from __future__ import annotations

import pytest

from truepenny.knowledge.announcements.mentions import mentions
from truepenny.knowledge.announcements.names import ASSETS, NETWORKS, may_concern


@pytest.mark.parametrize(
    ("text", "assets"),
    [
        ("My SOL has not arrived", {"SOL"}),
        ("2.5 sol is missing", {"SOL"}),
        ("sol", {"SOL"}),
        ("Which coin: I sent my ada to you", {"ADA"}),
        ("My ada withdrawal is stuck", {"ADA"}),
        ("Sol network is slow", {"SOL"}),
        ("WHERE IS MY ADA WITHDRAWAL PLEASE", {"ADA"}),
        ("USDT on sol", {"USDT", "SOL"}),
        ("我的sol没有到账", {"SOL"}),
        ("提现 ada 一直没到", {"ADA"}),
        ("提了 100 dai", {"DAI"}),
        ("0.5BTC未到账", {"BTC"}),
        ("提现BTC0.5", {"BTC"}),
        ("2sol is missing", {"SOL"}),
        ("提了500U没到", {"USDT"}),
        ("我的U没到账", {"USDT"}),
        ("bitcoin or usdt, I do not know", {"BTC", "USDT"}),
    ],
)
def test_a_name_is_found_where_it_can_only_be_a_coin(text: str, assets: set[str]) -> None:
    assert mentions(text, ASSETS) == assets


@pytest.mark.parametrize(
    "text",
    [
        "Ada from your desk told me to wait",
        "I spoke with Ada, she sent Ada a picture of it",
        "客服Ada说还要等",
        "Buen sol hoy, pero mi retiro no llega",
        "Bu ada çok güzel",
        "I MUST SPEAK WITH ADA TODAY AND NOT TOMORROW",
        "the withdrawal by Ada was refused",
        "can u send it, U said so",
        "U盘里的截图",
        "my address is 1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    ],
)
def test_an_ordinary_word_is_no_coin(text: str) -> None:
    assert mentions(text, ASSETS) == set()


@pytest.mark.parametrize(
    "text", ["I sent a ton of messages", "There is not much optimism left", "This has a ripple effect", "an avalanche of mails"]
)
def test_an_ordinary_word_is_no_network(text: str) -> None:
    assert mentions(text, NETWORKS) == set()


@pytest.mark.parametrize(("text", "named"), [("Is the way near your link here?", False), ("5 near", True), ("My LINK is missing", True)])
def test_names_that_an_operator_adds_are_read_as_carefully(text: str, named: bool) -> None:
    assert bool(mentions(text, ASSETS, also=("LINK", "NEAR"))) is named


def test_a_word_in_passing_hides_no_notice_from_who_it_concerns() -> None:
    assert may_concern("Ada told me to wait a ton of hours for my withdrawal", ("USDT",), ("TRON",))
    assert not may_concern("2 ada did not arrive", ("USDT",), ("TRON",))
