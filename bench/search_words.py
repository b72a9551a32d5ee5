"""Words for the search benchmark: messages and articles in Chinese and English whose words are as unevenly frequent as in life (Zipf)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

_EN = """
the to my i and is a it for in not of you please have that withdrawal was but account on this deposit with when can from sent be your
are network address how we me still get do usdt transfer as why after been code email login time support received no so hours balance
fee wallet verification pending transaction order arrived locked password help phone bank today yesterday confirm status bitcoin money
trade price error page app device limit identity document review hold reset refund security blocked chain memo tag wrong coin amount
"""
_ZH = """
的 了 我 是 不 在 没有 提现 到账 请 您 账户 什么 怎么 充值 网络 一直 可以 还是 已经 现在 验证码 客服 交易 地址 转账 时间 订单 收到 显示
问题 谢谢 等待 审核 手续费 钱包 余额 邮箱 手机 登录 密码 冻结 身份 认证 银行卡 确认 区块 哈希 标签 截图 处理 失败 成功 提币 充币 锁定
解锁 安全 设备 通知 昨天 今天 小时 工单 人工 回复 麻烦 尽快 金额 价格 合约 爆仓 杠杆 挂单 成交 撤单 退款 链上 主网 波场 以太坊 比特币
泰达币 申诉 投诉 资料 证件 照片 上传
"""
_SYLLABLES = """
ba be bi bo ca ce co da de di do fa fe fi ga go ka ke ki la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti
to va ve vi
"""
_CHARACTERS = (
    "一二三上下中大小人天日月年时分高低新旧开关进出来去东西南北前后左右多少长短快慢早晚明暗黑白红黄金银铁木水火土山石田地海河江湖风云雨雪花草树林鸟鱼马牛羊"
    "车船路桥门窗房屋城市村镇学校老师学生书本纸笔字词句文章语言声音图画色彩数量计算方法原因结果开始结束过程步骤系统平台页面按钮选项功能服务支持版本更新升级维护"
)
VOCABULARY = 30_000
EXPONENT = 1.05


@dataclass(frozen=True)
class Words:
    """weights: cumulative, the first word the most frequent."""

    words: Sequence[str]
    weights: Sequence[float]
    joiner: str
    stops: Sequence[str]


@cache
def words_of(language: str) -> Words:
    luck = random.Random(language)
    known = (_ZH if language == "zh" else _EN).split()
    made = _make_zh(luck) if language == "zh" else _make_en(luck)
    words = list(dict.fromkeys([*known, *made]))[:VOCABULARY]
    weights = list(accumulate((rank + 2) ** -EXPONENT for rank in range(len(words))))
    return Words(words, weights, "" if language == "zh" else " ", ("，", "。", "？") if language == "zh" else (",", ".", "?"))


def _make_en(luck: random.Random) -> Iterator[str]:
    syllables = _SYLLABLES.split()
    yield from ("".join(luck.choices(syllables, k=luck.choice((2, 3, 3, 4)))) for _ in range(40_000))


def _make_zh(luck: random.Random) -> Iterator[str]:
    yield from ("".join(luck.choices(_CHARACTERS, k=luck.choice((2, 2, 2, 3)))) for _ in range(60_000))


def make_texts(language: str, count: int, *, mean: int, luck: random.Random) -> list[str]:
    """Texts of about mean words each; now and then with a number, a hash or an address in them."""
    said = words_of(language)
    lengths = [max(2, round(luck.gammavariate(2, mean / 2))) for _ in range(count)]
    drawn = iter(luck.choices(said.words, cum_weights=said.weights, k=sum(lengths)))
    texts = []
    for length in lengths:
        pieces = [next(drawn) for _ in range(length)]
        chance = luck.random()
        if chance < 0.03:
            pieces.append(f" {luck.randbytes(32).hex()} ")
        elif chance < 0.08:
            pieces.append(f" ORD-{luck.randrange(10**9)} ")
        elif chance < 0.5:
            pieces.insert(luck.randrange(length), luck.choice(said.stops))
        texts.append(said.joiner.join(pieces))
    return texts


def make_queries(count: int, *, luck: random.Random) -> list[str]:
    """One to three words each, half Chinese; a third by how often they are said, a third evenly, a third common ones."""
    queries = []
    for n in range(count):
        said = words_of("zh" if n % 2 else "en")
        k = luck.choice((1, 1, 2, 2, 3))
        match n % 3:
            case 0:
                words = luck.choices(said.words, cum_weights=said.weights, k=k)
            case 1:
                words = luck.choices(said.words, k=k)
            case _:
                words = luck.sample(said.words[:120], k=k)
        queries.append(" ".join(words))
    return queries
