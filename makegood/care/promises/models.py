from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.care.cases.models import Case
from makegood.kernel.clock import now
from makegood.records.people.models import Queue


class Target(models.Model):
    """How soon a queue answers, in minutes of its team's working time."""

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="target")
    first_answer = models.PositiveIntegerField(default=240)
    next_answer = models.PositiveIntegerField(default=240)
    follow_up = models.PositiveIntegerField(default=2 * 8 * 60)
    silence = models.PositiveIntegerField(default=5 * 24 * 60)  # minutes of all time

    def __str__(self) -> str:
        return f"{self.queue}: {self.first_answer} min"


class Promise(models.Model):
    """A deadline we owe. It ends kept, missed or released, and is never deleted (a trigger refuses)."""

    class Kind(models.TextChoices):
        FIRST_ANSWER = "first_answer", _("First answer")
        NEXT_ANSWER = "next_answer", _("Next answer")
        PERSON = "person", _("Given by a person")
        FOLLOW_UP = "follow_up", _("Follow-up")  # internal: nobody forgets a waiting case
        CONFIRMATION = "confirmation", _("Confirmation")  # internal: silence ends here

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        MISSED = "missed", _("Missed")
        RELEASED = "released", _("Released")

    case = models.ForeignKey(Case, models.PROTECT, related_name="promises", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(default=now)
    made_by = models.CharField(max_length=80)
    due = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    ended_with = models.UUIDField(null=True, blank=True)  # the outgoing message that ended it
    waited_since = models.DateTimeField(null=True, blank=True)  # the customer, when it left
    overdue_at = models.DateTimeField(null=True, blank=True)  # when the sweep noticed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state="open") & ~Q(kind="person"),
                name="promise_policy_once",
            ),
            models.CheckConstraint(
                name="promise_ended_when",
                condition=Q(state="open", ended_at=None)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"], name="promise_due", condition=Q(state="open", overdue_at=None)
            ),
            models.Index(fields=["case", "due"], name="promise_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due:%Y-%m-%d %H:%M}"

    @property
    def is_public(self) -> bool:
        """Whether the customer is told of it."""
        return self.kind not in (Promise.Kind.FOLLOW_UP, Promise.Kind.CONFIRMATION)
