# ruff: noqa: E501
"""Sample conversations in which a customer pastes what nobody should have, in English and Chinese. The screen takes it out, as it does for all."""

from __future__ import annotations

from truepenny.main.demo.people import SECURITY
from truepenny.main.demo.story import Answer, Read, Sort, Story, Write

PASTED: tuple[Story, ...] = (
    Story(
        "maria-phrase",
        "maria",
        58,
        None,
        "webchat",
        "Someone on Telegram wants to verify my wallet",
        (
            Write(
                0,
                "Hello, a man who says he is from your support wrote to me on Telegram: my wallet must be verified today or it is closed. "
                "He wants my words and I do not know what is right. They are: {phrase}",
            ),
            Sort(2, "noah", team=SECURITY, to="noah", tags=("impostor",)),
            Answer(
                2,
                "noah",
                "Hello Maria, this is Noah from account security. That man is not one of us. Your words were removed before anybody here could see "
                "them. Did you write them to him as well? Whichever it is: please make a new wallet in your wallet app now and send everything there.",
            ),
            Write(5, "I wrote them to him, yes. I have made a new wallet and everything is moving there now."),
            Answer(3, "noah", "Well done. Tell me when it has all arrived. I stay here with you until then."),
            Read(1),
            Write(6, "This is what my wallet shows for the transfer: {digits}"),
        ),
    ),
    Story(
        "li-wei-phrase",
        "li-wei",
        74,
        None,
        "webchat",
        "有人让我“同步钱包”",
        (
            Write(0, "您好，有个网站说我的钱包要重新同步，让我填写助记词。我先发给您看看，这样做安全吗？\n{phrase}"),
            Sort(2, "jing", team=SECURITY, to="jing", tags=("钓鱼网站",)),
            Answer(
                2,
                "jing",
                "李先生您好，我是陈静。那个网站是骗人的，任何人都不需要您的助记词。您发来的助记词在保存之前就已移除，我们没有人看到。"
                "请现在就新建一个钱包，把资产转过去，旧的助记词不要再用。转好之后告诉我。",
            ),
            Write(8, "已经在转了，谢谢提醒。"),
            Read(1),
            Write(4, "钱包里显示的是这一串：{digits}"),
        ),
    ),
)
