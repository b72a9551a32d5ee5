"""Reports on deliveries in the form that each mail system gives them; servers, names and addresses are made up."""

from __future__ import annotations

DAEMON = b"From: Mail Delivery Subsystem <mailer-daemon@mx.example>\r\nTo: bounce+k1@acme.example\r\nReturn-Path: <>\r\n"
ORIGINAL = b"Message-ID: <ours.1@acme.example>\nFrom: Acme <support@acme.example>\nTo: li@customer.example\nSubject: Your ticket\n"


def report(
    status: bytes, *, original: bytes = b"Content-Type: message/rfc822\n\n" + ORIGINAL + b"\nwords\n", kind: str = "delivery-status"
) -> bytes:
    """RFC 3464, as Postfix writes it."""
    parts = (
        b"Content-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.example. I'm sorry to have to inform you\n",
        b"Content-Type: message/" + kind.encode() + b"\n\n" + status,
        original,
    )
    body = b"".join(b"--cut\n" + part + b"\n" for part in parts) + b"--cut--\n"
    head = DAEMON + b"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <r@mx.example>\r\nAuto-Submitted: auto-replied\r\n"
    return head + f'Content-Type: multipart/report; report-type={kind}; boundary="cut"\r\n\r\n'.encode() + body.replace(b"\n", b"\r\n")


def old(text: str, subject: str = "failure notice", fields: bytes = b"", sender: bytes = DAEMON) -> bytes:
    head = sender + b"Subject: " + subject.encode() + b"\r\n" + fields + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return head + text.replace("\n", "\r\n").encode()


QMAIL = """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<li@customer.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 No such user here
Giving up on 192.0.2.7.

<wang@other.example>:
Sorry, I couldn't find any host named other.example. (#5.1.2)

--- Below this line is a copy of the message.

Return-Path: <support@acme.example>
Message-ID: <ours.1@acme.example>
To: third@customer.example

words to copied@customer.example
"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  li@customer.example
    host mx.customer.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<li@customer.example>:
    550 5.1.1 mailbox unavailable

------ This is a copy of the message, including all the headers. ------

Message-Id: <ours.1@acme.example>
From: support@acme.example
"""
EXIM_DELAYED = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  li@customer.example
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for some time.
"""
POSTFIX = """This is the Postfix program at host mx.example.

I'm sorry to have to inform you that your message could not be
be delivered to one or more recipients. It's attached below.

                        The Postfix program

<li@customer.example>: host mx.customer.example[192.0.2.7] said: 552 5.2.2 Mailbox full
"""
SENDMAIL = """The original message was received at Mon, 30 Nov 2026 10:00:00 +0800
from mx.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<li@customer.example>
    (reason: 550 5.1.1 User unknown)

   ----- Transcript of session follows -----
... while talking to mx.customer.example.:
"""
EXCHANGE = """Your message did not reach some or all of the intended recipients.

      Subject:  Your ticket
      Sent:     30.11.2026 10:00

The following recipient(s) could not be reached:

      li@customer.example on 30.11.2026 10:01
            The e-mail account does not exist at the organization this message was sent to. <mx.customer.example #5.1.1>
"""
EXCHANGE_ZH = """传递到以下收件人或组时失败:

li@customer.example
找不到您输入的电子邮件地址。请检查收件人的电子邮件地址。

诊断信息: #550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup ##
"""
GMAIL = """** Address not found **

Your message wasn't delivered to li@customer.example because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.
"""
GMAIL_DELAYED = """** Delivery incomplete **

There was a temporary problem delivering your message to li@customer.example. Gmail will retry for 46 more hours.
"""
GMAIL_ZH = """** 未找到地址 **

您的邮件未送达 li@customer.example，因为系统找不到该地址，或者该地址无法接收邮件。

远程服务器的响应如下：
550 5.1.1 no such user
"""
QQ = """抱歉，您的邮件被退回来了……

收件人（li@customer.example）所属域名不存在，邮件无法送达。
退信原因：Mail content denied. 550 5.7.1

此邮件由系统自动发出，请勿回复。
"""
QQ_NAMING_THE_MAIL_FIRST = """抱歉，您的邮件被退回来了……

原邮件信息：
时间：2026-11-30 10:00:00
主题：Re: 充值
发件人：support@acme.example
收件人：li@customer.example

退信原因：
收件人邮件地址（li@customer.example）不存在，邮件无法送达。
host 192.0.2.25 said: 550 5.1.1 Mailbox not found

此邮件由系统自动发出，请勿回复。
"""
NAMING_NOBODY = """Your message could not be delivered to one or more recipients.

The system says: 554 5.4.14 Hop count exceeded - possible mail loop
"""
NETEASE = """很抱歉，您发送的邮件未能送达以下收件人：

无法发送到 li@customer.example
退信原因：收件人邮件地址不存在，邮件无法送达。SMTP error, RCPT TO: 550 User not found
----------------
原邮件信息：
时间：2026-11-30 10:00:00
主题：Your ticket
发件人：support@acme.example
"""
SINA = """您好，您的邮件投递失败，被系统退信。
收信人：li@customer.example
原因：对方邮箱空间已满 552 5.2.2
"""
