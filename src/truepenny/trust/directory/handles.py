"""Names on Telegram, X, Discord and Facebook, and apps in their stores: from a handle or a link of any shape to one plain form.

Rules of the platforms: Telegram 5 to 32 letters, digits, underscores, beginning with a letter; X up to 15; Discord 2 to 32 in lower case;
Facebook 5 to 50, dots not counted. Only the platform's own numeric id never changes hands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from truepenny.trust.directory.hosts import WebAddress, plain, read_web
from truepenny.trust.directory.kinds import Kind

_TELEGRAM = re.compile(r"[a-z][a-z0-9_]{4,31}")
_TELEGRAM_INVITE = re.compile(r"\+[A-Za-z0-9_-]{8,64}")
_X = re.compile(r"[a-z0-9_]{1,15}")
_DISCORD = re.compile(r"[a-z0-9_.]{2,32}")
_DISCORD_CODE = re.compile(r"[A-Za-z0-9-]{2,32}")
_FACEBOOK = re.compile(r"[a-z0-9]{5,50}")
_NUMBER = re.compile(r"-?\d{5,20}")
_APPLE = re.compile(r"/id(\d{5,12})(?:/|$)")
_GOOGLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")
_HUAWEI = re.compile(r"/app/(C\d{5,12})(?:/|$)")
HOSTS: dict[str, Kind] = {
    "t.me": "telegram", "telegram.me": "telegram", "telegram.dog": "telegram",
    "x.com": "x", "twitter.com": "x", "mobile.twitter.com": "x", "mobile.x.com": "x",
    "discord.gg": "discord", "discord.com": "discord", "discordapp.com": "discord",
    "facebook.com": "facebook", "fb.com": "facebook", "m.facebook.com": "facebook", "fb.me": "facebook", "m.me": "facebook",
    "apps.apple.com": "app", "itunes.apple.com": "app", "play.google.com": "app", "appgallery.huawei.com": "app",
}  # fmt: skip
_X_PAGES = ("i", "home", "search", "intent", "share", "hashtag", "explore", "settings", "login")


@dataclass(frozen=True, slots=True)
class Named:
    """norm: what is compared. by_id: norm is the platform's own id."""

    norm: str
    shown: str
    by_id: bool = False


def read_handle(kind: Kind, typed: str) -> Named | None:
    """A handle with or without @, a link to a profile or a store, or the platform's own number."""
    text = plain(typed)
    if text.lower().startswith("tg://"):
        name = parse_qs(text.partition("?")[2]).get("domain", [""])[0]
        return _telegram(name) if kind == "telegram" else None
    web = read_web(text) if "." in text and not text.startswith("@") else None
    if web is not None and HOSTS.get(web.bare_host) == kind:
        return read_profile(kind, web)
    if kind == "app":
        return Named(f"google:{text}", text) if _GOOGLE.fullmatch(text) and text.count(".") >= 2 and "/" not in text else None
    name = text.removeprefix("@")
    if _NUMBER.fullmatch(name) and (kind != "x" or len(name) > 15):
        return Named(name, name, by_id=True)
    return _READ[kind](name)


def read_profile(kind: Kind, web: WebAddress) -> Named | None:
    """Of a link whose host belongs to the platform."""
    parts = [part for part in web.path.split("/") if part]
    first = parts[0] if parts else ""
    if kind == "telegram":
        if first == "joinchat" and len(parts) > 1:
            return _telegram(f"+{parts[1]}")
        return _telegram(parts[1] if first == "s" and len(parts) > 1 else first)
    if kind == "x":
        if first.lower() in _X_PAGES:
            return None
        return _x(first.removeprefix("@"))
    if kind == "discord":
        return _discord_link(web, parts)
    if kind == "facebook":
        if first.lower() == "profile.php":
            number = parse_qs(web.query).get("id", [""])[0]
            return Named(number, number, by_id=True) if _NUMBER.fullmatch(number) else None
        return _facebook(first)
    return _store(web)


def _telegram(name: str) -> Named | None:
    if _TELEGRAM_INVITE.fullmatch(name):
        return Named(name, f"t.me/{name}")
    return Named(name.lower(), f"@{name}") if _TELEGRAM.fullmatch(name.lower()) else None


def _x(name: str) -> Named | None:
    return Named(name.lower(), f"@{name}") if _X.fullmatch(name.lower()) else None


def _discord(name: str) -> Named | None:
    if _DISCORD.fullmatch(name):
        return Named(name, name)
    return Named(f"invite:{name}", f"discord.gg/{name}") if _DISCORD_CODE.fullmatch(name) else None


def _discord_link(web: WebAddress, parts: list[str]) -> Named | None:
    if web.bare_host == "discord.gg":
        code = parts[0] if parts else ""
    elif len(parts) > 1 and parts[0] == "invite":
        code = parts[1]
    elif len(parts) > 1 and parts[0] in ("channels", "users", "servers") and (number := re.search(r"\d{15,20}$", parts[1])):
        return Named(number[0], number[0], by_id=True)
    else:
        return None
    return Named(f"invite:{code}", f"discord.gg/{code}") if _DISCORD_CODE.fullmatch(code) else None


def _facebook(name: str) -> Named | None:
    norm = name.lower().replace(".", "")
    return Named(norm, name) if _FACEBOOK.fullmatch(norm) else None


def _store(web: WebAddress) -> Named | None:
    if web.host.endswith("apple.com") and (found := _APPLE.search(web.path)):
        return Named(f"apple:{found[1]}", f"App Store id{found[1]}")
    if web.host == "play.google.com":
        package = parse_qs(web.query).get("id", [""])[0]
        return Named(f"google:{package}", package) if _GOOGLE.fullmatch(package) else None
    if web.host == "appgallery.huawei.com" and (found := _HUAWEI.search(web.path)):
        return Named(f"huawei:{found[1]}", f"AppGallery {found[1]}")
    return None


_READ = {"telegram": _telegram, "x": _x, "discord": _discord, "facebook": _facebook}
