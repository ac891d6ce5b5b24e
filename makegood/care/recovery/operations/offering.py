"""Something is offered: within authority, budget and what he is entitled to, and only if it can be said."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from makegood.base.access.models import Role, User
from makegood.base.access.operations import give_grant
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.recovery.events import OfferMade
from makegood.care.recovery.models import Authority, Choice, Offer, Remedy
from makegood.care.recovery.operations.budgets import BudgetSpent, hold
from makegood.care.recovery.operations.state import lock_offer, tell
from makegood.care.recovery.operations.wording import name_for, offer_text
from makegood.care.recovery.ports import voice
from makegood.care.recovery.queries import PURPOSE, authority_of, floor_of, remedies_for
from makegood.care.recovery.rules import Line, below, most, reaches
from makegood.care.tasks import operations as tasks
from makegood.care.tasks.models import Kind, Task
from makegood.care.tasks.operations import NewTask
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.people.queries import hold_active

BY_ITSELF = 2  # remedies that go with an apology that nobody of us wrote
APPROVED_WITHIN = 120  # minutes of working time


class AlreadyOffered(Refused):
    """Something is offered for this promise, and he has not answered yet."""


class AboveAuthority(Refused):
    """Nobody here may give that much."""


@retried
def make_offer(
    case: Case,
    *,
    remedies: Sequence[Remedy],
    user: User,
    by: Actor,
    promise: Promise | None = None,
    words: str = "",
) -> Offer:
    """Offer a choice of remedies by a link of its own. Above his authority an approval is asked first; the
    dearest is held of the budget in any case.

    Raises Invalid for nothing to choose from, another currency, too little for what he is entitled to, a
    remedy above his role; AlreadyOffered, BudgetSpent, AboveAuthority.
    """
    hold_who_approves(case, user)  # people before cases, as everywhere
    case = cases.lock(case.pk)
    if case.status == Case.Status.CLOSED:
        raise Refused(_("This case is closed. Reopen it before you offer something."))
    offer = _prepare(case, promise, remedies, user=user, by=by)
    offer.said = clean(words).strip()
    if offer.state == Offer.State.OFFERED:
        _go_out(offer, with_apology=False)
    offer.save(update_fields=["said", "outgoing"])
    return offer


def hold_who_approves(case: Case, user: User) -> None:
    """Hold those who may be asked to approve what this person offers. The caller locks the case after it."""
    hold_active([user.pk, *(one.pk for one in _above(case, user))])


def offer_beside(
    promise: Promise, remedies: Sequence[Remedy], *, user: User, by: Actor
) -> Offer | None:
    """An offer whose words go with an apology: `said` holds them, nothing while an approval is asked. The
    case is locked, and before it `hold_who_approves`."""
    if not remedies:
        return None
    return _beside(_prepare(promise.case, promise, remedies, user=user, by=by))


def offers_by_itself(promise: Promise) -> Offer | None:
    """What the machine may offer on its own beside an apology; None when it may nothing, or the budget is
    used up. The case is locked."""
    role = Authority.objects.filter(role="").first()
    if role is None or Offer.objects.filter(promise=promise).exists():
        return None
    floor = floor_of(promise.case, promise.kind)
    fitting = [
        remedy
        for remedy in remedies_for(promise.kind)
        if remedy.currency == role.currency
        and remedy.cost <= role.most
        and (floor is None or (remedy.currency, remedy.value >= floor[0]) == (floor[1], True))
    ]
    best = sorted(fitting, key=lambda one: -one.value)[:BY_ITSELF]
    if not best:
        return None
    try:
        return _beside(_prepare(promise.case, promise, best, user=None, by=SYSTEM))
    except BudgetSpent:
        return None


def _beside(offer: Offer) -> Offer:
    if offer.state == Offer.State.OFFERED:
        offer.said = offer_text(offer.case, _link(offer), with_apology=True)
        offer.save(update_fields=["said"])
    return offer


def _prepare(
    case: Case,
    promise: Promise | None,
    remedies: Sequence[Remedy],
    *,
    user: User | None,
    by: Actor,
) -> Offer:
    """The offer with its choices and what is held for it; not said yet."""
    unique = list({remedy.pk: remedy for remedy in remedies}.values())
    lines = [Line(one.cost, one.value) for one in unique]
    _check(case, promise, unique, lines, user)
    dearest = most(lines)
    within = user is None or dearest <= authority_of(user.role, unique[0].currency)
    able = [] if within else _able(case, user, dearest, unique[0].currency)
    budget = hold(case.queue.team, dearest, unique[0].currency) if dearest else None
    offer = Offer.objects.create(
        case=case,
        promise=promise,
        state=Offer.State.OFFERED if within else Offer.State.ASKED,
        made_by=str(by),
        user=user,
        expires_at=now() + Offer.LASTS,
        budget=budget,
        held=dearest,
    )
    Choice.objects.bulk_create(
        Choice(offer=offer, remedy=one, cost=one.cost, value=one.value) for one in unique
    )
    if able and user is not None:
        offer.task = _ask(offer, unique, dearest, able, user=user, by=by)
        offer.save(update_fields=["task"])
    tell(offer, OfferMade(offer_id=offer.pk, state=offer.state), by)
    return offer


def _check(
    case: Case,
    promise: Promise | None,
    remedies: Sequence[Remedy],
    lines: list[Line],
    user: User | None,
) -> None:
    if not remedies or not all(one.active for one in remedies):
        raise Invalid(_("Choose at least one thing to offer."), field="remedies")
    if len({one.currency for one in remedies}) > 1:
        raise Invalid(_("Offer things of one currency."), field="remedies")
    for one in remedies:
        if user is not None and not reaches(user.role, one.min_role):
            sentence = _("“%(name)s” is offered by a lead. Ask one, or choose something else.")
            raise Invalid(sentence % {"name": name_for(one.names, user.language)}, field="remedies")
    floor = floor_of(case, promise.kind if promise else "")
    if floor is not None and (remedies[0].currency != floor[1] or below(lines, floor[0])):
        sentence = _(
            "His contract gives him at least %(sum)s %(currency)s. Offer nothing below that."
        )
        raise Invalid(sentence % {"sum": floor[0], "currency": floor[1]}, field="remedies")
    if (
        promise is not None
        and Offer.objects.filter(
            promise=promise, state__in=(Offer.State.ASKED, Offer.State.OFFERED)
        ).exists()
    ):
        raise AlreadyOffered(_("Something is offered for this already. Withdraw it first."))


def _able(case: Case, user: User | None, sum_: Decimal, currency: str) -> list[User]:
    """Who may give that much, the nearest first. Raises AboveAuthority."""
    near = _above(case, user)
    able = [one for one in near if authority_of(one.role, currency) >= sum_]
    if not able:
        raise AboveAuthority(
            _("Nobody here may give that much. An administrator sets who may, under Making good.")
        )
    return able


def _ask(
    offer: Offer,
    remedies: Sequence[Remedy],
    sum_: Decimal,
    able: Sequence[User],
    *,
    user: User,
    by: Actor,
) -> Task:
    """Ask the first of those who may; the next is his substitute."""
    currency = remedies[0].currency
    names = ", ".join(name_for(one.names, able[0].language) for one in remedies)
    with override(able[0].language.lower()):
        title = str(_("May we offer this?"))
        question = str(_("%(names)s: up to %(sum)s %(currency)s.")) % {
            "names": names,
            "sum": sum_,
            "currency": currency,
        }
    new = NewTask(
        team=offer.case.queue.team,
        title=title,
        question=question,
        kind=Kind.APPROVAL,
        minutes=APPROVED_WITHIN,
        blocking=False,
        approver=able[0],
        substitute=able[1] if len(able) > 1 else None,
    )
    return tasks.ask(offer.case, new=new, user=user, by=by)


def _above(case: Case, user: User | None) -> list[User]:
    """Who may be asked, the nearest first: the duty lead, his deputy, leads of the team, administrators."""
    queue = case.queue
    near = [queue.duty_lead, *([queue.deputy] if queue.deputy else [])]
    leads = User.objects.filter(teams=queue.team, role=Role.LEAD, is_active=True).order_by("pk")
    rest = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    found = {one.pk: one for one in [*near, *leads, *rest] if one.is_active and one != user}
    return list(found.values())


@retried
def go_on(offer: Offer, *, by: Actor) -> Offer:
    """It is approved: now it is offered. Twice changes nothing."""
    offer = lock_offer(offer.pk)
    if offer.state == Offer.State.ASKED:
        offer.state, offer.expires_at = Offer.State.OFFERED, now() + Offer.LASTS
        _go_out(offer, with_apology=False)
        offer.save(update_fields=["state", "expires_at", "outgoing", "said"])
        tell(offer, OfferMade(offer_id=offer.pk, state=offer.state), by)
    return offer


def _go_out(offer: Offer, *, with_apology: bool) -> None:
    invitation = offer_text(offer.case, _link(offer), with_apology=with_apology)
    words = f"{offer.said}\n\n{invitation}" if offer.said else invitation
    spoken = voice().say(offer.case, words, user=offer.user)
    offer.outgoing = spoken.outgoing if spoken else None


def _link(offer: Offer) -> str:
    """A fresh address where this customer, and nobody else, answers this offer."""
    lasts = offer.expires_at - now() + timedelta(days=30)  # later it says that it has ended
    token = give_grant(purpose=PURPOSE, subject=offer.pk, lasts=lasts)
    return f"{settings.BASE_URL}/o/{token}/"
