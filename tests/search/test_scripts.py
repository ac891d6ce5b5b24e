"""The same sentence in simplified writing, and as Taiwan and Hong Kong write it, has the same outcome everywhere."""

from datetime import datetime

import opencc
import pytest

from makegood.care.promises.reading.finding import find
from makegood.care.promises.reading.wording import wording
from makegood.care.repeats.reading.meaning import meaning
from makegood.desk.routing.reading.complaints import complaining
from makegood.desk.routing.reading.urgency import urgency_of
from makegood.desk.routing.rules import found_in
from makegood.kernel.text import fold, language_of, terms, tsquery

NOW = datetime.fromisoformat("2026-11-02T10:00:00+08:00")
WAYS = {way: opencc.OpenCC(way).convert for way in ("s2t", "s2tw", "s2hk")}
SENTENCES = (
    "洗手间没有卫生纸，我现在还坐在里面，着急",
    "洗衣机着火了，冒着浓烟，请尽快回复",
    "人在机场，柜台没人，飞机还有二十分钟",
    "我们被困在电梯里，出不来，快来人",
    "如果着火了应该怎么办？说明书里没写",
    "冰箱修了三次还是不制冷，我要投诉你们的维修师傅",
    "再不解决我就去消费者协会投诉，律师函已经准备好了",
    "没有投诉，只是想了解一下保养的周期",
    "我明天下午三点前给您回电话，复核结果由主管通知您。",
    "师傅周五上午十点上门，零件已经从台湾寄出了。",
    "退款会在三个工作日内到账，请放心。",
    "这是您自己操作不当造成的，与我们无关。",
    "系统原因导致延误，我们会尽快处理。",
    "上次说的那台电视机又开始闪烁了，屏幕后面发烫",
    "发票还没有收到，麻烦叙述一下原因，借用的设备什么时候还",
)


def outcomes(text: str, language: str) -> dict[str, object]:
    """What everything that reads words makes of a text, places and not characters."""
    urgent, said = urgency_of(text), complaining(text)
    return {
        "index": terms(text),
        "search": tsquery(text),
        "urgency": (urgent.level, urgent.physical, [sign.kind for sign in urgent.signs]),
        "complaint": (said.grade, said.kind),
        "repeat": meaning(text),
        "promises": [
            (one.start, one.end, one.kind, one.by, one.who, one.firm)
            for one in find(text, now=NOW, zone="Asia/Shanghai", language=language)
        ],
        "wording": [(one.start, one.end, one.kind) for one in wording(text, language=language)],
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_either_script_has_the_same_outcome(text: str, way: str):
    written = WAYS[way](text)
    assert written != text
    assert outcomes(written, "zh-Hant") == outcomes(text, "zh-Hans")


def test_the_sentences_have_an_outcome_at_all():
    seen = [outcomes(text, "zh-Hans") for text in SENTENCES]
    for name, least in (("promises", 3), ("wording", 1)):
        assert sum(bool(one[name]) for one in seen) >= least, name
    assert {one["urgency"][0] for one in seen} == {0, 1, 2}  # type: ignore[index]
    assert {one["complaint"][0] for one in seen} == {0, 1, 2}  # type: ignore[index]


@pytest.mark.parametrize("line", ["卫生纸", "柜台", "着火", "回复", "了解", "维修 师傅", "#次列车"])
def test_a_rule_in_either_script_finds_text_in_either(line: str):
    text = f"您好，{line.replace('#', '305').replace(' ', ' ')}，谢谢"
    for way in WAYS.values():
        for rule, words in ((line, way(text)), (way(line), text), (way(line), way(text))):
            assert fold(found_in(rule, words)) == fold(found_in(line, text)) != ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("维修", "zh-Hans"),
        ("維修", "zh-Hant"),
        ("好吃，很好吃，包裝很講究", "zh-Hant"),
        ("台灣", "zh-Hant"),
        ("後悔了", "zh-Hant"),
        ("著名品牌，质量好", "zh-Hans"),
        ("東西可以，用着方便", "zh-Hant"),
        ("皇后路里程表坏了", "zh-Hans"),
        ("唔該整返個雪櫃", "zh-Hant"),
        ("AquaPure 壞了", "zh-Hant"),
        ("E41 报警", "zh-Hans"),
        ("Hello, is anybody there?", "en"),
        ("The 维修 team never came", "en"),
        ("OK", "en"),
    ],
)
def test_the_language_of_a_few_words_is_known(text: str, language: str):
    assert language_of(text, default="en") == language


def test_words_that_both_scripts_share_say_nothing():
    assert language_of("台上吃着", default="zh-Hant") == "zh-Hant"
    assert language_of("台上吃着", default="zh-Hans") == "zh-Hans"
