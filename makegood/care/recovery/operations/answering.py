"""The customer answers an offer, or nobody does; what he accepted is promised, delivered and accounted."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import retried
from makegood.base.jobs.sweeps import each, held_back
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.recovery.events import OfferEnded, RemedyAccounted
from makegood.care.recovery.models import Offer, Remedy
from makegood.care.recovery.operations.budgets import hold_less, spend
from makegood.care.recovery.operations.state import lock_offer, tell
from makegood.care.recovery.operations.wording import name_for
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by


class OfferIsOver(Refused):
    """It was answered, withdrawn, or its time is over."""


class NeedsConsent(Refused):
    """Only the customer's own words accept for him."""


@retried
def accept(
    offer: Offer, *, remedy: Remedy, words: str, by: Actor, message: Message | None = None
) -> Offer:
    """He takes one of them, in his own words: by the page, or in a message of his that one of us quotes.
    It is promised at once, with a time. Twice changes nothing.

    Raises OfferIsOver, NeedsConsent for a message that is not his or does not say so, Invalid.
    """
    offer = lock_offer(offer.pk)
    if offer.state == Offer.State.ACCEPTED and offer.chosen_id == remedy.pk:
        return offer
    _is_open(offer)
    line = offer.lines.filter(remedy=remedy).first()
    if line is None:
        raise Invalid(_("This was not offered. Choose one of those that were."), field="choice")
    said = clean(words).strip()[:4000]
    if not said:
        raise Invalid(_("Write what the customer said."), field="words")
    if message is not None:
        _is_his(offer, message, said)
    if offer.case.status == Case.Status.CLOSED:
        raise Refused(_("This case is closed. Reopen it before you record this."))
    offer.chosen, offer.words, offer.consent_message = remedy, said, message
    hold_less(offer, line.cost)
    offer.cost, offer.delivery = line.cost, _promised(offer, remedy, by)
    return _end(offer, Offer.State.ACCEPTED, by=by)


def _is_open(offer: Offer) -> None:
    if offer.state != Offer.State.OFFERED or offer.expires_at <= now():
        raise OfferIsOver(_("This offer is over. Write to us, and we see together what we can do."))


def _is_his(offer: Offer, message: Message, said: str) -> None:
    """He wrote it in this case, after it was offered, and it holds these words."""
    of_this_case = offer.case.strands.filter(conversation=message.conversation_id).exists()
    his = message.author == Message.Author.CONTACT and message.at >= offer.made_at
    if not (of_this_case and his and said in clean(message.text)):
        raise NeedsConsent(
            _("Quote the customer's own words, from a message he wrote after the offer.")
        )


def _promised(offer: Offer, remedy: Remedy, by: Actor) -> Promise:
    team = offer.case.queue.team_id
    due = owed_by(now(), remedy.minutes, hours_of([team])[team])
    new = NewPromise(
        case=offer.case,
        kind=Promise.Kind.REMEDY,
        due=due,
        what=name_for(remedy.names, offer.case.language),
        said=offer.words,
        message=offer.consent_message,
    )
    return make_many([new], by=by)[0]


@retried
def decline(offer: Offer, *, words: str, by: Actor, wants_else: bool = False) -> Offer:
    """He takes none of them, or would rather have something else, which he says. Twice changes nothing.
    Raises OfferIsOver, Invalid for a wish without words."""
    offer = lock_offer(offer.pk)
    if offer.state == Offer.State.DECLINED:
        return offer
    _is_open(offer)
    if wants_else and not words.strip():
        raise Invalid(_("Tell us what you would like instead."), field="words")
    offer.words, offer.wants_else = clean(words).strip()[:4000], wants_else
    hold_less(offer, Decimal(0))
    return _end(offer, Offer.State.DECLINED, by=by)


@retried
def withdraw(offer: Offer, *, why: str, by: Actor) -> Offer:
    """We take it back before he answered, with the reason. Twice changes nothing. Raises OfferIsOver when
    he has answered."""
    offer = lock_offer(offer.pk)
    if offer.state == Offer.State.WITHDRAWN:
        return offer
    if offer.state not in (Offer.State.ASKED, Offer.State.OFFERED):
        raise OfferIsOver(_("The customer has answered this offer. It stands as he said."))
    if not why.strip():
        raise Invalid(_("Say why."), field="why")
    offer.ended_why = clean(why).strip()[:200]
    hold_less(offer, Decimal(0))
    return _end(offer, Offer.State.WITHDRAWN, by=by)


def expire_due(*, limit: int = 200) -> int:
    """Offers that nobody answered in their time are over; what was held is free again."""
    waiting = (Offer.State.ASKED, Offer.State.OFFERED)
    due = Offer.objects.filter(state__in=waiting, expires_at__lte=now())
    due = due.exclude(pk__in=held_back(_expire))
    return each(list(due.order_by("expires_at").values_list("pk", flat=True)[:limit]), _expire)


@transaction.atomic
def _expire(pk: int) -> bool:
    offer = lock_offer(pk)
    if offer.state not in (Offer.State.ASKED, Offer.State.OFFERED) or offer.expires_at > now():
        return False
    hold_less(offer, Decimal(0))
    _end(offer, Offer.State.EXPIRED, by=SYSTEM)
    return True


def _end(offer: Offer, state: str, *, by: Actor) -> Offer:
    moment = now()
    offer.state, offer.ended_at = state, moment
    if state in (Offer.State.ACCEPTED, Offer.State.DECLINED):
        offer.consent_at = moment
    offer.save()
    tell(offer, OfferEnded(offer_id=offer.pk, state=state), by)
    return offer


@transaction.atomic
def account(promise_id: int, *, delivered: bool, by: Actor) -> bool:
    """The delivery of a remedy ended: kept, its cost is spent; released, the budget has it back. True when
    there was something to account; twice changes nothing."""
    found = Offer.objects.filter(delivery=promise_id, accounted_at=None).first()
    if found is None:
        return False
    offer = lock_offer(found.pk)
    if offer.accounted_at is not None:
        return False
    if delivered:
        spend(offer)
    else:
        hold_less(offer, Decimal(0))
        offer.cost = Decimal(0)
    offer.accounted_at = now()
    offer.save(update_fields=["held", "cost", "accounted_at"])
    tell(offer, RemedyAccounted(offer_id=offer.pk, delivered=delivered), by)
    return True


@transaction.atomic
def deliver_by(promise: Promise) -> None:
    """The delivery was moved: the promise that replaced it delivers now."""
    found = Offer.objects.filter(delivery=promise).first()
    if found is not None and promise.moved_to_id is not None:
        offer = lock_offer(found.pk)
        offer.delivery_id = promise.moved_to_id
        offer.save(update_fields=["delivery"])
