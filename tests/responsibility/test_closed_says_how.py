"""The guard that a closed case says how comes to a database that has cases already."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, Closure
from tests.responsibility import situations
from tests.responsibility.house import House

migration = import_module("makegood.care.cases.migrations.0010_closed_says_how")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in ("SET CONSTRAINTS ALL IMMEDIATE", *statements, "SET CONSTRAINTS ALL DEFERRED"):
            cursor.execute(sql)


@pytest.mark.django_db
def test_what_was_closed_without_a_word_is_assumed_and_what_goes_on_is_reopened():
    house = House()
    shut = situations.closed(house, situations.owned(house, "shut"))
    open_ = situations.owned(house, "open")
    run(migration.UNDO, "DELETE FROM cases_closure")
    asked = situations.resolved(house, open_)
    Closure.objects.create(case=open_, question=asked, how="assumed", owner=house.wei)
    run(migration.MEND, migration.SQL)
    found = Closure.objects.get(case=shut)
    assert (found.how, found.owner_id, found.reopened_at) == ("assumed", house.wei.pk, None)
    assert Closure.objects.get(case=open_).reopened_at is not None
    assert violations() == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=shut.pk).update(status="open", next_deadline="2030-01-01T00:00Z")
        run()
    house.close()
