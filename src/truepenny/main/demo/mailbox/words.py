"""The mailbox's words: English and Chinese side by side."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Mailbox", "邮箱"),
    "banner": (
        "A sample mailbox. What you write reaches the desk as real mail, and no other machine.",
        "这是示例邮箱。您写的信会作为真实邮件送到客服工作台，不会发往其他任何机器。",
    ),
    "skip": ("Skip to the content", "跳到正文"),
    "back": ("Acme Exchange", "Acme 交易所"),
    "mailbox_of": ("Mailbox of", "邮箱所有者"),
    "folders": ("Folders", "文件夹"),
    "inbox": ("Inbox", "收件箱"),
    "sent": ("Sent", "已发送"),
    "write": ("Write", "写邮件"),
    "unread": ("unread", "未读"),
    "empty_in": ("Nothing has come yet.", "还没有收到邮件。"),
    "empty_in_more": (
        "Write to the desk; its receipt and its answers will be here.",
        "给客服写封信，回执和答复都会出现在这里。",
    ),
    "empty_sent": ("Nothing was sent yet.", "还没有发出邮件。"),
    "to": ("To", "收件人"),
    "from": ("From", "发件人"),
    "subject": ("Subject", "主题"),
    "no_subject": ("(no subject)", "（无主题）"),
    "words": ("Message", "正文"),
    "files": ("Files", "附件"),
    "files_help": ("Together at most 10 MB.", "合计不超过 10 MB。"),
    "send": ("Send", "发送"),
    "cancel": ("Back", "返回"),
    "quoted": (
        "The mail that you answer is added below your words, as mail programs do.",
        "所回复的邮件会附在您的正文之后，与一般邮件程序相同。",
    ),
    "impostor": ("Send it as an impostor would", "像冒名者那样发送"),
    "impostor_help": (
        "The same From, but nothing proves it: it opens a ticket of its own, and agents read that anyone could have written it.",
        "发件人地址不变，但无法证明是本人所发：客服系统会另开一张工单，并提示客服这封信任何人都可能写。",
    ),
    "as_impostor": ("sent as an impostor", "冒名发送"),
    "reply": ("Reply", "回复"),
    "formatted": ("Formatted", "格式化版本"),
    "text": ("Text only", "纯文本"),
    "headers": ("Headers", "邮件头"),
    "has_files": ("with files", "含附件"),
    "sent_done": ("Sent. The desk has it.", "已发送，客服工作台已收到。"),
    "missing": ("There is no such mail.", "没有这封邮件。"),
    "missing_more": ("It may be in another mailbox.", "它可能在另一个邮箱里。"),
    "wrong_to": ("This address cannot be written to.", "无法发往这个地址。"),
    "wrong_to_more": ("The demo’s mail goes to acme.example only.", "演示邮件只能发往 acme.example。"),
    "refused": ("The desk’s mail server did not take it:", "客服的邮件服务器未接收："),
    "empty_mail": ("There is nothing to send.", "没有可发送的内容。"),
    "empty_mail_more": ("Write a few words, or add a file.", "请写几句话，或添加附件。"),
    "too_large": ("These files are too large.", "附件太大。"),
    "too_large_more": ("Together at most 10 MB.", "合计不超过 10 MB。"),
    "foot": ("Nothing here leaves this machine. Example addresses only.", "这里的内容不会离开本机，所有地址仅作示例。"),
}


def words_in(language: str) -> dict[str, str]:
    place = 1 if language == "zh" else 0
    return {key: pair[place] for key, pair in WORDS.items()}
