from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.care.cases.models import Case, Note
from makegood.care.promises.models.promise import Promise
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now

LONGEST = 500  # as much as a promise keeps of what was said


class Proposal(models.Model):
    """Words of ours that promise something and that nobody has recorded. The owner of the case records
    them as a promise, or says why they are none; a row is never deleted."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        RECORDED = "recorded", _("Recorded")
        DISMISSED = "dismissed", _("Dismissed")

    class Why(models.TextChoices):
        OUTSIDE = "outside", _("Written outside the workspace")
        SENT = "sent", _("Sent without being recorded")
        NOTE = "note", _("Written in an internal note")

    class Reason(models.TextChoices):
        NONE = "", _("Not dismissed")
        NO_PROMISE = "no_promise", _("These words promise nothing")
        RECORDED = "recorded", _("It is recorded in other words")
        DONE = "done", _("It is done already")
        NEVER_LEFT = "never_left", _("The message never reached the customer")

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals", db_index=False)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="proposals", db_index=False
    )
    note = models.ForeignKey(
        Note, models.PROTECT, null=True, blank=True, related_name="proposals", db_index=False
    )
    said = models.CharField(max_length=LONGEST)  # the words as they stand there
    said_by = models.CharField(max_length=80)  # the actor
    what = models.CharField(max_length=300, blank=True, default="")
    due = models.DateTimeField()
    firm = models.BooleanField(default=True)
    channel = models.CharField(max_length=30, blank=True, default="")
    why = models.CharField(max_length=8, choices=Why.choices)
    found_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)  # the owner has heard of it
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True, default="")
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_one_place",
                condition=Q(message=None, note__isnull=False) | Q(message__isnull=False, note=None),
            ),
            models.CheckConstraint(
                name="proposal_ended",
                condition=Q(state="open", ended_at=None, promise=None, reason="")
                | Q(state="recorded", ended_at__isnull=False, promise__isnull=False, reason="")
                | (Q(state="dismissed", ended_at__isnull=False, promise=None) & ~Q(reason="")),
            ),
            # Also what says which sentence of a message or a note is known.
            models.UniqueConstraint(
                fields=["message", "said"],
                condition=Q(message__isnull=False),
                name="proposal_once_in_message",
            ),
            models.UniqueConstraint(
                fields=["note", "said"],
                condition=Q(note__isnull=False),
                name="proposal_once_in_note",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "due"], name="proposal_case"),
            models.Index(
                fields=["case"],
                name="proposal_unheard",
                condition=Q(state="open", seen_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.due:%Y-%m-%d %H:%M}"
