"""What every house reads anew from files that stay the same, read once a run: two fifths of the time that it takes to build one.

Stands in for no behaviour: a handler's signature follows from its code, and a catalogue's texts from the file at its path as it is now.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.utils.signature import ParsedSignature

from truepenny.platform.web import i18n


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ParsedSignature, "from_fn", _signatures_once(ParsedSignature.from_fn))
        patched.setattr(i18n, "load_messages", _messages_once(i18n.load_messages))
        yield


def _signatures_once(read: Any) -> Any:
    """Handlers are functions within functions: each house has its own of the same code, annotations and defaults."""
    known: dict[Any, ParsedSignature] = {}

    def from_fn(fn: Any, signature_namespace: dict[str, Any]) -> ParsedSignature:
        inner = inspect.unwrap(fn)
        try:
            key = (fn.__code__, inner.__code__, inner.__module__, inner.__defaults__, *(inner.__kwdefaults__ or {}).items())
            if (found := known.get((key, *signature_namespace.items()))) is None:
                found = known[(key, *signature_namespace.items())] = read(fn, signature_namespace)
        except (AttributeError, TypeError):  # an object that can be called, or a default without a hash
            return read(fn, signature_namespace)
        return found

    return from_fn


def _messages_once(read: Any) -> Any:
    @functools.cache
    def as_it_is_now(path: Path, changed_ns: int) -> dict[str, str]:
        return read(path)

    return lambda path: dict(as_it_is_now(path, path.stat().st_mtime_ns))
