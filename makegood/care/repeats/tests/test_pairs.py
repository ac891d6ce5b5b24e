"""The recogniser on the half of the labelled pairs that nothing was learned from."""

import pytest

from bench.repeat_learning import learn, pairs, scored, stories
from makegood.care.repeats.reading.naming import named


def test_nine_of_ten_are_joined_right_and_hardly_one_in_fifty_wrongly():
    kept = scored("kept")
    assert kept.pairs > 100
    assert kept.right >= 0.9
    assert kept.wrong < 0.02


def test_no_story_is_in_both_halves():
    ids = [story["story"] for half in ("learn", "kept") for story in stories(half)]
    assert len(ids) == len(set(ids))


def test_strangers_with_the_same_trouble_are_bound_to_nobody():
    assert all(pair.rows == {} for pair in pairs(stories("kept")) if pair.tie == "s")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我电话 138 1234 5678，电视还在闪", [("phone", "+8613812345678")]),
        ("手机号137 0000 2222", [("phone", "+8613700002222")]),
        ("订单号 SO20261103771", [("number", "SO20261103771")]),
        ("Serial SN: WM8-220417-55.", [("number", "WM822041755")]),
        ("order 2611050098 is broken", [("number", "2611050098")]),
        ("write to Wang@Example.org, please", [("mail", "wang@example.org")]),
        ("this is about M-2417", [("case", "2417")]),
        ("It happened on 2026-11-03 at 19:30 and cost 1,299.00", []),
        ("报 E-1042，型号 BCD-450", []),
        ("", []),
    ],
)
def test_what_a_text_names(text: str, found: list[tuple[str, str]]):
    assert [(one.kind, one.value) for one in named(text)] == found


def test_a_list_of_numbers_names_nobody_for_ever():
    assert len(named(" ".join(f"order A{n:08d}" for n in range(500)))) <= 12


def test_learning_is_the_same_every_time(monkeypatch):
    monkeypatch.setattr("bench.repeat_learning.STEPS", 20)
    assert learn() == learn()
