# ruff: noqa: E501
"""Chinese sample conversations about deposits and withdrawals. Invented people, addresses and figures."""

from __future__ import annotations

from truepenny.main.demo.people import PAYMENTS
from truepenny.main.demo.stories.english import DAY, HOUR
from truepenny.main.demo.story import Answer, Confirm, Dispute, Draft, Merge, Note, Rate, Read, Solve, Sort, Story, Write

CHINESE: tuple[Story, ...] = (
    Story(
        "li-wei-usdt", "li-wei", 3 * HOUR, "WD.MISSING", "webchat", "提现 5000 USDT 三小时未到账",
        (
            Write(0, "您好，我早上提了 5000 USDT 到自己的钱包，走的是 TRON 网络，现在都三个小时了还没到。"),
            Write(1, "这是截图。", ("wallet.png",)),
            Sort(3, "lin", team=PAYMENTS, to="lin", tags=("提现", "trc20")),
            Answer(
                3, "lin",
                "李先生您好，我是林晓。我查到了这笔提现：5000 USDT，已于 08:31 发出，链上已确认 19 次，资金已经离开我们这里。"
                "麻烦您核对一下收款地址末四位是不是 x8Zr？",
            ),
            Write(6, "是的，末四位是 x8Zr。可是钱包里就是看不到。"),
            Answer(
                5, "lin",
                "谢谢。链上显示该地址已收到这笔款项。很多钱包默认不显示 TRC20 的 USDT，请在钱包里手动添加 USDT（TRON）资产，然后刷新看看。",
            ),
            Read(1),
            Write(118, "加上之后看到了！不过金额是 4999，少了 1 个，是手续费吗？"),
        ),
    ),
    Story(
        "li-wei-card", "li-wei", 6 * DAY + 40, "FIAT.DEP", "portal", "银行卡入金未到账",
        (
            Write(0, "昨天下午从银行转了 20000 元，流水号 880214，账户里一直没有。"),
            Sort(15, "lin", team=PAYMENTS, to="lin"),
            Answer(8, "lin", "李先生您好。这笔转账的付款人姓名与您的认证姓名不一致，所以被暂停入账。请问是您本人的账户转出的吗？"),
            Write(30, "是我太太的账户转的。"),
            Answer(
                6, "lin",
                "明白了。按规定只能接受本人账户的转账，这笔款会在一个工作日内原路退回，不收取费用。之后请您用本人的账户重新转入。",
            ),
            Write(26 * HOUR, "退款收到了，已经重新转了，谢谢。"),
            Solve(
                20, "lin",
                ("核实付款人与账户持有人不一致，原路退回。", "客户用本人账户重新转入，已到账。"),
                (("流水号", "880214"), ("金额", "20,000.00 元")),
                ("入金请使用与认证姓名一致的银行账户。",),
                "新的转账已经入账，处理经过如下，供您留存。",
            ),
            Read(9), Confirm(2), Rate(1, 5, "解释得很清楚，办得也快。"),
        ),
    ),
    Story(
        "chen-yu-memo", "chen-yu", 5 * HOUR + 20, "DEP.TAG", "portal", "充值 XRP 忘记填写标签",
        (
            Write(0, "充值了 1200 XRP，忘记填标签了，交易哈希：D1F7A0C3…。能找回吗？", ("receipt.pdf",)),
            Sort(22, "omar", team=PAYMENTS, to="lin", tags=("xrp", "标签")),
            Answer(
                15, "lin",
                "陈先生您好，可以找回。这笔充值我们已经收到，只是不知道该记到谁的账上。请在转出平台打开这笔提现的详情，"
                "截图发给我，图中要能看到交易哈希、时间和您的姓名，核对无误后就为您入账。",
            ),
            Sort(1, "lin", status="waiting"),
            Read(50),
        ),
    ),
    Story(
        "zhou-min-chain", "zhou-min", 4 * DAY, "DEP.CHAIN", "webchat", "充错网络了，钱还在吗",
        (
            Write(0, "我把 USDT 从别的平台转过来，网络选错了，选成了你们不支持的链，300 多 U，还能拿回来吗？急。"),
            Sort(5, "lin", team=PAYMENTS, to="lin", tags=("找回",)),
            Answer(4, "lin", "周女士您好，先别着急，钱没有丢。这个地址在那条链上同样由我们保管，只是需要人工找回，通常 30 天内完成，手续费 20 USDT，从找回的金额里扣。您同意的话我马上为您登记。"),
            Write(2, "同意的，麻烦您了！"),
            Note(6, "lin", "找回单 R-2213 已提交钱包组，每周四处理。"),
            Answer(1, "lin", "已经登记好了，找回单号 R-2213。每周四处理一批，有结果我第一时间在这里告诉您。"),
            Sort(1, "lin", status="hold"),
            Read(3),
        ),
    ),
    Story(
        "wu-lei-review", "wu-lei", 45, "WD.PENDING", "webchat", "提现一直显示审核中",
        (
            Write(0, "提现 3 个 ETH，从昨晚到现在一直是审核中，能帮忙看一下卡在哪里吗？"),
            Sort(4, "lin", to="lin", team=PAYMENTS),
            Note(3, "lin", "新地址首次提现，24 小时观察期，今天 21:05 结束。风控无其他标记。"),
            Draft(1, "lin", "吴先生您好。这是您第一次提现到这个地址，按规则需要等待 24 小时，"),
        ),
    ),
    Story(
        "wu-lei-eth", "wu-lei", 2 * DAY + 5 * HOUR, "DEP.MISSING", "portal", "ETH 充值未到账",
        (
            Write(0, "昨天充了 2 个 ETH，链上早就确认了，账户里还是没有。哈希 0x5e0c…77ab"),
            Sort(30, "lin", team=PAYMENTS, to="lin", tags=("eth",)),
            Answer(10, "lin", "吴先生您好，查到了。这笔转账由合约转出，需要人工入账，我已提交，两小时内处理完。"),
            Solve(
                95, "lin", ("确认为合约转账。", "人工入账。"), (("数量", "2 ETH"), ("网络", "Ethereum")), ("合约转出的充值不会自动入账，请尽量使用普通钱包转账。",),
                "2 ETH 已经入账，请您查收。",
            ),
            Read(40),
            Dispute(30, "看到了，但是只有 1.98 个，另外 0.02 呢？"),
            Sort(8, "omar", to="lin"),
            Answer(14, "lin", "吴先生，合约在转出时扣了 0.02 ETH，我们收到的就是 1.98。转出方的记录里应当能看到这笔费用，链上明细我放在附件里了。", ("statement.csv",)),
            Write(50, "明白了，是我那边平台扣的。谢谢。"),
            Solve(5, "lin", ("核对链上明细：转出方合约扣费 0.02 ETH。",), (("实际到账", "1.98 ETH"),), ()),
            Read(4), Confirm(1), Rate(1, 4, "第一次没说清楚，后来很耐心。"),
        ),
    ),
    Story(
        "sun-guest", "guest-sun", 12, "DEP.MISSING", "webchat", "充值没到账",
        (Write(0, "在吗？我充的 100 USDT 没到。"), Write(1, "TRON 的，快半小时了。")),
    ),
    Story(
        "li-wei-dup", "li-wei", 2 * HOUR + 50, "WD.MISSING", "portal", "USDT 提现没收到",
        (Write(0, "刚才在对话里也说了，5000 USDT 没收到，这里再提交一次。"), Merge(20, "lin", "li-wei-usdt")),
    ),
    Story(
        "chen-yu-payout", "chen-yu", 7 * DAY, "FIAT.WD", "portal", "出金到银行需要多久",
        (
            Write(0, "出金 8000 元，已经两个工作日了。"),
            Answer(70, "lin", "陈先生您好，银行方面今天有延迟，预计今晚八点前到账。如果到时候还没有收到，请直接在这里回复我。"),
            Solve(9 * HOUR, "lin", ("联系银行确认延迟原因。", "当晚 19:46 到账。"), (("金额", "8,000.00 元"),), ()),
            Read(14 * HOUR), Confirm(1), Rate(1, 3, "钱是到了，就是慢。"),
        ),
    ),
)  # fmt: skip
