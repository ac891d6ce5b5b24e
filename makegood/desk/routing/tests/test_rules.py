import pytest

from makegood.desk.routing.rules import Conditions, Fit, Told, first_that_fits, fits, found_in


@pytest.mark.parametrize(
    ("lines", "text", "found"),
    [
        ("G#", "在G1234次列车上", "g1234"),
        ("G#", "my PNG12 file", ""),
        ("coach #", "I sit in Coach 5.", "coach 5"),
        ("RE #", "train RE 4512, help", "re 4512"),
        ("RE 4512", "RE 45123", ""),
        ("车厢", "車廂裡沒有紙", "车厢"),
        ("ice", "the service is bad", ""),
        ("invoice\nrefund", "Where is my REFUND?", "refund"),
        ("pump*", "pumps are loud", "pumps"),
        ("#", "12", ""),
        ("(a+)+$", "aaaa", ""),
    ],
)
def test_a_line_stands_for(lines, text, found):
    assert found_in(lines, text) == found


def test_all_conditions_must_hold_and_say_by_what():
    rule = Conditions(channel="webhook", words="G#", urgency=1, physical=True)
    told = Told(text="G1234 没有纸", channel="webhook", urgency=1, physical=True)
    assert fits(rule, told) == (
        Fit("channel", "webhook"),
        Fit("words", "g1234"),
        Fit("urgency", "1"),
        Fit("physical", "1"),
    )
    assert fits(rule, Told(text="G1234", channel="email", urgency=2, physical=True)) == ()


def test_a_rule_that_asks_nothing_fits_nothing():
    assert fits(Conditions(), Told(text="anything")) == ()


def test_the_first_that_fits_wins():
    rules = [
        Conditions(rule_id=1, words="refund"),
        Conditions(rule_id=2, language="en"),
        Conditions(rule_id=3, words="train"),
    ]
    told = Told(text="the train was late", language="en")
    found = first_that_fits(rules, told)
    assert found is not None
    assert found[0].rule_id == 2
    assert first_that_fits(rules[:1], told) is None


def test_place_and_product_are_read_from_the_channel_and_from_the_words():
    assert fits(Conditions(place="Platform #"), Told(text="", place="platform 3"))
    assert fits(Conditions(product="55Q8"), Told(text="my 55q8 flickers"))
    assert not fits(Conditions(product="55Q8"), Told(text="my set flickers", product="65Q8"))


def test_tier_and_complaint_are_asked_as_they_are_written():
    rule = Conditions(tier="Gold", complaint=True)
    assert fits(rule, Told(text="", tier="gold", complaint=True))
    assert not fits(rule, Told(text="", tier="gold"))


def test_many_wildcards_cost_no_more_than_two():
    assert found_in("a*a*a*a*a*a*b", "a" * 4000) == ""
