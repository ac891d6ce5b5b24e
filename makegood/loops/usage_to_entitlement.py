"""A device runs, and its warranty ends: until when is counted anew with every reading, and its owner is told in time,
once, with an appointment offered before it ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.jobs.sweeps import each, held_back, in_turns, sweep
from makegood.base.journal.log import Many, reacts_to, reacts_to_many
from makegood.base.journal.models import Entry
from makegood.care.cases.events import CaseAboutDevice
from makegood.care.cases.models import Case
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.appointments import (
    Invitation,
    Kind,
    ask_for,
    link_for,
    offers_appointments,
)
from makegood.loops.word_to_customer import write_first
from makegood.records.assets.events import (
    AssetChanged,
    AssetClaimed,
    AssetEntered,
    AssetsTaken,
    AssetTransferred,
    PartFitted,
    UsageNoted,
    UsageSettled,
)
from makegood.records.assets.models import Asset
from makegood.records.entitlements import operations as entitlements
from makegood.records.entitlements.models import Ending, Outlook
from makegood.records.entitlements.operations import endings
from makegood.records.entitlements.operations.servicing import plan_services
from makegood.records.entitlements.operations.terms import count_anew, look_again
from makegood.records.entitlements.queries.deciding import decide, whom_to_tell, zone_of
from makegood.records.entitlements.queries.wording import (
    amount,
    day_said,
    headline,
    product_name,
    reasons,
)
from makegood.records.entitlements.rules.dates import day_of

KIND = "ending"
SOON = timedelta(hours=1)
PORTION = 20


@reacts_to_many(UsageNoted)
def a_reading_moves_its_end(happened: Many[UsageNoted]) -> None:
    """Counters were read: until when these devices are covered is counted anew."""
    look_again(event.asset_id for event, _entry in happened)


@reacts_to(UsageSettled)
def a_reading_is_believed_or_not(event: UsageSettled, _entry: Entry) -> None:
    """Somebody said what a doubtful reading is."""
    look_again([event.asset_id])


@reacts_to_many(AssetEntered)
def a_new_device_has_its_terms(happened: Many[AssetEntered]) -> None:
    """It is known from now on until when they are covered, and when their first service is due."""
    devices = [event.asset_id for event, _entry in happened]
    look_again(devices)
    plan_services(devices)


@reacts_to(AssetsTaken)
def devices_of_a_table_have_their_terms(event: AssetsTaken, _entry: Entry) -> None:
    """Some hundred devices that a table named: new ones, others' now, with other dates or readings."""
    look_again(event.asset_ids)
    plan_services(event.asset_ids)


@reacts_to(AssetClaimed)
def a_known_device_has_its_terms(event: AssetClaimed, _entry: Entry) -> None:
    """What spoke to us has a product now."""
    look_again([event.asset_id])
    plan_services([event.asset_id])


@reacts_to(AssetChanged)
def another_date_moves_its_end(event: AssetChanged, _entry: Entry) -> None:
    """The day of its purchase, its product or its place may be another."""
    look_again([event.asset_id])
    plan_services([event.asset_id])


@reacts_to(AssetTransferred)
def another_owner_is_told(event: AssetTransferred, _entry: Entry) -> None:
    """Its end is told to whoever has it then, in his zone."""
    look_again([event.asset_id])


@reacts_to(PartFitted)
def a_part_has_its_own_time(event: PartFitted, _entry: Entry) -> None:
    """A part was replaced: what is seen of the device is looked at again."""
    look_again([event.asset_id])


@sweep(every=2, hot=True)
def count_what_changed() -> int:
    """Until when devices are covered of which something changed; costs what changed, some at a time."""
    return in_turns(lambda: count_anew(PORTION))


@sweep(every=60)
def tell_whose_warranty_ends() -> int:
    """Owners whose devices are covered for a short time yet are told once; costs what is due."""
    return each(endings.due_endings(without=held_back(_tell)), _tell)


@transaction.atomic
def _tell(asset_id: int) -> bool:
    outlook = endings.claim_ending(asset_id)
    if outlook is None:
        return False
    asset = (
        Asset.objects.select_related("product", "owner", "site")
        .defer("terms", "owner__terms")
        .get(pk=asset_id)
    )
    owner = whom_to_tell(asset)
    ending = endings.begin_ending(outlook, contact=owner)
    if owner is None:
        endings.note_told(ending, state=Ending.State.UNREACHABLE, outgoing=None)
        return True
    with override(owner.language.lower()):
        subject, text = words_of(asset, outlook, owner.language, link_for(KIND, ending.pk))
    word = write_first(owner, subject=subject, text=text)
    endings.note_told(ending, state=word.state, outgoing=word.outgoing)
    return True


def words_of(asset: Asset, outlook: Outlook, language: str, link: str) -> tuple[str, str]:
    """Subject and text of the letter, in the language that is on."""
    name, zone = product_name(asset, language), zone_of(asset)
    today = day_of(now(), zone)
    when = day_said(outlook.ends_on, today) if outlook.ends_on else ""
    subject = _("The warranty of your %(name)s ends %(when)s") % {"name": name, "when": when}
    lines = [
        _("The warranty of your %(name)s (serial number %(serial)s) ends %(when)s.")
        % {"name": name, "serial": asset.serial, "when": when},
        _why(asset, outlook),
        _("Is anything wrong with it? Ask for an appointment before it ends: %(link)s")
        % {"link": link},
        _("Whatever you tell us before then is covered, even if the appointment is later."),
    ]
    return subject, "\n\n".join(line for line in lines if line)


def _why(asset: Asset, outlook: Outlook) -> str:
    """By what rule, and from which readings."""
    terms = outlook.terms
    if terms is None:
        return ""
    if outlook.ends_by == "time":
        told = {"months": terms.months}
        return _("It was promised for %(months)s months, and they are over then.") % told
    run = decide(asset).run
    if run is None or terms.usage is None:
        return ""
    told_run = {
        "limit": amount(terms.usage, terms.unit),
        "total": amount(run.total, run.unit),
        "rate": amount(run.per_day or 0, run.unit),
        "day": day_said(day_of(run.at, zone_of(asset)), day_of(now(), zone_of(asset))),
    }
    return (
        _("It covers %(limit)s. The last reading was %(total)s, %(day)s, at about %(rate)s a day.")
        % told_run
    )


def _opened(pk: int) -> Invitation | None:
    row = Ending.objects.select_related(*ABOUT).filter(pk=pk).first()
    if row is None:
        return None
    found, zone = decide(row.asset), zone_of(row.asset)
    state = {"accepted": "accepted", "declined": "declined"}.get(row.state, "open")
    return Invitation(
        kind=KIND,
        pk=row.pk,
        asset=row.asset,
        contact=row.contact,
        title=headline(found, zone=zone),
        says=tuple(reasons(found)),
        state="over" if state != "accepted" and not found.covered else state,
        words=row.words,
        case=row.case,
    )


ABOUT = ("asset__product", "asset__site", "asset__owner", "contact", "terms")


@transaction.atomic
def accept(pk: int, words: str) -> None:
    """He asks for an appointment: a case with an owner and a deadline, and our promise of one before it ends.
    A second tap gets the same case."""
    ending = endings.lock_ending(pk)
    contact, asset, moment = ending.contact, ending.asset, now()
    if contact is None or ending.case is not None:
        return
    by = actors.contact(contact.pk)
    found = decide(asset, at=moment)
    with override(contact.language.lower()):
        name = product_name(asset, contact.language)
        subject = _("Appointment for %(name)s, before its warranty ends") % {"name": name}
        due = _by_when(ending.ends_at, moment)
        case = ask_for(contact, asset, subject=subject, words=words, due=due, by=by)
    if case is not None:
        entitlements.write_decision(asset, found, at=moment, case=case.pk, by=by)
        endings.answer_ending(ending, accepted=True, words=words, case=case.pk, by=by)


def _by_when(ends_at: datetime, moment: datetime) -> datetime:
    """Before it ends; where hardly any time is left, within a day: what he told us in time is covered."""
    return ends_at if ends_at - moment >= SOON else moment + timedelta(days=1)


@transaction.atomic
def decline(pk: int, words: str) -> None:
    """He needs none."""
    ending = endings.lock_ending(pk)
    by = actors.contact(ending.contact_id) if ending.contact_id else SYSTEM
    endings.answer_ending(ending, accepted=False, words=words, case=None, by=by)


offers_appointments(KIND, Kind(_opened, accept, decline))


@reacts_to(CaseAboutDevice)
def what_is_covered_is_written_down(event: CaseAboutDevice, _entry: Entry) -> None:
    """A case about a device: whether it is covered is decided as of the moment when it began, and stays."""
    case = Case.objects.select_related("asset__site", "asset__owner", "asset__product")
    row = case.defer("terms").filter(pk=event.case_id, asset__isnull=False).first()
    if row is not None and row.asset is not None:
        found = decide(row.asset, at=row.opened_at)
        entitlements.write_decision(row.asset, found, at=row.opened_at, case=row.pk, by=SYSTEM)
