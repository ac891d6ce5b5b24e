"""Where a first message goes, and how urgent it is, from the door to the case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.desk.routing.models import FirstReading
from makegood.desk.routing.operations import keep_rule, raise_rule, retire_rule
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people import operations as people
from tests.make import arrive, company

pytestmark = pytest.mark.django_db


def crew(lanhe):
    team = people.make_team(key="crew", names={"en": "Crew"})
    lin = people.hire(email="lin@lanhe.test", name="Lin", role="agent", teams=[team], by=SYSTEM)
    return people.make_queue(
        key="crew", names={"en": "Crew"}, team=team, duty_lead=lanhe.lead, by=SYSTEM
    ), lin


def test_without_a_rule_everything_is_as_it_was():
    lanhe = company()
    arrive(lanhe.account, text="How do I change my password?")
    file_waiting()
    case = Case.objects.get()
    assert (case.queue, case.urgency) == (lanhe.queue, 0)
    assert not FirstReading.objects.exists()


def test_the_crew_that_is_there_gets_what_fits_its_rule():
    lanhe = company()
    queue, lin = crew(lanhe)
    people.set_presence(lin, state="available", by=SYSTEM)
    people.seen(lin.pk)
    keep_rule(name="Train", queue=queue, words="G#", physical=True, by=SYSTEM)
    arrive(lanhe.account, text="G1234 5号车厢厕所没有纸，急！")
    file_waiting()
    case = Case.objects.get()
    assert (case.queue, case.owner, case.urgency) == (queue, lin, 1)
    found = case.first_reading
    assert found.rule.name == "Train"
    assert found.before == lanhe.queue
    assert {"asked": "words", "words": "g1234"} in found.fits
    assert violations() == {}


def test_the_first_rule_wins_until_another_is_put_before_it_or_it_counts_no_more():
    lanhe = company()
    queue, _lin = crew(lanhe)
    first = keep_rule(name="Here", queue=lanhe.queue, words="train", by=SYSTEM)
    second = keep_rule(name="There", queue=queue, words="train", by=SYSTEM)

    def sent(n: int) -> str:
        arrive(lanhe.account, text="about a train", **{"from": f"p{n}@example.org"})
        file_waiting()
        return FirstReading.objects.latest("pk").rule.name

    assert sent(1) == "Here"
    raise_rule(second, by=SYSTEM)
    assert sent(2) == "There"
    retire_rule(second, by=SYSTEM)
    assert retire_rule(second, by=SYSTEM).active is False
    assert sent(3) == "Here"
    assert first.active


def test_rules_cost_a_batch_no_statement_until_one_fits():
    lanhe = company()
    queue, _lin = crew(lanhe)

    def cost(tag: str, text: str) -> int:
        for n in range(8):
            arrive(lanhe.account, text=text, **{"from": f"{tag}{n}@example.org"})
        with CaptureQueriesContext(connection) as queries:
            file_waiting()
        return len(queries)

    cost("warm", "nothing of note")
    without = cost("a", "nothing of note")
    for n in range(30):
        keep_rule(name=f"r{n}", queue=queue, words=f"word{n}", by=SYSTEM)
    assert cost("b", "nothing of note") == without
    assert cost("c", "word3") <= without + 2  # the queues, and what was understood


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "words": "x"}, "name"),
        ({"name": "n"}, "words"),
        ({"name": "n", "words": "# *"}, "words"),
        ({"name": "n", "words": "a*b*c*d"}, "words"),
        ({"name": "n", "place": "x" * 81}, "place"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(given, field):
    lanhe = company()
    with pytest.raises(Invalid) as refused:
        keep_rule(queue=lanhe.queue, by=SYSTEM, **given)
    assert refused.value.field == field
