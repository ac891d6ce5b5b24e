import uuid

from django.db import models

from makegood.base.access.models import Language
from makegood.base.files.models import File
from makegood.contact.channels.models import Account
from makegood.kernel.clock import now


class Visitor(models.Model):
    """A browser that opened the chat. He is known by a grant of purpose "visitor", and by nothing else.

    His conversations are those of the account whose peer is `peer`; the latest is the one that goes on.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT)
    origin = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    mail = models.CharField(max_length=254, blank=True, default="")  # claimed, never proven
    made_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.peer

    @property
    def peer(self) -> str:
        """The address that answers go to."""
        return f"visitor:{self.uid.hex}"

    @property
    def code(self) -> str:
        """What staff call him before he has a name."""
        return self.uid.hex[:4].upper()


class Upload(models.Model):
    """A file that a visitor sent before the message it belongs to. `client` is the browser's name for it."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="uploads")
    client = models.UUIDField()
    file = models.ForeignKey(File, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "client"], name="upload_once")]

    def __str__(self) -> str:
        return str(self.file)
