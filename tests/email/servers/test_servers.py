"""The servers that other stories rest on: what is handed to one comes out of the other."""

from __future__ import annotations

import imaplib
import smtplib
import ssl

import pytest
from tests.email.servers.dovecot import DovecotServer
from tests.email.servers.postfix import PostfixServer

MAIL = b"From: a@mail.example\r\nTo: b@mail.example\r\nSubject: hello\r\n\r\nwords \xe4\xbd\xa0\r\n"


def test_a_mail_is_delivered_and_listed_and_its_password_counts(dovecot: DovecotServer) -> None:
    user = dovecot.add_user("one@mail.example")
    dovecot.deliver(MAIL, user)
    (found,) = dovecot.list(user)
    assert found.endswith(MAIL)
    assert dovecot.list(user, "Elsewhere") == []

    dovecot.add_user(user, "changed since")
    assert len(dovecot.list(user)) == 1
    with imaplib.IMAP4("127.0.0.1", dovecot.port) as imap, pytest.raises(imaplib.IMAP4.error):
        imap.login(user, dovecot.password)


def test_its_certificate_is_trusted_by_who_has_its_authority_and_by_nobody_else(dovecot: DovecotServer) -> None:
    trusting = ssl.create_default_context(cafile=str(dovecot.ca_file))
    with imaplib.IMAP4_SSL("localhost", dovecot.tls_port, ssl_context=trusting) as imap:
        assert imap.noop()[0] == "OK"
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL("localhost", dovecot.tls_port, ssl_context=ssl.create_default_context())


def test_a_mailbox_can_be_renumbered_and_keeps_its_mails(dovecot: DovecotServer) -> None:
    user = dovecot.add_user("renumbered@mail.example")
    dovecot.deliver(MAIL, user)
    before = dovecot.uidvalidity(user)
    dovecot.renumber(user)
    assert dovecot.uidvalidity(user) != before
    assert len(dovecot.list(user)) == 1


def test_postfix_relays_by_domain_refuses_what_has_no_route_and_reports_what_cannot_be_delivered(
    dovecot: DovecotServer, postfix: PostfixServer
) -> None:
    user = dovecot.add_user("two@mail.example")
    postfix.route("mail.example", dovecot.lmtp_port)
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.sendmail("a@mail.example", [user], MAIL)
        postfix.wait_until_empty()
        (found,) = dovecot.list(user)
        assert found.endswith(MAIL)
        assert b"mx.mail.example" in found

        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail(user, ["nobody@nowhere.example"], MAIL)

        smtp.sendmail(user, ["nobody@mail.example"], MAIL)
    postfix.wait_until_empty()
    assert b"message/delivery-status" in dovecot.list(user)[-1]
