from django.db import models

from makegood.contact.channels.models import Account, RawItem
from makegood.kernel.clock import now


class Folder(models.Model):
    """How far the fetching of one mailbox is. `uidvalidity` says what the numbers of `Fetched` mean:
    when the server gives another, everything is listed and fetched anew, and what was stored
    before is known by its content."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="mail_folder")
    uidvalidity = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(default=now)
    listed_at = models.DateTimeField(null=True, blank=True)  # all of it, not only what is new
    seen_at = models.DateTimeField(
        null=True, blank=True
    )  # last talk with the server that went well
    failures = models.PositiveIntegerField(default=0)  # in a row
    error = models.CharField(max_length=300, blank=True, default="")
    holder = models.CharField(max_length=80, blank=True, default="")  # the process that fetches
    held_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.account)


class Fetched(models.Model):
    """One mail of a mailbox that is stored here."""

    folder = models.ForeignKey(Folder, models.CASCADE)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    raw = models.ForeignKey(RawItem, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="fetched_once")
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.uidvalidity}/{self.uid}"


class Stuck(models.Model):
    """A mail of a mailbox that could not be fetched: tried again ever later, and in nobody's way."""

    folder = models.ForeignKey(Folder, models.CASCADE)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(default=now)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="stuck_once")
        ]

    def __str__(self) -> str:
        return f"{self.folder_id} {self.uidvalidity}/{self.uid} {self.failures}"


class Unreachable(models.Model):
    """An address from which mail came back for good. It ends when mail comes from there, or by hand."""

    address = models.CharField(max_length=254, unique=True)  # in lower case
    error = models.CharField(max_length=500, blank=True, default="")
    case = models.BigIntegerField(null=True, blank=True)  # whose mail came back last
    since = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.address
