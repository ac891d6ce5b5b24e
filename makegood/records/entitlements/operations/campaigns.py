"""Recalls and service campaigns: a list that is fixed when they begin, and followed to its last device."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows, run
from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.assets.models import Product
from makegood.records.customers.models import Contact
from makegood.records.entitlements.events import CampaignChanged, CampaignMoved
from makegood.records.entitlements.models import OVER, Campaign, CampaignAsset
from makegood.records.entitlements.queries.campaigns import meant
from makegood.records.people.models import Queue

FIELDS = [
    "name",
    "kind",
    "product",
    "batches",
    "firmwares",
    "serial_from",
    "serial_to",
    "bought_from",
    "bought_to",
    "texts",
    "queue",
    "keeper",
    "answer_days",
]


class NotADraft(Refused):
    """It has begun: its list is fixed."""


@dataclass(frozen=True, kw_only=True)
class NewCampaign:
    """Which devices, what their owners read, and who sees it through."""

    name: str
    kind: str
    product: Product
    queue: Queue
    keeper: User
    texts: Mapping[str, str]
    batches: Sequence[str] = ()
    firmwares: Sequence[str] = ()
    serial_from: str = ""
    serial_to: str = ""
    bought_from: date | None = None
    bought_to: date | None = None
    answer_days: int = 14


@transaction.atomic
def keep_campaign(new: NewCampaign, *, by: Actor, campaign: Campaign | None = None) -> Campaign:
    """Write a campaign, or change it while it is a draft; once it runs, only what its owners read. Raises Invalid,
    NotADraft."""
    if not new.name.strip():
        raise Invalid(_("Give it a name."), field="name")
    if not any(text.strip() for text in new.texts.values()):
        raise Invalid(_("Write what the owners read."), field="text_en")
    row = Campaign.objects.select_for_update().get(pk=campaign.pk) if campaign else Campaign()
    if row.pk and row.state == Campaign.State.ENDED:
        raise NotADraft(_("This campaign has ended."))
    told = {name: getattr(new, name) for name in FIELDS}
    told |= {
        "batches": list(new.batches),
        "firmwares": list(new.firmwares),
        "texts": dict(new.texts),
    }
    told["name"] = clean(new.name).strip()[:120]
    if row.pk and row.state == Campaign.State.RUNNING:
        told = {name: told[name] for name in ("name", "texts", "queue", "keeper", "answer_days")}
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    _tell(row, by)
    return row


@transaction.atomic
def start_campaign(campaign: Campaign, *, by: Actor) -> Campaign:
    """Fix its list, and begin to tell the owners; twice changes nothing. Raises Refused when no device is
    meant by it."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state != Campaign.State.DRAFT:
        return row
    row.state, row.started_at = Campaign.State.RUNNING, now()
    row.save(update_fields=["state", "started_at"])
    if not _add(row, late=False):
        raise Refused(
            _("No device is meant by this. Look at the product, the batches and the dates.")
        )
    _tell(row, by)
    return row


def _add(campaign: Campaign, *, late: bool) -> int:
    """Put every device that is meant and not on its list onto it: one statement, which no row leaves, however many
    they are. How many came."""
    moment = now()
    new = meant(campaign).exclude(campaigns__campaign=campaign.pk).order_by("pk").values("pk")
    sql, told = new.query.sql_with_params()
    return run(
        f"{ADD} ({sql}) AS a (id) {ONCE}", [campaign.pk, late, moment, moment, moment, *told]
    )


ADD = """
INSERT INTO entitlements_campaignasset (campaign_id, asset_id, state, late, reason, words, next_at, at, changed_at)
SELECT %s, a.id, 'waiting', %s, '', '', %s, %s, %s FROM"""
ONCE = "ORDER BY a.id ON CONFLICT DO NOTHING"


@transaction.atomic
def add_late(campaign_id: int) -> int:
    """Devices that are meant by it and not on its list, whenever they were entered or changed; how many came
    (idempotent: it looks at what is there, so that none is lost)."""
    row = (
        Campaign.objects.select_for_update(skip_locked=True)
        .filter(pk=campaign_id, state=Campaign.State.RUNNING)
        .first()
    )
    if row is None:
        return 0
    return _add(row, late=True)


@transaction.atomic
def end_campaign(campaign: Campaign, *, by: Actor) -> Campaign:
    """Every device of it is done or given up with a reason. Raises Refused while one is not; twice changes
    nothing."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state == Campaign.State.ENDED:
        return row
    if row.state == Campaign.State.RUNNING and row.devices.exclude(state__in=OVER).exists():
        raise Refused(_("Some devices are neither done nor given up with a reason."))
    row.started_at = row.started_at or now()
    row.state, row.ended_at = Campaign.State.ENDED, now()
    row.save(update_fields=["state", "started_at", "ended_at"])
    _tell(row, by)
    return row


DUE = """
SELECT d.id FROM entitlements_campaignasset d JOIN entitlements_campaign c ON c.id = d.campaign_id
WHERE d.next_at IS NOT NULL AND d.next_at <= %(now)s AND c.state = 'running' AND d.id <> ALL(%(without)s)
ORDER BY d.next_at LIMIT %(limit)s
"""


def due_devices(limit: int = 200, *, without: Sequence[int] = ()) -> list[int]:
    """Devices with which the next step is due, by the index of what is due (one query)."""
    told = {"now": now(), "limit": limit, "without": list(without)}
    return [pk for (pk,) in rows(DUE, told)]


def claim_device(pk: int) -> CampaignAsset | None:
    """One of them, locked; None when another worker has it, or it is not due (any more)."""
    return (
        CampaignAsset.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("campaign__queue", "campaign__keeper", "asset__product")
        .select_related("asset__owner", "asset__site")
        .filter(pk=pk, next_at__lte=now(), campaign__state=Campaign.State.RUNNING)
        .first()
    )


def note_told(
    row: CampaignAsset, *, contact: Contact | None, reached: bool, outgoing: uuid.UUID | None
) -> None:
    """Its owner was told, or could not be: then somebody of us sees to it."""
    state = CampaignAsset.State.TOLD if reached else CampaignAsset.State.UNREACHABLE
    row.contact, row.outgoing = contact, outgoing
    _move(row, state, next_at=now() + timedelta(days=row.campaign.answer_days) if reached else None)


def note_case(row: CampaignAsset, *, case: int, state: str = "") -> None:
    """A case sees to it."""
    row.case = case
    _move(row, state or row.state, next_at=None)


@transaction.atomic
def answer_campaign(row: CampaignAsset, *, words: str, case: int, by: Actor) -> CampaignAsset:
    """Its owner wants it done: a case sees to the time. The caller holds the lock; twice changes nothing."""
    row.words, row.case = clean(words)[:1000], case
    _move(row, CampaignAsset.State.ANSWERED, next_at=None, by=by)
    return row


# Whoever ends it waits for those who move a device, and they for him; not for each other.
STANDS = "SELECT state FROM entitlements_campaign WHERE id = %s FOR SHARE"


@transaction.atomic
def move_device(row: CampaignAsset, *, state: str, reason: str, by: Actor) -> CampaignAsset:
    """How far we are with it, as one of us knows; giving up takes a reason. Raises Invalid."""
    row = (
        CampaignAsset.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .get(pk=row.pk)
    )
    reason = clean(reason).strip()[:300]
    [(stands,)] = rows(STANDS, [row.campaign_id])
    if stands == Campaign.State.ENDED:
        raise NotADraft(_("This campaign has ended."))
    if state not in ("booked", "done", "given_up", "answered"):
        raise Invalid(_("Choose how far it is."), field="state")
    if state == CampaignAsset.State.GIVEN_UP and not reason:
        raise Invalid(_("Say why nothing more can be done."), field="reason")
    row.reason = reason
    _move(row, state, next_at=None, by=by)
    return row


def _move(row: CampaignAsset, state: str, *, next_at: datetime | None, by: Actor = SYSTEM) -> None:
    before, row.state, row.next_at = row.state, state, next_at
    row.changed_at = now()
    row.save(
        update_fields=[
            "state", "next_at", "changed_at", "contact", "outgoing", "case", "words", "reason",
        ]
    )  # fmt: skip
    if before != state:
        record(
            CampaignMoved(campaign_id=row.campaign_id, device_id=row.pk, state=state),
            subject=f"asset:{row.asset_id}",
            case=row.case,
            customer=row.contact_id,
            by=by,
        )


def lock_device(pk: int) -> CampaignAsset:
    """The row as it is, until the transaction ends."""
    return (
        CampaignAsset.objects.select_for_update(of=("self",))
        .select_related("campaign__queue", "asset__product", "asset__owner", "contact")
        .get(pk=pk)
    )


def _tell(row: Campaign, by: Actor) -> None:
    record(
        CampaignChanged(campaign_id=row.pk, state=row.state), subject=f"campaign:{row.pk}", by=by
    )
