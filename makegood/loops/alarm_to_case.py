"""A device reports a fault: somebody is responsible before its owner notices, and he hears it from us.

Alarms that want a case are claimed from their rows. One trouble is one case: the same fault of a device always,
further ones as their rule groups them. Whether it is covered is written down with the case as it opens
(`usage_to_entitlement`); what may be the cause stands beside it.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.functional import Promise as Promised
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.database import rows
from makegood.base.jobs.sweeps import each, held_back, sweep
from makegood.base.journal.log import Many, reacts_to, reacts_to_many
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseGone, Heard
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.cases.queries import usual_queue
from makegood.care.promises.models import Promise
from makegood.contact.conversations.models import Conversation
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.field.alarms import operations as alarms
from makegood.field.alarms.events import AlarmCleared, AlarmRaised, AlarmRose
from makegood.field.alarms.models import Alarm, Flood, Rule
from makegood.field.alarms.queries import (
    family_of,
    open_case_about,
    recent_case,
    said_in_full,
    wanting,
    wanting_floods,
)
from makegood.field.alarms.rules.grave import CRITICAL
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.alarm_to_customer import tell_cleared, tell_raised
from makegood.loops.case_of_ours import Begun, begin_case, house_language, nobody_known
from makegood.loops.contact_to_case import answer_is_owed
from makegood.loops.word_to_customer import Way, ways_to
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify
from makegood.records.entitlements.queries.wording import product_name
from makegood.records.people.models import Queue
from makegood.records.people.queries import default_queue
from makegood.records.privacy.queries import COURTESY, wanted_at

CHANNEL = "device"
HIGH, DANGER = 1, 2
OWES = (Promise.Kind.FIRST_ANSWER.value, Promise.Kind.SOLUTION.value)
TOGETHER = timedelta(hours=24)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('alarms.case', %s))"
Together = Rule.Together


@sweep(every=1, hot=True)
def open_cases() -> int:
    """Alarms that want a case get one, each in a transaction of its own, the gravest first."""
    floods = each(wanting_floods(without=held_back(_open_for_flood)), _open_for_flood)
    return floods + each(wanting(without=held_back(_open_one)), _open_one)


@transaction.atomic
def _open_one(alarm_id: int) -> int:
    alarm = alarms.claim(alarm_id)
    if alarm is None:
        return 0
    whom = _whom(alarm.asset)
    rows(ONE_AT_A_TIME, [whom.pk if whom else -(alarm.asset.site_id or alarm.asset_id)])
    known = _known_case(alarm)
    case = _locked(known.pk) if known is not None else None  # before the alarm: as a merge does
    if case is not None:
        _join(alarm, case)
        return 1
    case = _begin(alarm, whom)
    alarms.join([(alarm, case)], by=SYSTEM)
    if alarm.rule is None or alarm.rule.tell:
        tell_raised(case, alarm)
    return 1


def _whom(asset: Asset) -> Contact | None:
    """Whose device it is: its owner, else who answers for its site, else his company's contact of the longest
    standing."""
    if asset.owner is not None:
        return asset.owner
    if asset.site is not None and asset.site.contact is not None:
        return asset.site.contact
    if asset.company_id is None:
        return None
    mine = Contact.objects.filter(company=asset.company_id, merged_into=None)
    return mine.defer("terms").order_by("pk").first()


def _known_case(alarm: Alarm) -> Case | None:
    """The open case in which it is seen to: of the same fault, else as its rule groups faults."""
    if alarm.alone:
        return None
    same = open_case_about(alarm.asset_id, alarm.fault)
    if same is not None:
        return same
    wanted = alarm.rule.together if alarm.rule else Together.DEVICE
    if wanted == Together.FAULT:
        return None
    span = timedelta(minutes=alarm.rule.together_minutes) if alarm.rule else TOGETHER
    site = alarm.asset.site_id if wanted == Together.SITE else None
    assets = family_of(alarm.asset) if wanted == Together.PARENT else [alarm.asset_id]
    return recent_case(alarm, assets, site_id=site, since=now() - span)


def _join(alarm: Alarm, case: Case) -> None:
    """One more alarm of a known trouble: its owner reads it; a case that rested is his again."""
    alarms.join([(alarm, case)], by=SYSTEM)
    _note(case, gettext_lazy("Another alarm: %(what)s"), alarm)
    _wake(case, alarm)


def _note(case: Case, sentence: "str | Promised", alarm: Alarm) -> None:
    """For ourselves, in the language of the house."""
    language = house_language()
    with override(language.lower()):
        text = str(sentence) % {"what": f"{alarm.asset.serial} · {said_in_full(alarm, language)}"}
    cases.write_note(case, text=text, user=None, by=SYSTEM)


def _wake(case: Case, alarm: Alarm) -> None:
    """A case that waits or is thought solved is open again when its device reports trouble; graver trouble
    weighs more."""
    urgency = _urgency(alarm)
    if case.status != Case.Status.OPEN:
        heard = Heard(
            case_id=case.pk,
            preview=said_in_full(alarm, case.language),
            channel=CHANNEL,
            at=now(),
            urgency=urgency,
        )
        cases.hear_many([heard], by=SYSTEM)
        answer_is_owed([Case.objects.select_related("queue").get(pk=case.pk)])
    elif urgency > case.urgency:
        cases.weigh(case, urgency=urgency, by=SYSTEM)


def _urgency(alarm: Alarm) -> int:
    if alarm.rule is not None and alarm.rule.danger:
        return DANGER
    return HIGH if alarm.severity >= CRITICAL else 0


def _begin(alarm: Alarm, whom: Contact | None) -> Case:
    """The case, about the device, with owner and deadline by the calendar; without a customer the duty lead has
    it."""
    asset = alarm.asset
    contact = whom or nobody_known(asset)
    queue = _queue(alarm, whom)
    way = _way(contact) if whom else None
    language = contact.language
    with override(language.lower()):
        name = product_name(asset, language)
        subject = _("%(name)s (%(serial)s): %(what)s") % {
            "name": name,
            "serial": asset.serial,
            "what": said_in_full(alarm, language),
        }
    return begin_case(
        Begun(
            contact=contact,
            queue=queue,
            subject=subject,
            asset=asset,
            talk=_talk(way, contact, subject),
            owner_id=None if whom else queue.duty_lead_id,
            urgency=_urgency(alarm),
            channel=CHANNEL,
            owes=OWES,
        ),
        by=SYSTEM,
    )


def _queue(alarm: Alarm, whom: Contact | None = None) -> Queue:
    """Whose it is: as the rule says, else where its owner was seen to last."""
    queue = alarm.rule.queue if alarm.rule else None
    queue = queue or (usual_queue(whom.pk) if whom else None) or default_queue()
    assert queue is not None  # noqa: S101 - a company without a queue has no cases at all
    return queue


def _way(contact: Contact) -> Way | None:
    """How he wants to be told: the first way that he has not refused, else the first there is."""
    ways = list(ways_to(contact))
    wanted = (
        way
        for way in ways
        if wanted_at(
            contact.pk, channel=way.account.kind, purpose=COURTESY, owed=False, moment=now()
        )
    )
    return next(wanted, ways[0] if ways else None)


def _talk(way: Way | None, contact: Contact, subject: str) -> Conversation | None:
    if way is None:
        return None
    new = NewConversation(account=way.account, contact=contact, peer=way.peer, subject=subject)
    return begin_many([new])[0]


@transaction.atomic
def _open_for_flood(flood_id: int) -> int:
    """One case for all of it, at the duty lead; nobody is told before he says so."""
    flood = alarms.claim_flood(flood_id)
    if flood is None:
        return 0
    some = alarms.hold_flood(flood)
    if not some:
        return 0
    case = _begin_for(flood, some)
    alarms.settle_flood(flood, case)
    alarms.join([(one, case) for one in some if one.case_id is None], by=SYSTEM)
    return 1


def _begin_for(flood: Flood, some: list[Alarm]) -> Case:
    first = some[0]
    whom = _whom(first.asset) if flood.site_id else None
    queue = _queue(first)
    place = flood.site.name if flood.site else first.asset.product
    language = house_language()
    with override(language.lower()):
        told = {"place": place, "what": said_in_full(first, language)}
        subject = _("%(place)s: many alarms at once, first %(what)s") % told
    return begin_case(
        Begun(
            contact=whom or _stand_in_for(flood, place),
            queue=queue,
            subject=subject,
            asset=first.asset,
            owner_id=queue.duty_lead_id,
            urgency=HIGH,
            channel=CHANNEL,
            owes=OWES,
        ),
        by=SYSTEM,
    )


def _stand_in_for(flood: Flood, place: object) -> Contact:
    """Of a place or a model, whatever others are called alike."""
    key = f"site-{flood.site_id}" if flood.site_id else f"product-{flood.product_id}"
    with override(house_language().lower()):
        name = _("Owners of %(what)s") % {"what": place}
    return identify(Sender("other", f"flood:{key}", name=name), by=SYSTEM)


@sweep(every=5, hot=True)
def join_floods() -> int:
    """Further alarms of a flood belong to its case."""
    return alarms.join_floods(by=SYSTEM)


@reacts_to_many(AlarmRaised)
def it_is_back(happened: Many[AlarmRaised]) -> None:
    """Alarms that were gone are there again: whoever has their case reads it."""
    for event, _entry in happened:
        if event.again:
            _is_back(_of(event.alarm_id))


def _is_back(alarm: Alarm | None) -> None:
    case = _open_case(alarm)
    if alarm and case and alarm.changes.filter(what="raised").count() > 1:
        _note(case, gettext_lazy("It is back: %(what)s"), alarm)
        _wake(case, alarm)


@reacts_to(AlarmRose)
def it_is_graver(event: AlarmRose, _entry: Entry) -> None:
    """It weighs more: so does its case."""
    alarm = _of(event.alarm_id)
    case = _open_case(alarm)
    if alarm and case and event.severity > event.before:
        _note(case, gettext_lazy("Graver than before: %(what)s"), alarm)
        _wake(case, alarm)


@reacts_to(AlarmCleared)
def it_cleared_by_itself(event: AlarmCleared, _entry: Entry) -> None:
    """The device says that it is over: the owner of the case decides, and the customer hears it."""
    alarm = _of(event.alarm_id)
    case = _open_case(alarm)
    if alarm is None or case is None or alarm.active:
        return
    _note(
        case,
        gettext_lazy("Cleared by itself: %(what)s. Decide whether anything is left to do."),
        alarm,
    )
    others = Alarm.objects.filter(case=case, active=True)
    if not others.exists():
        tell_cleared(case, alarm)


def _of(alarm_id: int) -> Alarm | None:
    found = Alarm.objects.select_related("rule", "asset__product", "asset__site")
    return found.filter(pk=alarm_id).first()


def _open_case(alarm: Alarm | None) -> Case | None:
    """Its case under its lock, while that is not closed."""
    return _locked(alarm.case_id) if alarm is not None and alarm.case_id is not None else None


def _locked(case_id: int) -> Case | None:
    """The case in which this one goes on, under its lock, into whichever it goes in this very moment; None for one
    that is closed."""
    try:
        with transaction.atomic():
            case = lock_going_on(case_id)
    except CaseGone:
        case = lock_going_on(case_id)
    return None if case.status == Case.Status.CLOSED else case
