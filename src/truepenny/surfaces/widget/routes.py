"""The widget's two addresses: /widget.js, the one script of the host page, and GET /api/widget/config, the desk's name and limits.

Both hold nothing personal and are for every site. The panel's files are static files of the house (/assets/widget).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from truepenny.intake.files.media import ACCEPT
from truepenny.knowledge.brand import Brand
from truepenny.platform.settings import Settings
from truepenny.platform.web.assets import Assets
from truepenny.platform.web.colour import brand_colours, text_on_brand
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.language import pick_language
from truepenny.surfaces.widget.script import STATIC, first_module, is_built, loader_script

NEVER_ASK = "We never ask for your password, recovery phrase, codes or transfers."
_FOR_ALL = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_SCRIPT_AGE = "public, max-age=300, stale-while-revalidate=86400"


@dataclass(frozen=True, slots=True)
class WidgetPages:
    """What the routes need of the house."""

    assets: Assets
    brand: Brand
    catalog: Catalog
    settings: Settings


def routes(services: WidgetPages) -> list[ControllerRouterHandler]:
    loader = (STATIC / "loader.js").read_text("utf-8")
    entry, preload = first_module(built=is_built())

    @get("/widget.js", media_type="text/javascript", include_in_schema=False)
    async def widget_script(request: Request[Any, Any, Any]) -> Response[str]:
        look = await services.brand.look()
        script = loader_script(
            loader,
            base=f"/assets/_{services.assets.version}/",
            entry=entry,
            preload=preload,
            brand={"name": look.name, "logo_url": look.logo_url, "languages": look.languages},
            colours=brand_colours(look.hue),
        )
        etag = f'"{hashlib.sha256(script.encode()).hexdigest()[:20]}"'
        headers = {**_FOR_ALL, "cache-control": _SCRIPT_AGE, "etag": etag}
        if etag in request.headers.get("if-none-match", ""):
            return Response(content="", status_code=304, headers=headers)
        return Response(content=script, headers=headers)

    @get("/api/widget/config", summary="The desk's name, look and limits, as the widget shows them", tags=["widget"])
    async def widget_config(request: Request[Any, Any, Any], lang: FromQuery[str | None] = None) -> Response[dict[str, Any]]:
        look = await services.brand.look()
        language = pick_language(look.languages, chosen=lang, accept_language=request.headers.get("accept-language", ""))
        body = {
            "brand": {"name": look.name, "hue": look.hue, "text_on_brand": text_on_brand(look.hue), "logo_url": look.logo_url},
            "languages": list(look.languages),
            "undo_s": services.settings.undo_s,
            "never_ask": services.catalog.translate(language, NEVER_ASK),
            "max_file_bytes": services.settings.max_file_bytes,
            "accept": list(ACCEPT),
        }
        return Response(content=body, headers={**_FOR_ALL, "cache-control": "public, max-age=60", "vary": "accept-language"})

    return [widget_script, widget_config]
