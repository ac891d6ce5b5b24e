"""What must not leave a text, and what must survive its translation."""

import pytest

from makegood.desk.translating.rules import cover, differs, uncover

SECRETS = (
    "My card is 4111 1111 1111 1111, write to wang@example.org or see https://x.test/s/abc?d=1",
    "我的手机 13800138000，验证码 482913，身份证 11010519491231002X",
)


@pytest.mark.parametrize("text", SECRETS)
def test_what_is_secret_does_not_leave_and_is_there_again(text):
    covered = cover(text)
    for secret in ("4111", "wang@", "/s/abc", "13800138000", "482913", "11010519491231002X"):
        assert secret not in covered.text
    assert uncover(covered.text, covered.kept) == text
    spaced = covered.text.replace("[[", "[[ ").replace("]]", " ]]")
    assert all(words in uncover(spaced, covered.kept) for words in covered.kept.values())


def test_a_sign_that_somebody_typed_is_not_ours():
    covered = cover("[[1]] is what I typed, wang@example.org is mine")
    assert "wang@" not in covered.text
    assert uncover(covered.text, covered.kept).startswith("[[1]] is what I typed, wang@")


@pytest.mark.parametrize(
    ("original", "translated"),
    [
        (
            "请在11月3日下午3点前来，费用1,299.00元",
            "Please come before 3 pm on November 3, the cost is 1299 yuan",
        ),
        ("We come on 3 November at 15:00", "我们11月3日15:00到"),
        ("We come at 15:00 today", "我们今天下午3点00分到"),
        ("两台机器坏了", "Two machines are broken"),
        ("Two machines, M-2417", "两台机器，M-2417"),
        ("等了三天", "I waited 3 days"),
        ("AquaPure漏水，报E41", "The AquaPure leaks and shows E41"),
        ("Order SO20261103771 came at 10am", "订单SO20261103771上午10点到"),
        ("I WANT MY MONEY BACK NOW", "我现在就要退钱"),
        ("第07批", "batch 7"),
        ("", ""),
    ],
)
def test_what_survived_is_not_warned_of(original, translated):
    assert not differs(original, translated), differs(original, translated)


@pytest.mark.parametrize(
    ("original", "translated", "lost", "added"),
    [
        ("We pay 1,299.00", "我们付 1289 元", ("1299",), ("1289",)),
        ("Your case is M-2417", "您的工单是 M-2471", ("M-2417",), ()),
        ("AquaPure坏了两次", "The water cleaner broke twice", ("AquaPure",), ()),
        ("Tomorrow at 9", "明天", ("9",), ()),
        ("Come tomorrow", "明天14点来", (), ("14",)),
        ("See https://x.test/s/abc/", "见链接", ("https://x.test/s/abc/",), ()),
        ("The LaundryMaid is loud", "洗衣机很吵", ("LaundryMaid",), ()),
    ],
)
def test_what_did_not_survive_is_named(original, translated, lost, added):
    found = differs(original, translated)
    assert (found.lost, found.added) == (lost, added)


def test_a_name_of_ours_must_stand_as_we_write_it():
    assert differs("The Silent Pump leaks", "静音泵漏水", names=("Silent Pump",)).lost == (
        "Silent Pump",
    )


@pytest.mark.parametrize("sign", ["1", "1.", "a1-", "A", "[[", "十", "@a.", "http://"])
def test_a_hostile_text_costs_little(sign):
    text = sign * (5000 // len(sign))
    covered = cover(text)
    assert uncover(covered.text, covered.kept) == text
    differs(text, text)
