from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Conversation
from makegood.kernel.clock import now


class Mention(models.Model):
    """What somebody named in a conversation: a telephone number, an address, an order, a device, a case. Nobody
    has shown that it is his: it is evidence, and never an identity. Two people may name the same."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        MAIL = "mail", _("Mail")
        NUMBER = "number", _("Order or device")
        CASE = "case", _("Case")

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="mentions", db_index=False
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=254)  # in the one form in which it is compared
    shown = models.CharField(max_length=254)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "kind", "value"], name="mention_once")
        ]
        indexes = [models.Index(fields=["kind", "value", "-id"], name="mention_value")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.shown}"


class Recognition(models.Model):
    """A new contact looked like a known case: what was found, with what evidence, and what somebody said."""

    class Verdict(models.TextChoices):
        ATTACH = "attach", _("joined by itself")
        OFFER = "offer", _("offered")

    class Answer(models.TextChoices):
        OPEN = "", _("Nobody has said yet")
        SAME = "same", _("The same trouble")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, models.PROTECT, related_name="recognitions")  # that it came to
    known = models.ForeignKey(Case, models.PROTECT, related_name="recognised")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="recognitions")
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    score = models.FloatField()
    verified = models.BooleanField()  # his own channel showed who he is
    evidence = models.JSONField(default=list)  # names of what was found
    at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True, default="")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation"], name="recognition_once"),
            models.CheckConstraint(
                name="recognition_attach_only_verified",
                condition=~Q(verdict="attach") | Q(verified=True),
            ),
            models.CheckConstraint(
                name="recognition_offers_another",
                condition=Q(verdict="attach") | ~Q(case=F("known")) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="recognition_answered_when",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ~ {self.known_id} {self.score:.2f}"
