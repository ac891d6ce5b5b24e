import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from makegood.world.demo.content import read
from makegood.world.demo.hours import hours_of
from makegood.world.demo.multiply import world
from makegood.world.demo.retell import retold

NOON = datetime(2026, 11, 24, 5, 48, tzinfo=UTC)  # 13:48 in Shanghai
MOMENTS = [
    NOON,
    datetime(2026, 11, 24, 12, 20, tzinfo=UTC),
    datetime(2026, 11, 22, 20, 10, tzinfo=UTC),
    datetime(2027, 2, 1, 1, 5, tzinfo=UTC),
]
WHEN = re.compile(
    r"\d[:：]\d|\d\s*[–-]\s*\d|\d\s*[ap]m\b|[今明后後昨聽]天|[今明后後昨聽次當当][日天]"
    r"|(周|週|星期)[一二三四五六日天末]|月\d|\d月|[点點](?!心)|[天日时時]内|[天日時]內|分[钟鐘]|小[时時]|工作日|[个個]月|两天|兩天"
    r"|\b(to(day|night|morrow)|yesterday|(mon|tues|wednes|thurs|fri|satur|sun)day|noon|midnight"
    r"|morning|evening|afternoon|days?|hours?|minutes?|weeks?)\b",
    re.IGNORECASE,
)
TIMED = (
    "今天11:45前给准话",
    "後日14:00–16:00上門",
    "次日6点前送到",
    "两小时内到",
    "三日內收到新蓋",
    "周二前到账",
    "10月8日前送到",
    "Visit tomorrow",
    "There by Friday",
    "Tech 6:00–7:00",
    "Danny, 10–12, with the word",
    "Kettles by Friday 8 pm",
    "New base there in two days",
    "Terminal by noon next day",
)
CUSTOMERS_SENTENCE = (
    24  # a text longer than this tells something; shorter ones are "yes, thank you"
)


@cache
def made(now):
    return world(now)


@pytest.fixture(params=MOMENTS, ids=lambda now: now.isoformat())
def demo(request):
    return made(request.param)


def test_there_are_300_contacts_and_600_cases(demo):
    assert (len(demo.contacts), len(demo.cases)) == (300, 600)
    assert len({contact.id for contact in demo.contacts}) == 300
    assert len({case.id for case in demo.cases}) == 600


def test_nobody_shares_a_name_a_mail_a_phone_or_a_serial_number(demo):
    for values in (
        [contact.name for contact in demo.contacts],
        [contact.handles["mail"] for contact in demo.contacts if "mail" in contact.handles],
        [contact.handles["phone"] for contact in demo.contacts],
        [asset.serial for contact in demo.contacts for asset in contact.assets],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_addresses_and_numbers_reach_nobody(demo):
    for contact in demo.contacts:
        mail = contact.handles.get("mail", "x@example.cn")
        assert mail.endswith(("@example.cn", "@example.com"))
        assert contact.handles["phone"].startswith(
            ("+86 100 555", "+852 0055", "+886 000 555", "+44 7700 900", "+1 ")
        )
        if contact.handles["phone"].startswith("+1 "):
            assert " 555 01" in contact.handles["phone"]


def test_serial_numbers_have_the_pattern_of_their_product(demo):
    for contact in demo.contacts:
        for asset in contact.assets:
            assert re.match(demo.content.products[asset.product].serial_pattern, asset.serial)


def test_the_languages_are_mixed_as_in_the_sources(demo):
    share = Counter(case.language for case in demo.cases)
    assert 290 <= share["zh-Hans"] <= 330
    assert 75 <= share["zh-Hant"] <= 110
    assert 160 <= share["en"] <= 205
    language = {contact.id: contact.language for contact in demo.contacts}
    assert all(case.language == language[case.contact] for case in demo.cases)


def test_the_states_are_a_realistic_mix(demo):
    states = Counter(case.closure or case.state for case in demo.cases)
    assert states["confirmed"] >= 300
    assert states["assumed"] >= 90
    assert 80 <= states["open"] <= 140
    assert 30 <= states["waiting"] <= 60
    assert states["resolved"] >= 15
    assert sum(case.reopened for case in demo.cases) >= 8


def test_a_few_are_late_and_the_rest_are_not():
    demo = made(NOON)
    late = [case for case in demo.cases if case.deadline and case.deadline < NOON]
    assert 3 <= len(late) <= 15


@pytest.mark.parametrize("now", MOMENTS)
def test_nothing_is_late_by_more_than_some_hours(now):
    late = [now - c.deadline for c in made(now).cases if c.deadline and c.deadline < now]
    assert late
    assert max(late) <= timedelta(hours=12)
    assert sum(by > timedelta(hours=5) for by in late) <= 1


def test_a_promise_names_the_act_and_leaves_the_time_to_its_due(demo):
    said = {promise.what for case in demo.cases for promise in case.promises}
    assert len(said) > 50
    assert [what for what in said if WHEN.search(what)] == []


def test_the_search_for_times_finds_every_way_to_say_one():
    for what in TIMED:
        assert WHEN.search(what), what


def test_what_is_not_closed_has_an_owner_and_a_deadline(demo):
    for case in demo.cases:
        assert case.owner in demo.content.people
        assert (case.deadline is None) == (case.state == "closed")
        assert (case.closure != "") == (case.state == "closed")


@pytest.mark.parametrize("now", MOMENTS)
def test_every_case_is_told_in_order_and_nothing_has_not_happened_yet(now):
    for case in made(now).cases:
        times = [entry.at for entry in case.entries]
        assert times == sorted(times), case.id
        assert times[-1] <= now, case.id
        for promise in case.promises:
            assert promise.made <= promise.due, (case.id, promise)
            assert promise.made <= now
            if promise.state == "kept" and promise.ended:
                assert promise.ended <= min(promise.due, now), (case.id, promise)


def test_an_open_promise_belongs_to_a_case_that_is_not_closed(demo):
    for case in demo.cases:
        if case.state == "closed":
            assert all(promise.state != "open" for promise in case.promises), case.id


def test_the_desk_answers_in_its_opening_hours(demo):
    outside = total = 0
    for case in demo.cases:
        if not case.id.startswith("d-"):
            continue
        for entry in case.entries:
            if entry.author == "staff" and entry.kind == "message":
                team = demo.content.teams[demo.content.people[entry.who].team]
                total += 1
                outside += not hours_of(demo.content, team).is_open(entry.at)
    assert outside <= total * 0.12  # a technician's delay is told from the road, at any hour


def test_customers_write_when_they_are_awake(demo):
    zone = {contact.id: ZoneInfo(contact.zone) for contact in demo.contacts}
    hours = [
        entry.at.astimezone(zone[case.contact]).hour
        for case in demo.cases
        if case.id.startswith("d-")
        for entry in case.entries
        if entry.author == "contact"
    ]
    assert sum(hour < 7 for hour in hours) < len(hours) * 0.03


def test_no_story_is_told_word_for_word_more_than_a_few_times(demo):
    openings = Counter(" ".join(e.text for e in case.entries[:2]) for case in demo.cases)
    assert max(openings.values()) <= 2
    told = Counter(
        entry.text
        for case in demo.cases
        for entry in case.entries
        if entry.author in {"contact", "staff"} and len(entry.text) > CUSTOMERS_SENTENCE
    )
    again = sum(count - 1 for count in told.values())
    assert again <= 0.06 * sum(told.values())
    short = Counter(
        entry.text for case in demo.cases for entry in case.entries if entry.author == "contact"
    )
    assert max(short.values()) <= 14


def test_no_placeholder_is_left_in_a_text(demo):
    for case in demo.cases:
        for text in (case.subject, case.outcome, *(entry.text for entry in case.entries)):
            assert "{" not in text, case.id
            assert "  " not in text, (case.id, text)
        assert case.subject


def test_the_same_seed_and_moment_make_the_same_world():
    assert world(NOON) == made(NOON)
    assert world(NOON, seed="other").cases != made(NOON).cases


def test_it_is_always_fresh():
    for now in MOMENTS:
        newest = max(case.touched for case in made(now).cases)
        assert now - newest < timedelta(minutes=90)


def test_a_written_thread_keeps_the_clock_times_of_its_text_where_that_is_true():
    case = next(case for case in made(NOON).cases if case.id == "t-01")
    assert "15:00前" in case.entries[-1].text
    assert case.deadline.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "15:00"


def test_at_another_hour_the_clocks_in_the_text_move_along():
    later = made(MOMENTS[1])  # 20:20 in Shanghai
    case = next(case for case in later.cases if case.id == "t-01")
    due = case.deadline.astimezone(ZoneInfo("Asia/Shanghai"))
    said = case.entries[-1].text.split("前我告诉")[0][-5:]
    minutes = abs(int(said[:2]) * 60 + int(said[3:]) - due.hour * 60 - due.minute)
    assert minutes <= 15


def test_at_no_hour_of_a_day_did_a_written_promise_end_in_the_time_to_come():
    content = read()
    for quarter in range(96):
        now = datetime(2026, 11, 22, tzinfo=UTC) + quarter * timedelta(minutes=15, seconds=7)
        for thread in content.threads:
            for promise in retold(content, thread, now).promises:
                ended = promise.ended or promise.due
                assert promise.state == "open" or ended <= now, (now, thread["id"], promise)
