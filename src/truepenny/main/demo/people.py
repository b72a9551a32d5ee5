"""Who takes part in the demo: agents with sign-ins that everybody may know, teams, and customers of the sample exchange. Data only."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from truepenny.contracts.identity import AgentId, Role, TeamId

PASSWORD = "calm-harbour-lantern-27"  # noqa: S105 - the demo's sign-ins are public
PAYMENTS, SECURITY = TeamId("demo-payments"), TeamId("demo-security")
TEAMS = {PAYMENTS: "Payments", SECURITY: "Account security"}


@dataclass(frozen=True, slots=True)
class DemoAgent:
    id: AgentId
    login: str
    name: str
    role: Role
    language: str
    teams: tuple[TeamId, ...] = ()

    @property
    def totp_secret(self) -> str:
        """The same at every start, so that an authenticator app keeps working."""
        return base64.b32encode(hashlib.sha256(f"truepenny demo {self.id}".encode()).digest()[:20]).decode()


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """uid empty: a guest, of whom nothing is proven."""

    key: str
    name: str
    language: str
    uid: str = ""
    email: str = ""
    documents_proven: bool = False


AGENTS = (
    DemoAgent(AgentId("A-1001"), "ann", "Ann Berger", Role.ADMIN, "en"),
    DemoAgent(AgentId("A-1003"), "wen", "赵文 Wen", Role.ADMIN, "zh"),
    DemoAgent(AgentId("A-1012"), "omar", "Omar Haddad", Role.LEAD, "en", (PAYMENTS, SECURITY)),
    DemoAgent(AgentId("A-1027"), "lin", "林晓 Lin", Role.AGENT, "zh", (PAYMENTS,)),
    DemoAgent(AgentId("A-1034"), "sofia", "Sofia Costa", Role.AGENT, "en", (PAYMENTS,)),
    DemoAgent(AgentId("A-1041"), "jing", "陈静 Jing", Role.AGENT, "zh", (SECURITY,)),
    DemoAgent(AgentId("A-1048"), "noah", "Noah Kim", Role.AGENT, "en", (SECURITY,)),
)

CUSTOMERS = (
    DemoCustomer("li-wei", "李伟 Li Wei", "zh", "20484821", "liwei@mail.example", documents_proven=True),
    DemoCustomer("maria", "Maria Silva", "en", "20517390", "maria.silva@mail.example"),
    DemoCustomer("chen-yu", "陈宇", "zh", "20391147", "chenyu@post.example"),
    DemoCustomer("tom", "Tom Becker", "en", "20446018", "tom.becker@mail.example", documents_proven=True),
    DemoCustomer("zhou-min", "周敏", "zh", "20528853", "zhoumin@mail.example"),
    DemoCustomer("aisha", "Aisha Khan", "en", "20419926", "aisha@post.example"),
    DemoCustomer("wu-lei", "吴磊", "zh", "20300275", "wulei@mail.example", documents_proven=True),
    DemoCustomer("daniel", "Daniel Osei", "en", "20533461", "daniel.osei@mail.example"),
    DemoCustomer("northfield", "Northfield Trading Desk", "en", "20100064", "ops@northfield.example", documents_proven=True),
    DemoCustomer("guest-sun", "小孙", "zh"),
    DemoCustomer("guest-eva", "Eva", "en"),
    DemoCustomer("guest-huang", "黄先生", "zh"),
    DemoCustomer("guest-petr", "Petr N.", "en"),
)

ON_THE_PAGE = ("li-wei", "maria")
"""Those whom a visitor of the sample exchange can be."""


def find_customer(key: str) -> DemoCustomer | None:
    return next((customer for customer in CUSTOMERS if customer.key == key), None)
