"""What can be offered, who may give how much, what a team may spend, how customers are reminded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role
from makegood.base.journal.log import record
from makegood.care.promises.models import Promise
from makegood.care.recovery.events import CatalogueChanged
from makegood.care.recovery.models import Authority, Budget, Floor, NudgeRule, Remedy
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.entitlements.models import Contract
from makegood.records.people.models import Queue, Team

TOPIC = "recovery"


@dataclass(frozen=True, kw_only=True)
class NewRemedy:
    """A line of the catalogue: names by language, sums in its currency, minutes of working time until it
    is delivered. `fits`: kinds of promise, none for every kind."""

    names: dict[str, str]
    cost: Decimal
    value: Decimal
    currency: str
    says: dict[str, str] = field(default_factory=dict)
    fits: Sequence[str] = ()
    min_role: str = Role.AGENT
    minutes: int = 480
    active: bool = True


@transaction.atomic
def keep_remedy(key: str, new: NewRemedy, *, by: Actor) -> Remedy:
    """Put a remedy into the catalogue, or change the one of that key; what is offered already stays as it
    was offered. Raises Invalid."""
    if not any(name.strip() for name in new.names.values()):
        raise Invalid(_("Give it a name."), field="names")
    if new.cost < 0 or new.value < 0:
        raise Invalid(_("A sum is zero or more."), field="cost")
    if not 0 < new.minutes <= 525_600:
        raise Invalid(_("Give a time between one minute and one year."), field="minutes")
    known = set(Promise.Kind.values)
    remedy, _made = Remedy.objects.update_or_create(
        key=key,
        defaults={
            "names": {code: clean(name).strip()[:120] for code, name in new.names.items() if name},
            "says": {code: clean(text).strip()[:500] for code, text in new.says.items() if text},
            "cost": new.cost,
            "value": new.value,
            "currency": _currency(new.currency),
            "fits": [kind for kind in new.fits if kind in known],
            "min_role": new.min_role,
            "minutes": new.minutes,
            "active": new.active,
        },
    )
    _tell("remedy", remedy.pk, by)
    return remedy


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Invalid(_("Write the currency as three letters: EUR, CNY, USD."), field="currency")
    return code


@transaction.atomic
def set_authority(role: str, *, most: Decimal, currency: str, by: Actor) -> Authority:
    """The most a role may give in one remedy; role "" is the machine. Raises Invalid."""
    if role and role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    if most < 0:
        raise Invalid(_("A sum is zero or more."), field="most")
    row, _made = Authority.objects.update_or_create(
        role=role, currency=_currency(currency), defaults={"most": most}
    )
    _tell("authority", row.pk, by)
    return row


@transaction.atomic
def keep_budget(
    team: Team,
    *,
    starts: datetime,
    ends: datetime,
    amount: Decimal,
    currency: str,
    by: Actor,
) -> Budget:
    """What a team may give away in a time; the same team, beginning and currency again changes how much
    and until when. Raises Invalid for less than what is held and spent already."""
    if ends <= starts:
        raise Invalid(_("A budget ends after it begins."), field="ends")
    if amount < 0:
        raise Invalid(_("A sum is zero or more."), field="amount")
    code = _currency(currency)
    Budget.objects.bulk_create(
        [Budget(team=team, starts=starts, ends=ends, currency=code, amount=amount)],
        ignore_conflicts=True,
    )
    mine = Budget.objects.filter(team=team, starts=starts, currency=code)
    changed = mine.filter(spent__lte=amount - F("held")).update(amount=amount, ends=ends)
    budget = mine.get()
    if not changed:
        sentence = _("%(sum)s %(currency)s are given or offered already. It cannot be less.")
        values = {"sum": budget.held + budget.spent, "currency": code}
        raise Invalid(sentence % values, field="amount")
    _tell("budget", budget.pk, by)
    return budget


@transaction.atomic
def set_floor(
    contract: Contract, *, value: Decimal, currency: str, by: Actor, kind: str = ""
) -> Floor:
    """What a contract says a missed promise (of that kind) is worth to the customer. Raises Invalid."""
    if value <= 0:
        raise Invalid(_("Give a sum above zero."), field="value")
    row, _made = Floor.objects.update_or_create(
        contract=contract, kind=kind, defaults={"value": value, "currency": _currency(currency)}
    )
    _tell("floor", row.pk, by)
    return row


def set_nudges(
    queue: Queue | None, *, on: bool, first: int, second: int, final: int, by: Actor
) -> NudgeRule:
    """How a queue (None: every queue without its own rule) reminds customers it waits for, in working
    days. Raises Invalid when the days do not follow each other."""
    try:
        with transaction.atomic():
            row, _made = NudgeRule.objects.update_or_create(
                queue=queue,
                defaults={"on": on, "first": first, "second": second, "final": final},
            )
            _tell("nudges", row.pk, by)
            return row
    except IntegrityError:
        raise Invalid(_("Each reminder comes later than the one before."), field="second") from None


def _tell(what: str, row: int, by: Actor) -> None:
    record(CatalogueChanged(what=what, row=row), subject=TOPIC, by=by)
