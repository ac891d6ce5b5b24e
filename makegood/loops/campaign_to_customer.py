"""A recall reaches every owner: told in his language by his channel, called when he does not answer, and followed until
each device is done or given up with a reason."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.jobs.sweeps import each, held_back, sweep
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.loops.appointments import (
    Invitation,
    Kind,
    ask_for,
    link_for,
    offers_appointments,
)
from makegood.loops.case_of_ours import Begun, begin_case, nobody_known
from makegood.loops.word_to_customer import TOLD, UNWANTED, write_first
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models import OVER, Campaign, CampaignAsset
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.queries.campaigns import running
from makegood.records.entitlements.queries.deciding import whom_to_tell
from makegood.records.entitlements.queries.wording import product_name

KIND = "campaign"
A_WEEK = timedelta(days=7)


@sweep(every=900)
def add_devices_that_came_later() -> int:
    """Devices that a running campaign means and that were entered after it began."""
    return each(running(), campaigns.add_late)


@sweep(every=60)
def go_on_with_campaigns() -> int:
    """Owners are told, and whoever did not answer in time, or could not be reached, is seen to by a case."""
    return each(campaigns.due_devices(without=held_back(_go_on)), _go_on)


@transaction.atomic
def _go_on(pk: int) -> bool:
    row = campaigns.claim_device(pk)
    if row is None:
        return False
    if row.state == CampaignAsset.State.WAITING:
        _tell(row)
    else:  # told, and not heard of since
        _call(row, _("He was told and has not answered. Call him, and agree on a time."))
    return True


def _tell(row: CampaignAsset) -> None:
    owner = whom_to_tell(row.asset)
    if owner is None:
        campaigns.note_told(row, contact=None, reached=False, outgoing=None)
        _call(row, _("Nobody is known to have this device. Find out who has it."))
        return
    safety = row.campaign.kind == Campaign.Kind.SAFETY
    with override(owner.language.lower()):
        subject, text = _words(row, owner)
    word = write_first(owner, subject=subject, text=text, owed=safety)
    campaigns.note_told(row, contact=owner, reached=word.state == TOLD, outgoing=word.outgoing)
    if word.state == UNWANTED:
        _call(
            row, _("He wants no such messages. Call him only if it is urgent, else wait for him.")
        )
    elif word.state != TOLD:
        _call(row, _("No address of his works. Find another way to reach him."))


def _words(row: CampaignAsset, owner: Contact) -> tuple[str, str]:
    """Subject and text, in the language that is on; the text as it was written for that language."""
    texts, name = row.campaign.texts, product_name(row.asset, owner.language)
    told = {"name": name, "serial": row.asset.serial}
    if row.campaign.kind == Campaign.Kind.SAFETY:
        subject = _("Safety recall of your %(name)s") % told
    else:
        subject = _("Please let us look at your %(name)s") % told
    lines = [
        _("This is about your %(name)s, serial number %(serial)s.") % told,
        text_in(texts, owner.language),
        _("Ask for an appointment here; it costs you nothing: %(link)s")
        % {"link": link_for(KIND, row.pk)},
    ]
    return subject, "\n\n".join(lines)


def text_in(texts: dict[str, str], language: str) -> str:
    """The text in his language, else in the nearest that was filled in."""
    return in_language({code: text.strip() for code, text in texts.items()}, language)


def _call(row: CampaignAsset, note: str) -> None:
    """A case for the one who sees the campaign through: it has a deadline like every other."""
    contact = row.contact or whom_to_tell(row.asset) or nobody_known(row.asset)
    campaign = row.campaign
    case = begin_case(
        Begun(
            contact=contact,
            queue=campaign.queue,
            subject=f"{campaign.name}: {row.asset.serial}",
            note=note,
            asset=row.asset,
            owner_id=campaign.keeper_id if campaign.keeper.is_active else None,
            urgency=1 if campaign.kind == Campaign.Kind.SAFETY else 0,
        ),
        by=SYSTEM,
    )
    campaigns.note_case(row, case=case.pk, state=CampaignAsset.State.UNREACHABLE)


def _opened(pk: int) -> Invitation | None:
    row = (
        CampaignAsset.objects.select_related("campaign", "contact", "asset__product")
        .select_related("asset__owner", "asset__site")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        return None
    language = row.contact.language if row.contact is not None else "en"
    taken = row.case is not None and bool(row.words or row.state == CampaignAsset.State.ANSWERED)
    over = row.state in OVER or row.campaign.state == Campaign.State.ENDED
    return Invitation(
        kind=KIND,
        pk=row.pk,
        asset=row.asset,
        contact=row.contact,
        title=row.campaign.name,
        says=(text_in(row.campaign.texts, language),),
        state="over" if over else "accepted" if taken else "open",
        words=row.words,
        case=row.case,
        may_decline=False,
    )


@transaction.atomic
def accept(pk: int, words: str) -> None:
    """He wants it done; a case that calls him already goes on with it."""
    row = campaigns.lock_device(pk)
    contact = row.contact
    if contact is None or row.state in OVER or row.state in ("answered", "booked"):
        return
    by = actors.contact(contact.pk)
    with override(contact.language.lower()):
        name = product_name(row.asset, contact.language)
        subject = _("Appointment for %(name)s: %(campaign)s") % {
            "name": name,
            "campaign": row.campaign.name,
        }
        case = ask_for(
            contact,
            row.asset,
            subject=subject,
            words=words,
            due=now() + A_WEEK,
            by=by,
            queue=row.campaign.queue,
        )
    if case is not None:
        campaigns.answer_campaign(row, words=words, case=case.pk, by=by)


def decline(_pk: int, _words: str) -> None:
    """Nobody declines a recall by a tap: it stays open, and somebody calls."""


offers_appointments(KIND, Kind(_opened, accept, decline))
