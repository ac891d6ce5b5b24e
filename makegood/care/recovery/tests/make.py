"""Makers for the tests of making good: a customer whose address is proven, a voice, a catalogue."""

from datetime import timedelta
from decimal import Decimal

from makegood.base.access.models import User
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Budget, Remedy
from makegood.care.recovery.operations import NewRemedy
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.customers.models import Handle
from makegood.records.people.models import Presence


def prove(case) -> None:
    """The customer's address is known to be his, and our words go there."""
    handle = Handle.objects.filter(contact=case.contact_id).order_by("pk")[0]
    Handle.objects.filter(pk=handle.pk).update(verified_at=now())
    Conversation.objects.filter(strand__case=case).update(peer=handle.value)


def sit_down(*people: User) -> None:
    """They are at their desks this minute."""
    for person in people:
        Presence.objects.update_or_create(
            user=person, defaults={"state": "available", "seen_at": now()}
        )


def promised(case, kind="person", hours=4.0, **more) -> Promise:
    """An open promise that is due in so many hours."""
    new = NewPromise(
        case=case, kind=kind, due=now() + timedelta(hours=hours), what="The part arrives", **more
    )
    [made] = make_many([new], by=SYSTEM)
    return made


def remedy(key="voucher", cost="10", value="15", **more) -> Remedy:
    """A line of the catalogue."""
    told = {"names": {"en": key.title()}, "currency": "EUR", "minutes": 480} | more
    return recovery.keep_remedy(
        key, NewRemedy(cost=Decimal(cost), value=Decimal(value), **told), by=SYSTEM
    )


def budget(team, amount="100") -> Budget:
    """What the team may give away this month."""
    return recovery.keep_budget(
        team,
        starts=now() - timedelta(days=1),
        ends=now() + timedelta(days=30),
        amount=Decimal(amount),
        currency="EUR",
        by=SYSTEM,
    )


def authority(role="agent", most="20"):
    """How much a role may give."""
    return recovery.set_authority(role, most=Decimal(most), currency="EUR", by=SYSTEM)
