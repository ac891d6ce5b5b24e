from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.people.models import Queue


class Rule(models.Model):
    """New cases of which all this is so go to that queue. The first that fits wins, by `position`. One that
    counts no more is kept: cases name it."""

    class Urgency(models.IntegerChoices):
        ANY = 0, _("Any")
        HIGH = 1, _("High")
        DANGER = 2, _("Danger")

    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="rules", db_index=False)
    channel = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10, choices=Language.choices, blank=True, default="")
    words = models.TextField(blank=True, default="")  # a line each, one is enough
    place = models.TextField(blank=True, default="")
    product = models.TextField(blank=True, default="")
    tier = models.CharField(max_length=20, blank=True, default="")
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=0)  # at least
    physical = models.BooleanField(default=False)  # hands are needed
    complaint = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="rule_asks_something",
                condition=~Q(
                    *({"channel": "", "language": "", "words": "", "place": ""}.items()),
                    *({"product": "", "tier": "", "urgency": 0}.items()),
                    physical=False,
                    complaint=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FirstReading(models.Model):
    """How a case was understood when it began: how urgent and by which words, and the rule that sent it to
    its queue. None for a case with nothing to say of it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="first_reading")
    level = models.PositiveSmallIntegerField(default=0)  # as the priority of a case
    physical = models.BooleanField(default=False)
    signs = models.JSONField(default=list)  # kind and words, as he wrote them
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, db_index=False)
    fits = models.JSONField(default=list)  # what of the rule held, and by which words
    before = models.ForeignKey(  # the queue of the account, which it would have come to
        Queue, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}"


class Hint(models.Model):
    """Words of a customer that may be a complaint, until one of us says whether they are one."""

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="complaint_hint"
    )
    kind = models.CharField(max_length=10)  # complaint, authority, law, let_down, asks
    words = models.CharField(max_length=120)
    at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hint_settled_by_somebody",
                condition=Q(settled_at=None, settled_by="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.kind}"
