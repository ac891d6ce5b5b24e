from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.kernel.clock import now
from makegood.records.people.models import Team


class HandoffQuerySet(models.QuerySet["Handoff"]):
    def pending(self) -> "HandoffQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(state=Handoff.State.OFFERED)


class Handoff(models.Model):
    """A case that its owner offers to a person or a team. Until it is accepted the owner stays
    responsible; when its time is over it is back with him. The database refuses a second one, one
    that goes on after the owner changed, and a case that is resolved meanwhile."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("nobody answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="handoffs", db_index=False)
    sender = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    to_user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    to_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    summary = models.TextField()
    question = models.TextField()
    told = models.TextField(blank=True, default="")  # what the customer was told
    offered_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    epoch = models.PositiveIntegerField()  # of the owner who offers
    back_to = models.ForeignKey(  # who gets it back with the answer, and asks the customer
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True, default="")
    answer = models.TextField(blank=True, default="")  # to the question, when it came back
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_epoch = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[HandoffQuerySet] = HandoffQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="offered"), name="handoff_one_pending"
            ),
            models.CheckConstraint(
                name="handoff_one_target",
                condition=Q(to_user__isnull=False, to_team=None)
                | Q(to_user=None, to_team__isnull=False),
            ),
            models.CheckConstraint(name="handoff_to_another", condition=~Q(to_user=F("sender"))),
            models.CheckConstraint(
                name="handoff_expires_later", condition=Q(expires_at__gt=F("offered_at"))
            ),
            models.CheckConstraint(
                name="handoff_answered_once",
                condition=Q(state="offered", answered_at=None, answered_by=None)
                | Q(state="accepted", answered_at__isnull=False, answered_by__isnull=False)
                | Q(state="declined", answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(reason="")
                | Q(state__in=("expired", "withdrawn"), answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handoff_returned_once",
                condition=Q(returned_at=None, returned_epoch=None, answer="")
                | Q(
                    state="accepted",
                    back_to__isnull=False,
                    returned_at__isnull=False,
                    returned_epoch__isnull=False,
                )
                & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="handoff_case"),
            models.Index(fields=["expires_at"], name="handoff_due", condition=Q(state="offered")),
            models.Index(fields=["sender"], name="handoff_from", condition=Q(state="offered")),
            models.Index(fields=["to_user"], name="handoff_to", condition=Q(state="offered")),
            models.Index(fields=["to_team"], name="handoff_team", condition=Q(state="offered")),
            models.Index(
                fields=["back_to"],
                name="handoff_back",
                condition=Q(state="accepted", returned_epoch=None, back_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} -> {self.to_user_id or self.to_team_id}: {self.state}"

    @property
    def comes_back(self) -> bool:
        """Whether the answer, and with it the case, goes back to who asked."""
        return self.back_to_id is not None


class Alarm(models.Model):
    """Somebody must hear of it: shown on top of his work until he says that he has."""

    class Kind(models.TextChoices):
        EXPIRED = "expired", _("nobody answered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RETURNED = "returned", _("came back with the answer")
        ASKED = "asked", _("somebody asks for it")

    case = models.ForeignKey(Case, models.PROTECT, related_name="alarms")
    handoff = models.ForeignKey(
        Handoff, models.PROTECT, null=True, blank=True, related_name="alarms"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="alarms", db_index=False)
    who = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handoff", "kind", "person"],
                condition=Q(handoff__isnull=False),
                name="alarm_once",
            ),
            models.UniqueConstraint(
                fields=["case", "person", "who"],
                condition=Q(kind="asked", seen_at=None),
                name="alarm_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="alarm_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"
