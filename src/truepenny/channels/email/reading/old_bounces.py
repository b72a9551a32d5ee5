"""Reports on deliveries in words only: qmail, Exim, Postfix, sendmail, Exchange, Gmail, and the Chinese houses. Text in, Bounced out.

Looked at only where the mail comes from a mail system (an empty return path, a daemon, a header of a mail server) and
its words are those of a known form: a customer who quotes a report reports nothing.
"""

from __future__ import annotations

import re

from truepenny.channels.email.reading.automatic import empty_return_path, is_daemon, says_away
from truepenny.channels.email.reading.heads import Head
from truepenny.contracts.mail import Bounced

MOST = 20
_LOOKED_AT = 20_000
_WORDS = 300
_FORM = re.compile(
    r"this is the (?:qmail-send|mail system|postfix)|created automatically by mail delivery software|i'?m sorry to have to inform you"
    r"|could not be delivered to|permanent (?:fatal )?errors?|transcript of session follows|did not reach some or all of"
    r"|could not be reached|delivery has failed to these|delivery to the following recipients?|wasn'?t delivered to|address not found"
    r"|message not delivered|message blocked|delivery incomplete|has not (?:yet )?been delivered|unable to deliver|undeliverable"
    r"|couldn'?t be delivered|there was a (?:temporary )?problem delivering"
    r"|退信|被退回|未能送达|未送达|无法送达|无法发送到|投递失败|传递失败|发送失败|传递到以下|未找到地址|无法投递|没有送达",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^[ \t>-]*(?:below this line is a copy|this is a copy of (?:the|your) message|(?:original|undelivered) message"
    r"|the following is the original|here are the first|原邮件|原始邮件|以下是(?:原|您))",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"has not (?:yet )?been delivered|will (?:continue|keep) (?:to )?(?:try|retry)|still trying|delivery (?:is )?delayed|temporary problem"
    r"|warning message only|no action is required|you do not need to resend|继续尝试|暂时无法|稍后重试|延迟",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(r"giving up|given up|permanent|too long|永久", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-ID:\s*<([!-;=?-~]{1,250})>", re.IGNORECASE | re.MULTILINE)
_NO_RECIPIENT = re.compile(r"message-id|^\s*(?:from|sender|reply-to|发件人|in-reply-to|references)\s*[:：]", re.IGNORECASE)


def read_old(head: Head, sender: str, subject: str, text: str, message_id: str) -> tuple[Bounced, ...]:
    """message_id: of the mail that came along, where there is one."""
    failed = head.first("x-failed-recipients").decode("utf-8", "replace")
    answers_only = says_away(subject) or not empty_return_path(head)
    if answers_only and not (failed or is_daemon(sender)):
        return ()
    looked_at = text[:_LOOKED_AT]
    form = _FORM.search(looked_at)
    if form is None:
        return ()
    copy = _COPY.search(looked_at)
    report = looked_at[: copy.start()] if copy and copy.start() > form.start() else looked_at
    if not message_id and (found := _MESSAGE_ID.search(text)):
        message_id = found[1]
    named = {address.lower(): address for address in _ADDRESS.findall(failed)}
    places = _places(report, form.start(), named, sender)
    if not places:  # QQ names the mail first, and whom it did not reach below
        report = looked_at
        places = _places(report, form.start(), named, sender)
    final = _GIVEN_UP.search(report) is not None or _DELAYED.search(report + subject) is None
    if not places and not named and is_daemon(sender):  # it names nobody; the address that it came to may say which mail it means
        return (_one(message_id, "", report[form.start() :], final=final),)
    if not places:
        return tuple(_one(message_id, address, report[form.start() :], final=final) for address in list(named.values())[:MOST])
    ends = [start for _, start in places[1:]] + [len(report)]
    return tuple(_one(message_id, address, report[start:end], final=final) for (address, start), end in zip(places, ends, strict=True))


def _places(report: str, start: int, named: dict[str, str], sender: str) -> list[tuple[str, int]]:
    """Each recipient with the place where the report speaks of it first."""
    found: dict[str, tuple[str, int]] = {}
    for match in _ADDRESS.finditer(report, max(start - 200, 0)):
        address = match[0].strip("'").lower()
        line = report[report.rfind("\n", 0, match.start()) + 1 : match.start()]
        if address == sender.lower() or is_daemon(address) or _NO_RECIPIENT.search(line):
            continue
        if named and address not in named:
            continue
        found.setdefault(address, (match[0].strip("'"), match.start()))
        if len(found) >= MOST:
            break
    return list(found.values())


def _one(message_id: str, address: str, said: str, *, final: bool) -> Bounced:
    status = _STATUS.search(said)
    words = " ".join(said[len(address) if said.startswith(address) else 0 :].strip(" \t\n<>:：)）").split())
    return Bounced(message_id, address, status[1] if status else "", final, words[:_WORDS])
