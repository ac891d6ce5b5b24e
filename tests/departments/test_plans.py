"""Plans: steps in order with conditions, and what runs keeps its own copy."""

import pytest
from django.db import IntegrityError, transaction

from makegood.care.promises.models import Promise
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations import decline, finish, save_plan, start_plan
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from tests.departments.house import by, house


def plan_of(one, *, steps=None):
    steps = steps or [
        {"team": one.billing, "title": "Look at the charge", "minutes": 60},
        {
            "team": one.billing, "title": "Refund it?", "kind": "approval", "approver": one.bo,
            "substitute": one.bai, "minutes": 60, "public_label": "Our refund desk",
        },
        {
            "team": one.billing, "title": "Pay it out", "minutes": 60,
            "items": [{"text": "Account checked", "mandatory": True}],
        },
    ]  # fmt: skip
    return save_plan(None, names={"en": "Refund"}, steps=steps, by=SYSTEM)


def states(case):
    return list(Task.objects.filter(case=case).order_by("step").values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("no_violations")
def test_steps_run_in_order_and_each_has_its_own_clock():
    one = house()
    first, second, third = start_plan(one.case, plan=plan_of(one), user=one.owner, by=by(one.owner))
    assert states(one.case) == ["open", "planned", "planned"]
    assert one.case.promises.filter(kind="task").count() == 1
    finish(first, user=one.bo, result="It is wrong", by=by(one.bo))
    assert states(one.case) == ["done", "open", "planned"]
    assert Task.objects.get(pk=second.pk).assignee == one.bo
    assert Promise.objects.filter(kind="task", state="open").count() == 1
    assert not one.case.promises.filter(kind="follow_up", what="Look at the charge").exists()
    finish(second, user=one.bo, verdict="approved", by=by(one.bo))
    assert states(one.case) == ["done", "done", "open"]
    assert third.items.get().mandatory


@pytest.mark.django_db
@pytest.mark.usefixtures("no_violations")
def test_after_a_refusal_the_rest_is_left_out_and_the_owner_is_next():
    one = house()
    first, second, third = start_plan(one.case, plan=plan_of(one), user=one.owner, by=by(one.owner))
    finish(first, user=one.bo, result="It is right", by=by(one.bo))
    finish(second, user=one.bo, verdict="refused", result="The charge is right", by=by(one.bo))
    assert states(one.case) == ["done", "done", "skipped"]
    assert Task.objects.get(pk=third.pk).reason == "refused"
    assert one.case.promises.get(kind="follow_up", state="open").what == "Refund it?"


@pytest.mark.django_db
@pytest.mark.usefixtures("no_violations")
def test_a_declined_step_ends_the_steps_after_it():
    one = house()
    first, *_rest = start_plan(one.case, plan=plan_of(one), user=one.owner, by=by(one.owner))
    decline(first, reason="Not ours", user=one.bo, by=by(one.bo))
    assert states(one.case) == ["declined", "cancelled", "cancelled"]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_violations")
def test_a_step_for_other_cases_is_left_out():
    one = house()
    urgent = [{"field": "urgency", "value": "2"}]
    steps = [
        {"team": one.billing, "title": "Only when urgent", "minutes": 5, "conditions": urgent},
        {"team": one.billing, "title": "Always", "minutes": 5},
    ]
    start_plan(one.case, plan=plan_of(one, steps=steps), user=one.owner, by=by(one.owner))
    assert states(one.case) == ["skipped", "open"]


@pytest.mark.django_db
def test_a_step_cannot_begin_before_the_one_before_it_has_ended():
    one = house()
    _first, second, _third = start_plan(
        one.case, plan=plan_of(one), user=one.owner, by=by(one.owner)
    )
    with pytest.raises(IntegrityError, match="step begins when"), transaction.atomic():
        Task.objects.filter(pk=second.pk).update(
            state="done", ended_at=second.made_at, verdict="approved"
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("no_violations")
def test_changing_a_plan_changes_nothing_that_runs():
    one = house()
    plan = plan_of(one)
    start_plan(one.case, plan=plan, user=one.owner, by=by(one.owner))
    with pytest.raises(Invalid):
        start_plan(one.case, plan=plan, user=one.owner, by=by(one.owner))
    short = [{"team": one.billing, "title": "One step", "minutes": 5}]
    save_plan(plan, names={"en": "Refund"}, steps=short, by=SYSTEM)
    assert states(one.case) == ["open", "planned", "planned"]
    assert plan.steps.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "1-title"),
        ({"minutes": 0}, "1-minutes"),
        ({"kind": "approval", "approver": None}, "1-approver"),
    ],
)
def test_a_plan_that_could_not_run_is_refused_with_its_place(change, field):
    one = house()
    with pytest.raises(Invalid) as refused:
        plan_of(one, steps=[{"team": one.billing, "title": "x", "minutes": 5, **change}])
    assert refused.value.field == field
