"""The lead's board: who needs help, whether we keep our word, where people wait, who carries too much."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from makegood.base.access.policy import principal_of_user
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import set_risk
from makegood.care.promises.queries import overseeing
from makegood.care.promises.queries.rates import Scope, scope_of
from makegood.kernel.clock import now
from makegood.records.people.models import Presence
from makegood.web.charts import line_of
from makegood.web.tests.make import make_case, make_staff, signed_in

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_remembered(db):
    """What an earlier test reckoned."""
    cache.clear()


def ranked(user):
    scope = scope_of(principal_of_user(user))
    return [(one.promise.case.subject, one.rank) for one in overseeing.pressing(scope)]


def kept(case, minutes, *, late=False):
    """The first answer came after so many minutes, an hour ago."""
    end = now() - HOUR
    due = end - HOUR if late else end + HOUR
    case.promises.filter(kind="first_answer").update(
        state="kept", ended_at=end, due=due, made_at=end - timedelta(minutes=minutes)
    )
    type(case).objects.filter(pk=case.pk).update(unanswered_since=None)


def board(user, query=""):
    return signed_in(user).get(f"/lead/?{query}").content.decode()


def test_help_is_listed_by_risk_and_then_by_when_it_is_due(lead, lin, mail):
    make_case(mail, lin, "In two hours", due_in=2 * HOUR)
    make_case(mail, lin, "In half an hour", due_in=HOUR / 2)
    make_case(mail, lin, "Late", due_in=-HOUR)
    make_case(mail, lin, "Later than late", due_in=-2 * HOUR)
    risky = make_case(mail, lin, "At risk", due_in=5 * HOUR)
    lost = make_case(mail, lin, "Lost", due_in=6 * HOUR)
    for case, risk in ((risky, 1), (lost, 2)):
        set_risk(
            [(case.promises.get(kind="first_answer").pk, risk, 0.4, "Lin Xiao has ten others")]
        )
    expected = [("Later than late", 3), ("Late", 3), ("Lost", 2), ("At risk", 1)]
    assert ranked(lead) == [*expected, ("In half an hour", 0)]
    counts = overseeing.pressing_counts(scope_of(principal_of_user(lead)))
    assert counts == {3: 2, 2: 1, 1: 1, 0: 1}
    page = board(lead)
    assert "Lin Xiao has ten others" in page
    assert "In two hours" not in page
    assert page.index("Later than late") < page.index("Lost") < page.index("In half an hour")


def test_what_waits_for_the_customer_needs_no_help(lead, lin, mail):
    case = make_case(mail, lin, "Paused", due_in=-HOUR)
    case.promises.update(paused_at=now(), paused_because="customer")
    silent = make_case(mail, lin, "Silent", due_in=-HOUR)
    silent.promises.update(kind="confirmation")
    assert ranked(lead) == []
    assert "nothing late, nothing near" in board(lead)


@pytest.mark.parametrize(
    ("owner", "here", "act", "way"),
    [
        ("lead", True, "Open", "/cases/{}/"),
        ("lin", False, "Take over", "/cases/{}/taking/"),
        ("lin", True, "Hand on", "/cases/{}/giving/"),
    ],
)
def test_each_row_offers_the_one_thing_that_helps(lead, lin, mail, owner, here, act, way):
    case = make_case(mail, {"lead": lead, "lin": lin}[owner], "Late", due_in=-HOUR)
    Presence.objects.filter(user=lin).update(seen_at=now() if here else None)
    page = board(lead)
    assert f'aria-label="{act}: Late"' in page
    assert way.format(case.pk) in page
    assert ("Lin Xiao is not here" in page) is (act == "Take over")


def test_the_share_kept_is_shown_with_its_interval_and_leads_to_its_rows(lead, lin, mail):
    cases = [make_case(mail, lin, f"Case {n}") for n in range(10)]
    for n, case in enumerate(cases):
        kept(case, 30, late=n < 2)
    page = board(lead, "range=week")
    assert "80.0%" in page  # 8 of 10
    assert "49.0–94.3" in page
    assert "2 not kept in time" in page
    listed = signed_in(lead).get("/lead/promises/?range=week&state=broken").content.decode()
    assert listed.count("kept late") == 2
    assert "Case 0" in listed
    assert "Case 5" not in listed


def test_waiting_is_the_median_and_the_ninetieth_percentile(lead, lin, mail, chat):
    for minutes in (10, 20, 30, 40, 100):
        kept(make_case(mail, lin), minutes)
    make_case(chat, lin, sender="visitor-9")
    scope = scope_of(principal_of_user(lead))
    found = {
        w.key: w for w in overseeing.waits(scope, now() - timedelta(days=1)) if w.by == "channel"
    }
    assert (found["test-mail"].median, found["test-mail"].ninetieth) == (30 * 60, 76 * 60)
    assert (found["test-mail"].answered, found["test-mail"].waiting) == (5, 0)
    assert (found["test-chat"].median, found["test-chat"].waiting) == (None, 1)
    page = board(lead, "range=week")
    assert "30 min / 76 min" in page
    assert "1 waits" in page


def test_load_is_open_cases_by_what_a_person_can_carry(lead, lin, mail):
    Presence.objects.filter(user=lin).update(capacity=2)
    Presence.objects.filter(user=lead).update(capacity=10)
    for n in range(3):
        make_case(mail, lin, f"Case {n}")
    found = overseeing.carried(scope_of(principal_of_user(lead)))
    assert [(one.name, one.open, one.unanswered, one.share) for one in found] == [
        ("Lin Xiao", 3, 3, 1.5),
        ("Chen Tao", 0, 0, 0.0),
    ]
    page = board(lead)
    assert "150%" in page
    assert "Chen Tao is here and has room for 10 more cases" in page


def test_a_lead_sees_his_queues_an_administrator_all_and_an_agent_nothing(
    lead, lin, mail, stranger
):
    make_case(mail, lin, "Late", due_in=-HOUR)
    elsewhere = make_staff("Else", role="lead")
    elsewhere.teams.set(stranger.teams.all())
    administrator = make_staff("Root", role="administrator")
    administrator.teams.clear()
    assert "Late</a>" in board(lead)
    assert "Late</a>" in board(administrator)
    assert "Late</a>" not in board(elsewhere)
    assert signed_in(lin).get("/lead/").status_code == 404
    assert signed_in(lin).get("/lead/promises/").status_code == 404
    assert 'href="/lead/"' not in signed_in(lin).get("/").content.decode()


def test_an_empty_house_says_so(lead):
    page = board(lead)
    for sentence in ("No promise has been due", "nobody waits", "No promise was decided"):
        assert sentence in page


@pytest.mark.parametrize("by", ["kind", "team", "queue", "channel", "person"])
def test_every_breakdown_names_its_groups(lead, lin, mail, by):
    case = make_case(mail, lin)
    kept(case, 5)
    case.promises.update(keeper=lin)
    name = {"kind": "First answer", "channel": "Mail", "person": "Lin Xiao"}.get(by, "Service")
    assert f'<th scope="row">{name}</th>' in board(lead, f"by={by}&range=week")


def test_rows_come_page_by_page(lead, lin, mail):
    case = make_case(mail, lin)
    for n in range(60):
        Promise.objects.create(
            case=case,
            kind="next_answer",
            made_by="system",
            due=now() - n * HOUR,
            what=f"No {n}",
            state="kept",
            ended_at=now() - n * HOUR,
        )
    browser = signed_in(lead)
    first = browser.get("/lead/promises/?range=week&kind=next_answer").content.decode()
    assert first.count("<tr>") == 51
    assert "No 49" in first
    assert "No 50" not in first
    way = first.split('class="onward"><a class="btn" href="')[1].split('"')[0]
    second = browser.get(way.replace("&amp;", "&")).content.decode()
    assert second.count("<tr>") == 11
    assert "No 50" in second
    assert "No 59" in second


@pytest.mark.parametrize(
    "query",
    [
        "after=%00",
        "after=fHw=",
        "from=yesterday",
        "person=1e9",
        "team=99999999999999999999",
        "state=stolen&kind=nothing&range=century",
        "from=2026-01-01T00:00:00",
        "channel=%27;--",
    ],
)
def test_a_wrong_address_is_as_if_it_had_not_said_it(lead, query):
    assert signed_in(lead).get(f"/lead/promises/?{query}").status_code == 200


def test_the_board_costs_the_same_statements_for_any_number(
    lead, lin, mail, django_assert_max_num_queries
):
    for n in range(12):
        kept(make_case(mail, lin, f"Kept {n}"), 10 + n)
        make_case(mail, lin, f"Late {n}", due_in=-HOUR)
    browser = signed_in(lead)
    browser.get("/lead/")
    with django_assert_max_num_queries(26):
        assert browser.get("/lead/?by=person&range=week").status_code == 200


def test_the_line_has_a_gap_where_nothing_was_due():
    line = line_of([(0.9, 0.8, 0.95), (0.8, 0.7, 0.9), None, (1.0, 0.9, 1.0)])
    assert len(line.strokes) == len(line.bands) == 2
    assert [point.index for point in line.points] == [0, 1, 3]
    assert [round(tick.share, 2) for tick in line.ticks] == [0.7, 0.8, 0.9, 1.0]
    assert (line.points[0].x, line.points[-1].x) == (2, 98)
    assert line.points[-1].y == 14  # all kept: at the top
    assert line_of([None, None]).points == []


def test_nobody_without_queues_sees_anything(lead, lin, mail):
    make_case(mail, lin, "Late", due_in=-HOUR)
    assert overseeing.pressing(Scope()) == []
    assert overseeing.waits(Scope(), now() - HOUR) == []
    assert overseeing.carried(Scope()) == []


def test_many_weeks_are_reckoned_once_in_ten_minutes_and_what_was_decided_since_is_added(
    lead, lin, mail, django_assert_max_num_queries
):
    case = make_case(mail, lin)
    kept(case, 30)
    assert "of 1<" in board(lead, "range=quarter")
    kept(make_case(mail, lin), 30)
    assert "of 1<" in board(lead, "range=quarter")
    assert "of 2<" in board(lead, "range=week")
    make_case(mail, lin).promises.filter(kind="first_answer").update(state="kept", ended_at=now())
    browser = signed_in(lead)
    with django_assert_max_num_queries(28):
        assert "of 2<" in browser.get("/lead/?range=quarter").content.decode()
    assert "of 3<" in board(make_staff("Root", role="administrator"), "range=quarter")
    cache.clear()
    assert "of 3<" in board(lead, "range=quarter")
