# ruff: noqa: E501
"""Chinese sample conversations about accounts, safety, P2P and complaints. Invented people and figures."""

from __future__ import annotations

from truepenny.main.demo.people import SECURITY
from truepenny.main.demo.stories.english import DAY, HOUR
from truepenny.main.demo.story import Answer, Confirm, Note, Rate, Read, Solve, Sort, Story, Write

CHINESE_MORE: tuple[Story, ...] = (
    Story(
        "zhou-min-2fa", "zhou-min", 27 * HOUR, "ACC.2FA", "portal", "换手机后两步验证丢失",
        (
            Write(0, "换了新手机，验证器里的账号没有了，备用码也找不到，登录不了。"),
            Sort(20, "jing", team=SECURITY, to="jing", tags=("2fa",)),
            Answer(
                7, "jing",
                "周女士您好，我是陈静。没有备用码的话，需要重新核验身份：请在登录页点击“验证器无法使用”，按提示完成人脸核验。"
                "核验通过后 24 小时内不能提现，这是为了保护您的资产。请不要把证件照片发在这里。",
            ),
            Sort(1, "jing", status="waiting"),
            Read(15),
        ),
    ),
    Story(
        "huang-cheated", "guest-huang", 95, "SEC.LEAK", "webchat", "我把验证码告诉了自称客服的人",
        (
            Write(0, "刚才有人加我好友，说是你们客服，我把短信验证码告诉他了，现在有点害怕。"),
            Sort(1, "jing", team=SECURITY, to="jing", priority="P0", tags=("冒充客服",)),
            Answer(
                1, "jing",
                "黄先生，请马上做一件事：打开 App，点“安全”里的“冻结账户”，这样谁都转不走您的资产。做好后告诉我。我们的客服绝不会索要验证码。",
            ),
            Write(3, "冻结了。"),
            Answer(
                2, "jing",
                "很好，您的账户现在是安全的。接下来请修改密码，并在“登录设备”里退出其他设备。那个人的账号方便发给我吗？我们会去处理。",
            ),
            Write(6, "好的，密码改好了。账号是 acme-kefu-88。"),
            Note(3, "jing", "冒充账号 acme-kefu-88，已登记。登录记录里有一台未知设备，09:12 登录，09:15 被冻结踢出，无资金变动。"),
        ),
    ),
    Story(
        "wu-lei-p2p", "wu-lei", 5 * HOUR, "P2P", "portal", "P2P 订单：已付款，对方不放币",
        (
            Write(0, "订单 P2P-330918，我已经付款 40 分钟了，对方一直不放币，也不回消息。", ("receipt.pdf",)),
            Sort(6, "omar", team=SECURITY, to="jing", tags=("p2p",)),
            Answer(
                5, "jing",
                "吴先生您好，币仍由平台托管，对方拿不走。我已经联系卖家，限时 30 分钟内回应；逾期未回应，我们会根据付款凭证放币给您。请不要取消订单。",
            ),
            Read(3),
            Note(31, "jing", "卖家 30 分钟未回应。付款凭证与银行流水一致，准备放币。"),
            Solve(
                6, "jing",
                ("卖家限时内未回应。", "核对付款凭证与流水一致，平台放币。"),
                (("订单", "P2P-330918"), ("数量", "1,500 USDT")),
                ("付款后请勿取消订单，也不要相信私下退款的说法。",),
                "1500 USDT 已经放到您的账户，请查收。",
            ),
            Read(10),
        ),
    ),
    Story(
        "chen-yu-lock", "chen-yu", 3 * DAY + 3 * HOUR, "ACC.LOCK", "webchat", "账户被锁，提示风险操作",
        (
            Write(0, "登录的时候提示“检测到风险操作，账户已锁定”，我什么都没干啊。"),
            Sort(2, "jing", team=SECURITY, to="jing"),
            Answer(3, "jing", "陈先生您好。您今天 11:02 用了一台新设备、新网络登录，系统为了稳妥先锁定了账户。请问那次登录是您本人吗？"),
            Write(2, "是我，在酒店用的平板。"),
            Answer(2, "jing", "好的，已经为您解除锁定，现在可以登录了。这台平板我标记为可信，下次不会再触发。"),
            Solve(6, "jing", ("确认新设备登录为本人操作。", "解除锁定并标记设备。"), (), ("公共网络下登录请留意周围，离开前退出登录。",)),
            Read(2), Confirm(1), Rate(1, 5),
        ),
    ),
    Story(
        "li-wei-kyc", "li-wei", 20 * HOUR, "KYC", "portal", "高级认证审核要多久",
        (
            Write(0, "昨天提交了高级认证，一直显示审核中，要等多久？"),
            Answer(80, "jing", "李先生您好，高级认证通常需要一到三个工作日，您的申请排在明天上午处理，有结果会通知您。"),
            Sort(1, "jing", status="hold"),
        ),
    ),
    Story(
        "zhou-min-complaint", "zhou-min", 33 * HOUR, "CS.COMPLAINT", "portal", "投诉：等待时间太长",
        (
            Write(0, "周末咨询提现问题，等了四个小时才有人回复，第一句还是让我“耐心等待”。希望给个说法。"),
            Sort(45, "omar", to="omar", tags=("投诉",)),
            Note(12, "omar", "Saturday 14:00 to 18:10, two agents for 61 conversations. She is right. Reply with Lin's help in Chinese."),
            Answer(
                40, "omar",
                "周女士您好，我是客服主管 Omar（中文由同事协助）。您说得对：周六下午只有两位同事值班，让您等了 4 小时 10 分钟，这是我们的责任。"
                "从本周起周末值班增加到五人。对您造成的不便，我们诚恳致歉。",
            ),
            Read(120),
            Write(30, "好的，希望说到做到。"),
        ),
    ),
    Story(
        "wu-lei-deriv", "wu-lei", 10 * DAY, "DERIV", "portal", "强平价格有疑问",
        (
            Write(0, "昨晚 BTC 合约被强平，强平价 66120，可是那一刻现货最低才 66180，请核实。", ("wallet.png",)),
            Answer(150, "omar", "吴先生您好。强平依据的是标记价格，而不是现货成交价。我附上了那一分钟的标记价格与指数价格明细，最低为 66,118.4。", ("statement.csv",)),
            Solve(24 * HOUR, "omar", ("提供该分钟的标记价格和指数价格明细。",), (("标记价格最低", "66,118.4"), ("强平价", "66,120")), ("合约风险高，请留意保证金比例。",)),
            Read(300),
        ),
    ),
    Story(
        "huang-name", "guest-huang", 4 * HOUR, "CS.SUGGEST", "portal", "建议增加繁体中文",
        (Write(0, "家里老人看繁体更习惯，希望 App 能加上繁体中文。"),),
    ),
    Story(
        "chen-yu-new", "chen-yu", 8, "TRADE", "webchat", "限价单没有成交",
        (Write(0, "我挂的限价单价格明明到了，为什么没有成交？订单号 7720-118-05。"),),
    ),
)  # fmt: skip
