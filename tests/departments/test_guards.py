"""What the database refuses, whoever writes, and in whatever order two sessions come."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.tasks.models import Item, Task
from makegood.care.tasks.operations import TaskEnded, ask, check_item, finish, pass_on, take
from makegood.care.tasks.operations.asking import NewTask
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Refused
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.records.people import operations as people
from tests.departments.house import by, house, virtual_clock


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def resolve_raw(case):
    raw("UPDATE cases_case SET status = 'resolved', waiting_for = '' WHERE id = %s", case.pk)


def in_another_session(work):
    """Start work in a session of its own; gives the thread and what it raised."""
    raised = []

    def run():
        try:
            work()
        except (IntegrityError, Refused) as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def insert_raw(one):
    """A task as a shell or an import would write it, past every operation."""
    Task.objects.create(
        case=one.case, team=one.billing, title="By the back door", minutes=60, made_by="system",
        state="planned",
    )  # fmt: skip


def test_a_task_written_while_another_session_resolves_is_refused(real_commits):
    one = house()
    with transaction.atomic():
        resolve_raw(one.case)
        thread, raised = in_another_session(lambda: insert_raw(one))
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the row of the case
    thread.join(10)
    assert "cannot end over an open task" in str(raised)
    assert not Task.objects.exists()


def test_resolving_while_another_session_writes_a_task_is_refused(real_commits):
    one = house()
    with transaction.atomic():
        insert_raw(one)
        thread, raised = in_another_session(lambda: resolve_raw(one.case))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "cannot end over an open task" in str(raised)
    assert Case.objects.get(pk=one.case.pk).status == "open"


def test_asking_while_another_session_resolves_is_refused_with_a_sentence(real_commits):
    one = house()
    with transaction.atomic():
        cases.resolve(one.case, by=SYSTEM)
        new = NewTask(team=one.billing, title="Late question")
        thread, raised = in_another_session(
            lambda: ask(one.case, new=new, user=one.owner, by=by(one.owner))
        )
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "Reopen it before you ask" in str(raised)
    assert violations() == {}


def test_resolving_while_another_session_asks_is_refused_with_a_sentence(real_commits):
    one = house()
    with transaction.atomic():
        one.ask()
        thread, raised = in_another_session(lambda: cases.resolve(one.case, by=SYSTEM))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "is still open" in str(raised)
    assert violations() == {}


def say_yes(question):
    customer_says(question, solved=True)


def resolved(one):
    return resolve(one.case, user=one.owner, by=by(one.owner))


def test_closing_while_another_session_asks_calls_back_what_it_asked(real_commits):
    one = house()
    question = resolved(one)
    with transaction.atomic():
        task = one.ask(blocking=False)
        thread, raised = in_another_session(lambda: say_yes(question))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert raised == []
    assert (one.fresh().status, Task.objects.get(pk=task.pk).state) == ("closed", "cancelled")
    assert violations() == {}


def test_asking_while_another_session_closes_is_refused_with_a_sentence(real_commits):
    one = house()
    question = resolved(one)
    with transaction.atomic():
        say_yes(question)
        thread, raised = in_another_session(lambda: one.ask(blocking=False))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "Reopen it before you ask" in str(raised)
    assert violations() == {}


def test_a_person_who_leaves_while_a_task_is_given_to_him_keeps_none(real_commits):
    one = house()
    task = one.ask()
    with transaction.atomic():
        take(task, user=one.bo, by=by(one.bo))
        thread, raised = in_another_session(
            lambda: people.deactivate(one.bo, takes_over=one.bai, by=SYSTEM)
        )
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert raised == []
    assert Task.objects.get(pk=task.pk).assignee == one.bai
    assert violations() == {}


def test_of_two_who_take_it_at_once_one_has_it(real_commits):
    one = house()
    task = one.ask()
    with transaction.atomic():
        take(task, user=one.bo, by=by(one.bo))
        thread, raised = in_another_session(lambda: take(task, user=one.bai, by=by(one.bai)))
        thread.join(0.5)
    thread.join(10)
    assert isinstance(raised[0], TaskEnded)
    assert Task.objects.get(pk=task.pk).assignee == one.bo


def test_of_twenty_who_end_it_at_once_one_does(real_commits):
    one = house()
    task = one.ask()
    threads = [
        in_another_session(lambda n=n: finish(task, user=one.bo, result=f"{n}", by=by(one.bo)))
        for n in range(20)
    ]
    for thread, _raised in threads:
        thread.join(20)
    assert Task.objects.get(pk=task.pk).state == "done"
    assert one.case.promises.filter(kind="task").count() == 1
    assert one.case.promises.filter(kind="follow_up", state="open").count() == 1
    assert violations() == {}


def line_of(one):
    task = one.ask(items=[{"text": "Contract read", "mandatory": True}])
    item = task.items.get()
    check_item(item, user=one.bo, by=by(one.bo))
    return task, item


def open_again(item):
    Item.objects.filter(pk=item.pk).update(state="open")


def test_a_line_opened_again_while_another_session_ends_the_task_is_refused(real_commits):
    one = house()
    task, item = line_of(one)
    with transaction.atomic():
        finish(task, user=one.bo, result="Fine", by=by(one.bo))
        thread, raised = in_another_session(lambda: open_again(item))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "stays as it is" in str(raised)
    assert violations() == {}


def test_ending_a_task_while_another_session_opens_a_line_again_is_refused(real_commits):
    one = house()
    task, item = line_of(one)
    with transaction.atomic():
        open_again(item)
        thread, raised = in_another_session(
            lambda: finish(task, user=one.bo, result="Fine", by=by(one.bo))
        )
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "is still open" in str(raised)
    assert violations() == {}


def test_two_workers_pass_an_approval_on_once(real_commits):
    one = house()
    hours = virtual_clock()
    task = one.ask(kind="approval", approver=one.bo, substitute=one.front.hire("su"))
    hours(4.1)
    with transaction.atomic():
        assert pass_on(task.pk)
        thread, raised = in_another_session(lambda: pass_on(task.pk))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert raised == []
    assert Task.objects.get(pk=task.pk).assignee.name == "su"
    assert one.case.promises.filter(kind="task", state="open").count() == 1
    assert violations() == {}


@pytest.mark.django_db
def test_a_task_is_never_deleted():
    one = house()
    task = one.ask(items=[{"text": "Read", "mandatory": True}])
    for row in (task.items.get(), task):
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            raw(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)


@pytest.mark.django_db
def test_a_task_is_not_done_over_an_open_mandatory_line_by_any_road():
    one = house()
    task = one.ask(items=[{"text": "Read", "mandatory": True}])
    with pytest.raises(IntegrityError, match="mandatory line"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state="done", ended_at=task.started_at)
    with pytest.raises(IntegrityError, match="skipped_why"), transaction.atomic():
        Item.objects.filter(task=task).update(state="skipped")


@pytest.mark.django_db
def test_what_has_ended_stays_as_it_ended_and_its_list_too():
    one = house()
    task = one.ask(items=[{"text": "Photo"}])
    finish(task, user=one.bo, result="Done", by=by(one.bo))
    with pytest.raises(IntegrityError, match="stays as it ended"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(result="Something else")
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Item.objects.filter(task=task).update(state="done")


@pytest.mark.django_db
def test_nobody_approves_what_he_asked_for_by_any_road():
    one = house()
    task = one.ask(kind="approval", approver=one.bo)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(
            state="done", verdict="approved", ended_at=task.started_at, decided_by=one.owner
        )


@pytest.mark.django_db
def test_an_open_task_has_a_deadline_and_somebody_who_watches_it():
    one = house()
    with pytest.raises(IntegrityError, match="open_is_due"), transaction.atomic():
        Task.objects.create(
            case=one.case, team=one.billing, title="x", minutes=60, made_by="system", state="open"
        )
