"""A merge stands in the story of the case that goes on, with the other's number, and is taken back there."""

import pytest

from makegood.care.promises.models import Promise
from makegood.kernel.actor import user
from makegood.loops import cases_to_one
from tests.matrix.house import signed_in
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


def test_a_merge_is_said_and_taken_back_where_it_stands():
    house = House()
    one = house.writes("The pump leaks", sender="anna.berg@x.example", name="Anna Berg")
    two = house.writes("A dog ate my manual", sender="li@y.example", name="Li")
    cases_to_one.merge(two, into=one, by=user(house.agent.pk))
    agent = signed_in(house.agent)
    page = agent.get(f"/cases/{one.pk}/talk/").content.decode()
    assert f"merged M-{two.pk} into this case" in page
    undo = f"/case-merges/{two.merges_away.get().pk}/undoing/"
    assert f'hx-post="{undo}"' in page
    assert f"M-{two.pk}" in agent.get(f"/cases/{one.pk}/history/").content.decode()
    assert agent.post(undo).status_code < 400
    page = agent.get(f"/cases/{one.pk}/talk/").content.decode()
    assert undo not in page
    assert f"took the merge with M-{two.pk} back" in page
    for case in (one, two):
        owed = Promise.objects.filter(case=case, kind="first_answer")
        assert owed.count() == 1
