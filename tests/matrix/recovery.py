"""An apology that lies ready, an offer with its link, a line of the catalogue."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from makegood.base.access.models import User
from makegood.base.access.operations import give_grant
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology
from makegood.care.recovery.operations import NewRemedy
from makegood.care.recovery.queries import PURPOSE
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now


def subjects(case: Case, promise: Promise, user: User) -> dict[str, dict[str, Any]]:
    """What the routes of making good are about."""
    new = NewRemedy(names={"en": "Check"}, cost=Decimal(0), value=Decimal(9), currency="EUR")
    remedy = recovery.keep_remedy("check", new, by=SYSTEM)
    offer = recovery.make_offer(case, remedies=[remedy], user=user, by=actors.user(user.pk))
    apology = Apology.objects.create(
        promise=promise,
        because="late",
        language="en",
        text="We are sorry.",
        new_due=promise.due + timedelta(hours=1),
        send_at=now() + timedelta(hours=1),
    )
    token = give_grant(purpose=PURPOSE, subject=offer.pk, lasts=timedelta(days=1))
    return {
        "apology": {"pk": apology.pk},
        "offer": {"pk": offer.pk},
        "remedy": {"pk": remedy.pk},
        "offer_link": {"token": token},
    }
