"""Words that say little by themselves. They are looked for only when nothing else was typed."""

from __future__ import annotations

_ENGLISH = """
a about after again all also am an and any anyone are as at be because been before being but by can cannot could did do does doing for
from get gets getting got had has have having help hello hey hi how i if in into is it its just let like may me mine more much must my need
needs no not of on one or our out over please problem question really same shall she should since so some still such tell than thank
thanks that the their them then there these they thing this those to too under until up us very want wanted was we were what when
where which while who why will with would yet you your yours im ive dont doesnt cant couldnt wont isnt whats
"""
_CHINESE = """
的 了 吗 呢 吧 啊 呀 嘛 么 我 你 您 他 她 它 我们 你们 他们 是 在 有 和 与 及 或 就 都 也 还 还是 又 再 很 太 更 最 把 被 让 给 对 向 从
为 以 这 那 这个 那个 这样 那样 怎么 怎样 怎么办 怎么样 如何 什么 为什么 为何 哪 哪里 哪个 哪些 谁 几 多少 请 请问 想 要 想要 需要 可以
能 能够 能不能 可不可以 会 应该 一个 一下 一直 已经 现在 之后 以后 然后 没 没有 不 不能 不会 不了 不到 无法 问题 情况 时候 时 里 上 下
中 后 前 啥 咋 咋办 呗 哦 嗯 谢谢 你好 您好 自己 因为 所以 如果 但是 而且 个 些 次 用 做 进行 关于 是否 是不是 有没有 知道 帮 帮忙 帮我
麻烦
"""
IDLE = frozenset((*_ENGLISH.split(), *_CHINESE.split()))
PARTICLES = frozenset(word for word in IDLE if len(word) == 1 and not word.isascii())
