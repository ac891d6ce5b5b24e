"""Guides that never became a case go when they are due; what belongs to a case stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.privacy.keeping import KEPT, how_many
from makegood.field.diagnosis.models import Answer, Fault, Session
from makegood.field.diagnosis.operations import answer, begin_for_case, begin_guide, choose_fault
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.privacy import operations as privacy
from tests.diagnosis.make import case_of, fault, television

pytestmark = pytest.mark.django_db


def guide(row: Fault, asset: Asset | None = None) -> Session:
    """Somebody began a guide, and answered once."""
    session, _token = begin_guide(product=television(), asset=asset, language="en", by=SYSTEM)
    session = choose_fault(session, row, by=SYSTEM)
    answer(session, key="menu", value="yes", source="customer", by=SYSTEM)
    return session


def in_days(days: int) -> None:
    moment = now() + timedelta(days=days)
    clock.install(lambda: moment)


def keep(days: int) -> None:
    privacy.keep_for("guides", days=days, is_on=True, by=SYSTEM)


def test_a_guide_without_a_case_goes_with_its_answers_and_one_of_a_case_stays(house: Any):
    row = fault()
    guide(row)
    case = case_of(house, television())
    kept = begin_for_case(case, fault=row, by=SYSTEM)
    answer(kept, key="menu", value="yes", source="agent", by=SYSTEM)
    keep(60)
    in_days(59)
    assert privacy.let_go_what_is_old() == 0
    in_days(2)
    young = guide(row)
    assert how_many(KEPT["guides"], before=privacy.end_of(60)) == 1
    assert privacy.let_go_what_is_old() == 1
    assert privacy.let_go_what_is_old() == 0
    assert set(Session.objects.values_list("pk", flat=True)) == {kept.pk, young.pk}
    assert set(Answer.objects.values_list("session", flat=True)) == {kept.pk, young.pk}


def test_a_guide_about_a_device_of_somebody_whose_data_must_be_kept_stays(house: Any):
    row = fault()
    owner = Contact.objects.create(name="Wang")
    theirs = guide(row, Asset.objects.create(serial="LH-1", product=television(), owner=owner))
    guide(row)
    told = {"after": 0, "limit": 10, "before": now() + timedelta(days=1)}
    by = KEPT["guides"].by
    assert by is not None
    by(held=[owner.pk], **told)
    assert Session.objects.get().pk == theirs.pk
    by(**told)
    assert not Session.objects.exists()


def test_many_guides_go_in_as_many_statements_as_one(house: Any):
    row = fault()
    by = KEPT["guides"].by
    assert by is not None
    asked = []
    for n in (1, 8):
        for _n in range(n):
            guide(row)
        with CaptureQueriesContext(connection) as seen:
            by(before=now() + timedelta(days=1), after=0, limit=100)
        asked.append(len(seen))
        assert not Session.objects.exists()
    assert asked[0] == asked[1]
