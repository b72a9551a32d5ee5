"""Each trick of impostors against invented names, and what must never be flagged. Names longer and shorter, words of the
language, Chinese."""

from __future__ import annotations

import time

import pytest

from truepenny.trust.lookalikes import Lookalikes, Own

OURS = Lookalikes(
    [
        Own("site", "site", "https://www.coinharbor.example/en", "coinharbor.example"),
        Own("mail", "mail", "help@coinharbor.example", "help@coinharbor.example"),
        Own("telegram", "handle", "@CoinHarborSupport", "@CoinHarborSupport"),
        Own("short", "site", "vuq.example", "vuq.example"),
        Own("word", "site", "walrus.example", "walrus.example"),
        Own("zh", "name", "币港"),
        Own("place", "site", "https://coinharbor.zendesk.com"),
        Own("freemail", "mail", "coinharbor.desk@gmail.com"),
    ]
)


def punycode(label: str) -> str:
    return "xn--" + label.encode("punycode").decode()


@pytest.mark.parametrize(
    ("host", "trick"),
    [
        ("coinharbor.net", "ending"),
        ("coinharbor.co.com", "ending"),
        ("coinharbor-support.com", "words"),
        ("mycoinharborlogin.io", "words"),
        ("coinharbor" + "kefu.cc", "words"),
        (punycode("coinharbor客服") + ".com", "words"),
        ("coinharbor.example.account-verify.test", "subdomain"),
        ("login.coinharbor.somewhere.test", "subdomain"),
        (punycode("coinhаrbor") + ".com", "script"),
        ("сoinharbor.com", "script"),
        ("co1nharbor.com", "shape"),
        ("c0inharb0r.com", "shape"),
        ("coinharhor.com", "slip"),
        ("coinhabror.com", "slip"),
        ("coinharborr.com", "doubled"),
        ("coin-harbor.com", "hyphen"),
        ("coinharbors.com", "words"),
        ("conharbor.com", "slip"),
        ("coinherbor-loogin.weebly.com", "slip"),
        ("https://coinharbor.example@elsewhere-coinharbor.test/x", "words"),
        ("COINHARBOR.NET:8443/path?q=1", "ending"),
        ("coin\u200bharbor.net", "ending"),
        ("coinharbor。net", "ending"),
        ("币港官方.com", "words"),
    ],
)
def test_long_names_are_found_by_any_trick(host: str, trick: str) -> None:
    found = OURS.host(host)
    assert found is not None
    assert found.trick == trick
    assert any(part.differs for part in found.parts), "the difference is marked"


@pytest.mark.parametrize("host", ["vuq.io", "vuq-login.com", "vuqsupport.net", "login-vuq.test", "vvq-login.com"])
def test_short_names_are_found_as_whole_words(host: str) -> None:
    assert (OURS.host(host) is not None) == (host != "vvq-login.com"), "vv is w, and nothing of ours"


@pytest.mark.parametrize(
    "host",
    [
        "coinharbor.example", "www.coinharbor.example", "a.b.coinharbor.example.", "https://coinharbor.example/login",
        "coinharbor.zendesk.com", "vuq.example",
        "walrus.example", "walrusfiles.com", "walrus.hackers.test", "thewalruses.org", "havuqa.com", "vuqanda.net", "zendesk.com",
        "other.zendesk.com",
        "harborfreight.com", "coin.com", "coinage.com", "finance.com", "example.com", "", "...", "http://", "127.0.0.1", "[::1]",
        "xn--", "xn--\x00.com",
    ],
)  # fmt: skip
def test_ours_and_what_only_shares_words_is_left_alone(host: str) -> None:
    assert OURS.host(host) is None


SHORT = Lookalikes([Own("short", "site", "qzex.example"), Own("doubled", "site", "vaax.example"), Own("of", "site", "zobid.example")])


@pytest.mark.parametrize(
    "host",
    [
        "qzex-appeal.com", "appqzex.net", "qzexotccenter.vip", "kyc2024-qzex.com", "qzex.renzheng-bangding.test", "qzex2fa-unbind.com",
        "qzexshenhe.cc", "tixian-qzex.com", "qzex-kundenservice.com", "qzexgiris.com", "podderzhka-qzex.com", "qzex-taikhoan.com",
        "gzex-withdrawal.com", "qzx-ex.qzex-fund.test", "zobld-login.com", "zubid-support.com", "supportzobbid.com", "vaax-cs.com",
        punycode("qzex风控审核") + ".com", punycode("zοbid") + ".com",
    ],
)  # fmt: skip
def test_short_names_are_found_beside_the_words_of_any_trade_of_impostors(host: str) -> None:
    assert SHORT.host(host) is not None


@pytest.mark.parametrize(
    "host",
    [
        "vax-center.com",
        "axios.com",
        "vax.org",
        "b2ex.com",
        "92ex1.com",
        "lincolncenter.org",
        "casinoplus.com",
        "q2e8-app.com",
        "zexy-app.jp",
    ],
)
def test_a_short_name_that_lost_a_letter_or_is_half_digits_is_nobodys(host: str) -> None:
    assert SHORT.host(host) is None


def test_letters_of_another_height_read_as_the_plain_ones() -> None:
    kappa = Lookalikes([Own("kappa", "site", "kibzo.example")])
    assert kappa.host(punycode("κibzo") + ".com") is not None


def test_a_word_of_the_language_needs_a_lure_beside_it() -> None:
    assert OURS.host("walrus-login.com") is not None
    assert OURS.host("walrus.com") is not None, "the same name with another ending"
    assert OURS.host("walrusphotos.com") is None


@pytest.mark.parametrize(
    "handle",
    ["@CoinHarbor_Support", "t.me/coinharbor_help01", "coinharb0r", "https://x.com/_coinharbor_", "@coinharbor客服", "vuq_support"],
)
def test_handles(handle: str) -> None:
    assert OURS.handle(handle) is not None


def test_our_own_handle_in_any_writing_is_ours() -> None:
    for written in ("@CoinHarborSupport", "t.me/coinharborsupport", "https://t.me/CoinHarborSupport?start=1"):
        assert OURS.handle(written) is None


def test_mail() -> None:
    assert OURS.mail("anyone@coinharbor.example") is None
    assert OURS.mail("coinharbor.desk@gmail.com") is None
    assert OURS.mail("help@coinharbor-mail.com") is not None
    assert OURS.mail("coinharbor.support@gmail.com") is not None
    assert OURS.mail("ann@gmail.com") is None


def test_display_names() -> None:
    assert OURS.display_name("Coinharbor  Suppоrt Team") is not None
    assert OURS.display_name("币港客服") is not None
    assert OURS.display_name("Ann Lee") is None


@pytest.mark.parametrize(
    "host",
    [
        "coinhar.bor-login.com", "coin.harborsupport.net", "vu.q-login.com", "qz.ex-wallet.top", "zob.id-secure.test",
        "walrus.com-bafo.top", "vuq.com-sefa.xyz", punycode("coinɦarbor") + ".com", punycode("ċøiŋħarboɼ") + ".com",
        punycode("ϲoinhaʀboʀ") + ".com",
        punycode("сօiпhаrвоr") + ".com", punycode("zobbit客服") + ".com", punycode("qzexx客服") + ".com", punycode("zoid官网") + ".com",
    ],
)  # fmt: skip
def test_names_across_a_dot_before_com_in_hooked_letters_and_beside_chinese(host: str) -> None:
    assert OURS.host(host) is not None or SHORT.host(host) is not None


@pytest.mark.parametrize("host", ["vu.qanda.com", "coin.harborfreight.com", "my.zob.idaho.test", "wal.ruswelt.com", "co.inharmony.com"])
def test_letters_that_meet_across_a_dot_by_chance_are_left_alone(host: str) -> None:
    assert OURS.host(host) is None
    assert SHORT.host(host) is None


@pytest.mark.parametrize(
    "name",
    [
        "Qzex™ Support",
        "ⓠⓩⓔⓧ Help",
        "𝐐𝐳𝐞𝐱 客服",
        "ᴢᴏʙɪᴅ Help Desk",
        "🅀🅉🄴🅇 Official",
        "🅠🅩🅔🅧 Support",
        "Zobid no-reply",
        "The Zobid Security Department",
    ],
)
def test_display_names_in_letters_of_any_dress(name: str) -> None:
    assert SHORT.display_name(name) is not None


@pytest.mark.parametrize("handle", ["@the_zobid", "real_qzex_", "zobid7the", "t.me/zobid_moderator"])
def test_a_handle_that_is_our_name_and_padding_is_taken_for_ours(handle: str) -> None:
    assert SHORT.handle(handle) is not None


def test_the_difference_is_marked_letter_by_letter() -> None:
    found = OURS.host("coinharbor-support.example")
    assert found is not None
    assert found.official == "coinharbor.example"
    assert [(part.text, part.differs) for part in found.parts] == [("coinharbor", False), ("-support", True), (".example", False)]
    other = OURS.host("coinhаrbor.example")
    assert other is not None
    assert [part.text for part in other.parts if part.differs] == ["а"]


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 100_000,
        "-" * 100_000 + ".com",
        "coinharbor" * 10_000,
        ".".join(["coinharbor-x"] * 9_000),
        "xn--" + "9" * 50_000,
        "\u202e" * 100_000,
        "@" * 100_000,
    ],
)
def test_nothing_hostile_is_slow(hostile: str) -> None:
    before = time.process_time()
    OURS.host(hostile)
    OURS.handle(hostile)
    OURS.mail(hostile)
    OURS.display_name(hostile)
    assert time.process_time() - before < 0.5


def test_names_that_say_nothing_are_not_taken_from_places_of_others() -> None:
    judge = Lookalikes([Own("a", "site", "https://support.zendesk.com"), Own("b", "handle", "@support"), Own("c", "name", "Exchange")])
    assert judge.names == ()
    assert judge.host("zendesk-support.com") is None
