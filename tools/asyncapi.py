"""Prints docs/asyncapi.json: the frames of the live protocol, from contracts/live.py. A test holds the file against this."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any, get_args

import msgspec

from truepenny.contracts import live

_REF = "#/components/schemas/{name}"


def make_asyncapi() -> dict[str, Any]:
    """The whole document, AsyncAPI 3.0."""
    kinds = {side: get_args(frames) for side, frames in (("client", live.AnyClientFrame), ("server", live.AnyServerFrame))}
    _, schemas = msgspec.json.schema_components([*kinds["client"], *kinds["server"]], ref_template=_REF)
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = re.sub(r"\s*\n\s*", " ", schema["description"]).strip()
    messages = {_name(side, kind): _message(kind) for side, all_of_it in kinds.items() for kind in all_of_it}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Truepenny live protocol",
            "version": str(live.PROTOCOL),
            "description": "JSON frames, one a WebSocket message, told apart by type. Rules of order, resume and errors: live-protocol.md.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": {"desk": {"host": "support.example", "protocol": "wss", "description": "The desk's own address."}},
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "/live",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            "say": _operation("receive", "client", kinds, "Frames that a client sends. The first one is hello."),
            "tell": _operation(
                "send", "server", kinds, "Frames that the desk sends. Clients ignore types and fields that they do not know."
            ),
        },
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _operation(action: str, side: str, kinds: dict[str, tuple[Any, ...]], summary: str) -> dict[str, Any]:
    refs = [{"$ref": f"#/channels/live/messages/{_name(side, kind)}"} for kind in kinds[side]]
    return {"action": action, "channel": {"$ref": "#/channels/live"}, "summary": summary, "messages": refs}


def _message(kind: Any) -> dict[str, Any]:
    message = {"name": kind.__struct_config__.tag, "payload": {"$ref": _REF.format(name=kind.__name__)}}
    words = inspect.getdoc(kind)
    return message | ({"summary": words.split("\n")[0]} if words and not words.startswith(kind.__name__) else {})


def _name(side: str, kind: Any) -> str:
    """typing goes both ways with two shapes, so the side is part of the name."""
    return f"{side}.{kind.__struct_config__.tag}"


def render_asyncapi() -> str:
    return json.dumps(make_asyncapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(render_asyncapi(), end="")
