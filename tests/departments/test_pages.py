"""The pages of tasks as people use them: beside a case, of one's teams, in the settings, the customer's."""

import pytest
from django.test import Client

from makegood.base.access.policy import may, principal_of_user
from makegood.base.journal.models import Entry
from makegood.base.live.ports import Stir
from makegood.care.promises.models import Policy
from makegood.care.tasks.models import Department, Task, TaskPlan
from makegood.care.tasks.operations import save_plan, take
from makegood.care.tasks.queries import people_asked, place_of_task, waiting_for
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_confirmation import status_link
from makegood.records.customers.models import Contact
from makegood.records.people import operations as people
from tests.departments.house import by, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return house()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_department_is_asked_in_two_clicks_from_the_case(one):
    client = browser(one.owner)
    address = f"/cases/{one.case.pk}/tasks/ask/{one.billing.pk}/"
    panel = client.get(f"/cases/{one.case.pk}/tasks/").content.decode()
    assert address in panel
    dialog = client.get(address).content.decode()
    assert "Billing answers by" in dialog
    told = {"title": "Is the charge right?", "question": "March", "blocking": "on"}
    answer = client.post(address, told)
    assert answer.status_code == 204
    task = Task.objects.get()
    assert (task.minutes, task.blocking, task.asked_by) == (240, True, one.owner)
    assert task.public_names == {"en": "Billing", "zh-Hans": "账务部"}
    assert "Is the charge right?" in client.get(f"/cases/{one.case.pk}/tasks/").content.decode()


def test_what_cannot_be_asked_comes_back_with_what_was_typed(one):
    address = f"/cases/{one.case.pk}/tasks/ask/{one.billing.pk}/"
    told = {"title": "Refund", "question": "Keep my words", "kind": "approval"}
    answer = browser(one.owner).post(address, told)
    assert answer.status_code == 422
    assert "Say who approves." in answer.content.decode()
    assert "Keep my words" in answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#dialogs"


def test_billing_sees_its_task_and_not_the_talk_with_the_customer(one):
    task = one.ask(question="No roaming in March?")
    client = browser(one.bo)
    page = client.get("/tasks/").content.decode()
    assert "No roaming in March?" in page
    assert f'href="/cases/{one.case.pk}/"' not in page
    assert client.get(f"/cases/{one.case.pk}/").status_code == 404
    assert client.post(f"/tasks/{task.pk}/taking/").status_code == 204
    done = client.post(f"/tasks/{task.pk}/result/", {"result": "Credited"})
    assert done.status_code == 204
    assert "Credited" in browser(one.owner).get(f"/cases/{one.case.pk}/tasks/").content.decode()


def test_a_colleague_who_lost_the_race_reads_a_sentence(one):
    task = one.ask()
    take(task, user=one.bo, by=by(one.bo))
    answer = browser(one.bai).post(f"/tasks/{task.pk}/taking/")
    assert answer.status_code == 409
    assert "has just taken it" in answer.content.decode()


def test_declining_without_a_reason_asks_for_one(one):
    task = one.ask()
    answer = browser(one.bo).post(f"/tasks/{task.pk}/refusal/", {"reason": ""})
    assert answer.status_code == 422
    assert Task.objects.get().state == "open"


def test_an_approval_is_for_its_person_and_a_lead_and_never_for_who_asked(one):
    task = one.ask(kind="approval", approver=one.bo)
    other = one.front.hire("other", teams=[one.billing])
    place = place_of_task(Task.objects.select_related("case__queue").get(pk=task.pk))
    allowed = {
        p.name: may(principal_of_user(p), "tasks.do", place) for p in (one.bo, one.bai, other)
    }
    assert allowed == {"bo": True, "bai": True, "other": False}
    people.change_staff(one.owner, role="lead", teams=[one.front.team, one.billing], by=SYSTEM)
    assert not may(principal_of_user(one.owner), "tasks.do", place)
    assert (
        browser(other).post(f"/tasks/{task.pk}/result/", {"verdict": "approved"}).status_code == 404
    )


def test_the_rail_counts_what_waits_for_me(one):
    one.ask()
    mine = one.ask(title="Another")
    take(mine, user=one.bai, by=by(one.bai))
    assert waiting_for(principal_of_user(one.bo)) == 1
    assert waiting_for(principal_of_user(one.bai)) == 2
    assert waiting_for(principal_of_user(one.owner)) == 0
    assert 'id="rail-count-tasks"' in browser(one.bo).get("/tasks/").content.decode()


def test_a_mandatory_line_is_ticked_or_left_out_with_a_reason_on_the_page(one):
    task = one.ask(items=[{"text": "Contract read", "mandatory": True}])
    client = browser(one.bo)
    refused = client.post(f"/tasks/{task.pk}/result/", {"result": "Fine"})
    assert "Contract read” is still open" in refused.content.decode()
    assert client.post(f"/tasks/{task.pk}/items/1/omission/", {"reason": ""}).status_code == 422
    assert client.post(f"/tasks/{task.pk}/items/1/").status_code == 204
    assert client.post(f"/tasks/{task.pk}/result/", {"result": "Fine"}).status_code == 204


def test_the_customer_reads_where_it_stands_and_no_word_of_ours(one):
    one.ask(title="He complains a lot, check him")
    path = status_link(one.case).split("testserver")[-1]
    path = path[path.index("/s/") :]
    page = Client().get(path, headers={"accept-language": "en"}).content.decode()
    assert "Billing is looking at it, until" in page
    assert "complains" not in page
    Contact.objects.update(language="zh-Hans")
    page = Client().get(path, headers={"accept-language": "en"}).content.decode()
    assert "账务部" in page


def test_a_department_without_a_public_name_is_not_named(one):
    Department.objects.update(public_names={})
    one.ask()
    path = status_link(one.case)
    page = Client().get(path[path.index("/s/") :], headers={"accept-language": "en"})
    assert "A colleague of another department is looking at it" in page.content.decode()


def steps_form(one, **more):
    return {
        "name_en": "Refund", "active": "on",
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-title": "Look at the charge", "form-0-kind": "task",
        "form-0-team": one.billing.pk, "form-0-minutes": "60", "form-0-when": "approved",
        "form-0-blocking": "on", "form-0-ORDER": "1", "form-0-items": "*Contract read\nPhoto",
        "form-1-title": "Refund it?", "form-1-kind": "approval", "form-1-team": one.billing.pk,
        "form-1-minutes": "60", "form-1-when": "approved", "form-1-ORDER": "2",
        "form-1-approver": one.bai.pk, "form-1-field": "urgency", "form-1-value": "1",
        **more,
    }  # fmt: skip


@pytest.fixture
def administrator(one):
    return browser(one.front.hire("ada", role="administrator"))


def test_a_plan_is_drawn_and_tried_without_code(one, administrator):
    assert administrator.post("/settings/plans/new/", steps_form(one)).status_code == 302
    plan = TaskPlan.objects.get()
    first, second = plan.steps.order_by("position")
    assert first.items == [
        {"text": "Contract read", "mandatory": True},
        {"text": "Photo", "mandatory": False},
    ]
    assert second.conditions == [{"field": "urgency", "value": "1"}]
    assert "Refund it?" in administrator.get("/settings/plans/").content.decode()
    calm = administrator.get(f"/settings/plans/{plan.pk}/trial/", {"urgency": "0"}).content.decode()
    assert "Only for more urgent cases." in calm
    urgent = administrator.get(f"/settings/plans/{plan.pk}/trial/", {"urgency": "2"})
    assert "Only for more urgent cases." not in urgent.content.decode()
    assert not Task.objects.exists()


def test_an_approval_without_an_approver_is_told_at_its_step(one, administrator):
    told = steps_form(one, **{"form-1-approver": ""})
    answer = administrator.post("/settings/plans/new/", told)
    assert answer.status_code == 422
    assert "Say who approves." in answer.content.decode()
    assert not TaskPlan.objects.exists()


def test_one_more_step_keeps_what_was_typed_and_saves_nothing(one, administrator):
    page = administrator.post("/settings/plans/new/", {**steps_form(one), "add": "1"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Look at the charge" in text
    assert 'name="form-2-title"' in text
    assert not TaskPlan.objects.exists()


def test_a_step_that_was_added_and_left_blank_is_no_step(one, administrator):
    page = administrator.post("/settings/plans/new/", {**steps_form(one), "add": "1"})
    shown = page.context["steps"].data
    assert shown["form-2-minutes"] == "480"
    told = {name: value for name, value in shown.items() if name != "add"}
    assert administrator.post("/settings/plans/new/", told).status_code == 302
    assert TaskPlan.objects.get().steps.count() == 2


def test_steps_change_their_order_and_can_be_taken_out(one, administrator):
    administrator.post("/settings/plans/new/", steps_form(one))
    plan = TaskPlan.objects.get()
    page = administrator.get(f"/settings/plans/{plan.pk}/").content.decode()
    assert "*Contract read" in page
    turned = steps_form(one, **{"form-0-ORDER": "2", "form-1-ORDER": "1"})
    administrator.post(f"/settings/plans/{plan.pk}/", turned)
    assert [s.title for s in plan.steps.order_by("position")] == [
        "Refund it?",
        "Look at the charge",
    ]
    administrator.post(f"/settings/plans/{plan.pk}/", steps_form(one, **{"form-1-DELETE": "on"}))
    assert [s.title for s in plan.steps.all()] == ["Look at the charge"]


def test_a_plan_that_takes_longer_than_we_promise_a_solution_says_so(one, administrator):
    Policy.objects.create(names={"en": "Gold"}, tier="gold", solution=100)
    administrator.post("/settings/plans/new/", steps_form(one))
    page = administrator.get(f"/settings/plans/{TaskPlan.objects.get().pk}/trial/").content.decode()
    assert "“Gold” promises a solution within 1 h 40 min" in page


def test_a_department_is_opened_in_the_settings(one, administrator):
    team = people.make_team(key="stock", names={"en": "Stock"})
    told = {"active": "on", "minutes": "60", "name_en": "The warehouse"}
    assert administrator.post(f"/settings/departments/{team.pk}/", told).status_code == 302
    assert Department.objects.get(team=team).public_names == {"en": "The warehouse"}
    wrong = administrator.post(f"/settings/departments/{team.pk}/", {"minutes": "0"})
    assert wrong.status_code == 422


def test_a_plan_begins_beside_the_case(one):
    steps = [{"team": one.billing, "title": "Look", "minutes": 60}]
    plan = save_plan(None, names={"en": "Refund"}, steps=steps, by=SYSTEM)
    client = browser(one.owner)
    address = f"/cases/{one.case.pk}/tasks/plan/{plan.pk}/"
    assert "Look" in client.get(address).content.decode()
    assert client.post(address).status_code == 204
    assert client.post(address).status_code == 422  # it runs already


def test_the_timeline_tells_what_was_asked_and_what_came_of_it(one):
    task = one.ask()
    browser(one.bo).post(f"/tasks/{task.pk}/refusal/", {"reason": "Not ours"})
    page = browser(one.owner).get(f"/cases/{one.case.pk}/").content.decode()
    assert "Lead asks Billing: Is the charge right?" in page
    assert "Billing declines “Is the charge right?”: Not ours" in page


def test_who_may_hear_of_a_task_is_known_without_asking_the_database_again(
    django_assert_num_queries,
):
    one = house()
    one.ask()
    entry = Entry.objects.get(kind="tasks.asked", case=one.case.pk)
    stir = Stir(entry.pk, entry.kind, "", case=one.case.pk, facts=entry.facts)
    (notice,) = people_asked([stir])
    elsewhere = one.front.hire(
        "elsewhere", teams=[people.make_team(key="far", names={"en": "Far"})]
    )
    who = [principal_of_user(user) for user in (one.owner, one.bo, elsewhere)]
    with django_assert_num_queries(0):
        answers = [notice.allowed(each) for each in who]
    assert answers == [True, True, False]
