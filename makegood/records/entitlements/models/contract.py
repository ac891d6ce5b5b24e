from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Company, Contact
from makegood.records.worktime.models import Calendar


class Contract(models.Model):
    """An agreement with a company or with one person: its tier, its own hours, and when it holds."""

    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    tier = models.CharField(max_length=20, blank=True, default="")
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True)
    starts = models.DateTimeField(default=now)
    ends = models.DateTimeField(null=True, blank=True)
    # What it gives beside its hours: repairs, of these devices (none: all of the customer's).
    covers = models.BooleanField(default=False, db_default=False)
    response = models.PositiveIntegerField(null=True, blank=True)  # minutes until we come or call
    keeper = models.ForeignKey(  # of us: who sees to it that it is renewed
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    warn_days = models.PositiveSmallIntegerField(default=60, db_default=60)
    warned_for = models.DateTimeField(null=True, blank=True)  # the end of which we spoke already
    case = models.BigIntegerField(null=True, blank=True)  # in which its end is seen to

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_with_one",
                condition=Q(company__isnull=True, contact__isnull=False)
                | Q(company__isnull=False, contact__isnull=True),
            ),
            models.CheckConstraint(
                name="contract_ends_later",
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
            ),
        ]
        indexes = [
            models.Index(fields=["ends"], name="contract_ends", condition=Q(ends__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or self.key)


class ContractAsset(models.Model):
    """A device that a contract is about; without any it is about all of the customer's."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="devices", db_index=False)
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="contracts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "asset"], name="contract_asset_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.asset_id}"


class Quota(models.Model):
    """How much of something a contract gives within each period of it."""

    class What(models.TextChoices):
        VISITS = "visits", _("Visits")
        HOURS = "hours", _("Hours of work")
        CALLS = "calls", _("Calls")
        PARTS = "parts", _("Value of parts")

    class Per(models.TextChoices):
        WHOLE = "whole", _("for its whole time")
        YEAR = "year", _("a year")
        MONTH = "month", _("a month")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="quotas", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    per = models.CharField(max_length=10, choices=Per.choices, default=Per.YEAR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "what"], name="quota_once"),
            models.CheckConstraint(name="quota_some", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.amount}"


class Use(models.Model):
    """What one job took of a quota. A job is counted once in a period, whoever tells of it and how often."""

    quota = models.ForeignKey(Quota, models.CASCADE, related_name="uses", db_index=False)
    job = models.CharField(max_length=80)  # "case:12", "visit:7"
    since = models.DateField()  # the first day of the period
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    undone_why = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quota", "job"], condition=Q(undone_at=None), name="use_once_a_job"
            ),
            models.CheckConstraint(name="use_some", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["quota", "since"], name="use_of_period")]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.job}"
