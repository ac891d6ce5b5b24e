from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Part, Product
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models.contract import Contract

ALWAYS = date(1990, 1, 1)


class Terms(models.Model):
    """What we promise with a product, or with a part of it, that is sold from a day on. The terms that held
    when a device was bought are its terms for ever."""

    class Ends(models.TextChoices):
        FIRST = "first", _("whichever ends first")
        LAST = "last", _("whichever ends last")

    class Starts(models.TextChoices):
        INSTALLED = "installed", _("With the installation")
        BOUGHT = "bought", _("With the purchase")

    product = models.ForeignKey(Product, models.CASCADE, related_name="terms_of", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    sold_from = models.DateField(default=ALWAYS)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    usage = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True, default="")
    ends = models.CharField(max_length=5, choices=Ends.choices, default=Ends.FIRST)
    starts = models.CharField(max_length=9, choices=Starts.choices, default=Starts.INSTALLED)
    at_latest = models.PositiveSmallIntegerField(null=True, blank=True)  # days after the purchase
    exchange = models.PositiveSmallIntegerField(default=0)  # days after the purchase
    tell = models.PositiveSmallIntegerField(default=14)  # days before it ends the owner is told
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "part", "sold_from"], nulls_distinct=False, name="terms_once"
            ),
            models.CheckConstraint(
                name="terms_give_something",
                condition=Q(months__isnull=False, months__gt=0)
                | Q(usage__isnull=False, usage__gt=0)
                | Q(exchange__gt=0),
            ),
            models.CheckConstraint(
                name="terms_limits_are_limits",
                condition=(Q(months=None) | Q(months__gt=0, months__lte=1200))
                & (Q(usage=None) | (Q(usage__gt=0, usage__lt=1e12) & ~Q(unit=""))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.sold_from}"


class Outlook(models.Model):
    """Until when a device is covered, as far as can be seen. Counted anew when a reading comes or its terms
    change; what is due is found by an index, not by looking at all devices."""

    asset = models.OneToOneField(Asset, models.CASCADE, primary_key=True, related_name="outlook")
    terms = models.ForeignKey(Terms, models.SET_NULL, null=True, blank=True, related_name="+")
    stale = models.BooleanField(default=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    covered = models.BooleanField(default=False)
    certain = models.BooleanField(default=True)
    ends_by = models.CharField(max_length=5, blank=True, default="")
    ends_on = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    earliest = models.DateField(null=True, blank=True)
    latest = models.DateField(null=True, blank=True)
    tell_at = models.DateTimeField(null=True, blank=True)  # None: nothing to say, or it was said

    class Meta:
        indexes = [
            models.Index(fields=["asset"], name="outlook_stale", condition=Q(stale=True)),
            models.Index(
                fields=["tell_at"], name="outlook_tell", condition=Q(tell_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.ends_on}"


class Ending(models.Model):
    """The warranty of a device ends, and its owner was told of it, once: what he was told, and what he said."""

    class State(models.TextChoices):
        TOLD = "told", _("Told")
        UNWANTED = "unwanted", _("Wants no such messages")
        UNREACHABLE = "unreachable", _("Could not be reached")
        ACCEPTED = "accepted", _("Asked for an appointment")
        DECLINED = "declined", _("Needs no appointment")

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="endings", db_index=False)
    terms = models.ForeignKey(Terms, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, db_index=False)
    state = models.CharField(max_length=11, choices=State.choices, default=State.TOLD)
    at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField()
    ends_on = models.DateField()
    ends_by = models.CharField(max_length=5)
    outgoing = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True, default="")
    case = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "terms"], name="ending_told_once"),
            models.CheckConstraint(
                name="ending_accepted_has_a_case",
                condition=~Q(state="accepted") | Q(case__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["outgoing"], name="ending_word", condition=Q(outgoing__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.state}"


class Goodwill(models.Model):
    """One of us covers what no warranty covers, with a reason, within what his role may give."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="goodwills", db_index=False)
    case = models.BigIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    until = models.DateField()  # the last day on which it covers
    budget = models.ForeignKey(
        "GoodwillBudget", models.PROTECT, null=True, blank=True, db_index=False
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="goodwill_with_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="goodwill_some", condition=Q(amount__gte=0)),
        ]
        indexes = [models.Index(fields=["asset", "-id"], name="goodwill_of")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.amount} {self.currency}"


class GoodwillLimit(models.Model):
    """The most that a role may give for one device."""

    role = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    most = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="goodwill_limit_once"),
            models.CheckConstraint(name="goodwill_limit_some", condition=Q(most__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.most} {self.currency}"


class GoodwillBudget(models.Model):
    """What may be given in goodwill in a time. The row's own CHECK lets no number of gifts go beyond it."""

    starts = models.DateField()
    ends = models.DateField()
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "starts", "ends"], name="goodwill_budget_once"
            ),
            models.CheckConstraint(
                name="goodwill_within_budget",
                condition=Q(spent__gte=0, spent__lte=models.F("amount")),
            ),
            models.CheckConstraint(
                name="goodwill_budget_days", condition=Q(ends__gte=models.F("starts"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts} {self.amount} {self.currency}"


class Decided(models.Model):
    """A decision as it was made and used: its rule, its dates, the readings it stood on. It is another only when
    what it stood on was put right, and the journal keeps both."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="decisions", db_index=False)
    case = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()  # the moment that it is about
    what = models.CharField(max_length=60, default="warranty")  # warranty, or the number of a part
    covered = models.BooleanField()
    certain = models.BooleanField(default=True)
    rule = models.CharField(max_length=10, blank=True, default="")
    terms = models.ForeignKey(
        Terms, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    contract = models.ForeignKey(
        Contract, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    ends_on = models.DateField(null=True, blank=True)
    ends_by = models.CharField(max_length=5, blank=True, default="")
    because = models.JSONField(default=list)  # reasons as kernel.because keeps them
    stood_on = models.JSONField(default=dict)  # the reading, its day, its rate, the limit
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asset", "what"],
                condition=Q(case__isnull=False),
                name="decided_once_for_a_case",
            )
        ]
        indexes = [models.Index(fields=["asset", "-id"], name="decided_of")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.covered}"
