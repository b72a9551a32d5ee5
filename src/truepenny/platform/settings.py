"""What the operator sets: the environment (TRUEPENNY_<NAME>) over one TOML file over the defaults below.

Every value is checked here, all problems are told at once, and an unknown name refuses to start and names the nearest known one.
Each value remembers where it came from, for `truepenny doctor`. Nothing else in the house reads the environment.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from truepenny.platform.setting_values import checked, convert

PREFIX = "TRUEPENNY_"
CONFIG_FILE = "truepenny.toml"
_NOT_SETTINGS = ("TRUEPENNY_CONFIG", "TRUEPENNY_NO_SKIP", "TRUEPENNY_TEST_")
_LATER: Any = None
"""The default of a value that follows from other values, filled in when the settings are made."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


def _no_sources() -> Mapping[str, str]:
    return _NOTHING


class SettingsWrong(Exception):
    """The desk cannot start with these settings. problems: one line each, with the cure."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _doc(text: str, *, secret: bool = False) -> dict[str, object]:
    return {"doc": text, "secret": secret}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All there is to set. Paths are relative to the working directory; sizes in bytes, times in the unit of the name."""

    data_dir: Path = field(default=Path("data"), metadata=_doc("Folder for everything that the desk keeps."))
    database_url: str = field(
        default="",
        metadata=_doc("Empty: SQLite at `data_dir/truepenny.db`. Or `postgresql://user:password@host:port/name`.", secret=True),
    )
    host: str = field(default="127.0.0.1", metadata=_doc("Address to listen on."))
    port: int = field(default=8000, metadata=_doc("Port to listen on. 0: any free port."))
    public_url: str = field(default="", metadata=_doc("Address by which browsers reach the desk. Empty: `http://host:port`."))
    secret_file: Path = field(
        default=_LATER, metadata=_doc("Root secret; made at the first start. All nodes need the same. Default: `data_dir/secret.key`.")
    )
    own_names: tuple[str, ...] = field(
        default=(), metadata=_doc("Names of yours beside those of the directory and the brand, which impostors imitate.")
    )
    widget_origins: tuple[str, ...] = field(
        default=(), metadata=_doc("Origins of the pages that may embed the widget, such as `https://www.example.com`.")
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(), metadata=_doc("Addresses or networks of your reverse proxies. Only these may say who the client is.")
    )
    exchange_keys: Path | None = field(
        default=None, metadata=_doc("JWKS file with the public keys that sign your customers in. Empty: guests only.")
    )
    exchange_audience: str = field(default="truepenny", metadata=_doc("The `aud` that a sign-in token must carry."))
    exchange_issuer: str = field(default="", metadata=_doc("The `iss` that a sign-in token must carry. Empty: not checked."))
    secure_cookies: bool = field(default=_LATER, metadata=_doc("Cookies only over https. Default: yes when `public_url` is https."))
    max_file_bytes: int = field(default=25 * 1024 * 1024, metadata=_doc("Largest file that anyone may attach."))
    blob_dir: Path = field(default=_LATER, metadata=_doc("Folder for attached files. Default: `data_dir/blobs`."))
    clamd: str = field(default="", metadata=_doc("Virus scanner: `host:port` or the path of its socket. Empty: files are not scanned."))
    screen_unread: str = field(
        default="hold",
        metadata=_doc(
            "Files whose words cannot be checked for secrets (encrypted, broken, or pictures without tesseract): `hold` them until a lead "
            "lets them through, or `mark` them as not checked and pass them on."
        ),
    )
    anchor_every_s: int = field(default=60, metadata=_doc("How often the head of all chains is signed and written down."))
    anchor_copy: Path | None = field(
        default=None, metadata=_doc("File on another disk or machine that gets a copy of every anchor. Empty: none.")
    )
    undo_s: int = field(default=10, metadata=_doc("How long a reply waits before it goes out, so that the agent can take it back."))
    log_level: str = field(default="info", metadata=_doc("`debug`, `info`, `warning` or `error`."))
    log_format: str = field(default="json", metadata=_doc("`json` or `text`."))
    metrics_token: str = field(
        default="", metadata=_doc("Bearer token for `/metrics`. Empty: `/metrics` answers on loopback only.", secret=True)
    )
    control_socket: Path = field(
        default=_LATER, metadata=_doc("Socket by which commands reach the running desk. Default: `data_dir/control.sock`.")
    )
    park_days: int = field(default=30, metadata=_doc("How long a message that we could not handle is kept for replay."))
    mail_address: str = field(
        default="", metadata=_doc("Address that customers write to and that our mail comes from: `support@acme.example`. Empty: no mail.")
    )
    mail_smtp: str = field(
        default="",
        metadata=_doc(
            "Server that takes our mail: `smtps://user:password@host:465`, `smtp://user:password@host:587` (STARTTLS) or "
            "`smtp://127.0.0.1:25`.",
            secret=True,
        ),
    )
    mail_imap: tuple[str, ...] = field(
        default=(),
        metadata=_doc(
            "Mailboxes to fetch from: `imaps://user:password@host/INBOX`; behind a `?`, `oauth=NAME` signs in as `mail_oauth` says, and "
            "`move=Folder` moves what was taken.",
            secret=True,
        ),
    )
    mail_oauth: Path | None = field(
        default=None, metadata=_doc("TOML file with the OAuth2 clients of `mail_imap` and `mail_smtp`. Empty: none.")
    )
    mail_listen: str = field(
        default="",
        metadata=_doc("Where your mail server hands mail in: `lmtp://127.0.0.1:2424`, `smtp://127.0.0.1:2525` or `lmtp:/path/to/socket`."),
    )
    mail_dkim: str = field(default="", metadata=_doc("Key that signs our mail, as `selector:/path/to/key.pem`. Empty: your server signs."))
    mail_authserv: str = field(
        default="",
        metadata=_doc(
            "Name by which your own mail server signs its Authentication-Results: the topmost of that name is believed. Empty: the desk "
            "checks SPF, DKIM and DMARC itself."
        ),
    )
    mail_dns: str = field(default="", metadata=_doc("Name server for these checks, as `address` or `address:port`. Empty: the system's."))
    mail_max_bytes: int = field(default=50 * 1024 * 1024, metadata=_doc("Largest mail that is taken; a larger one stays with its server."))
    languages: tuple[str, ...] = field(default=("en", "zh"), metadata=_doc("Languages offered to customers; the first is the default."))
    node_name: str = field(default="", metadata=_doc("Name of this node in logs and metrics. Empty: the host name."))
    sources: Mapping[str, str] = field(default_factory=_no_sources, repr=False, compare=False)
    """name -> where the value came from; names at their default are missing."""

    def __post_init__(self) -> None:
        fill: dict[str, object] = {}
        if not self.public_url:
            host = f"[{self.host}]" if ":" in self.host else self.host
            fill["public_url"] = f"http://{host}:{self.port}"
        for name, inside in (("secret_file", "secret.key"), ("blob_dir", "blobs"), ("control_socket", "control.sock")):
            if getattr(self, name) is None:
                fill[name] = self.data_dir / inside
        if getattr(self, "secure_cookies") is None:  # noqa: B009 - its type says bool, which is true only from here on
            fill["secure_cookies"] = str(fill.get("public_url", self.public_url)).startswith("https://")
        for name, value in fill.items():
            object.__setattr__(self, name, value)

    @property
    def sqlite_path(self) -> Path | None:
        """The database file; None when the database is PostgreSQL."""
        return None if self.database_url else self.data_dir / "truepenny.db"

    @property
    def anchors_path(self) -> Path:
        """The signed heads of all chains, one JSON object a line."""
        return self.data_dir / "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One line of what is set. value is masked where it is secret; source is "default" or names the place."""

    name: str
    value: str
    source: str
    doc: str


NAMES = tuple(f.name for f in fields(Settings) if f.name != "sources")


def load_settings(
    env: Mapping[str, str], toml_path: Path | None = None, *, given: Mapping[str, str] = _NOTHING, fallback: Mapping[str, str] = _NOTHING
) -> Settings:
    """Settings from the command line (given) over the environment over the TOML file over the command's own defaults (fallback).

    toml_path None: the file named by TRUEPENNY_CONFIG, else ./truepenny.toml where it exists. Raises SettingsWrong.
    """
    problems: list[str] = []
    raw: dict[str, tuple[object, str]] = {name: (text, "default of this command") for name, text in fallback.items()}
    path = toml_path or _find_file(env)
    if path is not None:
        raw.update({name: (value, str(path)) for name, value in _read_toml(path, problems).items()})
    for key, text in env.items():
        if key.startswith(PREFIX) and not key.startswith(_NOT_SETTINGS):
            raw[key.removeprefix(PREFIX).lower()] = (text, f"environment {key}")
    raw.update({name: (text, "command line") for name, text in given.items()})

    kinds = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for name, (value, source) in raw.items():
        if name not in NAMES:
            problems.append(_unknown(name, source))
            continue
        try:
            values[name] = checked(name, convert(kinds[name], value))
        except ValueError as wrong:
            problems.append(f"{name} ({source}): {wrong}")
    if problems:
        raise SettingsWrong(problems)
    return Settings(**values, sources=MappingProxyType({name: raw[name][1] for name in values}))


def describe(settings: Settings) -> list[SettingLine]:
    """Every setting in order, with its source; secrets masked."""
    lines = []
    for item in fields(Settings):
        if item.name not in NAMES:
            continue
        value = getattr(settings, item.name)
        text = _mask(str(value)) if item.metadata["secret"] else _show(value)
        lines.append(SettingLine(item.name, text, settings.sources.get(item.name, "default"), str(item.metadata["doc"])))
    return lines


def settings_table() -> str:
    """The table of docs/operations.md: name, default, what it is."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for item in fields(Settings):
        if item.name in NAMES:
            default = "" if item.default is _LATER else _show(item.default)
            rows.append(f"| `{item.name}` | {f'`{default}`' if default else ''} | {item.metadata['doc']} |")
    return "\n".join(rows)


def _find_file(env: Mapping[str, str]) -> Path | None:
    named = env.get("TRUEPENNY_CONFIG", "")
    if named:
        return Path(named)
    return Path(CONFIG_FILE) if Path(CONFIG_FILE).exists() else None


def _read_toml(path: Path, problems: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        problems.append(f"{path}: cannot be read ({os.strerror(wrong.errno or 0)}); give another file with TRUEPENNY_CONFIG")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        problems.append(f"{path}: is not TOML: {wrong}")
    return {}


def _unknown(name: str, source: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "see docs/operations.md for the list"
    return f"{name} ({source}): there is no such setting; {hint}"


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _mask(value: str) -> str:
    """Hides a password inside a URL, or the whole value."""
    if "://" in value and "@" in value:
        scheme, _, rest = value.partition("://")
        user, _, place = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}:***@{place.partition('?')[0]}"
    if "://" in value:
        return value.partition("?")[0]
    return "***" if value else ""
