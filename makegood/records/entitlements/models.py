from django.db import models
from django.db.models import F, Q

from makegood.kernel.clock import now
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

    def __str__(self) -> str:
        return str(self.names.get("en") or self.key)
