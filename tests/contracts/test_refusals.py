"""What each provider's errors mean: tried again, given the time it asks for, the account's fault, or in vain."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.adapters.sms import adapter as sms
from makegood.adapters.telegram import calls as telegram
from makegood.adapters.wecom import calls as wecom
from makegood.adapters.whatsapp import calls as whatsapp
from makegood.base.egress import Answer
from makegood.contact.channels.ports import Undelivered
from makegood.contact.channels.ports.calling import wait_of
from makegood.kernel.clock import VirtualClock, use
from makegood.web.undelivered import reason_of

IN_VAIN, LATER, SLOWER, OURS = "in vain", "later", "slower", "ours"


def kind_of(error: Undelivered) -> str:
    if error.ours:
        return OURS
    if error.permanent:
        return IN_VAIN
    return SLOWER if error.after else LATER


def meta(status: int, code: int) -> Undelivered:
    said = {"error": {"code": code, "message": f"(#{code})"}}
    return whatsapp._refusal(Answer(status, {}, json.dumps(said).encode()), said)


def bot(status: int, wait: int) -> Undelivered:
    more = {"parameters": {"retry_after": wait}} if wait else {}
    return telegram._refusal(status, {"ok": False, "description": "no", **more})


def gateway(status: int, code: int) -> Undelivered:
    headers = {"retry-after": "7"} if status == 429 else {}
    return sms.refusal(Answer(status, headers, b""), {"code": code, "message": "no"})


def company(_status: int, code: int) -> Undelivered:
    return wecom.refusal({"errcode": code, "errmsg": "no"})


TABLE: list[tuple[Callable[[int, int], Undelivered], int, int, str]] = [
    (meta, 400, 131047, IN_VAIN),  # the window has closed
    (meta, 400, 131026, IN_VAIN),  # he cannot get it
    (meta, 400, 130472, IN_VAIN),  # his number is in an experiment
    (meta, 400, 100, IN_VAIN),
    (meta, 400, 130429, SLOWER),
    (meta, 400, 131056, SLOWER),  # too many to this one number
    (meta, 429, 999, SLOWER),
    (meta, 500, 131000, LATER),
    (meta, 503, 131016, LATER),
    (meta, 401, 190, OURS),  # the token has ended
    (meta, 400, 131031, OURS),  # locked
    (meta, 400, 131042, OURS),  # not paid
    (meta, 403, 10, OURS),
    (bot, 403, 0, IN_VAIN),  # he has blocked the bot
    (bot, 400, 0, IN_VAIN),
    (bot, 429, 7, SLOWER),
    (bot, 502, 0, LATER),
    (bot, 401, 0, OURS),  # the token was taken back
    (bot, 404, 0, OURS),
    (gateway, 400, 21610, IN_VAIN),  # he wrote STOP
    (gateway, 400, 21211, IN_VAIN),  # no such number
    (gateway, 429, 20429, SLOWER),
    (gateway, 400, 21611, LATER),  # our queue there is full
    (gateway, 503, 20503, LATER),
    (gateway, 401, 20003, OURS),
    (gateway, 400, 21408, OURS),  # a country that our account does not allow
    (company, 200, 95018, IN_VAIN),  # the talk has ended
    (company, 200, 95001, IN_VAIN),  # more than five
    (company, 200, 45009, SLOWER),
    (company, 200, -1, LATER),
    (company, 200, 40001, OURS),  # the secret is another one
    (company, 200, 60020, OURS),  # our address is not on its list
    (company, 200, 42001, OURS),  # a fresh token ended at once
]


@pytest.mark.parametrize(("refused", "status", "code", "kind"), TABLE)
def test_what_a_refusal_means(refused: Any, status: int, code: int, kind: str):
    assert kind_of(refused(status, code)) == kind


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 11:00:00 GMT", None),
        ("", None),
        ("-5", None),
        ("99999999999", None),
        ("soon", None),
        ("Sun, 99 Foo 2026", None),
    ],
)
def test_how_long_to_wait_is_told_in_seconds_or_as_a_moment(said: str, seconds: int | None):
    with use(VirtualClock(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))):
        found = wait_of(Answer(429, {"retry-after": said}, b""))
    assert found == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("131047 · (#131047) Re-engagement message", "The reply window has closed (131047)"),
        ("95018 · send msg session status invalid", "The reply window has closed (95018)"),
        ("21610 · Attempt to send to unsubscribed", "He wants no more messages here (21610)"),
        ("Forbidden: bot was blocked by the user", "He wants no more messages here"),
        ("131999 · something new", "131999 · something new"),
        ("550 5.1.1 no such user", "There is no such mailbox (5.1.1)"),
    ],
)
def test_why_it_did_not_arrive_is_said_in_plain_words(said: str, shown: str):
    assert reason_of(said) == shown
