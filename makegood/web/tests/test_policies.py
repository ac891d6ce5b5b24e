"""The pages of policies: a list with why, a form that shows what it would mean, and no way to break either."""

import pytest

from makegood.care.promises.models import Policy, Promise, Recompute
from makegood.care.promises.operations import recompute_waiting
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.operations import make_company
from makegood.records.entitlements.operations import agree_contract
from makegood.web.tests.make import make_case, make_staff, signed_in

pytestmark = pytest.mark.django_db
TIMES = {"first_answer": "60", "next_answer": "90", "follow_up": "960", "silence": "7200"}


@pytest.fixture
def chief(accounts):
    return make_staff("Chief", role="administrator")


def test_the_list_says_what_counts_when_nothing_is_set(chief):
    text = signed_in(chief).get("/settings/policies/").content.decode()
    assert "First answer within 4 hours, every further one within 4 hours." in text
    assert "every case that nothing more specific fits" in text


def test_a_policy_is_made_listed_with_why_changed_and_retired(chief):
    client = signed_in(chief)
    asked = {**TIMES, "name_en": "Danger first", "priority": "2", "solution": "480"}
    assert client.post("/settings/policies/new/", asked).status_code == 302
    [made] = Policy.objects.all()
    assert (made.names, made.priority, made.solution) == ({"en": "Danger first"}, 2, 480)
    text = client.get("/settings/policies/").content.decode()
    assert "Danger first" in text
    assert "This counts for cases where there is danger." in text
    assert "solution within 8 hours" in text
    page = client.get(f"/settings/policies/{made.pk}/").content.decode()
    assert 'value="480"' in page
    assert (
        client.post(f"/settings/policies/{made.pk}/", {**asked, "solution": ""}).status_code == 302
    )
    made.refresh_from_db()
    assert made.solution is None
    for status in (302, 404):
        assert client.post(f"/settings/policies/{made.pk}/retire/").status_code == status
    assert "Danger first" not in client.get("/settings/policies/").content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(chief):
    client = signed_in(chief)
    refused = client.post("/settings/policies/new/", {**TIMES, "first_answer": "0"})
    assert refused.status_code == 422
    client.post("/settings/policies/new/", TIMES)
    again = client.post("/settings/policies/new/", TIMES)
    assert again.status_code == 422
    assert "There is a policy for the same cases already" in again.content.decode()
    assert Policy.objects.count() == 1


def test_looking_keeps_nothing_and_says_when_a_case_of_now_is_due(chief):
    client = signed_in(chief)
    contract = agree_contract(make_company("Stone"), key="g", names={"en": "Gold"}, by=SYSTEM)
    asked = {**TIMES, "look": "", "contract": str(contract.pk), "solution": "120", "tier": "gold"}
    text = client.post("/settings/policies/new/", asked).content.decode()
    assert "with the contract “Gold”, of the tier “Gold”" in text
    assert "First answer of a case that comes in now: " in text
    assert "Solution of a case that comes in now: " in text
    wrong = client.post("/settings/policies/new/", {**asked, "first_answer": "soon"})
    assert (wrong.status_code, "The preview comes back" in wrong.content.decode()) == (200, True)
    assert not Policy.objects.exists()


def test_the_list_says_how_far_the_last_change_went(chief, lin, mail):
    make_case(mail, lin)
    client = signed_in(chief)
    client.post("/settings/policies/new/", TIMES)
    assert "0 looked at so far" in client.get("/settings/policies/").content.decode()
    recompute_waiting()
    assert Recompute.objects.get().looked_at == Promise.objects.exclude(span=None).count()
    assert "The last change looked at" in client.get("/settings/policies/").content.decode()


def test_a_queues_own_times_leave_the_rest_of_its_policy_alone(chief, mail):
    queue = mail.queue
    Policy.objects.create(queue=queue, solution=480, follow_up=60)
    asked = {"name_en": "Home", "team": queue.team_id, "duty_lead": queue.duty_lead_id}
    asked |= {"first_answer": "30", "next_answer": "45", "is_default": "on"}
    assert signed_in(chief).post(f"/settings/queues/{queue.pk}/", asked).status_code == 302
    kept = Policy.objects.get()
    assert (kept.first_answer, kept.solution, kept.follow_up) == (30, 480, 60)
