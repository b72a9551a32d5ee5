"""What mail programs write around what they repeat, in the languages that customers use: the data of find.py.

Shapes were taken down from what Gmail, Outlook, Apple Mail, QQ, NetEase, Foxmail, Yahoo, Proton, Thunderbird, Sina and Aliyun make.
"""

from __future__ import annotations

import re

_GAP = "[ \u00a0\u3000]*"
_LABELS = {
    "sender": "From|Von|De|Da|Van|Expéditeur|Remitente|От|От кого|Từ|Người gửi|보낸 ?사람|发件人|發件人|寄件者|寄件人|差出人|送信者",
    "date": "Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Fecha|Enviado em|Enviada em|Enviada|Data|Отправлено|Дата|Đã gửi"
    "|Ngày|Ngày gửi"
    "|Inviato|보낸 ?날짜|날짜|已发送|已傳送|发送时间|发件时间|发送日期|日期|时间|發送時間|傳送時間|寄件日期|送信日時|送信日|日付|日時",
    "to": "To|An|À|A|Aan|Para|Кому|Đến|Tới|Người nhận|받는 ?사람|收件人|收件者|宛先",
    "subject": "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Тема|Chủ đề|제목|主题|主題|主旨|件名|标题",
    "more": "Cc|CC|Bcc|Kopie|Copie|Копия|Sao gửi|참조|抄送|抄送至|副本|密送|Reply-To|Importance|Priority|附件|Attachments|回复至",
}


def _spread(words: str) -> str:
    """Between Chinese signs a gap is allowed, which several programs put there to align them."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", _GAP.replace("\\", r"\\"), words)


LABEL = re.compile(
    r"[\s|*_>]{0,6}(?:" + "|".join(f"(?P<{kind}>{_spread(words)})" for kind, words in _LABELS.items()) + r")[*_ \u00a0\u3000]{0,4}[:：|]"
)
"""The beginning of a line of a head; the group that matched says which."""

_ORIGINAL = (
    "Original|Original [Mm]essage|Original Mail|Replied Message|Ursprüngliche Nachricht|Message d['’]origine|Message original"
    "|Mensaje original"
    "|Mensagem original|Исходное сообщение|Оригинальное сообщение|Thư gốc|원본 ?메시지|원본 ?메일|元のメッセージ"
    "|原始邮件|原始郵件|原始信件|邮件原件|郵件原件|回复的原邮件|回覆的原郵件|原邮件|邮件原文|原文"
)
_FORWARDED = (
    "Forwarded [Mm]essage|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Mensagem encaminhada|Mensagem reencaminhada"
    "|Пересылаемое сообщение|Перенаправленное сообщение|Thư được chuyển tiếp|전달된 ?메시지|전달된 ?메일|転送メッセージ"
    "|転送されたメッセージ"
    "|已转发邮件|转发的邮件|转发邮件信息|转发邮件|被转发邮件信息|轉寄的郵件|轉寄郵件|轉發的郵件|已轉寄郵件"
)
ORIGINAL = re.compile(rf"\s{{0,20}}[-_=\u2010]{{2,70}}\s{{0,20}}(?:{_ORIGINAL})\s{{0,20}}[-_=\u2010]{{2,70}}\s*$")
FORWARDED = re.compile(
    rf"\s{{0,20}}[-_=\u2010]{{2,70}}\s{{0,20}}(?:{_FORWARDED})(?: (?:from|von|de|от) .{{0,80}}?)?\s{{0,20}}[-_=\u2010]{{2,70}}\s*$"
    r"|\s{0,20}(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message (?:transféré|réexpédié)"
    r"|Inicio del mensaje reenviado|Início da mensagem (?:re)?encaminhada|Início da mensagem reenviada"
    r"|Начало (?:переадресованного|пересылаемого) сообщения|Bắt đầu thư được chuyển tiếp|전달된 메시지|転送されたメッセージ"
    r"|开始转发的邮件|下面是被转发的邮件|以下是被转发的邮件|以下是轉寄的郵件|以下是被轉寄的郵件|開始轉寄郵件|開始轉寄的郵件)\s?[:：]\s*$"
)
RAW_HEAD = re.compile(
    r"(?:Received|Return-Path|Delivered-To|Message-I[Dd]|MIME-Version|DKIM-Signature|Authentication-Results|ARC-Seal|X-[\w-]{1,40}):"
)
"""The head of a mail as servers write it: somebody shows where a mail came from."""
RULE = re.compile(rf"\s{{0,20}}(?:[-_=\u2010]{{5,100}}|{_ORIGINAL})\s*$")
"""What may stand right above a head and belongs to it."""

_VERBS = (
    "wrote|writes|a écrit|escribió|escreveu|ha scritto|schreef|написала?|написал\\(а\\)|пишет|đã viết|님이 작성|작성|のメール"
    "|(?:さん)?は?書きました"
    "|写道|寫道|提到|写到|寫到"
)
WROTE = re.compile(rf"(?:{_VERBS})[ \u00a0]?[:：]$")
OPENS = (
    re.compile(
        r"(?:-{2,3} ?)?(?:On|At|Am|Le|El|Em|A|Op|Il|Vào|在|于|於|Понедельник|Вторник|Среда|Четверг|Пятница|Суббота|Воскресенье"
        r"|пн|вт|ср|чт|пт|сб|вс)[\s,.\d]"
    ),
    re.compile(r"\d{1,4}[-/.年년 ]"),
    re.compile(r"[^<>]{1,120}<[^<>@\s]{1,64}@[^<>\s]{1,255}>|[^<>]{1,120} schrieb am "),
)
"""How the line begins that says who wrote what follows: with a word, a date or a name. The surest first."""
SCHRIEB = re.compile(r".{1,120} schrieb am .{4,60}[:：]$|(?:Am|Op) .{0,200}(?:schrieb|schreef) .{0,200}[:：]$")
ADDRESS = re.compile(r"[^<>@\s]{1,64}@[^<>@\s]{1,255}")
ENDS_WITH_ADDRESS = re.compile(r"<[^<>@\s]{1,64}@[^<>@\s]{1,255}>\)? ?[:：]$")
DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{2}")
TIME = re.compile(r"\d{1,2}[:：.h时時点點]\d\d|\d{1,2} ?(?:AM|PM|am|pm)")

_THING = (
    r"(?:iPhone|iPad|iPod|iOS|Mac|Apple|Android|Galaxy|Samsung|HUAWEI|Huawei|HONOR|Xiaomi|Redmi|MI|OPPO|vivo|OnePlus|Pixel|Nokia|BlackBerry"
    r"|Outlook|Thunderbird|Proton|Yahoo|Gmail|Foxmail|QQ|Spark|GMX|WEB\.DE|Windows|[Mm]ail|[Pp]hone|[Mm]obile|[Tt]ablet|[Dd]evice|Handy"
    r"|[Tt]eléfono|[Mm]óvil|[Cc]elular|[Pp]ortable|[Tt]éléphone|[Mm]obil|[Тт]елефон\w*|[Пп]очт\w*|устройств\w*|điện thoại"
    r"|휴대폰|携帯|スマホ"
    r"|小米|红米|华为|荣耀|三星|魅族|一加|手机|手機|平板|邮箱|郵箱|邮件|郵件|信箱|客户端|客戶端)"
)
_NOT_MONEY = r"(?!.*(?:wallet|account|exchange|address|bank|钱包|錢包|账户|帳戶|账号|地址|转账|交易|提币|充值))"
_SOME = r"[\w .,+()（）/\[\]-]{0,40}"
_LINK = r"(?:[<(\[]{1,2}https?://[^\s<>()]{1,300}[>)\]]{1,2})?"
DEVICE = re.compile(
    _NOT_MONEY + r"[\s|*_\[]{0,6}(?:"
    rf"(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verstuurd|Verzonden|Отправлено|(?:Đã )?[Gg]ửi"
    rf"|Von mein\w*) {_SOME}{_THING}{_SOME}{_LINK}{_SOME}"
    rf"|Von {_SOME}{_THING}{_SOME} gesendet|Get [\w ]{{1,20}} for (?:iOS|Android|iPhone|Mac|Windows|desktop)"
    r"|(?:Obter o|Obtener|Télécharger|Baixar o) Outlook (?:for|para|pour) \w+|Outlook für \w+ beziehen|Outlook for (?:iOS"
    r"|Android)\s?.{2,12}"
    rf"|{_SOME}{_THING}{_SOME}(?:から送信(?:されました)?|에서 보냄|에서 보낸 메일)"
    rf"|(?:发自|發自|来自|來自|发送自|發送自|傳送自|寄自) ?{_SOME}{_THING}{_SOME}"
    rf"|(?:[从從]|已?(?:使用|通过|透過))(?:我的)? ?{_SOME}{_THING}{_SOME}(?:发送|發送|傳送|寄出|发出)"
    r"|(?:获取|獲取|下载|下載|取得) ?(?:适用于|適用於)?[\w 的]{0,12}Outlook[\w ]{0,24}|签名由 ?网易邮箱大师 ?定制|Yahoo Mail: .{1,60}"
    r"|Virus-free\..{0,60}|Virenfrei\..{0,60}|This e-?mail has been checked for viruses by .{1,60}"
    r")[\])]?\s*(?:[<(\[]{0,2}https?://\S{1,300})?[。.!]?\s*$"
)
"""A whole line that a telephone or a program signs with, at the end of own words."""
CARD = re.compile(r"签名由 ?网易邮箱大师 ?定制")
DASHES = re.compile(r"\s?(?:--|—|——|－－)\s*$")
"""RFC 3676, 4.3: two hyphens and a blank; programs and people lose the blank."""

DISCLAIMER = re.compile(
    r"[*\s]{0,5}(?:(?:CONFIDENTIALITY|DISCLAIMER|LEGAL)(?: NOTICE)?\b|(?:Confidentiality|Legal) [Nn]otice\b|Disclaimer\s?[:：]"
    r"|Th(?:is|e information (?:contained )?in this) (?:e-?mail|message|communication|transmission)\b(?=.{0,300}"
    r"(?:confidential|privileged|intended (?:only|solely|for)|addressee))"
    r"|(?:本|此)(?:电子)?(?:邮件|郵件|電郵|電子郵件)(?=.{0,120}(?:机密|保密|機密|收件人|收件者|附件))|(?:保密|免责|免責"
    r"|机密)(?:声明|聲明|提示)"
    r"|Diese (?:E-?Mail|Nachricht) (?=.{0,200}vertraulich)|Ce (?:message|courriel) (?=.{0,200}confidentiel)"
    r"|Est[ea] (?:mensaje|correo|mensagem|e-?mail) (?=.{0,200}confiden[ct]ia)|(?:Данное|Это) (?:сообщение"
    r"|письмо) (?=.{0,200}конфиденциальн))"
)
INLINE = re.compile(
    r"\bin-?line\b|\bin (?:red|blue|green|bold)\b|\b(?:answers?|replies|comments?|responses?) (?:are |is )?(?:below|between|underneath)\b"
    r"|[红紅藍蓝绿綠]字|标红|標紅|行内|原文(?:中|里|裡|內|内)|逐条(?:回复|回答)|逐條(?:回覆|回答)|回[复覆答](?:在|见|見)(?:下|原)",
    re.IGNORECASE,
)
"""Own words that say that answers stand within the quoted part, where no sign tells them apart."""
AMOUNT = re.compile(r"[\d$€¥￥£₿~≈=.,+-]")
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
