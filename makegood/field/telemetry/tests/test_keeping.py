"""What is old goes by whole parts of a table, and what must be kept stays; erasing reaches what a device said."""

from datetime import timedelta

import pytest

from makegood.base.database import rows, run
from makegood.base.privacy.keeping import KEPT, drop, how_many
from makegood.base.privacy.naming import Person
from makegood.base.privacy.reaching import empty
from makegood.base.privacy.registry import HELD
from makegood.field.telemetry.models import Last, Name, Raw, Reading, Span
from makegood.field.telemetry.operations import Arrived, accept, ensure_partitions, parse_waiting
from makegood.field.telemetry.operations.partitions import partitions
from makegood.field.telemetry.rules.messages import READINGS
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.assets.operations import heard_of
from makegood.records.customers.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def devices():
    found = heard_of(["MG-1", "MG-2"])
    owner = Contact.objects.create(name="Chen")
    Asset.objects.filter(pk=found["MG-1"]).update(owner=owner)
    return found, owner


def test_old_readings_go_by_the_month_and_those_that_must_be_kept_stay(devices):
    (found, owner), name = devices, Name.objects.create(name="p")
    old = now() - timedelta(days=300)
    Reading.objects.bulk_create(
        [
            Reading(asset_id=pk, name=name, at=at, value=1)
            for pk in found.values()
            for at in (old, now())
        ]
    )
    kept, before = KEPT["device_readings"], now() - timedelta(days=100)
    upto = 0
    while (gone := drop(kept, before=before, after=upto, held=[owner.pk])).upto > upto:
        upto = gone.upto
    assert Reading.objects.filter(asset_id=found["MG-1"]).count() == 2
    assert Reading.objects.filter(asset_id=found["MG-2"]).count() == 1
    while (gone := drop(kept, before=before, after=upto, held=[])).upto > upto:
        upto = gone.upto
    assert how_many(kept, before=before, held=[]) >= 0
    ensure_partitions()  # what may still come late has a place again


def test_erasing_reaches_what_a_device_said(devices):
    found, owner = devices
    accept([Arrived(pk, READINGS, b'{"values": {"p": 1}}') for pk in found.values()])
    while parse_waiting():
        pass
    for label in ("telemetry.Raw", "telemetry.Reading", "telemetry.Span", "telemetry.Last"):
        empty(HELD[label], Person((owner.pk,), ()))
    assert [bytes(one.payload) == b"" for one in Raw.objects.order_by("asset_id")] == [True, False]
    for table in (Reading, Span, Last):
        assert set(table.objects.values_list("asset_id", flat=True)) == {found["MG-2"]}


def test_parts_are_made_and_found_again():
    run("SELECT telemetry_week('2031-03-05')")
    run("SELECT telemetry_week('2031-03-09')")
    assert [str(first) for name, first, _end in partitions("telemetry_raw") if "2031" in name] == [
        "2031-03-03"
    ]
    assert rows("SELECT telemetry_month('2031-03-05')")
