"""What a batch asks of the database does not depend on how many devices speak in it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from makegood.field.alarms.models import Alarm, Flood
from makegood.field.alarms.operations import acknowledge, take_back, take_readings
from makegood.field.alarms.tests.make import device, gone, hear, product, rule, said
from makegood.field.telemetry.ports import Happening, Measured
from makegood.kernel import actor
from makegood.kernel.clock import now
from makegood.records.assets.models import Site
from tests.make import company

pytestmark = pytest.mark.django_db
MOST = 22  # for any number of new faults, in a flood; the savepoint of the test counted


def statements(*batch: Happening) -> int:
    with CaptureQueriesContext(connection) as asked:
        hear(*batch)
    return len(asked)


def fleet(count, **more):
    return [device(**more) for _n in range(count)]


def test_two_hundred_new_faults_cost_what_twenty_cost():
    company()
    rule({"on": "code", "codes": ["E-*"]})
    few, many = fleet(21, product=product("few")), fleet(200)
    one = statements(*[said(each) for each in few])
    all_of_them = statements(*[said(each) for each in many])
    assert Flood.objects.count() == 2
    assert Alarm.objects.filter(flood__isnull=False, wanted_at=None).count() == 221
    assert one == all_of_them <= MOST


def test_floods_of_many_sites_and_products_begin_at_once_and_each_once():
    company()
    sites = [Site.objects.create(name=f"Yard {n}") for n in range(4)]
    at_sites = [each for site in sites for each in fleet(25, site=site)]
    of_models = [each for n in range(4) for each in fleet(25, product=product(f"m{n}"))]
    assert statements(*[said(each) for each in at_sites + of_models]) <= MOST
    more = statements(*[said(each, "E-2") for each in at_sites + of_models])
    assert more <= MOST - 2  # they have begun
    assert Flood.objects.count() == 8
    of_sites = Alarm.objects.filter(flood__site__in=sites)
    assert {one.asset.site_id == one.flood.site_id for one in of_sites} == {True}
    assert Alarm.objects.filter(flood=None).count() == 0


def test_known_faults_and_faults_that_end_cost_the_same_for_any_number():
    many = fleet(60)
    hear(*[said(each) for each in many])
    again = [statements(*[said(each) for each in some]) for some in (many[:3], many)]
    graver = [
        statements(*[said(each, severity="critical") for each in some])
        for some in (many[:3], many[3:])
    ]
    ends = [statements(*[gone(each) for each in some]) for some in (many[:3], many[3:])]
    assert (again[0], graver[0], ends[0]) == (again[1], graver[1], ends[1])


def test_faults_that_come_and_go_cost_the_same_for_any_number():
    rule({"on": "code", "codes": ["E-*"]}, flap_changes=2)
    many, begin = fleet(30), now()
    hear(*[said(each, at=begin) for each in many])
    counts = []
    for some in (many[:2], many[2:]):
        turns = [
            turn(each, at=begin + timedelta(seconds=n))
            for each in some
            for n, turn in enumerate((gone, said, gone, said), 1)
        ]
        counts.append(statements(*turns))
    assert Alarm.objects.filter(flapping_at=None).count() == 0
    assert counts[0] == counts[1]


def test_readings_that_rules_judge_cost_the_same_for_any_number():
    rule({"on": "below", "reading": "pressure", "limit": 9}, fault="low")
    rule({"on": "missing", "within": 30}, fault="offline")
    fleets, at, counts = (fleet(2), fleet(30)), now(), []
    for some in fleets:
        batch = [
            Measured(asset_id=one.pk, name="pressure", value=5.0, unit="", at=at, came_at=at)
            for one in some
        ]
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            take_readings(batch)
        counts.append(len(asked))
    assert Alarm.objects.filter(fault="low").count() == 32
    assert Flood.objects.count() == 1
    assert counts[1] - counts[0] <= 3  # only the greater fleet is a flood


def test_seeing_to_many_costs_what_seeing_to_one_costs():
    firm = company()
    hear(*[said(each) for each in fleet(60)])
    found, by = list(Alarm.objects.values_list("pk", flat=True)), actor.user(firm.lead.pk)
    counts = []
    for some in (found[:1], found[1:]):
        with CaptureQueriesContext(connection) as asked:
            acknowledge(some, user=firm.lead, by=by)
            take_back(some, user=firm.lead, by=by)
        counts.append(len(asked))
    assert counts[0] == counts[1]
