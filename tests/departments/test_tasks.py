"""What departments do for a case: asked, taken, done, declined, decided; the owner stays and hears."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from makegood.base.journal.models import Entry
from makegood.care.promises.models import Policy, Promise
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.tasks.models import Held, Item, Task
from makegood.care.tasks.operations import (
    NewTask,
    NotDecidable,
    TaskBlocks,
    TaskEnded,
    ask,
    call_back,
    check_item,
    decline,
    finish,
    follow_hours,
    pass_on_late,
    passing,
    take,
)
from makegood.care.tasks.operations.state import due_of
from makegood.care.tasks.queries import measured_since, standing_of, time_per_team
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.case_to_answer import wait
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.records.people import operations as people
from makegood.records.worktime.operations import set_hours
from tests.departments.house import by, house, virtual_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def one():
    return house()


def again(task):
    return Task.objects.get(pk=task.pk)


def owed(case):
    """The open promises of a case: their kinds."""
    return set(case.promises.filter(state="open").values_list("kind", flat=True))


def test_a_department_is_asked_and_its_deadline_is_watched_while_the_owner_stays(one):
    task = one.ask(question="No roaming in March?")
    promise = Promise.objects.get(pk=task.owed_as)
    assert (promise.kind, promise.due, promise.state) == ("task", task.due, "open")
    assert not promise.is_public
    assert task.due == task.started_at + timedelta(minutes=240)
    assert one.fresh().owner == one.owner
    assert Entry.objects.filter(kind="tasks.asked", case=one.case.pk).count() == 1


def test_a_deadline_counts_only_the_hours_of_the_department(one):
    hours = [[day, "09:00", "17:00"] for day in range(7)]
    set_hours(one.billing, key="billing", zone="UTC", weekly=hours)
    task = one.ask(minutes=8 * 60 + 30)
    days = task.due - task.started_at
    assert timedelta(hours=16) < days < timedelta(hours=49)
    assert 9 <= task.due.hour <= 17


def test_a_review_over_the_national_holiday_counts_its_swapped_working_day(one):
    weekly = [[day, "09:00", "17:00"] for day in range(5)]
    told = {"key": "billing", "zone": "Asia/Shanghai", "weekly": weekly, "region": "CN"}
    set_hours(one.billing, **told)
    shanghai = ZoneInfo("Asia/Shanghai")
    eve = datetime(2026, 9, 30, 16, 0, tzinfo=shanghai)  # one hour before seven free days
    due = due_of(one.billing.pk, 24 * 60, eve)
    assert due == datetime(2026, 10, 10, 16, 0, tzinfo=shanghai)  # a Saturday that is worked


def test_new_hours_are_followed_in_portions_so_that_few_cases_are_held(one, settle, monkeypatch):
    monkeypatch.setattr(passing, "PORTION", 2)
    asked = [one.ask(title=f"Question {n}") for n in range(5)]
    hours = [[(now() + timedelta(days=2)).weekday(), "09:00", "17:00"]]
    set_hours(one.billing, key="billing", zone="UTC", weekly=hours)
    assert follow_hours(one.billing, by=SYSTEM) == 2
    settle()
    for task in asked:
        before = task.due
        task.refresh_from_db()
        assert task.due > before
    assert follow_hours(one.billing, by=SYSTEM) == 0


def test_when_a_department_changes_its_hours_what_it_has_open_follows(one, settle):
    task = one.ask()
    before = task.due
    hours = [[(now() + timedelta(days=2)).weekday(), "09:00", "17:00"]]
    set_hours(one.billing, key="billing", zone="UTC", weekly=hours)
    settle()
    moved = again(task)
    assert moved.due > before + timedelta(days=1)
    assert Promise.objects.get(pk=moved.owed_as).due == moved.due
    assert Promise.objects.get(pk=task.owed_as).state == "released"


def test_a_clock_that_stood_while_the_case_waited_for_a_department_runs_again(one):
    Policy.objects.create(queue=one.case.queue, solution=600)
    due = now() + timedelta(hours=10)
    told = {"kind": "solution", "due": due, "span": 36000}
    with transaction.atomic():
        [solution] = make_many([NewPromise(case=one.case, **told)], by=SYSTEM)
    wait(one.case, whom="third", reason="Billing looks", by=by(one.owner))
    assert Promise.objects.get(pk=solution.pk).paused_at is not None
    finish(one.ask(), user=one.bo, result="Credited", by=by(one.bo))
    assert Promise.objects.get(pk=solution.pk).paused_at is None
    assert one.fresh().status == "open"


def test_what_is_done_ends_the_promise_and_reminds_the_owner_soon(one):
    task = take(one.ask(), user=one.bo, by=by(one.bo))
    done = finish(task, user=one.bo, result="The charge is wrong, credited.", by=by(one.bo))
    assert (done.state, done.result) == ("done", "The charge is wrong, credited.")
    assert Promise.objects.get(pk=task.owed_as).state == "kept"
    reminder = one.case.promises.get(kind="follow_up", state="open")
    assert reminder.due <= now() + timedelta(minutes=30)
    assert reminder.what == "Is the charge right?"
    assert one.fresh().owner == one.owner


def test_the_same_result_twice_is_one_and_a_second_person_is_told(one):
    task = one.ask()
    finish(task, user=one.bo, result="Credited", by=by(one.bo))
    finish(task, user=one.bo, result="Credited", by=by(one.bo))
    with pytest.raises(TaskEnded):
        finish(task, user=one.bai, result="Not credited", by=by(one.bai))
    with pytest.raises(TaskEnded):
        decline(task, reason="Not ours", user=one.bai, by=by(one.bai))
    assert again(task).result == "Credited"
    assert Entry.objects.filter(kind="tasks.ended").count() == 1


def test_a_task_without_a_result_is_not_done(one):
    with pytest.raises(Invalid) as refused:
        finish(one.ask(), user=one.bo, result="  ", by=by(one.bo))
    assert refused.value.field == "result"


def test_what_is_declined_goes_back_to_the_owner_at_once_with_the_reason(one):
    wait(one.case, whom="third", reason="Billing looks", by=by(one.owner))
    task = one.ask()
    with pytest.raises(Invalid):
        decline(task, reason="", user=one.bo, by=by(one.bo))
    decline(task, reason="Not ours: the operator charged it", user=one.bo, by=by(one.bo))
    case = one.fresh()
    assert again(task).reason == "Not ours: the operator charged it"
    assert (case.owner, case.status) == (one.owner, "open")
    assert case.next_deadline <= now() + timedelta(minutes=30)


def test_two_take_it_and_the_second_is_told_who_has_it(one):
    task = one.ask()
    take(task, user=one.bo, by=by(one.bo))
    take(task, user=one.bo, by=by(one.bo))
    with pytest.raises(TaskEnded, match="bo"):
        take(task, user=one.bai, by=by(one.bai))
    assert list(Held.objects.values_list("user__name", "until")) == [("bo", None)]
    assert Promise.objects.get(pk=task.owed_as).keeper == one.bo


def test_a_case_is_not_resolved_over_an_open_task_it_waits_for(one):
    task = one.ask()
    with pytest.raises(TaskBlocks, match="Is the charge right"):
        resolve(one.case, user=one.owner, by=by(one.owner))
    assert one.fresh().status == "open"
    finish(task, user=one.bo, result="Credited", by=by(one.bo))
    resolve(one.case, user=one.owner, by=by(one.owner))
    assert one.fresh().status == "resolved"


def test_a_task_that_does_not_block_is_called_back_when_the_customer_is_content(one):
    task = one.ask(blocking=False)
    question = resolve(one.case, user=one.owner, by=by(one.owner))
    customer_says(question, solved=True)
    assert one.fresh().status == "closed"
    assert (again(task).state, again(task).reason) == ("cancelled", "closed")
    assert owed(one.case) == set()


def test_the_owner_calls_it_back_with_a_reason_and_the_case_keeps_a_deadline(one):
    task = one.ask()
    with pytest.raises(Invalid):
        call_back(task, reason=" ", user=one.owner, by=by(one.owner))
    call_back(task, reason="He found the contract", user=one.owner, by=by(one.owner))
    call_back(task, reason="again", user=one.owner, by=by(one.owner))
    assert again(task).reason == "He found the contract"
    assert owed(one.fresh())
    assert "task" not in owed(one.fresh())
    with pytest.raises(TaskEnded):
        finish(task, user=one.bo, result="Done", by=by(one.bo))


def test_nothing_is_asked_in_a_case_that_is_solved_except_what_it_does_not_wait_for(one):
    resolve(one.case, user=one.owner, by=by(one.owner))
    with pytest.raises(Refused):
        one.ask()
    assert one.ask(blocking=False).state == "open"


def test_a_mandatory_line_is_left_out_only_with_a_reason_that_is_kept(one):
    lines = [{"text": "Contract read", "mandatory": True}, {"text": "Photo"}]
    task = one.ask(items=lines)
    must, may = task.items.order_by("position")
    with pytest.raises(Invalid) as refused:
        finish(task, user=one.bo, result="Fine", by=by(one.bo))
    assert refused.value.field == "items"
    with pytest.raises(Invalid):
        check_item(must, skipped=True, user=one.bo, by=by(one.bo))
    check_item(must, skipped=True, reason="There is no contract", user=one.bo, by=by(one.bo))
    check_item(may, skipped=True, user=one.bo, by=by(one.bo))
    finish(task, user=one.bo, result="Fine", by=by(one.bo))
    kept = Item.objects.get(pk=must.pk)
    assert (kept.state, kept.reason, kept.by) == ("skipped", "There is no contract", one.bo)
    with pytest.raises(TaskEnded):
        check_item(kept, user=one.bo, by=by(one.bo))


def approval(one, **fields):
    return one.ask(kind="approval", approver=one.bo, substitute=one.front.hire("su"), **fields)


def test_an_approval_has_its_person_from_the_start_and_ends_with_a_decision(one):
    task = approval(one)
    assert task.assignee == one.bo
    with pytest.raises(Invalid) as refused:
        finish(task, user=one.bo, by=by(one.bo))
    assert refused.value.field == "verdict"
    with pytest.raises(Invalid) as refused:
        finish(task, user=one.bo, verdict="refused", by=by(one.bo))
    assert refused.value.field == "result"
    finish(task, user=one.bo, verdict="approved", by=by(one.bo))
    assert again(task).verdict == "approved"


def test_who_asks_for_an_approval_does_not_give_it(one):
    with pytest.raises(Invalid):
        one.ask(kind="approval", approver=one.owner)
    task = approval(one)
    with pytest.raises(NotDecidable):
        finish(task, user=one.owner, verdict="approved", by=by(one.owner))
    with pytest.raises(NotDecidable):
        take(task, user=one.bai, by=by(one.bai))


def test_an_approval_that_nobody_answers_goes_to_the_substitute_then_to_the_lead_never_to_nobody(
    one,
):
    hours = virtual_clock()
    task = approval(one)
    seen = [again(task).assignee.name]
    for _ in range(3):
        hours(4.1)
        pass_on_late()
        pass_on_late()  # twice changes nothing
        seen.append(again(task).assignee.name)
    assert seen == ["bo", "su", "bai", "bai"]
    assert again(task).late_at is not None
    assert again(task).state == "open"
    assert "task" in owed(one.case)
    assert Held.objects.filter(task=task, until=None).count() == 1
    finish(task, user=one.bai, verdict="refused", result="Too much", by=by(one.bai))


def test_the_lead_who_asked_is_not_asked_by_time_out(one):
    hours = virtual_clock()
    new = NewTask(team=one.billing, title="Refund", kind="approval", approver=one.bo)
    task = ask(one.case, new=new, user=one.bai, by=by(one.bai))
    hours(4.1)
    pass_on_late()
    assert again(task).assignee not in (one.bai, one.bo)
    assert again(task).assignee.is_active


def test_what_nobody_takes_in_time_goes_to_the_lead_and_is_told_as_late_once(one):
    hours = virtual_clock()
    task = one.ask()
    hours(4.1)
    pass_on_late()
    pass_on_late()
    assert again(task).assignee == one.bai
    assert Entry.objects.filter(kind="tasks.late").count() == 1


def test_whoever_leaves_takes_no_task_with_him(one):
    mine = take(one.ask(), user=one.bo, by=by(one.bo))
    decision = approval(one)
    later = one.ask(kind="approval", approver=one.bai, substitute=one.bo)
    people.deactivate(one.bo, takes_over=one.bai, by=by(one.owner))
    assert again(mine).assignee == again(decision).assignee == one.bai
    assert again(decision).approver == one.bai
    assert again(later).substitute is None
    assert Promise.objects.get(pk=mine.owed_as).keeper == one.bai


def test_an_approval_never_falls_to_who_asked_for_it_when_somebody_leaves(one):
    task = approval(one)
    people.deactivate(one.bo, takes_over=one.owner, by=by(one.owner))
    assert again(task).assignee == one.bai


def test_the_customer_may_know_who_looks_at_it_and_by_when_and_nothing_else(one):
    task = one.ask(title="Internal: he is a difficult one")
    [standing] = standing_of(one.case)
    assert standing.names == {"en": "Billing", "zh-Hans": "账务部"}
    assert standing.due == task.due
    assert "difficult" not in str(standing)


def test_each_team_s_share_of_the_time_is_measured(one):
    hours = virtual_clock()
    first = one.ask()
    hours(2)
    finish(first, user=one.bo, result="Done", by=by(one.bo))
    late = one.ask()
    hours(5)
    finish(late, user=one.bo, result="Done", by=by(one.bo))
    [share] = time_per_team(one.case)
    assert (share.team, share.spent, share.tasks) == (one.billing, timedelta(hours=7), 2)
    measured = measured_since(now() - timedelta(days=1))[one.billing.pk]
    assert (measured.ended, measured.in_time, measured.average) == (2, 1, 3.5 * 3600)
