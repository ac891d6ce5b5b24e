"""The envelope of WeCom's calls and the examples of its documents.

`event.xml` and the fields of `sync_msg.json` were compared with the published page 94670 (接收消息和事件) and with the
structures of the SDKs silenceper/wechat and Wechat-Group/WxJava; the length and the signs of a msgid with the
published page of kf/send_msg. Nothing here was recorded from a real account.
"""

import json
import re
from pathlib import Path

import pytest

from makegood.adapters.wecom import envelope
from makegood.adapters.wecom.adapter import _announced
from makegood.adapters.wecom.reading import mark_in, name_of, understood

PAYLOADS = Path(__file__).parent / "payloads"
KEY, CORP = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
# The example of https://developer.work.weixin.qq.com/document/path/90968
SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUp"
    "j911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue"
    "06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+"
    "3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH"
    "27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8"
    "R07+qN+E7Q=="
)


def test_the_example_of_the_documents_is_signed_and_opens():
    said = "477715d11cdb4164915debcba66cb864d751f3e6"
    told = {"token": "QDG6eK", "timestamp": "1409659813", "nonce": "1372623149", "sealed": SEALED}
    assert envelope.is_signed(said, **told)
    assert not envelope.is_signed(said[:-1], **told)
    message = envelope.unsealed(SEALED, aes_key=KEY, receiver=CORP)
    assert envelope.fields(message)["Content"] == "hello"


def test_what_was_sealed_opens_for_its_receiver_only():
    sealed = envelope.seal("权/權 🙏".encode(), aes_key=KEY, receiver=CORP)
    assert envelope.unsealed(sealed, aes_key=KEY, receiver=CORP).decode() == "权/權 🙏"
    with pytest.raises(envelope.BadEnvelope):
        envelope.unsealed(sealed, aes_key=KEY, receiver="wx0000000000000000")


@pytest.mark.parametrize(
    "wrong", ["", "x", "====", "aGVsbG8=", SEALED[:-24], SEALED[24:], "é" * 40]
)
def test_nothing_that_was_cut_or_changed_opens(wrong: str):
    with pytest.raises(envelope.BadEnvelope):
        envelope.unsealed(wrong, aes_key=KEY, receiver=CORP)


def test_no_entity_is_looked_up():
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'
    )
    try:
        told = envelope.fields(bomb)
    except envelope.BadEnvelope:
        told = {}
    assert "root" not in told.get("Encrypt", "")


def test_the_event_says_what_to_fetch_and_for_whom():
    welcome = _announced((PAYLOADS / "event.xml").read_bytes())
    assert welcome.body == b"success"
    assert welcome.pull == "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR"
    assert welcome.pull_for == "wkxxxxxxx"


def test_what_is_fetched_is_understood():
    found = json.loads((PAYLOADS / "sync_msg.json").read_bytes())["msg_list"]
    who = {"unionid": "oUnion", "nickname": "王芳"}
    text, image, place, entered, failed, colleague = [
        understood(json.dumps(one).encode(), who, "zh-Hans") for one in found
    ]
    assert (text.text, text.sender_kind, text.sender) == ("hello world", "unionid", "oUnion")
    assert (text.peer, text.sender_name) == ("wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw", "王芳")
    assert image.media[0].reference == {"media_id": "2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvvgw"}
    assert "广州国际媒体港" in place.text
    assert entered.ignored == "no words: enter_session"
    assert failed.receipts[0].reason == "WeCom 4: the talk has ended: more than 48 hours"
    assert colleague.ignored


def test_without_a_unionid_he_is_known_by_the_companys_own_name_for_him():
    found = json.loads((PAYLOADS / "sync_msg.json").read_bytes())["msg_list"][0]
    one = understood(json.dumps(found).encode(), {}, "zh-Hans")
    assert (one.sender_kind, one.sender) == ("wecom", "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw")


def test_a_msgid_is_one_that_wecom_takes_and_tells_our_mark_again():
    mark = "6f1c2e9a-8a77-4b11-9d5e-0fffabcdef12:17:120"
    assert re.fullmatch(r"[0-9a-zA-Z_-]{1,32}", name_of(mark))
    assert mark_in(name_of(mark)) == mark


@pytest.mark.parametrize("name", ["", "FAIL_MSGID", "from_msgid_4622416642169452483", "é" * 26])
def test_the_msgid_of_another_has_no_mark(name: str):
    assert mark_in(name) == ""


@pytest.mark.parametrize(("number", "why"), [(10, "refused"), (11, "WeCom app"), (99, "not deliv")])
def test_a_failure_says_why(number: int, why: str):
    event = {"event_type": "msg_send_fail", "fail_msgid": "x", "fail_type": number}
    told = {"msgid": "m", "origin": 4, "msgtype": "event", "event": event}
    [receipt] = understood(json.dumps(told).encode(), {}, "en").receipts
    assert why in receipt.reason


def test_a_card_is_said_in_words():
    told = {"msgid": "m", "origin": 3, "msgtype": "business_card", "external_userid": "wm1"}
    card = {**told, "business_card": {"userid": "zhangsan"}}
    assert understood(json.dumps(card).encode(), {}, "en").text == "☎ zhangsan"
