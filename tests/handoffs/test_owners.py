"""No road, however it goes around the operations, leaves a case without an owner, or changes him in silence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from makegood.base.access.models import User
from makegood.care.cases.models import Case, Closure, OwnerChange, Question
from makegood.care.cases.operations import NotTheLeads, assign, take
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.loops import contact_to_case
from makegood.records.people import operations as people
from tests.make import arrive, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def lanhe():
    return company()


@pytest.fixture
def lin(lanhe):
    return lanhe.hire("lin")


@pytest.fixture
def wu(lanhe):
    return lanhe.hire("wu")


@pytest.fixture
def case(lanhe, lin):
    message = contact_to_case.file_now(arrive(lanhe.account))
    found = Case.objects.get(strands__conversation=message.conversation)
    assign(found, to=lin, reason="hers", by=SYSTEM)
    at_once()
    found.refresh_from_db()
    return found


def at_once() -> None:
    """Look now at what is otherwise looked at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(act: Callable[[], Any], *, why: str) -> None:
    """The database takes the whole transaction back, and says why."""
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        act()
        at_once()


def plain(sql: str, *values: Any) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return run


def rows(case: Case):
    return Case.objects.filter(pk=case.pk)


def change(case: Case, **fields: Any) -> OwnerChange:
    told = {"case": case, "epoch": case.owner_epoch + 1, "before_id": case.owner_id, "actor": "x"}
    return OwnerChange.objects.create(**{**told, "why": "given", "reason": "so", **fields})


def test_a_shell_cannot_change_the_owner_in_silence(case, wu):
    refused(lambda: rows(case).update(owner=wu), why="history does not tell")


def test_a_shell_cannot_save_another_owner_in_silence(case, wu):
    case.owner = wu
    refused(case.save, why="history does not tell")


def test_a_shell_cannot_take_the_owner_away(case):
    refused(lambda: rows(case).update(owner=None), why="case_owned_and_due")
    case.promises.update(state="released", ended_at=now())
    refused(
        lambda: rows(case).update(owner=None, next_deadline=None, status="closed"),
        why="history does not tell",
    )


def test_a_shell_cannot_take_the_deadline_away(case):
    refused(lambda: rows(case).update(next_deadline=None), why="case_owned_and_due")
    refused(
        plain("UPDATE cases_case SET next_deadline = 'infinity' WHERE id = %s", case.pk),
        why="case_due_finite",
    )


def test_the_number_of_owners_is_counted_by_the_database_alone(case, wu):
    before = case.owner_epoch
    rows(case).update(owner_epoch=77)
    case.refresh_from_db()
    assert case.owner_epoch == before
    case.owner_epoch = 99
    case.save()
    case.refresh_from_db()
    assert case.owner_epoch == before
    assign(case, to=wu, reason="so", by=SYSTEM)
    case.refresh_from_db()
    assert case.owner_epoch == before + 1
    at_once()


INSERT = (
    "INSERT INTO cases_case (queue_id, contact_id, subject, status, waiting_for, waiting_reason, urgency, language,"
    " channel, preview, opened_at, last_word_at, needs_look, version, owner_id, next_deadline)"
    " VALUES (%s, %s, 's', 'open', '', '', 0, 'en', '', '', now(), now(), false, 1, %s, {due}) RETURNING id"
)


def test_a_row_that_is_put_in_by_hand_needs_an_owner_a_deadline_and_a_history(case, lin):
    said = [case.queue_id, case.contact_id]
    due = INSERT.format(due="now()")
    refused(plain(due, *said, None), why="case_owned_and_due")
    refused(plain(INSERT.format(due="NULL"), *said, lin.pk), why="case_owned_and_due")
    refused(plain(INSERT.format(due="'infinity'"), *said, lin.pk), why="case_due_finite")
    refused(plain(due, *said, lin.pk), why="history does not tell")


def test_a_row_that_is_put_in_for_somebody_who_left_is_refused(case, lin, wu):
    people.deactivate(wu, takes_over=lin, by=SYSTEM)
    at_once()

    def put_in() -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(due="now()"), [case.queue_id, case.contact_id, wu.pk])
            [pk] = cursor.fetchone()
        OwnerChange.objects.create(case_id=pk, epoch=1, why="opened", owner=wu, actor="x")

    refused(put_in, why="does not work here")


def test_a_person_with_cases_cannot_be_deleted(case, lin):
    with pytest.raises(ProtectedError):
        lin.delete()
    refused(plain("DELETE FROM access_user WHERE id = %s", lin.pk), why="foreign key")
    case.refresh_from_db()
    assert case.owner == lin


def test_a_person_with_cases_cannot_be_switched_off_by_hand(case, lin):
    gone = {"is_active": False, "deactivated_at": now()}
    off = lambda: User.objects.filter(pk=lin.pk).update(**gone)  # noqa: E731
    refused(off, why="still responsible")
    rows(case).update(status="waiting", waiting_for="customer")
    refused(off, why="still responsible")


def test_a_case_cannot_be_opened_again_for_somebody_who_left(case, lin, wu):
    case.promises.update(state="released", ended_at=now())
    rows(case).update(status="closed", next_deadline=None)
    asked = Question.objects.create(case=case, withdrawn_at=now())
    Closure.objects.create(case=case, question=asked, how="assumed", owner=lin)
    people.deactivate(lin, takes_over=wu, by=SYSTEM)
    at_once()
    refused(lambda: rows(case).update(status="open", next_deadline=now()), why="does not work here")


def test_a_history_without_a_change_is_refused(case, wu):
    refused(lambda: change(case, owner=wu), why="never had owner")


def test_a_history_with_a_gap_is_refused(case, wu):
    refused(lambda: change(case, owner=wu, epoch=case.owner_epoch + 2), why="does not follow")


def test_a_history_that_names_another_before_is_refused(case, wu, lanhe):
    refused(lambda: change(case, owner=wu, before_id=lanhe.lead.pk), why="does not follow")


def test_the_same_change_twice_is_refused(case, lin):
    refused(lambda: change(case, owner=lin, epoch=case.owner_epoch), why="follow|ownerchange_epoch")


def test_a_history_that_tells_of_another_person_is_refused(case, wu, lanhe):
    def act() -> None:
        rows(case).update(owner=wu)
        change(case, owner=lanhe.lead)

    refused(act, why="history does not tell")


def test_a_lead_who_gives_says_why(case, wu):
    with pytest.raises(Invalid):
        assign(case, to=wu, reason="  ", by=SYSTEM)

    def act() -> None:
        rows(case).update(owner=wu)
        change(case, owner=wu, reason="")

    refused(act, why="ownerchange_given_why")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("handoff", "no accepted hand-off"),
        ("returned", "no hand-off comes back"),
        ("taken", "taken from the duty lead"),
        ("departure", "has not left"),
        ("reopened", "has not left"),
        ("opened", "ownerchange_first_is_opened"),
    ],
)
def test_a_reason_that_is_not_true_is_refused(case, wu, why, told):
    def act() -> None:
        rows(case).update(owner=wu)
        change(case, owner=wu, why=why)

    refused(act, why=told)


def test_what_was_is_never_rewritten(case, wu):
    mine = OwnerChange.objects.filter(case=case)
    refused(lambda: mine.update(reason="another"), why="never rewritten")
    refused(lambda: mine.delete(), why="never rewritten")
    refused(plain("TRUNCATE cases_ownerchange"), why="never rewritten")


def test_a_case_cannot_be_deleted_by_hand(case):
    with pytest.raises(ProtectedError):
        case.delete()
    refused(plain("DELETE FROM cases_case WHERE id = %s", case.pk), why="foreign key")


def test_cases_of_the_duty_lead_are_a_standing_offer_and_those_of_others_are_not(case, lanhe, wu):
    with pytest.raises(NotTheLeads, match="lin is responsible"):
        take(case, user=wu, reason="I know her", by=SYSTEM)
    assign(case, to=lanhe.lead, reason="lin is ill", by=SYSTEM)
    take(case, user=wu, reason="I know her", by=SYSTEM)
    at_once()
    case.refresh_from_db()
    assert case.owner == wu
    assert case.owner_changes.order_by("-epoch").first().why == "taken"
