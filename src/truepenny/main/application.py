"""The application: all surfaces with their routes, what every request passes on its way, and the live socket beside them.

THE list of surfaces. In: the house, made by main/wiring.py. Out: plain ASGI.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy import Connection, func, select

import truepenny
from truepenny.contracts.identity import Agent, TicketId
from truepenny.intake.files.media import ACCEPT
from truepenny.intake.mail.raw import RawMails
from truepenny.intake.park import count_parked
from truepenny.intake.screen.for_browsers import browser_files
from truepenny.knowledge.secret_cards import words_for_browsers
from truepenny.main.house import House
from truepenny.main.mail_room import make_mail_room
from truepenny.main.tables import schema_current
from truepenny.main.version import VERSION
from truepenny.people import audit
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.observe.health import Vitals
from truepenny.platform.observe.metrics import Sample
from truepenny.platform.observe.request_id import with_request_id
from truepenny.platform.web.assets import Assets, assets_route
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.problem import Answers
from truepenny.platform.web.security import Gate, make_policy
from truepenny.platform.web.templates import Templates
from truepenny.projections.inbox.query import load_position
from truepenny.surfaces.admin import routes as admin_routes
from truepenny.surfaces.admin.visit import Admin
from truepenny.surfaces.api.announced import announced_routes
from truepenny.surfaces.api.checks import check_api_routes
from truepenny.surfaces.api.countersigns import countersign_routes
from truepenny.surfaces.api.customers import customer_routes
from truepenny.surfaces.api.desk_actions import DeskActions, LetThrough, action_routes
from truepenny.surfaces.api.desk_notices import desk_notice_routes
from truepenny.surfaces.api.desk_reads import DeskReads, read_routes
from truepenny.surfaces.api.directory import directory_routes
from truepenny.surfaces.api.files import file_routes
from truepenny.surfaces.api.health import health_routes
from truepenny.surfaces.api.help_offers import help_offer_routes
from truepenny.surfaces.api.impostors import impostor_routes
from truepenny.surfaces.api.mail import MailPages, mail_routes
from truepenny.surfaces.api.raw_mails import RawMailPages, raw_mail_routes
from truepenny.surfaces.api.searching import searching_routes
from truepenny.surfaces.api.visitors import Visitors
from truepenny.surfaces.customers import CustomerHouse
from truepenny.surfaces.desk import routes as desk_routes
from truepenny.surfaces.live import stream
from truepenny.surfaces.live.presence import PresenceBoard
from truepenny.surfaces.live.session import Desk
from truepenny.surfaces.live.socket import LiveSocket
from truepenny.surfaces.portal import routes as portal_routes
from truepenny.surfaces.portal.visit import Portal
from truepenny.surfaces.screen_script import built_screen
from truepenny.surfaces.widget import routes as widget_routes

PACKAGE = Path(truepenny.__file__).parent

SURFACES = ("portal", "admin", "desk", "widget")
MAX_BODY = 1024 * 1024
Scope = Any


def make_app(house: House, catalog: Catalog, *, api: CustomerHouse, load_files: Any, link_to: Callable[[str, str], str]) -> Any:
    settings = house.settings
    assets = _make_assets(catalog)
    folders = {name: PACKAGE / "surfaces" / name / "templates" for name in SURFACES}
    templates = Templates(folders, catalog=catalog, asset_url=assets.url)
    answers = Answers(catalog, portal_routes.problem_page(templates, catalog, look=lambda: house.brand.last_look))
    policy = make_policy(settings.public_url, extra_hosts=[settings.host], guests=settings.widget_origins)
    presence = PresenceBoard(house.hub)
    house.truth.now.present = presence.list_present
    visitors = Visitors(house.people.sessions, house.people.customers)
    desk = Desk(
        house.hub, presence, house.intake, house.people.sessions, house.people.customers, catalog, house.clock, house.metrics,
        settings.undo_s, link_to,
    )  # fmt: skip

    def is_own_origin(scope: Scope) -> bool:
        origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), None)
        return origin is None or origin.rstrip("/").lower() == _origin_of(scope, policy.origin)

    litestar = Litestar(
        route_handlers=[
            assets_route(assets),
            *health_routes(
                vitals=_vitals(house), metrics=house.metrics, sample=lambda: _sample(house), metrics_token=settings.metrics_token
            ),
            *portal_routes.routes(
                Portal(
                    house.portal, templates, catalog, house.clock, settings.public_url, settings.secure_cookies,
                    settings.max_file_bytes, ACCEPT, house.truth,
                )
            ),
            *admin_routes.routes(
                Admin(
                    house.people.agents, house.people.sessions, house.people.sign_in, house.people.teams, house.canned, house.brand,
                    house.rules, make_mail_room(settings, house.replays), house.files.save_logo, house.truth, templates, catalog,
                    house.clock, settings.languages, settings.secure_cookies,
                )
            ),
            *desk_routes.routes(
                desk_routes.DeskPages(templates, assets, house.brand.look, house.people.sessions.find_agent, settings.public_url)
            ),
            *widget_routes.routes(widget_routes.WidgetPages(assets, house.brand, catalog, settings)),
            *file_routes(house.files, principals_of=visitors.everyone, guests=settings.widget_origins),
            *announced_routes(house.truth.announcements, house.clock, public_url=settings.public_url, guests=settings.widget_origins),
            *customer_routes(api, visitors, guests=settings.widget_origins),
            *action_routes(
                DeskActions(
                    house.db, house.clock, house.needs, house.held, house.people.contacts, visitors, house.files.own_views,
                    house.intake.screening, _let_through(house),
                )
            ),
            *read_routes(
                DeskReads(
                    house.db, visitors, house.people.agents, house.people.teams, house.brand, house.canned,
                    presence.list_present, load_files, house.files.own_views, catalog,
                    settings.undo_s, house.search.desk,
                )
            ),
            *countersign_routes(house.truth, visitors, guests=settings.widget_origins),
            *directory_routes(house.truth.directory, house.clock, catalog, languages=lambda: _offered(house)),
            *check_api_routes(
                house.truth, visitors, catalog, guests=settings.widget_origins, languages=lambda: _offered(house), desk=settings.public_url
            ),
            *impostor_routes(house.truth, visitors),
            *help_offer_routes(house.truth, guests=settings.widget_origins),
            *desk_notice_routes(house.truth, visitors, house.clock),
            *searching_routes(house.truth, guests=settings.widget_origins),
            *mail_routes(MailPages(house.db, visitors)),
            *raw_mail_routes(
                RawMailPages(house.db, house.clock, visitors, RawMails(house.files, house.keyring).read, audit.record)
            ),
            *stream.routes(desk, is_own_origin=is_own_origin, guests=settings.widget_origins),
        ],
        exception_handlers=answers.handlers(),
        openapi_config=OpenAPIConfig(
            title="Truepenny", version=VERSION, path="/api/openapi.json", render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=False,
        ),
        request_max_body_size=MAX_BODY,
        logging_config=None,
        pdb_on_exception=False,
        debug=False,
    )  # fmt: skip
    socket = LiveSocket(desk, is_own_origin=is_own_origin, may_connect=lambda: not house.stopping)

    async def dispatch(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            if scope["path"] == "/live":
                await socket(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
        else:
            await litestar(scope, receive, send)

    return with_request_id(Gate(dispatch, policy=policy, refuse=answers.refuse), house.metrics)


async def _offered(house: House) -> tuple[str, ...]:
    """The languages that customers may choose from."""
    return (await house.brand.look()).languages


def _let_through(house: House) -> LetThrough:
    async def let_through(agent: Agent, ticket: TicketId, file: str, reason: str) -> None:
        await house.files.let_through(agent, ticket, file, reason=reason)
        house.hub.show_again(ticket)

    return let_through


def _origin_of(scope: Scope, configured: str) -> str:
    """Under which origin this request reached us: the configured one, or a loopback name of it."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    scheme = configured.partition("://")[0]
    return f"{scheme}://{host}".lower()


def _make_assets(catalog: Catalog) -> Assets:
    folders = {"shared": PACKAGE / "surfaces" / "assets"}
    folders |= {name: path for name in SURFACES if (path := PACKAGE / "surfaces" / name / "static").is_dir()}
    made = {f"i18n/{surface}/{language}.json": catalog.to_json(surface, language) for surface in SURFACES for language in catalog.languages}
    made |= {f"i18n/secrets/{language}.json": words_for_browsers(language) for language in catalog.languages}
    made |= {f"i18n/widget/{language}.json": catalog.to_short_json("widget", language) for language in catalog.languages}
    made |= {f"i18n/assets/{language}.json": catalog.to_json("assets", language) for language in catalog.languages}
    made |= {f"shared/screen/{name}": body for name, body in browser_files().items()}
    return Assets(folders, made={**made, **built_screen()})


def _vitals(house: House) -> Vitals:
    return Vitals(
        house.db, house.clock, house.ledger.node, house.settings.data_dir, schema_current=schema_current,
        stopping=lambda: house.stopping,
    )  # fmt: skip


async def _sample(house: House) -> Sample | None:
    from truepenny.intake.files.records import count_held
    from truepenny.outbound.mail.rows import count_by_state
    from truepenny.outbound.schema import held_replies

    def count(conn: Connection) -> Sample:
        state = held_replies.c.state
        jobs = conn.execute(select(state, func.count()).where(state != "undone").group_by(state))
        waiting = {f"reply_{name}": n for name, n in jobs} | {f"mail_{name}": n for name, n in count_by_state(conn).items()}
        return Sample(count_parked(conn), count_held(conn), load_position(conn), waiting)

    try:
        return await house.db.read(count)
    except DatabaseAway:
        return None
