"""Who says that he complains is known by his words, and hardly anybody else."""

from collections import Counter
from pathlib import Path

import opencc
import pytest

from makegood.desk.routing.reading.complaints import NONE, SAID, SUGGESTED, complaining

HERE = Path(__file__).parent
SCRIPTS = tuple(opencc.OpenCC(way).convert for way in ("s2t", "s2tw", "s2hk", "t2s"))
LEAST = {"said": (0.98, 0.95), "known": (0.97, 0.95)}  # precision, recall


def sentences(part: str) -> list[tuple[int, str]]:
    """Label and words; of `apart` nothing was learned."""
    lines = (HERE / f"complaints_{part}.txt").read_text().splitlines()
    return [(int(level), words) for level, words in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("part", ["known", "apart"])
def test_a_complaint_is_known_and_hardly_anything_else(part):
    for name, floor in (("said", SAID), ("known", SUGGESTED)):
        counted = Counter(
            (label >= floor, complaining(words).grade >= floor) for label, words in sentences(part)
        )
        right, wrong, missed = counted[True, True], counted[False, True], counted[True, False]
        precision, recall = LEAST[name]
        assert right / (right + wrong) >= precision, name
        assert right / (right + missed) >= recall, name
        assert counted[False, False] > 25


@pytest.mark.parametrize("part", ["known", "apart"])
def test_the_same_sentence_in_either_script_is_the_same(part):
    for _level, words in sentences(part):
        found = complaining(words)
        for convert in SCRIPTS:
            again = complaining(convert(words))
            assert (again.grade, again.kind) == (found.grade, found.kind), convert(words)


@pytest.mark.parametrize(
    ("text", "grade", "kind", "words"),
    [
        ("師傅沒有來。我要投訴你們的客服！", SAID, "complaint", "我要投訴"),
        ("Nobody came. If I hear nothing I will file a complaint.", SUGGESTED, "complaint", ""),
        ("再不解决，我要投诉", SUGGESTED, "complaint", "我要投诉"),
        ("第三次了，已经打12315投诉", SAID, "authority", "已经打12315投诉"),
        ("律師函已經準備好了", SUGGESTED, "law", "律師函"),
        ("Mein Anwalt", NONE, "", ""),
        ("等了两天没人理，太失望了", SUGGESTED, "let_down", "太失望"),
        ("冷氣裝壞了，請給個說法", SUGGESTED, "let_down", "給個說法"),
        ("我要个说法", SUGGESTED, "let_down", "要个说法"),
        ("叫你们经理来跟我说", SUGGESTED, "let_down", "叫你们经理"),
        ("这样的服务实在无法接受", SUGGESTED, "let_down", "实在无法接受"),
        ("I want to speak to a manager.", SUGGESTED, "let_down", "speak to a manager"),
        ("Two weeks without heating. This is unacceptable.", SUGGESTED, "let_down", "unacceptable"),
        ("We are very disappointed with the visit", SUGGESTED, "let_down", "disappointed"),
        ("Please escalate this.", SUGGESTED, "let_down", "escalate this"),
        ("到了请联系我们设备负责人刘师傅", NONE, "", ""),
        ("没让我失望，谢谢", NONE, "", ""),
        ("My manager wants an invoice", NONE, "", ""),
        ("I will speak to my manager and order two", NONE, "", ""),
        ("You will not be disappointed", NONE, "", ""),
        ("The noise is at an unacceptable level", NONE, "", ""),
        ("你们接受微信支付吗", NONE, "", ""),
        ("这个说法对吗", NONE, "", ""),
        ("", NONE, "", ""),
    ],
)
def test_it_says_how_sure_and_by_which_words_as_he_wrote_them(text, grade, kind, words):
    found = complaining(text)
    assert (found.grade, found.kind) == (grade, kind)
    assert words in found.words


@pytest.mark.parametrize(
    "sign", ["投诉", "如果", "complain ", "i ", "not a ", "我要", "，", ".", "我 "]
)
def test_a_hostile_text_costs_little(sign):
    for text in (sign * 4000, "我要" + sign * 4000, "投诉 complain " + sign * 4000):
        assert complaining(text).grade in (NONE, SUGGESTED, SAID)
