"""What people are told about a secret that was removed: its name, why it is dangerous in other hands, and what to do now.

Data in both languages, and looking it up. The portal, the chat and the placeholder in a stored text take their words from here; the desk
has the names in its catalogue too (tests/screen holds them equal). Nothing here knows the secret itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from truepenny.contracts.secrets import Removed, SecretKind
from truepenny.platform.web.i18n import fill


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; any other language reads English."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class SecretWords:
    """name: as it stands in a placeholder and in lists. why: what others can do with it. now: what its owner does about that."""

    name: Words
    why: Words
    now: Words


_BLOCK_CARD = Words(
    "Call your bank now, at the number on the back of the card, and have the card blocked.",
    "请立即拨打银行卡背面的客服电话，要求银行冻结此卡。",
)

SECRET_WORDS: Mapping[SecretKind, SecretWords] = {
    "recovery_phrase": SecretWords(
        Words("recovery phrase", "助记词"),
        Words("Anyone who saw it can take everything in that wallet.", "任何人看到助记词，都可以转走该钱包里的全部资产。"),
        Words(
            "Make a new wallet now and move your funds there. Do not use the old phrase again.",
            "请立即新建一个钱包，把资产转过去。旧助记词不要再使用。",
        ),
    ),
    "private_key": SecretWords(
        Words("private key", "私钥"),
        Words("Anyone who saw it can take everything at its addresses.", "任何人看到私钥，都可以转走对应地址里的全部资产。"),
        Words(
            "Make a new wallet now and move your funds there. Do not use the old key again.",
            "请立即新建一个钱包，把资产转过去。旧私钥不要再使用。",
        ),
    ),
    "key_file": SecretWords(
        Words("key file", "密钥文件"),
        Words("Anyone who saw it can sign in or sign payments in your name.", "任何人拿到密钥文件，都可以用您的身份登录或签名转账。"),
        Words(
            "If it guards a wallet, move your funds to a new one now. If it opens an account or a server, put a new key in its place.",
            "如果它保护的是钱包，请立即把资产转到新钱包；如果它用于登录账户或服务器，请立即在那里换上新密钥。",
        ),
    ),
    "authenticator": SecretWords(
        Words("authenticator secret", "身份验证器密钥"),
        Words(
            "Anyone who saw it can make the same codes as your authenticator app.", "任何人看到它，都能生成与您的身份验证器相同的验证码。"
        ),
        Words(
            "In your account's security settings, turn the authenticator off now and set it up again: the old secret then opens nothing.",
            "请立即在账户的安全设置中解绑身份验证器，再重新绑定。之后旧密钥即失效。",
        ),
    ),
    "api_secret": SecretWords(
        Words("API secret", "API 密钥"),
        Words("Anyone who saw it can trade in your name, and perhaps withdraw.", "任何人看到它，都可以用您的名义交易，甚至提币。"),
        Words("Delete this API key in your account now, then make a new one.", "请立即在账户中删除这个 API 密钥，再创建新的。"),
    ),
    "password": SecretWords(
        Words("password", "密码"),
        Words("Anyone who saw it can try to sign in as you.", "任何人看到密码，都可以尝试登录您的账户。"),
        Words("Change it now, everywhere you use it.", "请立即修改密码；其他地方用了同一个密码的，也请一并修改。"),
    ),
    "one_time_code": SecretWords(
        Words("one-time code", "一次性验证码"),
        Words("Anyone who saw it can confirm a sign-in or a withdrawal as you.", "任何人看到验证码，都可以冒充您确认登录或提币。"),
        Words(
            "It runs out within minutes. Ask for no new code, and give the next one to nobody, also not to us.",
            "这个验证码几分钟内就会失效。请不要再获取新的验证码，下一个验证码也不要告诉任何人，包括我们。",
        ),
    ),
    "card_number": SecretWords(
        Words("card number", "银行卡号"),
        Words("Anyone who saw it can try to pay with your card.", "任何人看到卡号，都可能尝试盗刷您的卡。"),
        _BLOCK_CARD,
    ),
    "card_code": SecretWords(
        Words("card security code", "银行卡安全码"),
        Words("Together with the card number it is enough to pay.", "有了它和卡号，就可以用您的卡付款。"),
        _BLOCK_CARD,
    ),
    "access_token": SecretWords(
        Words("access token", "访问令牌"),
        Words("Anyone who saw it can act as you, without your password.", "任何人看到它，不用密码就可以用您的身份操作。"),
        Words(
            "Sign out of all sessions in your account's security settings now. If it belongs to a bot or a program, revoke it there.",
            "请立即在账户的安全设置中退出所有会话；如果它属于机器人或程序，请在相应平台上将其吊销。",
        ),
    ),
    "other": SecretWords(
        Words("confidential text", "机密内容"),
        Words("It is of a kind that we must not keep.", "这类内容我们不能保存。"),
        Words("Treat it as known to others: change it wherever it is used.", "请视为已经泄露：凡是用到它的地方，都请更换。"),
    ),
}

SIZES: Mapping[Literal["words", "characters"], tuple[Words, Words]] = {
    "words": (Words("{n} word", "{n} 个词"), Words("{n} words", "{n} 个词")),
    "characters": (Words("{n} character", "{n} 个字符"), Words("{n} characters", "{n} 个字符")),
}
"""How much of it there was: of one, of many."""


def kind_name(kind: SecretKind, language: str) -> str:
    """ "recovery phrase", 助记词: without an article, in small letters."""
    return SECRET_WORDS[kind].name.said(language)


def size_words(removed: Removed, language: str) -> str:
    """ "12 words", "64 characters": how much of it there was."""
    one, many = SIZES[removed.unit]
    return fill((one if removed.size == 1 else many).said(language), {"n": removed.size})
