"""The promises of a case: the strip, the ledger, all about each; what can be done; the history."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils.translation import override

from makegood.base.journal.models import Entry
from makegood.care.cases.operations import assign, rename
from makegood.care.promises.models import Move, Policy, Promise, Warning
from makegood.care.promises.operations import NewPromise, make_many, pause, set_risk, tell
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as user_actor
from makegood.kernel.clock import now
from makegood.web.ledger import elapsed, ledger_of, strip_of
from makegood.web.reasons import why_at_risk
from makegood.web.tests.make import make_case, signed_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def promised(case, **more):
    """What a person promised yesterday, due tomorrow."""
    told = {"kind": "person", "what": "We call", "due": now() + DAY, "at": now() - DAY} | more
    [made] = make_many([NewPromise(case=case, **told)], by=SYSTEM)
    return made


def strip(case):
    return strip_of(list(case.promises.select_related("keeper")), case)


def page(user, case, part="head/"):
    return signed_in(user).get(f"/cases/{case.pk}/{part}").content.decode()


@pytest.mark.parametrize(
    ("due_in", "risk", "shape", "word"),
    [
        (-HOUR, 0, "late", "Late"),
        (HOUR, 0, "soon", "Soon"),
        (DAY, 0, "ok", "In time"),
        (DAY, 1, "soon", "At risk"),
        (DAY, 2, "late", "Will be missed"),
    ],
)
def test_the_strip_says_by_shape_and_word_how_near_it_is(lin, mail, due_in, risk, shape, word):
    case = make_case(mail, lin, due_in=due_in)
    set_risk([(case.promises.get(kind="first_answer").pk, risk, 0.5, "ten others before it")])
    found = strip(case)
    assert (found.risk, found.risk_said, found.keeper) == (shape, word, "Lin Xiao")
    text = page(lin, case)
    assert word in text
    assert f"#i-{shape}" in text


def test_a_promise_whose_clock_stands_is_shown_with_the_reason(lin, mail):
    case = make_case(mail, lin)
    case.promises.update(state="kept", ended_at=now())
    promised(case, kind="solution", what="Repair", span=8 * 3600, due=now() + HOUR)
    pause(case, because="customer", by=SYSTEM)
    found = strip(case)
    assert (found.risk, found.risk_said) == ("wait", "Paused")
    assert found.paused.startswith("we wait for the customer since today")
    assert "we wait for the customer since" in page(lin, case)
    assert "we wait for the customer since" in page(lin, case, "side/")


def test_of_what_runs_a_promise_to_the_customer_goes_before_our_reminder(lin, mail):
    case = make_case(mail, lin, due_in=5 * HOUR)
    promised(case, kind="follow_up", what="", due=now() + HOUR)
    assert strip(case).what == "First answer"


def test_the_seam_is_drawn_to_the_time_that_has_passed():
    moment = now()
    plain = Promise(made_at=moment - 3 * HOUR, due=moment + HOUR)
    assert elapsed(plain, moment) == 0.75
    half = Promise(
        since=moment - HOUR, made_at=moment - 9 * HOUR, due=moment + HOUR, span=7200, left=3600
    )
    assert elapsed(half, moment) == 0.75  # a half before, and half of the other since
    standing = Promise(
        since=moment, made_at=moment, due=moment + HOUR, span=7200, left=5400, paused_at=moment
    )
    assert elapsed(standing, moment + 9 * HOUR) == 0.25


def test_every_end_has_its_word(lin, mail):
    case, moment = make_case(mail, lin), now()
    ends = [
        ("kept", {"state": "kept", "ended_at": moment - 2 * HOUR}, "kept"),
        ("kept", {"state": "kept", "ended_at": moment}, "kept late"),
        ("released", {"state": "released", "ended_at": moment}, "released"),
        ("missed", {"state": "missed", "amends": "none"}, "missed"),
        ("made-good", {"state": "missed", "amends": "offered"}, "missed"),
        ("moved", {"state": "missed", "amends": "none", "moved_to": promised(case)}, "moved"),
    ]
    for css, fields, word in ends:
        told = {"ended_at": moment, "told_at": moment, "untold_why": "late", "due": moment - HOUR}
        made = promised(case)
        Promise.objects.filter(pk=made.pk).update(**{**told, **fields})
        [line] = ledger_of([Promise.objects.get(pk=made.pk)])
        assert (line.css, line.when, line.does) == (css, word, {})


def test_all_about_a_promise_is_told(lead, lin, mail):
    case = make_case(mail, lin)
    made = promised(case, said="I will call you tomorrow", keeper=lead)
    Promise.objects.filter(pk=made.pk).update(policy=Policy.objects.create())
    made.feasibility.overruled_by, made.feasibility.overruled_why = lead, "I do it myself"
    made.feasibility.reasons = ["Ten others are before it."]
    made.feasibility.save()
    Warning.objects.create(promise=made, step=75, person=lin, fallback=lead)
    Move.objects.create(
        promise=made,
        by=str(user_actor(lin.pk)),
        before=made.due,
        after=made.due + DAY,
        why="She asked",
    )
    text = page(lin, case, "ledger/")
    for words in (
        "I will call you tomorrow",
        "Ten others are before it.",
        "Chen Tao promised it all the same: I do it",
        "at 75% of its time Chen Tao was told",
        "Lin Xiao was not here",
        "She asked",
        "Lin Xiao, today",
        "This counts for every case",
        "Who keeps it",
    ):
        assert words in text, words


def test_all_about_many_costs_the_same_statements(lin, mail, django_assert_max_num_queries):
    case = make_case(mail, lin)
    for n in range(15):
        Warning.objects.create(promise=promised(case, what=f"No {n}"), step=50, person=lin)
    browser = signed_in(lin)
    browser.get(f"/cases/{case.pk}/ledger/")
    with django_assert_max_num_queries(20):
        assert "No 14" in browser.get(f"/cases/{case.pk}/ledger/").content.decode()


def test_the_customers_word_releases_us_and_nothing_else(lin, mail):
    case = make_case(mail, lin)
    made = promised(case, at=now())
    url = f"/promises/{made.pk}/release/"
    browser = signed_in(lin)
    assert "has written nothing since" in browser.get(url).content.decode()
    refused = browser.post(url, {"message": "1"})
    assert refused.status_code == 422
    made.refresh_from_db()
    assert made.state == "open"


def test_a_released_promise_keeps_the_reason(lin, mail):
    case = make_case(mail, lin)
    made = promised(case)
    url = f"/promises/{made.pk}/release/"
    browser = signed_in(lin)
    form = browser.get(url).content.decode()
    assert "It flickers after ten minutes." in form
    pk = form.split('name="message" value="')[1].split('"')[0]
    assert browser.post(url, {"message": pk, "why": "She repaired it herself"}).status_code == 204
    assert "She repaired it herself" in page(lin, case, "ledger/")


def agree(browser, made, **told):
    due = (now() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    told = {"due": due, "why": "The part comes later", "knows": "yes"} | told
    return browser.post(f"/promises/{made.pk}/time/", told)


def test_a_new_time_is_agreed_and_the_old_promise_stays(lin, mail):
    case = make_case(mail, lin)
    made, browser = promised(case), signed_in(lin)
    assert agree(browser, made).status_code == 204
    made.refresh_from_db()
    assert (made.state, made.told_at is not None) == ("missed", True)
    new = made.moved_to
    assert (new.state, new.what, round((new.due - now()) / DAY)) == ("open", "We call", 2)
    side = page(lin, case, "side/")
    assert "moved" in side
    assert "a new time is agreed" in side
    for _ in range(2):
        assert agree(browser, made).status_code == 204
    assert case.promises.filter(kind="person").count() == 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"due": ""}, "Say the day and the time."),
        ({"due": "soon"}, "Say the day and the time."),
        ({"due": "2020-01-01T00:00"}, "This moment has passed"),
        ({"why": " "}, "Say why."),
        ({"knows": ""}, "Tell the customer first"),
    ],
)
def test_a_new_time_that_cannot_be_agreed_changes_nothing(lin, mail, told, sentence):
    made = promised(make_case(mail, lin))
    answer = agree(signed_in(lin), made, **told)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    made.refresh_from_db()
    assert (made.state, made.told_at) == ("open", None)


def test_who_was_told_by_a_message_need_not_be_told_again(lin, mail):
    made = promised(make_case(mail, lin))
    tell(made, at=now(), outgoing=None, new_due=now() + 2 * DAY, by=SYSTEM)
    browser = signed_in(lin)
    assert 'name="knows"' not in browser.get(f"/promises/{made.pk}/time/").content.decode()
    assert agree(browser, made, knows="").status_code == 204


def test_the_history_names_who_when_what_from_what_to_what_and_why(lead, lin, mail):
    case = make_case(mail, lin)
    rename(case, subject="Backlight", by=user_actor(lin.pk))
    assign(case, to=lead, reason="Lin Xiao is ill", by=user_actor(lead.pk))
    agree(signed_in(lead), promised(case), why="The part comes later")
    text = page(lead, case, "history/")
    for words in (
        "New television flickers",
        "Backlight",
        "given by the lead: Lin Xiao is ill",
        "The part comes later",
        "Promise missed: We call",
        "Message of the customer",
    ):
        assert words in text, words
    answer = signed_in(lead).get(f"/cases/{case.pk}/history.csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0] == ["Number", "When", "Who", "What", "Before", "After", "Why"]
    assert len(table) == 1 + Entry.objects.filter(case=case.pk).count()
    [renamed] = [row for row in table if row[3] == "Title"]
    assert renamed[2:6] == ["Lin Xiao", "Title", "New television flickers", "Backlight"]


def test_the_history_comes_page_by_page_and_costs_the_same_statements(
    lin, mail, monkeypatch, django_assert_max_num_queries
):
    case = make_case(mail, lin)
    for n in range(12):
        rename(case, subject=f"Title {n}", by=SYSTEM)
    monkeypatch.setattr("makegood.web.views.history.PAGE", 5)
    browser = signed_in(lin)
    first = browser.get(f"/cases/{case.pk}/history/").content.decode()
    assert "Title 11" in first
    assert "Title 5" not in first
    way = first.split('class="onward"><a class="btn" href="')[1].split('"')[0]
    with django_assert_max_num_queries(20):
        second = browser.get(f"/cases/{case.pk}/history/{way}").content.decode()
    assert "Title 5" in second


def test_a_stranger_sees_neither_ledger_nor_history(lin, mail, stranger):
    case = make_case(mail, lin)
    for part in ("ledger/", "history/", "history.csv"):
        assert signed_in(stranger).get(f"/cases/{case.pk}/{part}").status_code == 404


def test_what_the_watch_found_is_said_in_words_and_never_by_its_name(lin, mail):
    case = make_case(mail, lin)
    promise = case.promises.get(kind="first_answer")
    set_risk([(promise.pk, 2, 0.05, "absent")])
    with override("zh-hans"):
        assert why_at_risk(case.promises.get(pk=promise.pk)) == "负责的人不在"
    set_risk([(promise.pk, 2, 0.0, "late")])
    assert why_at_risk(case.promises.get(pk=promise.pk)) == ""
    set_risk([(promise.pk, 1, 0.4, "ten others before it")])
    assert why_at_risk(case.promises.get(pk=promise.pk)) == "ten others before it"
