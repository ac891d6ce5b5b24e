"""The gist of a promise carries no half of a time: what led to the time goes, and what trailed it."""

from datetime import UTC, datetime

import pytest

from makegood.care.promises.reading.finding import find

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
GISTS = [
    ("明天下午3点前给您上门时间", "给您上门时间"),
    ("我们会在明天下午5点前给您退款", "我们会给您退款"),
    ("我们会在明天下午5点之前给您退款", "我们会给您退款"),
    ("我会在周五以前给您回电话", "我会给您回电话"),
    ("今天下午4点左右给您回电", "给您回电"),
    ("我们明天内给您答复", "我们给您答复"),
    ("我们将于48小时以内完成退款", "我们将完成退款"),
    ("最晚周三之前寄出新的配件", "寄出新的配件"),
    ("最晚不超过明天中午给您回复", "给您回复"),
    ("您好，我们在三天之内安排师傅上门", "我们安排师傅上门"),
    ("给您退款，明天下午5点前到账", "给您退款，到账"),
    ("明天上午10点到12点之间师傅上门", "师傅上门"),
    ("您好，完税证明我司将于6月12日（周五）前重新出具", "完税证明我司将重新出具"),
    ("我們會於明天下午五點之前為您退款", "我們會為您退款"),
    ("本週五以前會把新的零件寄出", "會把新的零件寄出"),
    ("我會在明天下午三點左右打電話給您", "我會打電話給您"),
    ("將在三個工作日內退款給您", "將退款給您"),
    ("最遲明天中午前回覆您", "回覆您"),
    ("明天下午3點至5點間給您回電", "給您回電"),
    ("款項將於11月25日或之前存入閣下戶口", "款項將存入閣下戶口"),
    ("I will call you back by 5pm tomorrow.", "I will call you back"),
    ("By Friday noon we will send a new part.", "we will send a new part"),
    ("We will send the part out no later than Friday.", "We will send the part out"),
    ("I'll have an engineer with you at around 3 pm tomorrow.", "I'll have an engineer with you"),
    ("We'll refund it by the end of Friday at the latest.", "We'll refund it"),
    ("I'll ring you between 3 and 4 pm tomorrow.", "I'll ring you"),
    ("I will let you know on or before Friday.", "I will let you know"),
    (
        "We'll hold your place in the queue till tomorrow noon.",
        "We'll hold your place in the queue",
    ),
    ("I will come by between 1 and 3 pm tomorrow.", "I will come by"),
    ("您好！明天下午3点前给您回电话", "给您回电话"),
    ("你們好，我們明天上午10點前回覆", "我們回覆"),
    ("Hello Mrs. Bell, we will call you tomorrow at 10:00.", "we will call you"),
]


@pytest.mark.parametrize(("text", "gist"), GISTS)
def test_the_gist_is_a_sentence_without_the_time(text: str, gist: str) -> None:
    assert [f.what for f in find(text, now=NOW, zone="Asia/Shanghai")] == [gist]


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        ("明天前往您家检查漏水", "前往您家检查漏水"),
        ("我们明天内部开会后给您答复", "我们内部开会后给您答复"),
        ("我现在就给您退款", "给您退款"),
    ],
)
def test_a_word_that_only_begins_like_one_stays_whole(text: str, gist: str) -> None:
    found = find(text, now=NOW, zone="Asia/Shanghai")
    assert found
    assert gist in found[0].what
