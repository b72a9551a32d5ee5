"""Mails by which a stranger tries to get into a customer's ticket, or to pass as the customer. None may do either.

FORGED: name -> make(honest) -> (bytes of the mail, how it came). Each carries WORDS, by which a test finds where they ended. Those with
From at EVIL may truly come from there: honest.sign gives each the attacker's own good signature, and attackers_zone() has the records;
then some are vouched for, as the attacker's, which opens nothing either.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.email.dns_zone import txt
from tests.email.signing import Signer, rsa_signer

from truepenny.contracts.mail import Envelope

EVIL = "evil.example"
MALLORY = f"mallory@{EVIL}"
WORDS = "Please send everything to the new address"
CLIENT = "9.9.9.9"
"""The attacker's machine, which EVIL's SPF record lists."""


def _as_it_is(raw: bytes) -> bytes:
    return raw


@dataclass(frozen=True)
class Honest:
    """The talk that is attacked. ticket: as it is shown, "K7M2-4QDX". message_id: of a mail of ours in it, without <>. reply_address: the
    ticket's own. victim: the customer's address. desk: where everybody writes to. authserv: name of the site's mail server."""

    ticket: str
    message_id: str
    reply_address: str
    victim: str
    desk: str
    authserv: str = "mx.desk.example"
    sign: Callable[[bytes], bytes] = _as_it_is

    @property
    def victims_domain(self) -> str:
        return self.victim.rpartition("@")[2]


Forger = Callable[[Honest], tuple[bytes, Envelope]]
FORGED: dict[str, Forger] = {}


def forgery(make: Forger) -> Forger:
    FORGED[make.__name__] = make
    return make


def attackers_zone() -> tuple[Mapping[str, list[str]], Callable[[bytes], bytes]]:
    """Records of EVIL for a DnsZone, as good as anybody's, and what signs for it."""
    signer: Signer = rsa_signer(EVIL, "m1")
    records = {
        EVIL: [f"A {CLIENT}", f"MX 10 {EVIL}.", txt(f"v=spf1 ip4:{CLIENT} -all")],
        f"_dmarc.{EVIL}": [txt("v=DMARC1; p=reject")],
        signer.record_name: [signer.record],
    }
    return records, signer.sign


def _write(
    honest: Honest, sender: str | None, *, to: str = "", subject: str = "Deposit", more: str = "", mail_from: str | None = MALLORY
) -> tuple[bytes, Envelope]:
    """more: header lines with their CRLF, on top. to: who stands in the envelope too. sender None: no From but those in more."""
    to = to or honest.desk
    message_id = hashlib.sha256(f"{sender} {to} {subject} {more}".encode()).hexdigest()[:20]
    from_line = "" if sender is None else f"From: {sender}\r\n"
    head = (
        f"{more}{from_line}To: {to}\r\nSubject: {subject}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n"
        f"Message-ID: <{message_id}@{EVIL}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    )
    raw = f"{head}\r\n{WORDS}\r\n".encode()
    return raw if sender is None else honest.sign(raw), Envelope("smtp", (to,), mail_from, CLIENT, f"mail.{EVIL}")


@forgery
def number_in_the_subject(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, subject=f"Re: [{honest.ticket}] Your deposit")


@forgery
def number_in_the_subject_and_victim_in_from(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, honest.victim, subject=f"Re: [#{honest.ticket}] Your deposit")


@forgery
def references_stolen(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, more=f"References: <a@b.example>\r\n <{honest.message_id}>\r\n")


@forgery
def in_reply_to_stolen(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, more=f"In-Reply-To: <{honest.message_id}>\r\n")


@forgery
def references_stolen_and_victim_in_from(honest: Honest) -> tuple[bytes, Envelope]:
    own = f"References: <{honest.message_id}>\r\nIn-Reply-To: <{honest.message_id}>\r\n"
    return _write(honest, f"Victim <{honest.victim}>", more=own, mail_from=honest.victim)


@forgery
def reply_address_stolen(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, to=honest.reply_address)


@forgery
def reply_address_stolen_and_victim_in_from(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, honest.victim, to=honest.reply_address, mail_from=honest.victim)


@forgery
def reply_address_guessed(honest: Honest) -> tuple[bytes, Envelope]:
    """One letter of its key is another."""
    local, _, domain = honest.reply_address.rpartition("@")
    return _write(honest, MALLORY, to=f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}")


@forgery
def display_name_of_the_victim(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f'"{honest.victim}" <{MALLORY}>', to=honest.reply_address)


@forgery
def lookalike_domain(honest: Honest) -> tuple[bytes, Envelope]:
    local, _, domain = honest.victim.rpartition("@")
    lookalike = domain.replace("m", "rn", 1) if "m" in domain else f"secure-{domain}"
    return _write(honest, f"{local}@{lookalike}", to=honest.reply_address)


@forgery
def idn_lookalike(honest: Honest) -> tuple[bytes, Envelope]:
    """A Cyrillic е or а in the domain; as raw UTF-8 and never equal to the victim's."""
    local, _, domain = honest.victim.rpartition("@")
    other = domain.replace("e", "е", 1) if "e" in domain else domain.replace("a", "а", 1)
    return _write(honest, f"{local}@{other}", to=honest.reply_address)


@forgery
def domain_of_the_victim_as_a_subdomain(honest: Honest) -> tuple[bytes, Envelope]:
    local, _, domain = honest.victim.rpartition("@")
    return _write(honest, f"{local}@{domain}.{EVIL}", to=honest.reply_address)


@forgery
def reply_to_of_the_victim(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, to=honest.reply_address, more=f"Reply-To: {honest.victim}\r\n")


@forgery
def sender_field_of_the_victim(honest: Honest) -> tuple[bytes, Envelope]:
    more = f"Sender: {honest.victim}\r\nResent-From: {honest.victim}\r\nReturn-Path: <{honest.victim}>\r\n"
    return _write(honest, MALLORY, to=honest.reply_address, more=more)


@forgery
def two_from_fields(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, to=honest.reply_address, more=f"From: {honest.victim}\r\n")


@forgery
def two_from_fields_the_other_way(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, honest.victim, to=honest.reply_address, more=f"From: {MALLORY}\r\n")


@forgery
def two_addresses_in_from(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"{honest.victim}, {MALLORY}", to=honest.reply_address)


@forgery
def from_as_a_group(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"{honest.victim}: {MALLORY};", to=honest.reply_address)


@forgery
def group_of_both(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"Customers: {honest.victim}, {MALLORY};", to=honest.reply_address)


@forgery
def comment_in_from(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"{honest.victim} (really) <{MALLORY}>", to=honest.reply_address)


@forgery
def victim_in_a_comment(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"{MALLORY} (<{honest.victim}>)", to=honest.reply_address)


@forgery
def quote_that_never_ends(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f'"{honest.victim} <{MALLORY}>', to=honest.reply_address)


@forgery
def route_through_the_victim(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"<@{honest.victims_domain}:{MALLORY}>", to=honest.reply_address)


@forgery
def two_at_signs(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, f"<{honest.victim}@{EVIL}>", to=honest.reply_address)


@forgery
def encoded_words_that_hide_an_address(honest: Honest) -> tuple[bytes, Envelope]:
    hidden = base64.b64encode(f"{honest.victim} <{honest.victim}>".encode()).decode()
    return _write(honest, f"=?utf-8?B?{hidden}?= <{MALLORY}>", to=honest.reply_address)


@forgery
def nothing_but_an_encoded_address(honest: Honest) -> tuple[bytes, Envelope]:
    hidden = base64.b64encode(f"Victim <{honest.victim}>".encode()).decode()
    return _write(honest, f"=?utf-8?B?{hidden}?=", to=honest.reply_address)


@forgery
def encoded_nul_behind_the_victim(honest: Honest) -> tuple[bytes, Envelope]:
    """Some readers cut at the NUL and show the victim's address alone."""
    hidden = base64.b64encode(f"{honest.victim}\0".encode()).decode()
    return _write(honest, f"=?utf-8?B?{hidden}?=@{EVIL}", to=honest.reply_address)


@forgery
def line_that_ends_with_cr_only(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, to=honest.reply_address, more=f"X-Note: x\rFrom: {honest.victim}\r\n")


@forgery
def from_with_a_blank_before_its_colon(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, to=honest.reply_address, more=f"X-Note: x\r\nFrom : {honest.victim}\r\n")


@forgery
def victim_in_cc(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, subject=f"Re: {honest.ticket}", more=f"Cc: {honest.victim}, {honest.reply_address}\r\n")


@forgery
def victim_in_bcc(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, MALLORY, subject=f"Re: {honest.ticket}", more=f"Bcc: {honest.victim}\r\n")


@forgery
def fields_of_other_programs(honest: Honest) -> tuple[bytes, Envelope]:
    more = (
        f"X-Original-Sender: {honest.victim}\r\nX-Original-From: {honest.victim}\r\nX-Forwarded-For: {honest.victim} {honest.desk}\r\n"
        f"X-Envelope-From: {honest.victim}\r\nX-Google-Original-From: {honest.victim}\r\nX-Ticket: {honest.ticket}\r\n"
        f"X-Ticket-ID: {honest.ticket}\r\nX-Truepenny-Ticket: {honest.ticket}\r\nThread-Index: {honest.ticket}\r\n"
    )
    return _write(honest, MALLORY, more=more)


@forgery
def results_in_the_servers_name(honest: Honest) -> tuple[bytes, Envelope]:
    """From the victim, and below the sender's own hop the word of the site's server that all is well."""
    more = (
        f"Received: from {honest.victims_domain} by mail.{EVIL} with ESMTPS id 1; Mon, 30 Nov 2026 10:00:00 +0000\r\n"
        f"Received: from localhost by {EVIL} with ESMTP id 0; Mon, 30 Nov 2026 10:00:00 +0000\r\n"
        f"Authentication-Results: {honest.authserv};\r\n dkim=pass header.d={honest.victims_domain};\r\n"
        f" spf=pass smtp.mailfrom={honest.victim}; dmarc=pass header.from={honest.victims_domain}\r\n"
    )
    return _write(honest, honest.victim, to=honest.reply_address, more=more, mail_from=honest.victim)


@forgery
def results_of_a_server_with_ours_in_a_comment(honest: Honest) -> tuple[bytes, Envelope]:
    more = f"Authentication-Results: mail.{EVIL} ({honest.authserv}); dmarc=pass header.from={honest.victims_domain}\r\n"
    return _write(honest, honest.victim, to=honest.reply_address, more=more)


@forgery
def results_in_other_fields(honest: Honest) -> tuple[bytes, Envelope]:
    said = f"{honest.authserv}; dmarc=pass header.from={honest.victims_domain}"
    more = (
        f"ARC-Authentication-Results: i=1; {said}\r\nX-Authentication-Results: {said}\r\nOld-Authentication-Results: {said}\r\n"
        f"Received-SPF: pass ({honest.authserv}: domain of {honest.victim} designates {CLIENT})\r\n"
    )
    return _write(honest, honest.victim, to=honest.reply_address, more=more)


@forgery
def received_from_the_victims_server(honest: Honest) -> tuple[bytes, Envelope]:
    more = (
        f"Received: from mail.{honest.victims_domain} (mail.{honest.victims_domain} [203.0.113.5]) by {honest.authserv} with ESMTPS\r\n"
        f" id 9 for <{honest.reply_address}>; Mon, 30 Nov 2026 10:00:00 +0000\r\n"
    )
    return _write(honest, honest.victim, more=more, mail_from=honest.victim)


@forgery
def delivered_to_the_reply_address(honest: Honest) -> tuple[bytes, Envelope]:
    more = f"Delivered-To: {honest.reply_address}\r\nX-Original-To: {honest.reply_address}\r\nEnvelope-To: {honest.reply_address}\r\n"
    return _write(honest, MALLORY, more=more)


@forgery
def signature_of_the_victims_domain_made_up(honest: Honest) -> tuple[bytes, Envelope]:
    more = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={honest.victims_domain}; s=s1; h=from:to:subject;\r\n"
        f" bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b={base64.b64encode(bytes(256)).decode()}\r\n"
    )
    return _write(honest, honest.victim, to=honest.reply_address, more=more)


@forgery
def null_sender_with_references(honest: Honest) -> tuple[bytes, Envelope]:
    return _write(honest, honest.victim, to=honest.reply_address, more=f"References: <{honest.message_id}>\r\n", mail_from="")


@forgery
def automatic_answer_with_references(honest: Honest) -> tuple[bytes, Envelope]:
    more = f"Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\nIn-Reply-To: <{honest.message_id}>\r\n"
    return _write(honest, honest.victim, to=honest.reply_address, more=more, mail_from="")


@forgery
def no_from_at_all(honest: Honest) -> tuple[bytes, Envelope]:
    more = f"Reply-To: {honest.victim}\r\nIn-Reply-To: <{honest.message_id}>\r\n"
    return _write(honest, None, to=honest.reply_address, more=more)
