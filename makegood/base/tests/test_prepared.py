from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from makegood.base.access.models import User
from makegood.base.prepared import Given, IsOneOf, Prepared


@pytest.fixture
def people(db):
    return [
        User.objects.create(email=f"{name}@example.org", name=name) for name in ("Ada", "Bo", "Cy")
    ]


def test_it_gives_what_the_query_set_gives(people):
    named = Prepared(lambda: User.objects.filter(name=Given("name")).order_by("pk"))
    for name in ("Ada", "Bo", "nobody", "O'Hara %s"):
        assert named(name=name) == list(User.objects.filter(name=name).order_by("pk"))
    assert named(name="Bo")[0].name == "Bo"
    assert named.one(name="nobody") is None


def test_the_words_are_made_once_for_each_shape(people):
    made = []

    def build(limit):
        made.append(limit)
        return User.objects.filter(pk__gt=Given("after")).order_by("pk")[:limit]

    later = Prepared(build)
    first = people[0].pk
    assert [p.name for p in later(1, after=first)] == ["Bo"]
    assert [p.name for p in later(2, after=first)] == ["Bo", "Cy"]
    assert [p.name for p in later(1, after=people[1].pk)] == ["Cy"]
    assert made == [1, 2]


def test_any_number_of_values_has_the_same_words(people):
    some = Prepared(lambda: User.objects.filter(IsOneOf("pk", Given("pks"))).order_by("pk"))
    for pks in ([], [people[0].pk], [p.pk for p in people]):
        with CaptureQueriesContext(connection) as asked:
            assert [p.pk for p in some(pks=pks)] == pks
        assert len(asked) == 1


def test_what_is_left_out_stays_left_out_and_what_is_added_is_there(people):
    short = Prepared(
        lambda: User.objects.filter(pk=Given("pk")).only("name").annotate(shout=Upper("name"))
    )
    one = short.one(pk=people[0].pk)
    assert one.shout == "ADA"
    assert "email" in one.get_deferred_fields()


@pytest.mark.django_db
def test_a_value_that_is_missing_is_said():
    named = Prepared(lambda: User.objects.filter(name=Given("name")))
    with pytest.raises(KeyError):
        named()


@pytest.mark.usefixtures("real_commits")
def test_every_thread_asks_on_its_own_connection():
    User.objects.create(email="ada@example.org", name="Ada")
    named = Prepared(lambda: User.objects.filter(name=Given("name")))

    def ask(_n):
        try:
            return [p.name for p in named(name="Ada")]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(12))) == [["Ada"]] * 12
