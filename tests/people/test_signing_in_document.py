"""The examples of docs/signing-in.md work as they stand: a key pair, its JWKS file, a signed token that the desk takes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from truepenny.people.exchange_tokens import ExchangeTokens
from truepenny.platform.clock import SystemClock

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "signing-in.md").read_text(encoding="utf-8")
SIGNERS = [("sign.py", sys.executable)] + ([("sign.mjs", node)] if (node := shutil.which("node")) else [])


def example(name: str) -> str:
    return next(block for block in re.findall(r"```(?:python|js)\n(.*?)```", TEXT, re.DOTALL) if name in block.splitlines()[0])


@pytest.mark.parametrize(("name", "program"), SIGNERS, ids=[name for name, _ in SIGNERS])
def test_the_examples_sign_what_the_desk_takes(tmp_path: Path, name: str, program: str) -> None:
    def run(*words: str) -> str:
        return subprocess.run(words, check=True, capture_output=True, text=True, cwd=tmp_path).stdout

    openssl = re.search(r"```sh\n(openssl .*?)\n```", TEXT)
    assert openssl is not None
    run(*openssl[1].split())
    for file in ("jwks.py", name):
        (tmp_path / file).write_text(example(file), encoding="utf-8")
    (tmp_path / "keys.json").write_text(run(sys.executable, "jwks.py", "exchange-signing.pem"))
    tokens = ExchangeTokens(tmp_path / "keys.json", audience="truepenny", issuer="https://www.acme.example")
    claims = tokens.check(run(program, name, "exchange-signing.pem").strip(), now_us=SystemClock().now_us())
    assert (claims.subject, claims.name, claims.documents_verified, claims.email_verified) == ("8834821", "Li Wei", True, True)


def test_every_refusal_is_documented() -> None:
    source = "".join((ROOT / "src/truepenny/people" / file).read_text() for file in ("exchange_tokens.py", "exchange_keys.py"))
    codes = set(re.findall(r'"(token_[a-z_]+)"', source))
    assert len(codes) > 9
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()
