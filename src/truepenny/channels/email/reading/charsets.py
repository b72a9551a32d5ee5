"""Bytes of a mail to characters: by the name the mail gives, and where that is missing, unknown or untrue, by what the bytes look like.

Never raises. A wider sister of a charset is used where mail programs mean it (gb18030 for gb2312, windows-1252 for iso-8859-1).
UTF-7 is refused: it hides mark-up from everyone who looks at the bytes.
"""

from __future__ import annotations

import codecs
import re

_SISTERS = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "gb_2312": "gb18030",
    "chinese": "gb18030", "hz-gb-2312": "hz", "euc-cn": "gb18030", "ms936": "gb18030", "windows-936": "gb18030", "gb18030-2022": "gb18030",
    "big5": "cp950", "big-5": "cp950", "x-big5": "cp950", "big5-hkscs": "big5hkscs", "euc-tw": "cp950",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "korean": "cp949", "windows-949": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext", "x-euc-jp": "euc_jp",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252",
    "us-ascii": "ascii", "ansi_x3.4-1968": "ascii", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "utf8": "utf-8", "utf-8mb4": "utf-8", "utf_8": "utf-8", "unicode-1-1-utf-8": "utf-8", "cp65001": "utf-8", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "koi8-r": "koi8_r", "koi8": "koi8_r", "koi": "koi8_r", "iso-8859-8-i": "iso8859_8", "iso-8859-8": "iso8859_8",
}  # fmt: skip
_REFUSED = frozenset({"utf_7"})
_NO_TEXT = frozenset({
    "idna", "punycode", "mbcs", "oem", "unicode_escape", "raw_unicode_escape", "undefined", "rot_13", "base64", "bz2", "hex", "quopri",
    "uu", "zlib", "palmos",
})  # fmt: skip
_WIDE = frozenset({"gb18030", "cp950", "big5hkscs", "cp949", "cp932", "euc_jp", "hz"})
_SAMPLE = 4096
_FEW = 4
_SURE = {"gb18030": 0.25, "cp950": 0.25, "cp1252": 0.24}
_HANGUL = frozenset("이다는에을가의하고지로도사기안니요대한어를은서자그나해시인정수아일있습게보리부것제주면들어원세금과니까않았출입")
_HIGH = re.compile(rb"[\x80-\xff]")
_THREE = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}")
_SIMPLIFIED = frozenset(
    "的一是不了在有我他这为之来以个们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同主经公此已工使情明性知全样从回账户提现充值您好请问客服平台钱包转账到账没有什么申诉验证码登录"
)
_TRADITIONAL = frozenset(
    "的一是不了在有我他這為之來以個們到說國和地也子時道出而要於就下得可你年生自會那後能對著事其裡所去行過家十用發天如然作方成者多日都三小無同主經公此已工使情明性知全樣從回帳戶提現您好請問客服平台錢包轉帳沒有什麼"
)


def decode(content: bytes, charset: str = "") -> tuple[str, str]:
    """The characters, and "" or the fault that was met: charset_unknown, charset_wrong, charset_refused, undecodable."""
    codec, fault = codec_of(charset)
    if codec == "":
        if not _HIGH.search(content) and b"\x1b" not in content:
            return content.decode("ascii"), fault
        text, sure = _guess(content, "")
        return text, fault or ("" if sure else "undecodable")
    try:
        text = content.decode(codec)
    except (UnicodeError, ValueError):
        return _mend(content, codec)
    if codec not in {"utf-8", "ascii"} and _is_utf8(content, wide=codec in _WIDE):
        return content.decode("utf-8"), "charset_wrong"
    return text, fault


def codec_of(charset: str) -> tuple[str, str]:
    """The codec's name and a fault. "" as the name: none was given, or none that exists."""
    name = charset.strip(" \t\r\n\"';").lower()
    if not name:
        return "", ""
    if name in _SISTERS:
        return _SISTERS[name], ""
    if "utf-7" in name or "utf7" in name:
        return "ascii", "charset_refused"
    if len(name) > 60 or not name.isascii() or "\0" in name:
        return "", "charset_unknown"
    try:
        found = codecs.lookup(name).name.replace("-", "_")
    except (LookupError, ValueError, UnicodeError):
        return "", "charset_unknown"
    if found in _REFUSED:
        return "ascii", "charset_refused"
    if found in _NO_TEXT or found.removesuffix("_codec") in _NO_TEXT:
        return "", "charset_unknown"
    return _SISTERS.get(found.replace("_", "-"), "utf-8" if found == "utf_8" else found), ""


def _is_utf8(content: bytes, *, wide: bool) -> bool:
    """Whether bytes that are labelled as something else are really UTF-8. Pairs of Chinese characters in GBK can be valid UTF-8 by
    chance; two sequences of three bytes and nothing else hardly are."""
    if not _HIGH.search(content):
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeError:
        return False
    return not wide or (len(_THREE.findall(content)) >= 2 and not any("\x80" <= letter < "\u0800" for letter in text[:_SAMPLE]))


def _mend(content: bytes, codec: str) -> tuple[str, str]:
    """What to do with bytes that the named charset does not allow."""
    if codec != "utf-8" and _is_utf8(content, wide=False):
        return content.decode("utf-8"), "charset_wrong"
    text = content.decode(codec, "replace")
    damaged = text.count("\ufffd")
    if codec != "ascii" and damaged * 50 <= len(text):  # a few broken places in text that is otherwise as labelled
        return text, "undecodable"
    guessed, sure = _guess(content, codec)
    return (guessed, "charset_wrong") if sure else (guessed if codec == "ascii" else text, "undecodable")


def _guess(content: bytes, declared: str) -> tuple[str, bool]:
    """The likeliest reading of unlabelled bytes; False when it is no more than a way to see something."""
    if b"\x1b$" in content or b"\x1b(J" in content:
        return content.decode("iso2022_kr" if b"\x1b$)C" in content else "iso2022_jp_ext", "replace"), True
    try:
        return content.decode("utf-8"), True
    except UnicodeDecodeError as wrong:
        if wrong.end >= len(content) - 1 and wrong.start >= len(content) - 3 and _THREE.search(content):  # cut within a character
            return content.decode("utf-8", "replace"), False
    sample, best, best_score = content[:_SAMPLE], "", 0.0
    if _is_nearly_utf8(sample):
        return content.decode("utf-8", "replace"), False
    for codec in ("gb18030", "cp950", "euc_jp", "cp932", "cp949", "koi8_r", "cp1251", "cp1252"):
        if codec != declared and (score := _score(sample, codec)) > best_score:
            best, best_score = codec, score
    if best:
        return content.decode(best, "replace"), best_score > _SURE.get(best, 0.45)
    return content.decode("utf-8", "replace"), False


def _is_nearly_utf8(sample: bytes) -> bool:
    """Whether a few broken bytes stand in what else is UTF-8: hardly any sequence of another charset is valid there by chance."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(letter > "\x7f" for letter in text) - broken
    return whole >= _FEW and broken * _FEW <= whole


def _score(sample: bytes, codec: str) -> float:
    """How much the sample reads like a language of that charset, 0 to 1."""
    text = sample.decode(codec, "replace")
    foreign = [letter for letter in text if letter > "\x7f"]
    if not foreign or text.count("\ufffd") > 1 + len(foreign) // 20:
        return 0.0
    total = len(foreign)
    if codec == "gb18030":
        return (
            _share(foreign, "\u4e00", "\u9fff") * 0.3 + sum(letter in _SIMPLIFIED or letter in "，。：！？、" for letter in foreign) / total
        )
    if codec == "cp950":
        return (
            _share(foreign, "\u4e00", "\u9fff") * 0.3
            + sum(letter in _TRADITIONAL or letter in "，。：！？、" for letter in foreign) / total
        )
    if codec in {"euc_jp", "cp932"}:
        return _share(foreign, "\u3040", "\u30ff") * 1.1
    if codec == "cp949":
        return _share(foreign, "\uac00", "\ud7a3") * 0.3 + sum(letter in _HANGUL for letter in foreign) / total
    if codec in {"koi8_r", "cp1251"}:
        return sum(letter in "оеаинтсрвлкмдпуяыьгзбч" for letter in foreign) / total * (1 if total > 3 else 0.4)
    return 0.3 * sum(letter in "äöüßéèêàçñóíáúâôåæøÄÖÜÉ–’“”€£" for letter in foreign) / total


def _share(letters: list[str], first: str, last: str) -> float:
    return sum(first <= letter <= last for letter in letters) / len(letters)
