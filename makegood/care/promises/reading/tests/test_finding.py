"""Promises are found in sentences that were not learned from, and read by the conventions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from makegood.care.promises.reading.finding import Found, find
from makegood.care.promises.reading.tests.sentences import promises


def read(text: str, now: str = "2026-03-11T10:00", zone: str = "Europe/London") -> list[Found]:
    return find(text, now=datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone)), zone=zone)


def due(text: str, now: str = "2026-03-11T10:00", zone: str = "Europe/London") -> tuple[str, str]:
    [found] = read(text, now, zone)
    return (found.by.strftime("%Y-%m-%dT%H:%M") if found.by else "", found.precision)


CHINA = "Asia/Shanghai"
DUE = [
    ("I'll call you at half five.", "2026-03-11T17:30", "minute"),
    ("I'll call you by midday tomorrow.", "2026-03-12T12:00", "minute"),
    ("We'll send the engineer between 8 and 12 on Friday.", "2026-03-13T12:00", "minute"),
    ("I'll write to you within 3-5 days.", "2026-03-16T23:59", "day"),
    ("I'll call you in ten minutes.", "2026-03-11T10:10", "minute"),
    ("I'll call you within the hour.", "2026-03-11T11:00", "hour"),
    ("I'll call you in half an hour.", "2026-03-11T10:30", "minute"),
    ("I'll email you the readings every evening.", "2026-03-11T23:59", "half_day"),
    ("We'll refund it before the week is out.", "2026-03-15T23:59", "week"),
    ("One of the team from the depot will call you within two hours.", "2026-03-11T12:00", "hour"),
    ("We'll waive this month's fee.", "", "none"),
    ("We'll refund you within two working days.", "2026-03-13T18:00", "business_days"),
    ("I'll email you the form by close of play.", "2026-03-11T18:00", "business_days"),
    ("I'll email you the form by EOD.", "2026-03-11T23:59", "day"),
    ("We'll deliver it within a week.", "2026-03-18T23:59", "week"),
    ("We'll deliver it by the end of the week.", "2026-03-15T23:59", "week"),
    ("I'll call you on Wednesday.", "2026-03-18T23:59", "day"),
    ("I'll call you next Wednesday.", "2026-03-18T23:59", "day"),
    ("I'll call you on Tuesday week.", "2026-03-24T23:59", "day"),
    ("We'll deliver it by the end of the month.", "2026-03-31T23:59", "day"),
    ("I'll write to you early next week.", "2026-03-17T23:59", "vague"),
    ("I'll call you shortly.", "", "vague"),
    ("We will deliver it by 05/04.", "2026-04-05T23:59", "day"),
    ("I'll call you around 4pm.", "2026-03-11T16:00", "hour"),
]
DUE_ZH = [
    ("我下午3点前给您回电。", "2026-03-11T15:00", "minute"),
    ("半小时内给您回复。", "2026-03-11T10:30", "minute"),
    ("我们会24小时内联系您。", "2026-03-12T10:00", "hour"),
    ("技术部门48小时内给您结论。", "2026-03-13T10:00", "hour"),
    ("我每天给您报一次进度。", "2026-03-12T23:59", "day"),
    ("我每天下午五点给您报一次进度。", "2026-03-11T17:00", "minute"),
    ("周六上午九点到一点师傅上门检修。", "2026-03-14T13:00", "minute"),
    ("同事會24小時內覆你。", "2026-03-12T10:00", "hour"),
    ("等我二十分钟，我把清单整理好发您。", "2026-03-11T10:20", "minute"),
    ("我们把本月的费用给您免了。", "", "none"),
    ("一个半小时后师傅到您家。", "2026-03-11T11:30", "hour"),
    ("我们两点到四点派师傅上门。", "2026-03-11T16:00", "minute"),
    ("我明后天给您回复。", "2026-03-13T23:59", "day"),
    ("两个工作日内给您退款。", "2026-03-13T18:00", "business_days"),
    ("下班前给您回复。", "2026-03-11T18:00", "business_days"),
    ("周五前给您寄出新机。", "2026-03-13T23:59", "day"),
    ("下周三给您寄出新机。", "2026-03-18T23:59", "day"),
    ("本周内给您寄出新机。", "2026-03-15T23:59", "week"),
    ("月底前给您退款。", "2026-03-31T23:59", "day"),
    ("今晚12点前给您退款。", "2026-03-11T23:59", "minute"),
    ("我明晚给您打电话。", "2026-03-12T23:59", "half_day"),
    ("五一前给您换新。", "2026-04-30T23:59", "day"),
    ("我们将于4月中旬寄出新机。", "2026-04-20T23:59", "vague"),
    ("稍后给您回电。", "", "vague"),
    ("三天內給您退款。", "2026-03-14T23:59", "day"),
    ("我聽日朝早打俾你。", "2026-03-12T12:00", "half_day"),
]


@pytest.mark.parametrize(("text", "by", "precision"), DUE)
def test_a_due_time_in_english_is_read_by_the_table(text: str, by: str, precision: str) -> None:
    assert due(text) == (by, precision)


@pytest.mark.parametrize(("text", "by", "precision"), DUE_ZH)
def test_a_due_time_in_chinese_is_read_by_the_table(text: str, by: str, precision: str) -> None:
    assert due(text, zone=CHINA) == (by, precision)


def test_elapsed_hours_go_right_across_the_change_of_the_clock() -> None:
    text = "You'll hear from us within 24 hours."
    assert due(text, "2026-03-07T20:10", "America/New_York") == ("2026-03-08T21:10", "hour")


def test_a_time_in_another_zone_is_turned_into_ours() -> None:
    text = "I'll call you tomorrow at noon Eastern."
    assert due(text, "2026-03-11T08:00", "America/Los_Angeles") == ("2026-03-12T09:00", "minute")


def test_american_and_british_dates_are_read_by_the_zone() -> None:
    text = "We will ship it by 04/05."
    assert due(text, zone="America/New_York")[0] == "2026-04-05T23:59"
    assert due(text)[0] == "2026-05-04T23:59"


@pytest.mark.parametrize(
    "text",
    [
        "Would you like me to call you tomorrow?",
        "If you send it back by Friday, we will refund you.",
        "We sent it yesterday.",
        "Refunds usually take five working days.",
        "I can't promise that it will arrive tomorrow.",
        "Please send us the form by Friday.",
        "您寄回后，我们三天内退款。",
        "昨天已经给您退款了。",
        "一般三个工作日到账。",
        "需要我明天给您回电吗？",
        "我不能保证周五送到。",
        "请您于周五前寄回。",
        "The fee is waived once you've used the card six times.",
        "要不要幫您升級？這樣可能會快一點。",
        "4月9日8点到14点，您所在的小区停水。",
    ],
)
def test_what_only_looks_like_a_promise_is_left_alone(text: str) -> None:
    assert read(text, zone=CHINA) == []


def test_two_promises_in_one_sentence_stand_apart() -> None:
    found = read("We'll refund the fee today, and I'll call you tomorrow at 10.")
    assert [f.kind for f in found] == ["refund", "call_back"]
    assert found[0].end <= found[1].start


def test_an_emoji_counts_as_one_character() -> None:
    text = "🙏🙏 I'll call you tomorrow."
    [found] = read(text)
    assert text[found.start : found.end] == found.quote == "I'll call you tomorrow"


def test_a_hedged_word_is_not_firm() -> None:
    assert [f.firm for f in read("We hope to ship it tomorrow. I'll call you today.")] == [
        False,
        True,
    ]


def test_nothing_breaks_on_odd_texts() -> None:
    for text in ("", " ", "?", "31/02 32:99", "🙏" * 50, "十" * 300, "by " * 4000, "今天" * 9000):
        read(text)
        read(text, zone=CHINA)


@pytest.mark.parametrize(
    "name", ["held_out.txt", "held_out_trades.txt", "held_out_service_later.txt"]
)
def test_sentences_never_learned_from_are_read_well(name: str) -> None:
    both = found = labels = right = 0
    for row in promises(name):
        now = datetime.fromisoformat(row["now"])
        left = find(
            row["text"], now=now, zone=row["zone"], language=row["lang"], channel=row["channel"]
        )
        found, labels = found + len(left), labels + len(row["promises"])
        for label in row["promises"]:
            a, b = label["span"]
            hit = next((f for f in left if min(f.end, b) > max(f.start, a)), None)
            if hit:
                left.remove(hit)
                both += 1
                right += (hit.by.isoformat() if hit.by else None) == label["by"]
    assert 2 * both / (found + labels) >= 0.9
    assert right / both >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "The truck comes between 9 and 11 on Tuesday.",
        "We come on Monday at nine.",
        "Anna rings you this afternoon.",
    ],
)
def test_what_is_arranged_in_the_present_tense_is_found(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    "text", ["The bus leaves at nine on Tuesday.", "The shop opens at ten on Monday."]
)
def test_timetables_and_opening_hours_are_no_promise(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("請在這裡選擇，或告訴我們您更想要什麼：http://127.0.0.1:8000/o/qFq4z-PF-PM/", []),
        ("See https://example.org/we-will-call-you-by-5pm-tomorrow/ for more.", []),
        ("我们明天上午10点前回复：https://example.org/o/a-6PM/", ["我们明天上午10点前回复"]),
        (
            "Write to by-5pm@example.org, we will answer by Friday noon.",
            ["we will answer by Friday noon"],
        ),
        (
            "We will update www.example.org/today by Friday noon.",
            ["We will update www.example.org/today by Friday noon"],
        ),
    ],
)
def test_an_address_neither_promises_nor_hides_a_promise(text: str, quotes: list[str]) -> None:
    assert [one.quote for one in read(text)] == quotes


@pytest.mark.parametrize(
    "text",
    [
        "You'll just have to wait your turn.",
        "You'll have to send the form back by Friday.",
        "You will need to pay 20 euros tomorrow.",
    ],
)
def test_what_the_customer_has_to_do_is_no_promise_of_ours(text: str):
    assert read(text) == []
