"""A desk served in a thread of its own for a whole module, on each database, with the people of every story signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from anyio.from_thread import start_blocking_portal
from tests.live.serving import Served, serving
from tests.log.conftest import module_settings

from truepenny.contracts.identity import Role
from truepenny.platform.settings import Settings

__all__ = ["module_settings"]


@dataclass(frozen=True)
class Stand:
    """roles: what a request of each carries. ticket: one of the customer, number as shown."""

    served: Served
    call: Callable[..., Any]
    roles: dict[str, dict[str, str]]
    ticket: str
    contact: str

    def ask(self, method: str, path: str, role: str = "nobody", *, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else self.served.url + path
        told = {**self.roles[role], **(headers or {})}
        return requests.request(method, url, headers=told, timeout=60, allow_redirects=False, **more)


@pytest.fixture(scope="module")
def stand(module_settings: Settings) -> Iterator[Stand]:
    with start_blocking_portal("asyncio") as portal, portal.wrap_async_context_manager(serving(module_settings)) as served:

        async def sign_in() -> tuple[Any, ...]:
            li, outsider = await served.customer("Li Wei"), await served.customer("Outsider")
            agent, admin = await served.agent("Lin"), await served.agent("Wu", role=Role.ADMIN)
            return li, outsider, agent, admin, await served.ticket(li)

        li, outsider, agent, admin, receipt = portal.call(sign_in)
        own = {"Origin": served.url}
        roles = {
            "nobody": {},
            "customer": {"Authorization": f"Bearer {li.token}"},
            "outsider": {"Authorization": f"Bearer {outsider.token}"},
            "agent": {"Cookie": agent.cookie, **own},
            "admin": {"Cookie": admin.cookie, **own},
        }
        yield Stand(served, portal.call, roles, served.number(receipt), li.who.contact)
