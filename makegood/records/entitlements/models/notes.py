from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Site
from makegood.records.customers.models import Company, Contact


class Handling(models.Model):
    """What everybody must know before he speaks to somebody, goes somewhere or opens something: a dog, a
    lawsuit, somebody who must not wait. Of one person, organisation, place or device; with its author and end."""

    class Kind(models.TextChoices):
        CARE = "care", _("Take care")
        DANGER = "danger", _("Danger")
        VIP = "vip", _("Must not wait")
        LEGAL = "legal", _("Legal")

    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="handlings", db_index=False
    )
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="handlings", db_index=False
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="handlings", db_index=False
    )
    asset = models.ForeignKey(
        Asset, models.CASCADE, null=True, blank=True, related_name="handlings", db_index=False
    )
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.CARE)
    text = models.CharField(max_length=300)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)
    ends = models.DateTimeField(null=True, blank=True)  # None: until somebody ends it
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handling_of_one",
                condition=(
                    Q(contact__isnull=False, company=None, site=None, asset=None)
                    | Q(contact=None, company__isnull=False, site=None, asset=None)
                    | Q(contact=None, company=None, site__isnull=False, asset=None)
                    | Q(contact=None, company=None, site=None, asset__isnull=False)
                ),
            ),
            models.CheckConstraint(name="handling_says_something", condition=~Q(text="")),
        ]
        indexes = [
            models.Index(
                fields=[of], name=f"handling_{of}", condition=Q(**{f"{of}__isnull": False})
            )
            for of in ("contact", "company", "site", "asset")
        ]

    def __str__(self) -> str:
        return self.text


class HandlingSeen(models.Model):
    """One of us has read a note while he dealt with this person: it is quiet for him from then on."""

    handling = models.ForeignKey(Handling, models.CASCADE, related_name="seen_by", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handling", "user", "contact"], name="handling_seen_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handling_id} {self.user_id}"
