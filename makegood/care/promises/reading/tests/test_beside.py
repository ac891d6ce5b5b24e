from datetime import datetime

import pytest

from makegood.care.promises.reading.beside import on_their_own
from makegood.care.promises.reading.finding import find

NOW = datetime.fromisoformat("2026-11-22T09:00:00+08:00")


def kinds(text: str) -> list[str]:
    return [one.kind for one in on_their_own(find(text, now=NOW, zone="Asia/Shanghai"))]


@pytest.mark.parametrize(
    "text",
    [
        "师傅明天上午10点上门，到之前会先打电话。",
        "師傅明天上午10點上門，到之前會先打電話。",
        "工程师周三上午到，上门前半小时会打电话联系您。",
        "我们明天派人上门。到之前会先打电话。",
        "The engineer comes tomorrow at 10. He will call before he arrives.",
        "Our technician will be there on Tuesday at 9 and will ring you half an hour before.",
    ],
)
def test_a_call_that_goes_ahead_of_a_visit_is_a_part_of_it(text):
    assert kinds(text) == ["visit"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("工程师上门前会给您打电话。", ["call_back"]),
        ("师傅明天上门，我下午三点前给您回电话确认时间。", ["visit", "call_back"]),
        ("配件今天寄出，明天上午我再给您打电话。", ["deliver", "call_back"]),
        ("The parcel goes out today. I will call you before noon.", ["deliver", "call_back"]),
    ],
)
def test_a_call_of_its_own_stays_one(text, found):
    assert kinds(text) == found
