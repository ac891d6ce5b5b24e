"""What an administrator said is kept no longer goes when it is due; everything else stays."""

from datetime import timedelta

import pytest

from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.models import Keeping
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def raw():
    House().writes("The filter leaks", sender="anna.berg@x.example")
    return RawItem.objects.get()


def in_days(days: int) -> None:
    moment = now() + timedelta(days=days)
    clock.install(lambda: moment)


def test_everything_is_kept_until_somebody_says_otherwise(raw):
    in_days(5000)
    assert privacy.let_go_what_is_old() == 0
    raw.refresh_from_db()
    assert bytes(raw.body)


def test_what_is_due_goes_once_and_what_was_read_from_it_stays(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    in_days(59)
    assert privacy.let_go_what_is_old() == 0
    clock.reset()
    in_days(61)
    assert privacy.let_go_what_is_old() == 1
    assert privacy.let_go_what_is_old() == 0
    raw.refresh_from_db()
    assert (bytes(raw.body), raw.envelope) == (b"", {})
    assert Message.objects.get(raw=raw).text == "The filter leaks"
    assert Keeping.objects.get().dropped == 1


def test_what_was_switched_off_stays(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    privacy.keep_for("raw", days=60, is_on=False, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 0


@pytest.mark.parametrize(("kind", "days"), [("raw", 29), ("raw", 0), ("nothing", 60)])
def test_a_short_time_and_an_unknown_kind_are_refused(kind, days):
    with pytest.raises(Invalid):
        privacy.keep_for(kind, days=days, is_on=True, by=SYSTEM)
    assert not Keeping.objects.exists()
