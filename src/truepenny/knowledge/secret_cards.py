"""The words of the cards that tell a customer of removed secrets, and ask whether 64 characters are a transaction hash.

Data in both languages. The portal's pages take them from here; the chat fetches them as one small JSON file (main/wiring.py) when it has
to show such a card. {named} places are filled by whoever shows them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from truepenny.knowledge.secret_words import SECRET_WORDS, SIZES, Words

CARD_WORDS: Mapping[str, Words] = {
    # Titles: where it stood. several: in more than one place; stored: found only after its words had been stored.
    "message": Words("Removed from your message", "已从您的消息中移除"),
    "subject": Words("Removed from your subject", "已从您的主题中移除"),
    "file": Words("Found in your file, and not kept", "在您的文件中发现，未予保存"),
    "file_name": Words("Removed from the name of your file", "已从您的文件名中移除"),
    "several": Words("Removed from what you sent", "已从您发送的内容中移除"),
    "stored": Words("Removed from an earlier message", "已从之前的消息中移除"),
    "earlier": Words("Removed from your last messages", "已从您最近的消息中移除"),
    # What that means.
    "lead": Words(
        "Nothing of it was stored, and no agent has seen it. But it has been sent once: please act as if others had seen it.",
        "以下内容没有保存，也没有客服看到。但它已经发送过一次，请按已经泄露来处理。",
    ),
    "lead_stored": Words(
        "It stood here until now, and is deleted. Please act as if others had seen it.",
        "以下内容此前一直在对话中，现已删除。请按已经泄露来处理。",
    ),
    "lead_earlier": Words(
        "Read together, they held this. It stood here for a short time: please act as if others had seen it.",
        "这些消息连起来就是以下内容，曾在对话中短暂出现。请按已经泄露来处理。",
    ),
    # Below each kind of secret, and at the end.
    "and": Words(", ", "、"),
    "pieces": Words("{n} pieces", "共 {n} 处"),
    "now": Words("Now: ", "现在请这样做："),
    "never": Words(
        "We never ask for any of this. If somebody did, it was not us: please tell us here.",
        "我们绝不会索要这些内容。如果有人向您索要，那不是我们，请在这里告诉我们。",
    ),
    # The question.
    "ask": Words("Is this a transaction hash?", "这是交易哈希吗？"),
    "which": Words("Number {n} of {total}, in the order of your message.", "您消息中的第 {n} 个，共 {total} 个。"),
    "ask_why": Words(
        "64 characters of your message may be a transaction hash, which everybody may see, or a private key, which nobody may. We hold "
        "them sealed: until you answer, no agent sees them. Without an answer they are deleted after 7 days.",
        "您的消息中有 64 个字符，可能是任何人都可以看的交易哈希，也可能是绝不能给人看的私钥。我们已将其密封保存，在您回答之前，客服看不到。"
        "如果您没有回答，7 天后自动删除。",
    ),
    "yes": Words("Yes, it is a transaction hash", "是，这是交易哈希"),
    "no": Words("No, or I am not sure", "不是，或不确定"),
    "failed": Words("No connection. Your answer was not sent. Try again in a moment.", "网络已断开，您的回答没有发出。请稍后再试。"),
    "thanks": Words("Thank you. We have your answer.", "谢谢，已收到您的回答。"),
    # Its answer.
    "hash": Words("A transaction hash, as you said", "您已确认：这是交易哈希"),
    "hash_name": Words("transaction hash", "交易哈希"),
    "erased": Words("These words were erased.", "这些内容已被擦除。"),
    "deleted": Words("64 characters, deleted unseen", "64 个字符，已删除，无人看过"),
    "unseen": Words("No agent has seen them.", "没有客服看到过。"),
    "late": Words("Nobody told us what they are. No agent has seen them.", "没有收到您的回答。没有客服看到过。"),
    "if_key": Words("If it was a private key: ", "如果它是私钥："),
    "if_hash": Words(
        "If it was a transaction hash after all, send it again and write “TXID” before it.",
        "如果它其实是交易哈希，请重新发送，并在前面写上“TXID”。",
    ),
    "late_line": Words(
        "No answer came about the 64 characters, so they were deleted unseen.", "关于那 64 个字符没有收到回答，已将其删除，无人看过。"
    ),
}


def card_words(language: str) -> dict[str, str]:
    """The words of the cards by their keys."""
    return {key: words.said(language) for key, words in CARD_WORDS.items()}


def words_for_browsers(language: str) -> bytes:
    """JSON: {"card": {key: text}, "kinds": {kind: [name, why, now]}, "sizes": {unit: [of one, of many]}}."""
    kinds = {kind: [each.said(language) for each in (words.name, words.why, words.now)] for kind, words in SECRET_WORDS.items()}
    sizes = {unit: [words.said(language) for words in pair] for unit, pair in SIZES.items()}
    return msgspec.json.encode({"card": card_words(language), "kinds": kinds, "sizes": sizes})
