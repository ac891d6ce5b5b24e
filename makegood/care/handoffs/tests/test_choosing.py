"""Whom a dialog offers: who is at work first, then the team, then the others; who knows the language first."""

import pytest

from makegood.care.handoffs.panels import people_for
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people import operations as people
from makegood.records.people.models import Presence
from makegood.records.people.queries import colleagues

pytestmark = pytest.mark.django_db


def hired(name, *, team=None, language="en", here=False):
    user = people.hire(
        email=f"{name.lower()}@example.com",
        name=name,
        role="agent",
        by=SYSTEM,
        teams=[team] if team else [],
        language=language,
    )
    if here:
        Presence.objects.update_or_create(
            user=user, defaults={"state": Presence.State.AVAILABLE, "seen_at": now()}
        )
    return user


@pytest.fixture
def team(db):
    return people.make_team(key="service", names={"en": "Service"})


def names(groups):
    return [(label, [one.label.split(" · ")[0] for one in group]) for label, group in groups]


def test_who_is_at_work_comes_first_then_the_team_then_the_others(team):
    for name, fields in {"Ann": {}, "Bea": {"team": team}, "Cy": {"here": True}}.items():
        hired(name, **fields)
    assert names(people_for(colleagues(), near=[team.pk])) == [
        ("At work now", ["Cy"]),
        ("Of the team, not at work now", ["Bea"]),
        ("Others, not at work now", ["Ann"]),
    ]


def test_who_knows_the_language_of_the_customer_stands_first(team):
    hired("Ann", here=True)
    hired("Mei", here=True, language="zh-Hant")
    [(_label, found)] = people_for(colleagues(), language="zh-Hant")
    assert [one.label for one in found] == ["Mei · 0 open · 繁體中文", "Ann · 0 open · English"]
    assert found[0].find == "mei"


def test_a_group_with_nobody_in_it_is_not_shown(team):
    assert people_for(colleagues()) == []
