import logging
import sys
import time

import pytest

from makegood.base.privacy.logs import Veiled, hide, hide_all
from makegood.base.privacy.rules import find, hidden

SEEN = [
    ("我的身份证是11010519491231002X，请查收", "我的身份证是••••002X，请查收", "id"),
    ("身分證 440524188001010014", "身分證 ••••0014", "id"),
    ("卡号 4111 1111 1111 1111 扣了两次", "卡号 ••••1111 扣了两次", "card"),
    ("银行卡6222021234567890128", None, "card"),
    ("身份證 A123456(3)", "身份證 ••••6(3)", "id"),
    ("HKID K123456(0) on file", None, "id"),
    ("身分證字號 A123456789", "身分證字號 ••••6789", "id"),
    ("座机 010-62345678 上班时间", "座机 ••••5678 上班时间", "phone"),
    ("my password is Sommer2024!", "my password is ••••!", "key"),
    ("密码：123456", "密码：••••", "key"),
    ("the password was “swordfish”, no more", "the password was “••••”, no more", "key"),
    ("PIN is 4711", "PIN is ••••", "key"),
    ("用 LTAI5tFakeFakeFakeFake 调用", "用 •••• 调用", "key"),
    ("card 5500-0000-0000-0004 please", "card ••••0004 please", "card"),
    ("手机13812345678，白天打", "手机••••5678，白天打", "phone"),
    ("+86 138 1234 5678 any time", "••••5678 any time", "phone"),
    ("call +44 20 7946 0958 after five", "call ••••0958 after five", "phone"),
    ("手机１３８１２３４５６７８，白天打", "手机••••５６７８，白天打", "phone"),
    ("手机 138\u00a01234\u00a05678", "手机 ••••5678", "phone"),
    ("138.1234.5678", "••••5678", "phone"),
    ("电话–13812345678", "电话–••••5678", "phone"),
    ("4111\u00a01111\u00a01111\u00a01111", "••••1111", "card"),
    ("4111–1111–1111–1111", "••••1111", "card"),
    ("4111.1111.1111.1111", "••••1111", "card"),
    ("4111－1111－1111－1111", "••••1111", "card"),
    ("身份证 11010519491231002Ｘ", "身份证 ••••002Ｘ", "id"),
    ("手機 0912-345-678", "手機 ••••-678", "phone"),
    ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN ••••0 00.", "iban"),
    ("护照号码：E12345678", "护照号码：••••5678", "passport"),
    ("您的验证码是 482913，五分钟内有效", "您的验证码是 ••••，五分钟内有效", "code"),
    ("482913 is your verification code", "•••• is your verification code", "code"),
    ("驗證碼：8841", "驗證碼：••••", "code"),
    ("key sk-live-abcdefgh12345678ijkl", "key ••••", "key"),
    ("password: hunter2horse", "password: ••••", "key"),
    ("密码是abc12345。", "密码是••••。", "key"),
    ("case 13812345678 rings", "case ••••5678 rings", "phone"),
    ("快递 13812345678", "快递 ••••5678", "phone"),
    ("物流：138 1234 5678", "物流：••••5678", "phone"),
    ("call 0044 20 7946 0958", "call ••••0958", "phone"),
    ("my number is (415) 555-0132", "my number is ••••0132", "phone"),
    ("ring 415-555-0132 or mail", "ring ••••0132 or mail", "phone"),
    ("1-415-555-0132", "••••0132", "phone"),
    ("landline 020 7946 0958, evenings", "landline ••••0958, evenings", "phone"),
    ("my mobile 07700 900123", "my mobile ••••0123", "phone"),
    ("06 12 34 56 78 le soir", "••••6 78 le soir", "phone"),
    ("password hunter22x", "password ••••", "key"),
    ("login anna, Password Sommer24", "login anna, Password ••••", "key"),
    ("密码abc12345", "密码••••", "key"),
    ("密码 abc12345，别外传", "密码 ••••，别外传", "key"),
    ("PIN 4711 works", "PIN •••• works", "key"),
    ("token=ghp_abcdefghijklmnopqrstuv123456", None, "key"),
]
STAYS = [
    "订单号：4111111111111111 还没发货",
    "订单 13812345678 什么时候发",
    "serial no. 13812345678",
    "S/N 4111 1111 1111 1111",
    "运单号 SF1381234567890",
    "身分證字號 A123456780",
    "A123456(4)",
    "My password is wrong",
    "密码忘了怎么办",
    "password is case-sensitive",
    "MG-100234 and 100-2000-3000",
    "Order 2026112200001234 has not arrived",
    "订单号 20261122000012345678 还没到",
    "Serial 4111111111111112 on the back",
    "序列号 110105194912310021",
    "E04 报警，型号 KFR-35GW/26",
    "The part costs 12345678 yen",
    "Invoice 100-2000-3000 of 2026-03-02 14:30:00",
    "Version 1.2.3.4567890 is installed",
    "I forgot my password: please help",
    "The code on the screen is E41",
    "It ran for 13800 hours",
    "https://example.org/track/13812345678901234567",
    "0000 0000 0000 0000",
    "订单号：４１１１１１１１１１１１１１１１ 还没发货",
    "Version 4.1.2.13 of 2026.03.02",
    "Please send part number AB12345678",
    "快递单号 13812345678",
    "case no. 13812345678",
    "物流号：13812345678",
    "Between 01 02 2026 and 03 04 2026",
    "0.5 120 330 440",
    "at 09:30 12 00 people came",
    "It was 03-11-2026 14:30",
    "Sizes 010 020 030",
    "password reset requested",
    "the password policy",
    "pin 4711 of the connector",
    "PIN 12 of the connector",
    "Article 200-300-4000",
    "0000 0000 0000",
    "酒店订房电话：400-820-6666",
]


@pytest.mark.parametrize(("text", "shown", "kind"), SEEN)
def test_what_need_not_be_seen_is_hidden(text, shown, kind):
    assert [one.kind for one in find(text)] == [kind]
    if shown is not None:
        assert hidden(text) == shown


@pytest.mark.parametrize("text", STAYS)
def test_what_only_looks_like_it_stays(text):
    assert hidden(text) == text


def test_hiding_twice_is_hiding_once():
    text = " / ".join(text for text, _shown, _kind in SEEN)
    assert hidden(hidden(text)) == hidden(text)


def test_a_long_text_of_digits_is_read_in_no_time():
    assert hidden("1" * 200_000) == "1" * 200_000


def test_a_line_of_the_log_shows_no_number_of_a_person():
    told = hide(None, "info", {"event": "call of 13812345678 failed", "case": 13812345678})
    assert told == {"event": "call of ••••5678 failed", "case": 13812345678}


def test_what_an_exception_says_is_printed_without_it():
    try:
        raise ValueError("no route to 13812345678")
    except ValueError:
        told = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), sys.exc_info())
    assert Veiled().format(told).endswith("ValueError: no route to ••••5678")
    assert hide_all(None, "error", "your code is 482913") == "your code is 482913"
    assert hide_all(None, "error", "482913 is your verification code").startswith("•••• is")


HOSTILE = [
    "eyJ" + "-eyJ" * 20_000,
    "sk-" * 30_000,
    "1 " * 50_000,
    "password is " * 9_000,
    "DE89 " * 20_000,
    "+1" + "(.-" * 30_000,
    "密码" * 50_000,
    "验证码" * 30_000,
    "13812345678 " * 9_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
def test_twice_the_text_costs_about_twice_the_time(text):
    half, whole = text[: len(text) // 4], text
    find(half)

    def cost(of: str) -> float:
        times = []
        for _n in range(3):
            began = time.process_time()
            find(of)
            times.append(time.process_time() - began)
        return min(times)

    assert cost(whole) < 10 * cost(half) + 0.05
