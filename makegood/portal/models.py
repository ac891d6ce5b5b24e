from django.db import models

from makegood.kernel.clock import now
from makegood.records.customers.models import Company, Contact


class Tally(models.Model):
    """How often somebody did something within a stretch of time: a limit is a row, not a guess.

    `who` is a signature of a network or a visitor, never the address itself.
    """

    kind = models.CharField(max_length=30)
    who = models.CharField(max_length=40)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "who", "since"], name="tally_once")]
        indexes = [models.Index(fields=["since"], name="tally_since")]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%H:%M} {self.count}"


class SignIn(models.Model):
    """Somebody asks to be let in with a code. The browser that asked holds the ticket; codes and links are
    kept as digests. Who asks ends nothing that another browser asked for: it may be the owner's.

    Whether the address is one of ours shows nowhere in this row before the letter is written, by a job.
    """

    ticket = models.CharField(max_length=64, unique=True)  # digest of what the browser holds
    kind = models.CharField(max_length=10)  # mail, phone
    who = models.CharField(max_length=40)  # a signature of the address
    address = models.TextField(blank=True, default="")  # sealed; gone once the letter is written
    language = models.CharField(max_length=10)
    is_plain = models.BooleanField(default=True, db_default=True)  # a code of six signs may be sent
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, db_index=False)
    code = models.CharField(max_length=64, blank=True, default="")
    link = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=5), name="signin_tries")
        ]
        indexes = [
            models.Index(fields=["who"], name="signin_who", condition=models.Q(ended_at=None)),
            models.Index(fields=["link"], name="signin_link", condition=~models.Q(link="")),
            models.Index(fields=["made_at"], name="signin_made"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%H:%M}"


class Session(models.Model):
    """A customer is signed in with one browser. Only the digest of its cookie is kept."""

    token = models.CharField(max_length=64, unique=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    browser = models.CharField(max_length=120, blank=True, default="")
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contact"], name="session_contact", condition=models.Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.made_at:%Y-%m-%d}"


class Seat(models.Model):
    """What somebody of an organisation may see of his colleagues' cases. It counts only while he belongs
    to it; one who manages gives and takes the right to see."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="+", primary_key=True)
    sees = models.BooleanField(default=False)
    manages = models.BooleanField(default=False)
    given_by = models.CharField(max_length=80)
    given_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.company_id} {self.contact_id}"
