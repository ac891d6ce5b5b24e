"""Further habits of mail programs, each once: quotes, signatures, reports and labels that lie."""

from base64 import encodebytes

import pytest

from makegood.adapters.email.reading.read import read

NEW, OLD = "好的，我明天在家。", "您好，师傅明天上门。"


def mail(text: str, *, subject: str = "Re: 订单", head: str = "In-Reply-To: <a@b>\r\n") -> bytes:
    body = text.replace("\n", "\r\n")
    return (
        f"From: 王芳 <wang@mail.test>\r\nSubject: {subject}\r\n{head}MIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


@pytest.mark.parametrize(
    "attribution",
    [
        "----邮件原文----\n发件人：客服 <s@e.test>\n收件人：wang\n发送时间：2026-11-20 10:15:00\n主题：订单",
        "-------- 原始信息 --------\n由: 客服 <s@e.test>\n日期: 2026-11-20 10:15\n收件人: w\n主题: 订单",
        "客服 <s@e.test> 於 2026年11月20日 星期五 上午10:15:00 [GMT+8] 寫道﹕",
        "20 Nov 2026, 10:15 by s@e.test:",
        "20. Nov. 2026, 10:15 von s@e.test:",
        "* Support <s@e.test> [2026-11-20 10:15]:",
        "----- Mail original -----\nDe: S <s@e.test>\nÀ: w\nEnvoyé: 20 novembre 2026\nObjet: x",
        "2026-11-20 오전 10:15에 Support 이(가) 쓴 글:",
        "fre. 20. nov. 2026 kl. 10:15 skrev Support\n<s@e.test>:",
        "從: 客服 <s@e.test>\n傳送日期: 2026年11月20日 10:15\n至: wang\n主旨: 訂單",
        "-----&nbsp;原始邮件&nbsp;-----\n发件人: 客服\n发送时间: 2026-11-20\n收件人: w\n主题: 订单",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_the_old_mail_is_no_new_text(attribution: str, mark: str) -> None:
    got = read(mail(f"{NEW}\n\n{attribution}\n\n{mark}{OLD}"))
    assert got.new_text == NEW


@pytest.mark.parametrize(
    "attribution",
    [
        "引用 客服 <s@e.test>:",
        "Quoting Support <s@e.test>:",
        "\u202bמאת \u202aSupport\u202c\u200f <\u202as@e.test\u202c\u200f>:\u202c",
        "ในวันที่ 20 พ.ย. 2026 เวลา 10:15 Support\n<s@e.test> เขียนว่า:",
    ],
)
def test_an_address_with_a_colon_right_above_a_quote_names_its_writer(attribution: str) -> None:
    assert read(mail(f"{NEW}\n\n{attribution}\n\n> {OLD}")).new_text == NEW
    said = f"{NEW}\n\n{attribution}\n{OLD}".replace("10:15", "10")
    assert OLD in read(mail(said)).text


def test_a_long_name_that_a_program_broke_off_belongs_to_the_attribution() -> None:
    name = "非常长的客服中心显示名称（净水机与空气净化器售后服务部）"
    broken = f"{name}\n<s@e.test> 于2026年11月20日周五 10:15写道：\n> {OLD}"
    assert read(mail(f"{NEW}\n\n{broken}")).new_text == NEW
    assert read(mail(f"{NEW}\n\n好。\n{broken.partition(chr(10))[2]}")).new_text.endswith("好。")


def test_an_address_right_above_the_old_mail_is_new_text() -> None:
    said = f"{NEW}\n收件人：王芳\n电话：138 0000 4410"
    block = "发件人: 客服\n发送时间: 2026-11-20 10:15\n收件人: 王芳\n主题: 订单"
    got = read(mail(f"{said}\n\n{block}\n\n{OLD}"))
    assert got.quoted_text.startswith("发件人")
    assert "电话：138 0000 4410" in got.new_text


def test_a_japanese_table_that_gained_signs_later_is_read() -> None:
    octets = "水が漏れています。".encode("iso-2022-jp") + b"\x1b$B-!\x1b(B"
    head = b"From: a@b.test\nContent-Type: text/plain; charset=iso-2022-jp\n\n"
    assert read(head + octets).new_text == "水が漏れています。①"


def test_words_below_more_elements_than_a_parser_goes_down_are_shown() -> None:
    raw = mail("<div>" * 6_000 + NEW, subject="x", head="").replace(b"text/plain", b"text/html")
    assert read(raw).new_text == NEW


def test_a_card_of_upright_strokes_is_a_signature() -> None:
    got = read(mail(f"{NEW}\n\n| | 王芳 | |\n\n---- 回复的原邮件 ----\n{OLD}"))
    assert (got.new_text, got.signature) == (NEW, "王芳")


def test_the_warning_that_a_gateway_put_above_our_mail_is_no_signature() -> None:
    block = "From: S <s@e.test>\nSent: Friday, 20 November 2026\nTo: w\nSubject: x"
    warning = "CAUTION: This email originated from outside of the organization."
    assert read(mail(f"{NEW}\n\n{block}\n\n{warning}\n\n{OLD}")).signature == ""


def test_a_forwarded_mail_below_its_table_of_headers_is_no_new_text() -> None:
    table = '<table class="moz-email-headers-table"><tr><th>Subject:</th><td>x</td></tr></table>'
    html = f"<p>{NEW}</p><div class=moz-forward-container>-- F --{table}<br>{OLD}</div>"
    raw = mail(html, subject="Fwd: x", head="").replace(b"text/plain", b"text/html")
    assert read(raw).new_text == NEW


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            encodebytes("水龙头漏水，请派人。".encode()).decode() + "____\nScanned.",
            "水龙头漏水，请派人。",
        ),
        ("The tap drips.", "The tap drips."),
        (encodebytes(NEW.encode("utf-16")).decode(), NEW),
    ],
    ids=["notice below it", "not encoded", "byte order mark"],
)
def test_text_is_read_that_is_not_all_base64(body: str, text: str) -> None:
    head = "From: a@b.test\nContent-Type: text/plain; charset=utf-8\n"
    raw = f"{head}Content-Transfer-Encoding: BASE64 (mime)\n\n{body}\n".encode()
    assert read(raw).new_text.startswith(text)


def test_a_name_of_rare_characters_is_read_by_its_label() -> None:
    raw = b"From: a@b.test\nSubject: =?gb2312?B?rEKGtA==?=\n\nx\n"
    assert read(raw).subject == "珺喆"


@pytest.mark.parametrize(
    "signature",
    [
        "Sent from Mail for Windows",
        "Sent via the Samsung Galaxy S22 5G, an AT&T 5G smartphone",
        "下载适用于Android的Outlook",
        "声明：本邮件及其附件含有保密信息，仅限于收件人使用。",
        "重要提示：此电子邮件仅供收件人阅读。",
    ],
)
def test_a_line_of_the_program_is_no_new_text(signature: str) -> None:
    got = read(mail(f"{NEW}\n\n{signature}", subject="订单", head=""))
    assert (got.new_text, got.signature) == (NEW, signature)


def test_the_footer_of_a_group_is_no_new_text() -> None:
    footer = 'You received this message because you are subscribed to the Google Groups "x" group.'
    got = read(mail(f"{NEW}\n\n--\n{footer}", subject="订单", head=""))
    assert (got.new_text, got.signature) == (NEW, footer)


@pytest.mark.parametrize(
    "text",
    [
        "Sent by post on Friday, but it has not come.",
        "Sent via the shop in the Main Street, as you said.",
        "声明：我不接受这个处理结果。",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert read(mail(f"{NEW}\n\n{text}", subject="订单", head="")).new_text.endswith(text)


def test_thanks_for_an_automatic_reply_come_from_a_person() -> None:
    got = read(mail("Thanks for your automatic reply. I still need help."))
    assert got.kind == "reply"


def test_a_reading_receipt_in_plain_words_is_one() -> None:
    got = read(mail("这是邮件收条。您发送的邮件已被阅读。", subject="已读回执：订单"))
    assert (got.kind, got.new_text) == ("receipt", "")
    assert read(mail("你们已读不回是什么意思？", subject="已读：不回复", head="")).kind == "new"


RUSSIAN = "Фильтр протекает, пришлите мастера"
KOREAN = "정수기가 새요. 빨리 와주세요"
JAPANESE = "浄水器が漏れています。お願いします"
GERMAN = "Der Filter läuft über, schön"


@pytest.mark.parametrize(
    ("text", "real", "label"),
    [
        (RUSSIAN, "koi8-r", ""),
        (RUSSIAN, "windows-1251", ""),
        (RUSSIAN, "windows-1251", "utf-8"),
        (KOREAN, "euc-kr", "utf-8"),
        (JAPANESE, "shift_jis", "iso-2022-jp"),
        (JAPANESE, "iso-2022-jp", ""),
        (GERMAN, "utf-8", "gbk"),
        (GERMAN, "windows-1252", "gb2312"),
        ("我的净水器漏水了，请尽快处理", "gbk", "big5"),
        ("我的淨水器漏水了，請盡快處理", "big5", "gb2312"),
        ("我的淨水器漏水了，請盡快處理", "gbk", "gb2312"),
    ],
)
def test_octets_tell_more_than_a_label_that_lies(text: str, real: str, label: str) -> None:
    named = f"; charset={label}" if label else ""
    head = f"From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: text/plain{named}\r\n"
    body = encodebytes(text.encode(real)).decode()
    got = read(f"{head}Content-Transfer-Encoding: base64\r\n\r\n{body}".encode())
    assert got.new_text == text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (RUSSIAN, "koi8-r"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "euc-jp"),
        ("Filtr przecieka, proszę źle", "iso-8859-2"),
        ("Το φίλτρο διαρρέει", "iso-8859-7"),
        ("เครื่องกรองน้ำรั่ว", "tis-620"),
    ],
)
def test_a_header_without_a_label_is_read_by_that_of_its_mail(text: str, charset: str) -> None:
    octets = text.encode(charset)
    head = b"From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset="
    got = read(head + charset.encode() + b"\r\nSubject: " + octets + b"\r\n\r\n" + octets + b"\r\n")
    assert (got.subject, got.new_text) == (text, text)


def test_his_own_address_that_a_program_puts_below_is_no_new_text() -> None:
    block = "发件人： 客服\n发送时间： 2026-11-20 10:15\n收件人： wang\n主题： 订单"
    got = read(mail(f"{NEW}\n\n\nwang@mail.test\n \n{block}\n{OLD}"))
    assert (got.new_text, got.signature) == (NEW, "wang@mail.test")


def test_his_own_address_that_he_tells_is_new_text() -> None:
    got = read(mail("我的新邮箱是：\nwang@mail.test"))
    assert got.new_text.endswith("wang@mail.test")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Sun, 22 Nov 2026 10:00:00 GMT+08:00", "2026-11-22T02:00:00Z"),
        ("Sun, 22 Nov 2026 10:00:00 UTC+0800", "2026-11-22T02:00:00Z"),
        ("Sun, 22 Nov 2026 10:00:60 +0000", "2026-11-22T10:00:59Z"),
        ("Sun, 22 Nov 2026 10.00.00 +0800", "2026-11-22T02:00:00Z"),
        ("2026-11-22 10:00:00 +0800", "2026-11-22T02:00:00Z"),
        ("Sun, 22 Nov 2026 25:61:00 +0800", None),
    ],
)
def test_a_date_is_read_as_programs_write_it(written: str, meant: str | None) -> None:
    raw = mail(NEW, head=f"Date: {written}\r\n")
    assert read(raw).date_utc == meant


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\r\n", b"\r"),
        lambda raw: b"From wang@mail.test Sun Nov 22 10:00:00 2026\r\n" + raw,
    ],
    ids=["byte order mark", "old Macintosh", "mbox"],
)
def test_a_mail_that_was_kept_as_a_file_is_read(change) -> None:
    got = read(change(mail(NEW, subject="订单", head="")))
    assert (got.from_address, got.subject, got.new_text) == ("wang@mail.test", "订单", NEW)
