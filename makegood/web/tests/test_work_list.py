import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.kernel import actor
from makegood.loops import case_to_answer
from makegood.web.tests.make import make_case, signed_in


def subjects(page):
    return re.findall(r'<span class="subj[^"]*" lang="[^"]*">([^<]*)</span>', page.content.decode())


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_the_list_is_sorted_by_risk_to_the_customer(lin, mail):
    make_case(mail, lin, "Tomorrow", due_in=timedelta(days=3))
    make_case(mail, lin, "Late", due_in=timedelta(minutes=-12))
    make_case(mail, lin, "Soon", due_in=timedelta(minutes=35))
    page = signed_in(lin).get("/")
    assert subjects(page) == ["Late", "Soon", "Tomorrow"]
    text = page.content.decode()
    assert "12 min late" in text
    assert "Most at risk for the customer" in text
    assert re.search(r'id="rail-count-work">1<', text)


def test_what_waits_for_others_stands_below_what_waits_for_us(lin, mail):
    waits = make_case(mail, lin, "Fridge seal", due_in=timedelta(minutes=5))
    case_to_answer.wait(waits, whom="customer", reason="a photo", by=actor.user(lin.pk))
    make_case(mail, lin, "Later", due_in=timedelta(days=9))
    page = signed_in(lin).get("/")
    assert subjects(page) == ["Later", "Fridge seal"]
    assert "Waits for the customer: a photo" in page.content.decode()


def test_the_reason_stands_beside_the_rank(lin, mail):
    make_case(mail, lin, "Refund", text="Where is my refund?", due_in=timedelta(minutes=-1))
    assert "First answer missed · Where is my refund?" in signed_in(lin).get("/").content.decode()


def test_other_peoples_work_is_shown_on_request_and_the_choice_is_kept(lin, lead, mail):
    make_case(mail, lead, "Of the lead")
    client = signed_in(lin)
    assert subjects(client.get("/")) == []
    assert subjects(client.get("/?whose=team")) == ["Of the lead"]
    assert subjects(client.get("/")) == ["Of the lead"]


def test_nobody_sees_cases_of_another_team(stranger, lin, mail):
    case = make_case(mail, lin, "Private")
    client = signed_in(stranger)
    assert subjects(client.get("/?whose=team")) == []
    for path in ("", "head/", "side/", "talk/", "resolution/"):
        assert client.get(f"/cases/{case.pk}/{path}").status_code == 404
    for path in ("replies/", "notes/", "drafts/reply/", "presence/", "reopening/"):
        assert client.post(f"/cases/{case.pk}/{path}", {"text": "hello"}).status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(lin, mail):
    made = {f"Case {n}" for n in range(95)}
    for name in made:
        case = make_case(mail, lin, name)
        if name.endswith("7"):
            case_to_answer.wait(case, whom="third", reason="", by=actor.user(lin.pk))
    client = signed_in(lin)
    page, seen = client.get("/work/"), []
    for _ in range(5):
        seen += subjects(page)
        further = re.search(r'hx-get="(/work/\?whose=mine&amp;after=[^"]+)"', page.content.decode())
        if not further:
            break
        page = client.get(further.group(1).replace("&amp;", "&"))
    assert len(seen) == 95
    assert set(seen) == made
    assert all(name.endswith("7") for name in seen[-9:])


def test_a_broken_mark_begins_at_the_start(lin, mail):
    make_case(mail, lin, "One")
    assert subjects(signed_in(lin).get("/work/?after=%00nonsense")) == ["One"]


def test_an_empty_list_explains_itself(lin, mail):
    text = signed_in(lin).get("/").content.decode()
    assert "Nobody is waiting for you" in text
    assert "See what the team has" in text


def test_the_list_costs_the_same_for_five_cases_and_for_forty(lin, mail):
    client = signed_in(lin)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    for n in range(5):
        make_case(mail, lin, f"Case {n}")
    few = cost()
    for n in range(35):
        make_case(mail, lin, f"More {n}")
    assert cost() == few <= 11
