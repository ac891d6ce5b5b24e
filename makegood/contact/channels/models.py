import uuid

from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.kernel.clock import now
from makegood.records.people.models import Queue


class Account(models.Model):
    """One mailbox, one web chat, one form: an address of ours where customers reach us.

    `kind` names the adapter. `settings` are the adapter's; secrets in it are encrypted by the adapter.
    """

    kind = models.CharField(max_length=30)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=120)  # as customers see it
    queue = models.ForeignKey(Queue, models.PROTECT)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    settings = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="account_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


class Brand(models.Model):
    """In whose name pages about a line of products speak: that of one of our addresses. A line without a row has the
    name of the form."""

    line = models.CharField(max_length=60, unique=True)  # as products say it
    account = models.ForeignKey(Account, models.CASCADE, related_name="brands")

    class Meta:
        constraints = [
            models.CheckConstraint(name="brand_has_a_line", condition=~models.Q(line=""))
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.account_id}"


class RawItem(models.Model):
    """What a door accepted, byte for byte, before it was acknowledged. Never deleted by processing.

    One external message is one row: (account, external id, hash). The same id with other content is
    another row and never dropped.
    """

    class State(models.TextChoices):
        NEW = "new", _("Waiting")
        FILED = "filed", _("In a case")
        IGNORED = "ignored", _("Set aside")  # a decision with a reason: duplicate, loop
        EARLY = "early", _("Waits for its message")  # a receipt of what we do not know yet

    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    external_id = models.CharField(max_length=250)
    sha256 = models.BinaryField(max_length=32)
    body = models.BinaryField()
    envelope = models.JSONField(default=dict)  # sender, recipients, client as the door saw them
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    needs_look = models.BooleanField(default=False)  # could not be read: a person must look
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", db_index=False
    )  # the same mail to another mailbox of ours: the item that is in the case

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id", "sha256"], name="raw_once"),
            models.UniqueConstraint(
                fields=["copy_of", "account"],
                condition=models.Q(copy_of__isnull=False),
                name="raw_one_copy_for_each_mailbox",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try"], name="raw_waiting", condition=models.Q(state="new")),
            models.Index(fields=["id"], name="raw_next", condition=models.Q(state="new")),
            models.Index(fields=["id"], name="raw_look", condition=models.Q(needs_look=True)),
            models.Index(fields=["next_try"], name="raw_early", condition=models.Q(state="early")),
            models.Index(
                KeyTransform("mail_from", "envelope"), name="raw_mail_from"
            ),  # for who asks to be erased
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.external_id}"


class Outgoing(models.Model):
    """One message on its way out, written with the change that caused it. The outbox.

    `external_id` (a Message-ID) is fixed at creation. `sending` holds a lease and an attempt token;
    a lease that ran out after the far side may have accepted makes it `uncertain`, never a second try.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to leave")
        SENDING = "sending", _("Leaving")
        SENT = "sent", _("Accepted")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Not delivered")
        UNCERTAIN = "uncertain", _("Not sure it arrived")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT)
    reference = models.CharField(max_length=80)  # whose words these are: "message:7"
    external_id = models.CharField(max_length=250, unique=True)
    recipient = models.CharField(max_length=254)
    case = models.BigIntegerField(null=True, blank=True)  # whom it concerns, for the journal
    customer = models.BigIntegerField(null=True, blank=True)
    envelope = models.JSONField()  # everything the adapter needs to send it
    secret = models.TextField(blank=True, default="", db_default="")  # sealed; gone once it left
    good_until = models.DateTimeField(null=True, blank=True)  # later nobody could use it
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    automatic = models.BooleanField(default=False)
    send_after = models.DateTimeField(default=now)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # when somebody had it sent again: what counts begins here
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_over = models.BooleanField(default=False)  # the far side may have it from here on
    error = models.CharField(max_length=500, blank=True, default="")
    made_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["send_after"], name="outgoing_due", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=["lease_until"], name="outgoing_lease", condition=models.Q(state="sending")
            ),
            models.Index(
                fields=["made_at"],
                name="outgoing_trouble",
                condition=models.Q(state__in=["failed", "uncertain"]),
            ),
            models.Index(fields=["recipient", "made_at"], name="outgoing_recipient"),
            models.Index(fields=["reference"], name="outgoing_reference"),
            models.Index(
                fields=["customer"],
                name="outgoing_customer",
                condition=models.Q(customer__isnull=False),
            ),
            models.Index(
                fields=["good_until"], name="outgoing_secret", condition=~models.Q(secret="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outgoing_keeps_no_secret",
                condition=models.Q(secret="")
                | models.Q(state__in=["queued", "sending"], good_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.reference}"


class Sending(models.Model):
    """Whether anything may leave (one row). After a restore sending stands still until somebody says go."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="sending_one_row")]

    def __str__(self) -> str:
        return self.reason or "on"


class AutomaticCount(models.Model):
    """How many automatic messages an address got on a day: the cap is a row, not a guess."""

    address = models.CharField(max_length=254)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "day"], name="automatic_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.day}: {self.count}"


class Piece(models.Model):
    """A part of a message that the provider took, by the name he gave it."""

    class State(models.TextChoices):
        SENT = "sent", _("Accepted")
        DELIVERED = "delivered", _("Delivered")
        READ = "read", _("Read")
        FAILED = "failed", _("Not delivered")

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "number"], name="piece_once")]
        indexes = [models.Index(fields=["name"], name="piece_name")]

    def __str__(self) -> str:
        return f"{self.outgoing_id} {self.number}: {self.state}"


class Media(models.Model):
    """A file of a filed message that lies with the provider until a job has fetched it.

    `message` is the row of the message: messages are made above this package.
    """

    class State(models.TextChoices):
        NEW = "new", _("Being fetched")
        KEPT = "kept", _("Here")
        REFUSED = "refused", _("Not taken")
        LOST = "lost", _("Could not be fetched")

    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    message = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    reference = models.JSONField()
    name = models.CharField(max_length=255, blank=True, default="")
    type = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="media_once")]
        indexes = [
            models.Index(fields=["next_try"], name="media_due", condition=models.Q(state="new"))
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.name}"


class Template(models.Model):
    """A wording that the provider approved, for when the window has closed."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="templates", db_index=False)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=20)
    category = models.CharField(max_length=40, blank=True, default="")
    body = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name", "language"], name="template_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.language}"


class Standing(models.Model):
    """How the connection of an account is, and what its adapter has to remember (sealed where secret)."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # the provider called
    refused_at = models.DateTimeField(null=True, blank=True)  # somebody called who is not he
    refusal = models.CharField(max_length=200, blank=True, default="")
    trouble = models.CharField(max_length=300, blank=True, default="")  # of our own calls
    trouble_at = models.DateTimeField(null=True, blank=True)
    slow_until = models.DateTimeField(null=True, blank=True)  # the provider takes nothing before
    memory = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.trouble}"
