"""From what is typed to what is compared: one reading for an entry, or what is wrong with it; every likely reading for a question."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from truepenny.contracts.errors import Refused
from truepenny.platform.web.i18n import mark
from truepenny.trust.directory.handles import HOSTS, read_handle, read_profile
from truepenny.trust.directory.hosts import WebAddress, has_hidden, mixes_directions, plain, read_host, read_mail, read_web, show_host
from truepenny.trust.directory.kinds import FOREIGN, HANDLES, KINDS, Kind, foreign_kind
from truepenny.trust.directory.phones import read_anywhere, read_number

MAX_OTHER = 120
_PLATFORM_ID = re.compile(r"-?\d{5,20}")
_PHONE_LIKE = re.compile(r"[+＋(（]?[\d０-９][\d０-９\s().（）/ -]{3,}")


@dataclass(frozen=True, slots=True)
class Value:
    """norm: compared. shown: read. url: where it leads, "" for nowhere. region: of a phone number."""

    norm: str
    shown: str
    url: str = ""
    platform_id: str = ""
    region: str = ""
    toll_free: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text may mean. by_id: norm is a platform's own number. web: where it is a web address."""

    kind: str
    norm: str
    by_id: bool = False
    web: WebAddress | None = None


def read_entry_value(kind: Kind, typed: str, platform_id: str = "") -> Value:
    """Raises Refused 400 with what is wrong with it."""
    if not typed.strip():
        raise _wrong("value", "This field is empty.", "Write at least one letter.")
    if has_hidden(typed):
        raise _wrong("value", "This text contains invisible characters.", "Type it anew instead of pasting it.")
    number = plain(platform_id)
    if number and (kind not in HANDLES or not _PLATFORM_ID.fullmatch(number)):
        raise _wrong("platform_id", "This is not a number of this platform.", "Write its digits alone, or leave the field empty.")
    if kind == "phone":
        return _phone(typed)
    if kind in ("site", "email", "email_domain"):
        return _address(kind, typed)
    if kind == "other":
        return Value(_other(typed), plain(typed)[:MAX_OTHER])
    named = read_handle(kind, typed)
    if named is None:
        raise _wrong("value", *_NO_HANDLE[kind])
    return Value(named.norm, named.shown, _url(kind, named.norm, by_id=named.by_id), number or (named.norm if named.by_id else ""))


_NO_HANDLE: Final[dict[str, tuple[str, str]]] = {
    "telegram": (
        mark("This is not a name on Telegram."),
        mark("It has 5 to 32 letters, digits or underscores, such as @acme_help. Or paste its link."),
    ),
    "x": (mark("This is not a name on X."), mark("It has 1 to 15 letters, digits or underscores, such as @acmehelp. Or paste its link.")),
    "discord": (mark("This is not a name or invitation on Discord."), mark("Paste the invitation, such as discord.gg/acme, or the name.")),
    "facebook": (mark("This is not a page on Facebook."), mark("Its name has 5 to 50 letters or digits. Or paste its link.")),
    "app": (
        mark("This is not an app in a store."),
        mark("Paste its link from the App Store, Google Play or AppGallery, or its package name."),
    ),
}


def _phone(typed: str) -> Value:
    number = read_number(typed)
    if number is None:
        raise _wrong("value", "No number plan has this number.", "Write it in international form, such as +44 20 7946 0123.")
    return Value(number.e164, number.shown, f"tel:{number.e164}", region=number.region, toll_free=number.toll_free)


def _address(kind: Kind, typed: str) -> Value:
    if mixes_directions(typed):
        raise _wrong("value", "Letters of two directions stand side by side.", "Write the address in one script.")
    if kind == "email":
        mail = read_mail(typed)
        if mail is None:
            raise _wrong("value", "This is not a mail address.", "It looks like name@acme.example.")
        return Value(mail, f"{mail.partition('@')[0]}@{show_host(mail.partition('@')[2])}", f"mailto:{mail}")
    if kind == "email_domain":
        host = read_host(plain(typed).removeprefix("@"))
        if host is None or ":" in host or host[-1].isdigit():
            raise _wrong("value", "This is not a domain.", "It looks like acme.example.")
        return Value(host, f"@{show_host(host)}")
    return _site(typed)


def _site(typed: str) -> Value:
    below = plain(typed).startswith("*.")
    web = read_web(plain(typed)[2:] if below else typed)
    if web is None or (below and web.path):
        raise _wrong("value", "This is not a web address.", "It looks like https://acme.example, or *.acme.example for all below it.")
    if web.user:
        raise _wrong("value", "Before the @ stands a name that only looks like the address.", "Write the address without it.")
    norm = f"*.{web.bare_host}" if below else f"{web.bare_host}{web.path}"
    shown = f"*.{show_host(web.bare_host)}" if below else f"{show_host(web.host)}{web.path}"
    return Value(norm, shown, f"https://{web.bare_host}" if below else f"https://{web.host}{web.path}")


def _url(kind: Kind, norm: str, *, by_id: bool) -> str:
    """Where a handle leads; "" where its platform has no address for it."""
    store, _, name = norm.partition(":")
    if kind == "app":
        return {
            "apple": f"https://apps.apple.com/app/id{name}", "google": f"https://play.google.com/store/apps/details?id={name}",
            "huawei": f"https://appgallery.huawei.com/app/{name}",
        }[store]  # fmt: skip
    if by_id:
        return f"https://www.facebook.com/profile.php?id={norm}" if kind == "facebook" else ""
    if kind == "discord":
        return f"https://discord.gg/{name}" if store == "invite" else ""
    return {"telegram": f"https://t.me/{norm}", "x": f"https://x.com/{norm}", "facebook": f"https://www.facebook.com/{norm}"}[kind]


def _other(typed: str) -> str:
    return " ".join(plain(typed).casefold().split())[:MAX_OTHER]


# Questions


def readings(kind: str | None, typed: str, regions: Collection[str] = ()) -> list[Reading]:
    """Everything that the text may mean, the likeliest first; none when it can be no contact of this kind.

    kind: one of kinds.KINDS or kinds.FOREIGN, "handle" for any platform, or None. regions: in which a number may be dialled.
    """
    if kind is None:
        return _guess(typed, regions)
    if kind == "handle":
        return [found for each in HANDLES for found in readings(each, typed)]
    if kind == "phone":
        return [Reading("phone", number.e164) for number in read_anywhere(typed, regions)]
    if kind == "email":
        mail = read_mail(typed)
        return [] if mail is None else [Reading("email", mail)]
    if kind == "email_domain":
        host = read_host(plain(typed).removeprefix("@"))
        return [] if host is None else [Reading("email_domain", host)]
    if kind == "site":
        web = read_web(typed)
        return [] if web is None else _of_web(web)
    if kind == "other" or kind in FOREIGN:
        return [Reading(kind, _other(typed))] if _other(typed) else []
    if kind not in KINDS:
        return []
    named = read_handle(kind, typed)
    return [] if named is None else [Reading(kind, named.norm, named.by_id)]


def _of_web(web: WebAddress) -> list[Reading]:
    found = []
    platform = HOSTS.get(web.bare_host)
    if platform is not None and (named := read_profile(platform, web)) is not None:
        found.append(Reading(platform, named.norm, named.by_id))
    if (foreign := foreign_kind(web.host)) is not None:
        found.append(Reading(foreign, f"{web.bare_host}{web.path}", web=web))
    return [*found, Reading("site", f"{web.bare_host}{web.path}", web=web)]


def _guess(typed: str, regions: Collection[str]) -> list[Reading]:
    text = plain(typed)
    found: list[Reading] = []
    if _PHONE_LIKE.fullmatch(text) or text[:4].lower() == "tel:":
        found += readings("phone", text, regions)
    if text.lower().startswith(("tg://", "@")):
        found += readings("handle", text) + readings("email_domain", text)
    elif "@" in text and "://" not in text.partition("@")[0]:
        found += readings("email", text)
    web = read_web(text)
    if web is not None and not any(one.kind in ("email", "phone") for one in found):
        found += _of_web(web)
        if not web.path and not web.user:
            found += readings("email_domain", text)
            found += readings("app", text)
    if not found or text.lstrip("-").isdigit():
        found += readings("handle", text)
    return [*dict.fromkeys([*found, *readings("other", text)])]


def _wrong(field: str, title: str, cure: str) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, field=field)
