"""Priority and queue on the case page: shown before, asked with a version, refused with a sentence, told after."""

import json
import re

import pytest

from makegood.care.cases.models import Case, Question
from makegood.care.promises.operations import make_policy
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_confirmation import customer_says
from makegood.records.people.operations import make_queue
from makegood.web.tests.make import make_case, signed_in
from makegood.web.tests.test_acting import act, write_again


@pytest.fixture
def returns(lead, mail):
    return make_queue(
        names={"en": "Returns"}, team=mail.queue.team, duty_lead=lead, by=SYSTEM, key="returns"
    )


def shown(user, case, name, query=""):
    return signed_in(user).get(f"/cases/{case.pk}/{name}/{query}").content.decode()


def answer_due(case):
    return case.promises.get(kind="first_answer").due


def test_the_priority_is_shown_with_what_it_moves_and_then_set(lin, mail):
    case = make_case(mail, lin)
    make_policy(by=SYSTEM, priority=2, first_answer=5, next_answer=5, solution=90)
    due, version = answer_due(case), Case.objects.get(pk=case.pk).version
    assert "No deadline moves." in shown(lin, case, "priority")
    looked = shown(lin, case, "priority", "?urgency=2")
    assert "First answer" in looked
    assert " instead of " in looked
    assert ", new</p>" in looked
    assert answer_due(case) == due
    assert Case.objects.get(pk=case.pk).version == version
    done = act(lin, case, "priority", urgency="2")
    assert done.status_code == 204
    assert json.loads(done["HX-Trigger"])["changed"]["case"] == case.pk
    case.refresh_from_db()
    assert case.urgency == 2
    assert answer_due(case) < due
    assert case.promises.filter(kind="solution", state="open").exists()
    page = signed_in(lin).get(f"/cases/{case.pk}/").content.decode()
    assert "Lin Xiao set the priority: Danger" in page


@pytest.mark.parametrize("urgency", ["", "3", "loud"])
def test_a_priority_that_is_none_is_refused(lin, mail, urgency):
    case = make_case(mail, lin)
    refused = act(lin, case, "priority", urgency=urgency)
    assert refused.status_code == 422
    assert "Choose normal, high or danger." in refused.content.decode()
    assert Case.objects.get(pk=case.pk).urgency == 0


def test_moving_asks_where_and_why_and_the_owner_stays(lin, mail, returns):
    case = make_case(mail, lin)
    make_policy(by=SYSTEM, queue=returns, first_answer=5, next_answer=5)
    due = answer_due(case)
    assert "Returns" in shown(lin, case, "queue")
    assert " instead of " in shown(lin, case, "queue", f"?queue={returns.pk}")
    assert answer_due(case) == due
    for asked, said in (
        ({"reason": "what I typed"}, "Choose the queue"),
        ({"queue": case.queue_id, "reason": "what I typed"}, "Choose the queue"),
        ({"queue": returns.pk, "reason": " "}, "Say why"),
    ):
        refused = act(lin, case, "queue", **asked)
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert act(lin, case, "queue", queue=returns.pk, reason="It goes back").status_code == 204
    case.refresh_from_db()
    assert (case.queue, case.owner) == (returns, lin)
    assert answer_due(case) < due
    page = signed_in(lin).get(f"/cases/{case.pk}/").content.decode()
    assert "moved it to the queue “Returns”: It goes back" in page


def test_moved_out_of_sight_its_page_gives_way_to_the_list(lin, lead, stranger, mail):
    case = make_case(mail, lead)
    away = make_queue(
        names={"en": "Away"}, team=stranger.teams.get(), duty_lead=stranger, by=SYSTEM, key="away"
    )
    told = {"queue": away.pk, "reason": "Not ours", "version": Case.objects.get(pk=case.pk).version}
    where = {"HX-Request": "true", "HX-Current-URL": f"https://desk.test/cases/{case.pk}/"}
    done = signed_in(lin).post(f"/cases/{case.pk}/queue/", told, headers=where)
    assert done["HX-Redirect"] == "/"
    assert Case.objects.get(pk=case.pk).queue == away


@pytest.mark.parametrize("name", ["priority", "queue"])
def test_a_change_over_a_newer_word_is_asked_again(name, lin, mail, returns):
    case = make_case(mail, lin)
    fields = {"urgency": "1", "queue": returns.pk, "reason": "what I typed"}
    before = case.version
    write_again(case)
    refused = act(lin, case, name, version=before, **fields)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#dialogs")
    text = refused.content.decode()
    assert "Something new came in" in text
    kept = Case.objects.get(pk=case.pk)
    assert (kept.urgency, kept.queue_id) == (0, case.queue_id)
    [version] = re.findall(r'name="version" value="(\d+)"', text)
    assert act(lin, case, name, version=version, **fields).status_code == 204


def test_a_closed_case_is_neither_weighed_nor_moved(lin, mail, returns):
    case = make_case(mail, lin)
    assert "Move to another queue" in shown(lin, case, "head")
    act(lin, case, "resolution")
    customer_says(Question.objects.get(case=case), solved=True)
    assert "Move to another queue" not in shown(lin, case, "head")
    for name in ("priority", "queue"):
        refused = act(lin, case, name, urgency="1", queue=returns.pk, reason="x")
        assert refused.status_code == 409
