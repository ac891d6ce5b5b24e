"""Somebody answers a word of ours about his device by a message of his own: his case knows the device, and the recall
or the service that we wrote of."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.journal.log import Many, reacts_to_many
from makegood.care.cases import operations as cases
from makegood.care.cases.events import CaseOpened
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseGone, name_device
from makegood.contact.channels.queries import default_account
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import CampaignAsset, Ending, ServiceDue
from makegood.records.entitlements.operations import campaigns, servicing
from makegood.records.entitlements.queries.servicing import plan_name


@dataclass(frozen=True)
class About:
    """What a word of ours was about."""

    asset: Asset
    row: CampaignAsset | ServiceDue | Ending


@reacts_to_many(CaseOpened)
def an_answer_to_our_word_is_about_its_device(happened: Many[CaseOpened]) -> None:
    """Cases that began in a talk in which we had written; most did not. What he tapped, or what somebody saw to
    since, stays."""
    opened = Case.objects.filter(pk__in=[event.case_id for event, _entry in happened])
    answers = opened.filter(strands__conversation__messages__outgoing__isnull=False).distinct()
    for pk in answers.order_by("pk").values_list("pk", flat=True):
        _answered(Case.objects.select_related("contact").defer("terms").get(pk=pk))


def _answered(case: Case) -> None:
    about = _about(case)
    if about is None:
        return
    try:
        _attach(case, about)
    except CaseGone:
        return


def _about(case: Case) -> About | None:
    """By the messages of ours in the same conversation, the latest word first."""
    talks = case.strands.values("conversation")
    ours = Message.objects.filter(conversation__in=talks, outgoing__isnull=False)
    words = list(ours.order_by("-pk").values_list("outgoing", flat=True)[:10])
    if not words:
        return None
    for rows in (
        CampaignAsset.objects.select_related("campaign", "asset"),
        ServiceDue.objects.select_related("plan", "asset"),
        Ending.objects.select_related("asset"),
    ):
        row = rows.filter(outgoing__in=words).order_by("-pk").first()
        if row is not None:
            return About(row.asset, row)
    return None


@transaction.atomic
def _attach(case: Case, about: About) -> None:
    fresh = case.asset_id is None
    if fresh:
        name_device(case, asset=about.asset, by=SYSTEM)
    if _seen_to(case, about.row) or fresh:
        mailbox = default_account("email")
        language = str(mailbox.language) if mailbox is not None else "en"
        with override(language.lower()):
            text = _said(about, language)
        cases.write_note(case, text=text, user=None, by=SYSTEM)


def _seen_to(case: Case, row: CampaignAsset | ServiceDue | Ending) -> bool:
    """Whether this case sees to it from now on; False where another does, or it is over."""
    if isinstance(row, CampaignAsset):
        row = campaigns.lock_device(row.pk)
        if row.case is not None or row.state != CampaignAsset.State.TOLD:
            return False
        by = actors.contact(case.contact_id)
        campaigns.answer_campaign(row, words="", case=case.pk, by=by)
        return True
    if isinstance(row, ServiceDue):
        row = servicing.lock_service(row.pk)
        if row.case is not None or row.state != ServiceDue.State.TOLD:
            return False
        servicing.note_service(row, state=ServiceDue.State.OPENED, case=case.pk)
        return True
    return False


def _said(about: About, language: str) -> str:
    """For ourselves: what he answers."""
    serial, row = about.asset.serial, about.row
    if isinstance(row, CampaignAsset):
        what = row.campaign.name
    elif isinstance(row, ServiceDue):
        what = plan_name(row.plan, language)
    else:
        return _("He answers our word that the warranty of %(serial)s ends.") % {"serial": serial}
    told = {"what": what, "serial": serial}
    return _("He answers our word about “%(what)s”, device %(serial)s.") % told
