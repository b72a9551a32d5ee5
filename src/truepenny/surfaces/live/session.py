"""What a live connection may say and what it is answered: shared by the WebSocket and by the event stream with its POSTs.

In: a parsed client frame of a proven principal. Out: frames pushed to the peer. Refusals are frames, never a closed connection.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from truepenny.channels.webchat.parse import to_inbound
from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Customer, Principal, TicketId
from truepenny.contracts.live import (
    HEARTBEAT_S,
    PROTOCOL,
    Accepted,
    AnyClientFrame,
    Follow,
    Hello,
    Look,
    Ping,
    Pong,
    Read,
    RefusedFrame,
    Resume,
    Send,
    Typing,
    Unfollow,
    Welcome,
)  # fmt: skip
from truepenny.contracts.views import ActorView
from truepenny.intake.pipeline import Intake, number_wrong
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.customer_sessions import CustomerSignIn
from truepenny.platform.clock import Clock
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.language import pick_language
from truepenny.platform.web.problem import problem_of, translated
from truepenny.surfaces.live.hub import Hub
from truepenny.surfaces.live.peer import Peer, knows
from truepenny.surfaces.live.presence import PresenceBoard
from truepenny.tickets.numbers import parse_number, show_number

log = logging.getLogger(__name__)
MAX_FOLLOWED = 1_000


@dataclass(frozen=True, slots=True)
class Desk:
    """What a session needs of the house. link_to: the address of a private link, from ticket and key."""

    hub: Hub
    presence: PresenceBoard
    intake: Intake
    agents: AgentSessions
    customers: CustomerSignIn
    catalog: Catalog
    clock: Clock
    metrics: Metrics
    undo_s: int
    link_to: Callable[[str, str], str]


async def find_principal(desk: Desk, hello: Hello, cookies: dict[str, str]) -> tuple[Principal, str] | None:
    """Who speaks, and the token that proves it: the hello's token first, then the cookies."""
    if hello.token is not None:
        customer = await desk.customers.find_customer(hello.token)
        return None if customer is None else (customer, hello.token)
    if hello.side != "customer" and (token := cookies.get("tp_agent")):
        agent = await desk.agents.find_agent(token)
        if agent is not None:
            return agent, token
    if hello.side != "agent" and (token := cookies.get("tp_customer")):
        customer = await desk.customers.find_customer(token)
        if customer is not None:
            return customer, token
    return None


def signed_out(side: str | None) -> Refused:
    """In the words of the side that the client says it is on."""
    if side == "agent":
        return Refused(401, "signed_out", "You are not signed in at the desk.", "Sign in again: your drafts are kept.")
    return Refused(401, "signed_out", "You are signed out.", "Sign in again: your messages are still here.")


def language_of(desk: Desk, wanted: str) -> str:
    """The language of the house that fits best: zh for zh-CN."""
    return pick_language(desk.catalog.languages, chosen=wanted)


def check_hello(frame: AnyClientFrame) -> Hello:
    """Raises Refused for another frame, or another protocol."""
    if not isinstance(frame, Hello):
        raise Refused(400, "hello_first", "The first frame must be hello.", "See the live protocol.")
    if frame.protocol != PROTOCOL:
        raise Refused(400, "protocol_unknown", "This server speaks version {version} of the live protocol.", "Load the page again.",
                      params={"version": PROTOCOL})  # fmt: skip
    return frame


async def begin(desk: Desk, peer: Peer, resume: Resume) -> None:
    """Welcome, then everything that the cursors miss."""
    desk.hub.join(peer)
    who = peer.principal
    me = ActorView("agent", who.id, who.name) if isinstance(who, Agent) else ActorView("customer", who.contact, assurance=who.assurance)
    peer.push_frame(Welcome(me, desk.clock.now_us(), undo_s=desk.undo_s))
    for number, after in resume.tickets.items():  # one frame of the client's, so its allowance is not asked for each
        follow = Follow(number, after)
        try:
            await act(desk, peer, follow)
        except Exception as error:
            refuse(desk, peer, error, follow)
    if isinstance(who, Agent) and resume.inbox is not None:
        await desk.hub.inbox.begin(peer, resume.inbox)


async def handle(desk: Desk, peer: Peer, frame: AnyClientFrame) -> None:
    """One frame of the client, answered."""
    peer.heard_at = time.monotonic()
    desk.metrics.count_frame(type(frame).__name__)
    try:
        if not peer.pace.take():
            raise too_fast()
        if time.monotonic() - peer.proven_at > HEARTBEAT_S and not isinstance(frame, Ping):
            await _check_session(desk, peer)
        if not peer.closed:
            await act(desk, peer, frame)
    except Exception as error:
        refuse(desk, peer, error, frame)


def too_fast() -> Refused:
    return Refused(429, "too_fast", "That was too many messages in a short time.", "Wait a few seconds, then try again.", retry_after_s=3)


def refuse(desk: Desk, peer: Peer, error: Exception, frame: AnyClientFrame | None = None) -> None:
    """Tells the peer why, in its language. Bugs are logged and told as ours."""
    peer.push_frame(refusal(desk, error, peer.language, frame))


def refusal(desk: Desk, error: Exception, language: str, frame: AnyClientFrame | None = None) -> RefusedFrame:
    problem = translated(problem_of(error), desk.catalog, language)
    if problem.code == "our_fault":
        log.error("a live frame failed by a fault of ours", exc_info=error)
    desk.metrics.refusals.labels(problem.code).inc()
    return RefusedFrame(
        problem.status,
        problem.code,
        problem.title,
        problem.cure,
        id=getattr(frame, "id", None),
        ticket=getattr(frame, "ticket", None),
        field=problem.field,
        retry_after_s=problem.retry_after_s,
    )


async def act(desk: Desk, peer: Peer, frame: AnyClientFrame) -> None:
    match frame:
        case Send():
            peer.push_frame(await accept(desk, peer.principal, frame))
        case Ping():
            await _check_session(desk, peer)
            peer.push_frame(Pong(desk.clock.now_us()))
        case Follow():
            if len(peer.following) >= MAX_FOLLOWED:
                raise Refused(429, "too_many_followed", "You follow too many tickets at once.", "Close some of them first.")
            await desk.hub.follow(peer, _number(frame.ticket), frame.after)
        case Unfollow():
            desk.hub.unfollow(peer, _number(frame.ticket))
        case Read():
            _check_follows(peer, frame.ticket)
            following = peer.following[_number(frame.ticket)]
            desk.hub.marks.reach(following.ticket, **_seen(peer.principal, min(frame.seq, following.cursor)))
        case Typing():
            _check_follows(peer, frame.ticket)
            desk.presence.typing(peer.principal, _number(frame.ticket), frame.mode)
        case Look():
            if not isinstance(peer.principal, Agent):
                raise Refused(403, "agents_only", "Only agents can do this.")
            desk.presence.look(peer, None if frame.ticket is None else _number(frame.ticket))
        case Hello():
            raise Refused(409, "hello_twice", "This connection has begun already.", "Send hello once, as the first frame.")


async def act_from_afar(desk: Desk, who: Principal, frame: AnyClientFrame) -> None:
    """A frame of a session whose event stream is at another process. Reading and writing count there too; following does not."""
    if not isinstance(frame, Read | Typing):
        raise Refused(409, "stream_elsewhere", "Your event stream is not at this server.",
                      "Open the stream again, and name in its hello what you follow.")  # fmt: skip
    ticket = _number(frame.ticket)
    seq = await desk.hub.check_sees(who, ticket)
    if isinstance(frame, Read):
        desk.hub.marks.reach(ticket, **_seen(who, min(frame.seq, seq)))
    else:
        desk.presence.typing(who, ticket, frame.mode)


def _seen(who: Principal, seq: int) -> dict[str, int]:
    return {"read": seq} if isinstance(who, Customer) else {"desk": seq}


async def accept(desk: Desk, who: Principal, frame: Send) -> Accepted:
    """A customer's message, on disk. Raises Refused, DatabaseAway."""
    if not isinstance(who, Customer):
        raise Refused(403, "customers_only", "Agents answer through the desk.", "Use the reply of the ticket.")
    opened = await desk.intake.take(to_inbound(frame, who))
    receipt = opened.receipt
    return Accepted(
        frame.id,
        receipt.ticket,
        show_number(receipt.ticket),
        receipt.seq,
        receipt.at,
        receipt.digest,
        guest_link=desk.link_to(receipt.ticket, opened.link_key) if opened.link_key else None,
    )


async def _check_session(desk: Desk, peer: Peer) -> None:
    """With each heartbeat, and with other frames where no heartbeat comes: a session that was ended elsewhere ends here too."""
    if isinstance(peer.principal, Agent):
        found: Principal | None = await desk.agents.find_agent(peer.token)
        desk.presence.still_here(peer)
    else:
        found = await desk.customers.find_customer(peer.token)
    if found is None:
        peer.cut("signed_out")
        return
    before, peer.principal, peer.proven_at = peer.principal, found, time.monotonic()
    if isinstance(before, Agent) and isinstance(found, Agent) and (before.role, before.teams) != (found.role, found.teams):
        await desk.hub.check_followed(peer)


def leave(desk: Desk, peer: Peer) -> None:
    """The connection is gone."""
    desk.metrics.sockets.labels(knows(peer.principal)).dec()
    if peer.looking is not None:
        desk.presence.look(peer, None)
    desk.hub.leave(peer)


def _check_follows(peer: Peer, number: str) -> None:
    if _number(number) not in peer.following:
        raise Refused(409, "not_followed", "This connection does not follow that ticket.", "Send follow first.", field="ticket")


def _number(text: str) -> TicketId:
    number = parse_number(text)
    if number is None:
        raise number_wrong(text)
    return number
