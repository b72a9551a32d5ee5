"""Keys that prove themselves: found whatever is around them, and never mistaken for what is public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random

import base58
import pytest
from tests.screen import secrets_made as made

from truepenny.intake.screen.checks.encodings import decode_base58, decode_base58check, decode_bech32, encode_base58, regroup
from truepenny.intake.screen.engine import find_secrets

WRAPPINGS: dict[str, Callable[[str], str]] = {
    "alone": lambda secret: secret,
    "English": lambda secret: f"Hello, this is what I have: {secret}, can you help me? My UID is 48117430.",
    "Chinese": lambda secret: f"您好，我的是{secret}，请帮我看一下，谢谢！",
    "quoted mail": lambda secret: "On Monday, Li wrote:\n> " + secret.replace("\n", "\n> ") + "\n> thanks",
    "markup": lambda secret: "<p>see</p><div style='display:none'>" + secret.replace("\n", "<br>\n") + "</div>",
    "full width": lambda secret: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in secret),
    "zero width": lambda secret: "\u200b".join(secret),
}


def kept(text: str, secret: str) -> str:
    """What is left of the letters of a secret when all findings are taken out of the text."""
    for finding in reversed(find_secrets(text)):
        text = text[: finding.start] + " " + text[finding.end :]
    pieces = re.findall(r"[0-9A-Za-z]{8,}", secret)
    return " ".join(piece for piece in pieces if piece in text)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("name", made.CERTAIN)
def test_a_key_is_found_whatever_is_around_it(name: str, wrapping: str) -> None:
    kind, make = made.CERTAIN[name]
    secret = make(Random(f"{name} {wrapping}"))
    text = WRAPPINGS[wrapping](secret)
    assert text.isascii() or wrapping in ("Chinese", "full width", "zero width")

    findings = find_secrets(text)

    assert [finding.kind for finding in findings] == [kind]
    assert findings[0].certainty == "certain"
    assert kept(text, secret) == ""


@pytest.mark.parametrize("name", [name for name, (kind, _) in made.CERTAIN.items() if kind == "private_key"])
def test_a_key_with_one_letter_changed_is_none(name: str) -> None:
    """The check decides, not the shape. The numbers of Solana are changed by one."""
    rng = Random(name)
    secret = made.CERTAIN[name][1](rng)
    assert find_secrets(secret)[0].certainty == "certain"
    place = len(secret) // 2
    while not secret[place].isalnum():
        place += 1
    other = next(c for c in ("23456789" if secret[place].isdigit() else "acdefghjk") if c != secret[place].lower())
    changed = secret[:place] + (other.upper() if secret[place].isupper() else other) + secret[place + 1 :]
    assert [finding for finding in find_secrets(changed) if finding.certainty == "certain"] == []


VECTORS = {
    "bitcoin wiki, WIF": "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "bitcoin wiki, compressed": "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
    "BIP-38, 1": "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
    "BIP-38, 2": "6PYNKZ1EAgYgmQfmNVamxyXVWHzK5s6DGhwP4J5o44cvXdoY7sRzhtpUeo",
    "BIP-38, multiplied": "6PfQu77ygVyJLZjfvMLyhLMQbYnu5uguoJJ4kMCLqWwPEdfpwANVS76gTX",
    "BIP-32, 1": "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "XRP Ledger, masterpassphrase": "snoPBrXtMeMyMHUVTgbuqAfg1SUTb",
    "XRP Ledger, ed25519": "sEdTM1uX8pu2do5XvTnutH6HsouMaM2",
    "SEP-5, 1": "SBGWSG6BTNCKCOB3DIFBGCVMUPQFYPA2G4O34RMTB343OYPXU5DJDVMN",
    "NIP-19": "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5",
}


@pytest.mark.parametrize("secret", VECTORS.values(), ids=VECTORS)
def test_published_keys_are_found(secret: str) -> None:
    assert [(finding.start, finding.end, finding.certainty) for finding in find_secrets(f"key {secret}.")] == [
        (4, 4 + len(secret), "certain")
    ]


def test_what_is_public_stays() -> None:
    rng = Random(7)
    public = {
        "xpub": made.extended(rng, "0488B21E", private=False),
        "zpub": made.extended(rng, "04B24746", private=False),
        "a signature of Solana": base58.b58encode(made.signature(rng)).decode(),
        "a signature as numbers": str(list(made.signature(rng))),
        "an address of Solana": base58.b58encode(rng.randbytes(32)).decode(),
        "an address of Stellar": made.strkey(6 << 3, rng.randbytes(32)),
        "an address of XRP": made.ripple58(b"\0" + rng.randbytes(20)),
        "an address of Bitcoin": made.check58(b"\0" + rng.randbytes(20)),
        "npub": made.bech32("npub", rng.randbytes(32)),
        "an address of Cardano": made.bech32("addr", rng.randbytes(57)),
        "a public key of Cardano": made.bech32("addr_xvk", rng.randbytes(64)),
        "a public key of Tezos": made.check58(bytes.fromhex("0d0f25d9") + rng.randbytes(32)),
        "a public key of NEAR": "ed25519:" + base58.b58encode(rng.randbytes(32)).decode(),
        "a public key of SSH": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE li@desk",
    }
    assert {name: find_secrets(f"It is {value} here.") for name, value in public.items() if find_secrets(f"It is {value} here.")} == {}


def test_a_key_that_lines_break_is_found_whole() -> None:
    rng = Random(3)
    for secret in (made.extended(rng, "0488ADE4"), made.CERTAIN["Cardano"][1](rng), made.CERTAIN["Solana, numbers"][1](rng)):
        for width in (40, 64, 76):
            lines = [secret[at : at + width] for at in range(0, len(secret), width)]
            for glue in ("\n", "\r\n", "\n> "):
                text = "this is it\n" + glue.join(lines) + "\nThanks for looking"
                assert kept(text, "".join(lines)) == "", (width, glue)
                assert "Thanks for looking" in text[find_secrets(text)[-1].end :]


def test_two_keys_in_a_row_are_two() -> None:
    rng = Random(4)
    one, other = (made.CERTAIN["nsec"][1](rng) for _ in range(2))
    assert [(finding.start, finding.end) for finding in find_secrets(f"{one}\n{other}")] == [(0, 63), (64, 127)]


@pytest.mark.parametrize(
    ("name", "prefix", "size"),
    [
        ("edsk", "0d0f3a07", 32),
        ("edsk", "2bf64e07", 64),
        ("edesk", "075a3cb329", 56),
        ("spsk", "11a2e0c9", 32),
        ("spesk", "09edf1ae96", 56),
        ("p2sk", "1051eebd", 32),
        ("p2esk", "09303973ab", 56),
    ],
)
def test_every_kind_of_key_of_tezos_is_found(name: str, prefix: str, size: int) -> None:
    secret = made.check58(bytes.fromhex(prefix) + Random(name).randbytes(size))
    assert secret.startswith(name), "the prefix is the one of the name"
    assert [finding.rule for finding in find_secrets(f"it is {secret}")] == ["tezos_key"]


class TestKeyFiles:
    def test_a_block_that_was_cut_off_goes_as_far_as_its_lines(self) -> None:
        whole = made.pem(Random(1))
        head, body = whole.split("\n", 1)
        cut = f"it says\n{head}\n{body[:100]}\nand then my screen went black"
        (finding,) = find_secrets(cut)
        assert cut[finding.start :].startswith("-----BEGIN")
        assert cut[finding.end :].strip() == "and then my screen went black"

    def test_a_block_without_its_beginning_is_found_from_the_end(self) -> None:
        body = made.pem(Random(2)).split("\n", 1)[1]
        (finding,) = find_secrets(f"here is the rest:\n{body} thanks")
        assert body.strip() == f"here is the rest:\n{body} thanks"[finding.start : finding.end]

    @pytest.mark.parametrize("glue", [" ", "", "\\n", "\\\\n"], ids=["on one line", "nothing between", "escaped", "escaped twice"])
    def test_a_block_on_one_line(self, glue: str) -> None:
        secret = glue.join(made.pem(Random(3)).strip().split("\n"))
        text = f'{{"private_key": "{secret}", "client": "desk"}}'
        assert kept(text, secret.replace("n", " ")) == ""
        assert '"client": "desk"' in text[find_secrets(text)[-1].end :]

    def test_base64_without_its_header_is_told_by_its_structure(self) -> None:
        body = "".join(made.pem(Random(5)).split("\n")[1:-2])
        assert [finding.rule for finding in find_secrets(f"what is {body} ?")] == ["der_key"]
        public = (
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErYPSKYHf19T38IISsnHrrDis4gXtyyrTdmoDs7TIQWbEX7e7H8HWUcAifs9VPF8LB5IZiPaoN5Bogm0u1Dg8Q=="
        )
        assert find_secrets(f"what is {public} ?") == []

    def test_a_file_of_putty_that_was_cut_off_goes_as_far_as_its_lines(self) -> None:
        whole = made.putty(Random(7))
        cut = whole[: whole.index("Private-MAC")]
        text = f"this is my file\n{cut}\nwhat do I do with it? It is from work"
        (finding,) = find_secrets(text)
        assert text[: finding.start].strip() == "this is my file"
        assert text[finding.end :].strip() == "what do I do with it? It is from work"
        assert find_secrets("PuTTY-User-Key-File-2: is that the header of a file like notanykey0123456789?") == []

    def test_talk_about_headers_stays(self) -> None:
        assert find_secrets("The first line is -----BEGIN PRIVATE KEY-----, is that right? And the last -----END PRIVATE KEY-----.") == []

    def test_certificates_and_public_keys_stay(self) -> None:
        body = made.pem(Random(6)).replace("PRIVATE KEY", "PUBLIC KEY")
        certificate = "-----BEGIN CERTIFICATE-----\n" + "\n".join(["MIIBszCCAVmgAwIBAgIUQ2VydGlmaWNhdGVzQXJlUHVibGljMAoGCCqGSM49BAMC"] * 8)
        assert find_secrets(f"{certificate}\n-----END CERTIFICATE-----") == []
        assert [finding.rule for finding in find_secrets(body)] == ["der_key"], "the header lies, and the key in it is private all the same"

    def test_keystores_of_validators_and_of_polkadot_are_found(self) -> None:
        rng = Random(9)
        part = {"function": "x", "params": {}, "message": rng.randbytes(32).hex()}
        validator = json.dumps({"crypto": {"kdf": part, "checksum": part, "cipher": part}, "path": "m/12381/3600/0/0/0", "version": 4})
        polkadot = json.dumps(
            {"encoded": rng.randbytes(60).hex(), "encoding": {"content": ["pkcs8", "sr25519"], "version": "3"}, "meta": {}}
        )
        for store in (validator, polkadot, polkadot.replace('"', '\\"')):
            text = f"see {store} here"
            assert [text[finding.start : finding.end] for finding in find_secrets(text) if finding.kind == "key_file"] == [store]

    def test_talk_about_ciphertext_stays(self) -> None:
        assert find_secrets('{"ciphertext": "how", "note": "what is the mac and the kdf in averylongword0123456789?"}') == []

    def test_a_keystore_goes_whole_also_when_it_was_cut_off(self) -> None:
        store = made.keystore(Random(8))
        text = f'{{"wallets": [{store}], "note": "keep this"}}'
        (finding,) = find_secrets(text)
        assert text[finding.start : finding.end] == store
        cut = "my file: " + store[: store.index('"id"') - 1]
        assert find_secrets(cut)[0].end == len(cut)


BIP_173 = {
    "valid": (
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        "?1ezyfcl",
    ),
    "invalid": (
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "Abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    ),
}
BIP_350 = {
    "valid": (
        "A1LQFN3A",
        "a1lqfn3a",
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa",
    ),
    "invalid": (
        "qyrz8wqd2c9m",
        "1qyrz8wqd2c9m",
        "y1b0jsk6g",
        "lt1igcx5c0",
        "in1muywd",
        "mm1crxm3i",
        "au1s5cgom",
        "M1VUXWEZ",
        "16plkw9",
        "1p2gdwpf",
    ),
}


@pytest.mark.parametrize(("vectors", "kind"), [(BIP_173, "bech32"), (BIP_350, "bech32m")], ids=["BIP-173", "BIP-350"])
def test_bech32_reads_the_published_vectors(vectors: dict[str, tuple[str, ...]], kind: str) -> None:
    assert {decode_bech32(text).kind for text in vectors["valid"]} == {kind}  # type: ignore[union-attr]
    assert [text for text in vectors["invalid"] if decode_bech32(text) is not None] == []


def test_base58_agrees_with_another_reading_of_it() -> None:
    rng = Random(9)
    for size in (0, 1, 5, 32, 64):
        raw = bytes(2) + rng.randbytes(size)
        assert decode_base58(base58.b58encode(raw).decode()) == raw
        assert encode_base58(raw) == base58.b58encode(raw).decode()
        assert decode_base58check(base58.b58encode_check(raw).decode()) == raw
    assert decode_base58("0OIl") is None
    assert decode_base58check("1111") is None


def test_groups_of_bits_go_back_and_forth() -> None:
    raw = Random(10).randbytes(33)
    groups = regroup(raw, 8, 5, pad=True)
    assert groups is not None
    assert bytes(regroup(groups, 5, 8, pad=False) or []) == raw
    assert regroup([31], 5, 8, pad=False) is None, "a rest that is not zero"
