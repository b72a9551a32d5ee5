"""Words that one place writes in one way and another in another, after their characters are simplified: 网路 of Taiwan is 网络."""

from __future__ import annotations

_PAIRS = """
网路 网络 账号 账户 登陆 登录 讯息 消息 资讯 信息 简讯 短信 软体 软件 硬体 硬件 程式 程序 应用程式 应用程序 萤幕 屏幕 滑鼠 鼠标
影片 视频 伺服器 服务器 使用者 用户 行动电话 手机 电邮 邮件 电子邮件 邮件 信箱 邮箱 连结 链接 预设 默认 设定 设置 帮助中心 帮助
支援 支持 客户服务 客服 档案 文件 资料 数据 列印 打印 截图 截屏 萤幕截图 截图 提领 提现 提币 提现 加值 充值 汇入 充值
"""


def _both_ways(words: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one, other in zip(words[::2], words[1::2], strict=True):
        if one != other:
            found[one] = (*found.get(one, ()), other)
            found[other] = (*found.get(other, ()), one)
    return found


REGIONS = _both_ways(_PAIRS.split())
