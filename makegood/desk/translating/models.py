from django.db import models
from django.db.models import Q

from makegood.base.access.models import Language, User
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact


class Connection(models.Model):
    """The service that translates, as an administrator connected it (one row). Off until somebody switches it on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=30)
    settings = models.JSONField(default=dict)  # api, key (sealed), codes
    is_on = models.BooleanField(default=False)
    set_by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    rests_until = models.DateTimeField(null=True, blank=True)  # after it failed

    class Meta:
        constraints = [models.CheckConstraint(name="connection_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_on}"


class Unasked(models.Model):
    """A customer who does not want his words to go to a machine."""

    contact = models.OneToOneField(Contact, models.CASCADE, primary_key=True, related_name="+")
    told_by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.contact_id)


class Translation(models.Model):
    """A message of a customer in another language, made by a machine. The original is the message."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="translations", db_index=False
    )
    language = models.CharField(max_length=10, choices=Language.choices)
    text = models.TextField()
    lost = models.JSONField(default=list)
    added = models.JSONField(default=list)
    by = models.CharField(max_length=30)  # the kind of the service
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="translation_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.language}"


class Rendering(models.Model):
    """What one of us wrote in his own language, and what he then took into his reply."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    own = models.TextField()
    foreign = models.TextField()
    digest = models.CharField(max_length=64)  # of `foreign`: by it the sent message is known again
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="rendering_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%H:%M}"
