"""Many workers, the same fault: one alarm, every word counted; a batch that dies is counted not at all."""

import threading

import pytest
from django.db import connection, transaction

from makegood.base.invariants.checks import violations
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.operations import acknowledge, take, time_passes
from makegood.field.alarms.tests.make import device, gone, hear, said
from makegood.kernel import actor
from tests.make import company

pytestmark = pytest.mark.usefixtures("real_commits")


def at_once(count, work):
    """So many threads, each with a connection of its own, from one start."""
    start, wrong = threading.Barrier(count), []

    def run(number):
        try:
            start.wait(30)
            work(number)
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    [one.start() for one in threads]
    [one.join(120) for one in threads]
    assert wrong == []


def test_a_thousand_equal_words_from_eight_workers_are_one_alarm():
    company()
    one = device()

    def work(_number):
        for _batch in range(5):
            hear(*[said(one) for _n in range(25)])

    at_once(8, work)
    alarm = Alarm.objects.get()
    assert (alarm.count, alarm.active) == (1000, True)
    assert list(alarm.changes.values_list("what", flat=True)) == ["raised"]


def test_batches_of_the_same_devices_in_any_order_wait_for_each_other_and_never_in_a_circle():
    company()
    fleet = [device() for _n in range(12)]

    def work(number):
        turned = fleet[number:] + fleet[:number]
        for batch in range(6):
            more = [gone(each) for each in turned[::3]] if batch % 2 else []
            hear(*[said(each) for each in turned], *more, *[gone(turned[0], "E-9")])

    at_once(8, work)
    assert set(Alarm.objects.values_list("count", flat=True)) == {48}
    assert Alarm.objects.count() == 12


def test_people_and_sweeps_beside_the_workers_lose_no_word():
    firm = company()
    one = device()
    by = actor.user(firm.lead.pk)

    def work(number):
        for _n in range(10):
            if number == 0:
                acknowledge(Alarm.objects.values_list("pk", flat=True), user=firm.lead, by=by)
            elif number == 1:
                time_passes()
            else:
                hear(said(one))

    at_once(6, work)
    assert Alarm.objects.get().count == 40
    assert violations() == {}


class Died(Exception):
    """The worker is gone."""


def test_a_batch_that_dies_in_the_middle_is_counted_once_when_it_is_done_again():
    company()
    one = device()
    batch = [said(one) for _n in range(10)]
    with pytest.raises(Died), transaction.atomic():
        take(batch)
        raise Died
    assert not Alarm.objects.exists()
    hear(*batch)
    assert Alarm.objects.get().count == 10
