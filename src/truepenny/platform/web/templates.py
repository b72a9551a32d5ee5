"""Server-made HTML: minijinja with autoescaping, our languages, times with zones, and static URLs.

In: a template's name ("portal/home.html"), the reader's language and zone, and what the page shows. Out: HTML text.
A name that is not defined is an error, not an empty place. Words of people go through |visible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeVar, cast

from minijinja import Environment, pass_state

from truepenny.platform.web import times
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.visible import visible


class _State(Protocol):
    @property
    def name(self) -> str: ...
    def lookup(self, name: str) -> object: ...


_F = TypeVar("_F", bound=Callable[..., object])


def _with_state(function: _F) -> _F:
    """minijinja's pass_state for functions of any arguments (its own type knows filters of one only)."""
    pass_state(cast("Any", function))
    return function


class Templates:
    """folders: first part of a template's name -> folder. asset_url: name of a static file -> its URL."""

    def __init__(self, folders: Mapping[str, Path], *, catalog: Catalog, asset_url: Callable[[str], str], reload: bool = False) -> None:
        self._folders = dict(folders)
        self._environment = Environment(
            loader=self._load,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined_behavior="strict",
            reload_before_render=reload,
        )
        for name, function in _functions(catalog, asset_url).items():
            self._environment.add_global(name, function)
        for name, function in _filters().items():
            self._environment.add_filter(name, function)

    def render(self, name: str, /, *, language: str, zone: str | None = None, **shown: object) -> str:
        """zone: an IANA name known from the reader's browser, or None for UTC. Raises minijinja.TemplateError: a mistake of ours."""
        return self._environment.render_template(name, language=language, zone_info=times.zone_named(zone), zone=zone or "", **shown)

    def _load(self, name: str) -> str | None:
        folder, _, rest = name.partition("/")
        root = self._folders.get(folder)
        if root is None or ".." in PurePosixPath(rest).parts:
            return None
        path = root / rest
        return path.read_text(encoding="utf-8") if path.is_file() else None


def _language(state: _State) -> str:
    return str(state.lookup("language"))


def _surface(state: _State) -> str:
    """The folder that the template lies in."""
    return state.name.partition("/")[0]


def _zone(state: _State) -> tzinfo:
    zone = state.lookup("zone_info")
    assert isinstance(zone, tzinfo)
    return zone


def _functions(catalog: Catalog, asset_url: Callable[[str], str]) -> dict[str, Callable[..., object]]:
    @_with_state
    def translate(state: _State, msgid: str, **params: object) -> str:
        return catalog.translate(_language(state), msgid, _surface(state), **params)

    @_with_state
    def ngettext(state: _State, one: str, many: str, n: int, **params: object) -> str:
        return catalog.ngettext(_language(state), one, many, n, _surface(state), **params)

    return {"_": translate, "ngettext": ngettext, "asset": asset_url}


def _filters() -> dict[str, Callable[..., object]]:
    @_with_state
    def day(state: _State, us: int) -> str:
        return times.day(us, _language(state), zone=_zone(state))

    @_with_state
    def moment(state: _State, us: int) -> str:
        return times.moment(us, _language(state), zone=_zone(state))

    @_with_state
    def clock_time(state: _State, us: int) -> str:
        return times.clock_time(us, zone=_zone(state))

    @_with_state
    def clock_seconds(state: _State, us: int) -> str:
        return times.clock_seconds(us, zone=_zone(state))

    @_with_state
    def hour_minute(state: _State, us: int) -> str:
        return times.hour_minute(us, zone=_zone(state))

    @_with_state
    def day_zone(state: _State, us: int) -> str:
        return times.day_zone(us, _language(state), zone=_zone(state))

    @_with_state
    def short_day(state: _State, us: int) -> str:
        return times.short_day(us, _language(state), zone=_zone(state))

    @_with_state
    def moment_utc(state: _State, us: int) -> str:
        return times.moment(us, _language(state))

    return {
        "day": day,
        "moment": moment,
        "moment_utc": moment_utc,
        "clock_time": clock_time,
        "clock_seconds": clock_seconds,
        "hour_minute": hour_minute,
        "day_zone": day_zone,
        "short_day": short_day,
        "iso": times.iso,
        "byte_size": times.byte_size,
        "number": times.number,
        "visible": _visible,
    }


def _visible(text: str | None) -> str:
    return visible(text or "")
