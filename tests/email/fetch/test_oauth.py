"""Signing in with access tokens: fetched in time, fetched anew when refused, and never shown to anybody."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.email.fetch.conftest import Users
from tests.email.fetch.stage import Site, mail, until
from tests.email.fetch.token_server import TokenServer, serving_tokens
from tests.email.servers.dovecot import DovecotServer

from truepenny.channels.email.oauth import AccessTokens, OAuthFailed, load_sign_ins

pytestmark = pytest.mark.anyio


@dataclass
class Time:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def tokens_of(folder: Path, server: TokenServer, time: Time | None = None, *, refresh_token: str = "first refresh") -> AccessTokens:
    file = folder / "oauth.toml"
    file.write_text(
        f'[google]\ntoken_url = "{server.url}"\nclient_id = "id"\nclient_secret = "client secret"\nrefresh_token = "{refresh_token}"\n'
    )
    return AccessTokens(file, folder / "tokens.json", now=time or Time())


def test_a_token_is_used_until_shortly_before_its_end(tmp_path: Path) -> None:
    time = Time()
    with serving_tokens("a@acme.example") as server:
        tokens = tokens_of(tmp_path, server, time)
        assert [tokens.get("google"), tokens.get("google")] == ["access-1", "access-1"]
        time.at += 3600 - 301
        assert tokens.get("google") == "access-1"
        time.at += 2
        assert tokens.get("google") == "access-2"
        assert tokens.get("google", anew=True) == "access-3"
    assert server.asked[0] == {
        "grant_type": "refresh_token", "client_id": "id", "client_secret": "client secret", "refresh_token": "first refresh",
    }  # fmt: skip


def test_a_short_lived_token_is_renewed_after_half_of_its_life(tmp_path: Path) -> None:
    time = Time()
    with serving_tokens("a@acme.example") as server:
        server.lives = 60
        tokens = tokens_of(tmp_path, server, time)
        assert tokens.get("google") == "access-1"
        time.at += 29
        assert tokens.get("google") == "access-1"
        time.at += 2
        assert tokens.get("google") == "access-2"


def test_a_replaced_refresh_token_is_kept_for_the_next_start_until_the_operator_gives_another(tmp_path: Path) -> None:
    with serving_tokens("a@acme.example") as server:
        server.rotates = True
        tokens_of(tmp_path, server).get("google")
        assert stat.filemode((tmp_path / "tokens.json").stat().st_mode) == "-rw-------"
        tokens_of(tmp_path, server).get("google")
        tokens_of(tmp_path, server, refresh_token="by the operator").get("google")
    assert [form["refresh_token"] for form in server.asked] == ["first refresh", "refresh-1", "by the operator"]


def test_a_refusal_names_its_code_and_no_secret(tmp_path: Path) -> None:
    with serving_tokens("a@acme.example") as server:
        server.refuses = "invalid_grant"
        with pytest.raises(OAuthFailed) as failed:
            tokens_of(tmp_path, server).get("google")
    assert str(failed.value) == "127.0.0.1 gave no token (invalid_grant); the refresh token is no longer good: make a new one"
    with pytest.raises(OAuthFailed, match=r"127\.0\.0\.1 cannot be reached for a token"):
        tokens_of(tmp_path, server).get("google")


def test_the_two_providers_need_only_what_is_the_operators_own(tmp_path: Path) -> None:
    file = tmp_path / "oauth.toml"
    file.write_text(
        '[google]\nclient_id = "g"\nclient_secret = "s"\nrefresh_token = "r"\n'
        '[microsoft]\nclient_id = "m"\nrefresh_token = "r"\n'
        '[appeals]\nprovider = "microsoft"\ntenant = "acme.example"\nclient_id = "m"\nclient_secret = "s"\n'
    )
    found = load_sign_ins(file)
    assert found["google"].token_url == "https://oauth2.googleapis.com/token"
    assert found["microsoft"].token_url == "https://login.microsoftonline.com/common/oauth2/v2.0/token"
    assert found["appeals"].token_url == "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token"
    assert found["appeals"].scope == "https://outlook.office365.com/.default", "it signs in for itself"
    assert "s" not in repr(found["google"]).split("client_id='g'")[1].replace("scope", "")


def test_the_sample_in_the_documents_can_be_used(tmp_path: Path) -> None:
    documents = Path(__file__).parent.parent.parent.parent / "docs" / "operations.md"
    (sample,) = re.findall(r"```\n(\[google\].*?)```", documents.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "oauth.toml").write_text(sample, encoding="utf-8")
    found = load_sign_ins(tmp_path / "oauth.toml")
    assert list(found) == ["google", "microsoft", "appeals"]
    assert all(one.token_url in sample.replace("TENANT", "acme.example") for one in found.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", "is not TOML"),
        ('[a]\nclient_id = "x"\nrefresh_token = "r"', "needs a token_url that begins with https://"),
        ('[a]\ntoken_url = "http://tokens.example/"\nclient_id = "x"\nrefresh_token = "r"', "begins with https://"),
        ('[google]\nrefresh_token = "r"', "needs a client_id"),
        ('[google]\nclient_id = "x"', "needs a refresh_token, or a client_secret and a scope"),
        ('[google]\nclient_id = "x"\nrefresh = "r"', "has refresh; known are"),
        ("[google]\nclient_id = 5", "must be a table of strings"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "oauth.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=says):
        load_sign_ins(file)


async def test_a_mailbox_is_opened_with_a_token_and_with_a_new_one_when_that_is_refused(
    site: Site, dovecot: DovecotServer, new_user: Users, tmp_path: Path
) -> None:
    user = new_user()
    dovecot.deliver(mail("by token"), user)
    url = dovecot.imap_url(user, query="oauth=google").replace(":correct%20horse@", "@")
    assert dovecot.password not in url
    with serving_tokens(user, dovecot.oauth_port) as server:
        tokens = tokens_of(tmp_path, server)
        by_token = site.another(more={"tokens": tokens})
        tokens.get("google")
        server.good.clear()  # the provider has revoked it
        async with by_token.fetching(url):
            await until(lambda: site.desk.taken == ["by token"])
        assert len(server.asked) == 2

        server.user = "somebody.else@acme.example"
        server.good.clear()
        async with by_token.fetching(url):
            await until(site.troubles)
        (trouble,) = await site.troubles()
        assert trouble == "127.0.0.1 refused the access token of google: check its scopes and the user"
