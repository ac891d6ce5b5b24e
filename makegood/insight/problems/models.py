from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Product


class Problem(models.Model):
    """Devices that have something in common break down more often than before: who looks after it, until when he
    says something, and what came of it. Rates are faults per device and year."""

    class State(models.TextChoices):
        RAISED = "raised", _("Nobody has looked at it yet")
        WORKED = "worked", _("Being worked on")
        WATCHED = "watched", _("Mended, and watched")
        SOLVED = "solved", _("Gone, as the figures show")
        DISMISSED = "dismissed", _("No problem")

    product = models.ForeignKey(Product, models.PROTECT, related_name="problems", db_index=False)
    dimension = models.CharField(max_length=10)  # analysis.queries.DIMENSIONS
    value = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)
    owner = models.ForeignKey(User, models.PROTECT, related_name="problems", db_index=False)
    since = models.DateField()  # the week in which it began
    before = models.FloatField()
    after = models.FloatField()
    faults = models.PositiveIntegerField()  # since then
    certainty = models.FloatField()  # one minus the chance that nothing has changed
    raised_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    mended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "dimension", "value"],
                condition=Q(ended_at=None),
                name="problem_once_open",
            ),
            models.CheckConstraint(
                name="problem_ended_says_so",
                condition=Q(ended_at=None, state__in=("raised", "worked", "watched"))
                | Q(ended_at__isnull=False, state__in=("solved", "dismissed")),
            ),
            models.CheckConstraint(
                name="problem_dismissed_says_why", condition=~Q(state="dismissed") | ~Q(why="")
            ),
            models.CheckConstraint(
                name="problem_watched_since",
                condition=~Q(state="watched") | Q(mended_on__isnull=False),
            ),
            models.CheckConstraint(name="problem_worse", condition=Q(after__gt=F("before"))),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="problem_open", condition=Q(ended_at=None)),
            models.Index(fields=["product", "-id"], name="problem_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.dimension} {self.value}"

    @property
    def topic(self) -> str:
        """The name under which the journal and open pages know it."""
        return f"problem:{self.pk}"
