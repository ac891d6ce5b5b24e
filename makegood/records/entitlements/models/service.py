from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product


class ServicePlan(models.Model):
    """What a product needs regularly: after so many months, after so much use, whichever comes first; or when
    a rule says that its condition asks for it."""

    class Does(models.TextChoices):
        OFFER = "offer", _("Offer it to the customer")
        CASE = "case", _("Open a case for us")

    product = models.ForeignKey(Product, models.CASCADE, related_name="service_plans")
    names = models.JSONField(default=dict)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    usage = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True, default="")
    lead = models.PositiveSmallIntegerField(default=14)  # days before it is due
    does = models.CharField(max_length=5, choices=Does.choices, default=Does.OFFER)
    rules = ArrayField(
        models.BigIntegerField(), default=list, blank=True, db_default=[]
    )  # of alarms
    active = models.BooleanField(default=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_plan_limits",
                condition=(Q(months=None) | Q(months__gt=0, months__lte=1200))
                & (Q(usage=None) | (Q(usage__gt=0, usage__lt=1e12) & ~Q(unit=""))),
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en") or f"plan {self.pk}")


class ServiceDue(models.Model):
    """The next service of a device by a plan: one open row for each, until it is done; then the next begins."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        TOLD = "told", _("Offered")
        OPENED = "opened", _("Being seen to")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Not needed")

    plan = models.ForeignKey(ServicePlan, models.CASCADE, related_name="dues", db_index=False)
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="services")
    state = models.CharField(max_length=7, choices=State.choices, default=State.PLANNED)
    stale = models.BooleanField(default=True)
    since = models.DateField()  # the service before, or the installation
    ran = models.FloatField(default=0)  # what the device had run by then
    due_on = models.DateField(null=True, blank=True)
    due_by = models.CharField(max_length=9, blank=True, default="")  # time, usage, condition
    because = models.JSONField(default=list)
    tell_at = models.DateTimeField(null=True, blank=True)
    outgoing = models.UUIDField(null=True, blank=True)
    case = models.BigIntegerField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "asset"],
                condition=Q(state__in=("planned", "told", "opened")),
                name="service_due_once_open",
            ),
            models.CheckConstraint(
                name="service_done_when", condition=~Q(state="done") | Q(done_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["asset"], name="service_stale", condition=Q(stale=True)),
            models.Index(
                fields=["tell_at"], name="service_tell", condition=Q(tell_at__isnull=False)
            ),
            models.Index(
                fields=["outgoing"], name="service_word", condition=Q(outgoing__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.due_on}"
