from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product
from makegood.records.customers.models import Contact
from makegood.records.people.models import Queue

OVER = ("done", "given_up")


class Campaign(models.Model):
    """A recall or a service campaign: which devices, what their owners are told, and who sees it through."""

    class Kind(models.TextChoices):
        SAFETY = "safety", _("Safety recall")
        SERVICE = "service", _("Service campaign")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        ENDED = "ended", pgettext_lazy("campaign", "Ended")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.SERVICE)
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    batches = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    firmwares = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    serial_from = models.CharField(max_length=60, blank=True, default="")
    serial_to = models.CharField(max_length=60, blank=True, default="")
    bought_from = models.DateField(null=True, blank=True)
    bought_to = models.DateField(null=True, blank=True)
    texts = models.JSONField(default=dict)  # what owners read, by language
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+", db_index=False)
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answer_days = models.PositiveSmallIntegerField(default=14)  # then somebody calls
    at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_started_when",
                condition=Q(state="draft", started_at=None)
                | (~Q(state="draft") & Q(started_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="campaign_ended_when",
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignAsset(models.Model):
    """One device of a campaign, and how far we are with it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not told yet")
        TOLD = "told", _("Told")
        ANSWERED = "answered", pgettext_lazy("campaign", "Answered")
        BOOKED = "booked", _("Booked")
        DONE = "done", _("Done")
        UNREACHABLE = "unreachable", _("Not reached")
        GIVEN_UP = "given_up", _("Given up")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="devices", db_index=False)
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="campaigns")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, db_index=False)
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    late = models.BooleanField(default=False)  # came after the list was fixed
    outgoing = models.UUIDField(null=True, blank=True)
    case = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    words = models.CharField(max_length=1000, blank=True, default="")
    next_at = models.DateTimeField(null=True, blank=True, default=now)  # when we look again
    at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "asset"], name="campaign_asset_once"),
            models.CheckConstraint(
                name="campaign_given_up_why", condition=~Q(state="given_up") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "id"], name="campaign_progress"),
            models.Index(
                fields=["next_at"], name="campaign_due", condition=Q(next_at__isnull=False)
            ),
            models.Index(
                fields=["outgoing"], name="campaign_word", condition=Q(outgoing__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.asset_id} {self.state}"
