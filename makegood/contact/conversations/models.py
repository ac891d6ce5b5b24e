from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.contact.channels.models import Account, Outgoing, RawItem
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact


class Conversation(models.Model):
    """Messages between one contact and us on one account. `peer` is the address the answers go to."""

    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, db_index=False)
    peer = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True, default="")
    messages_count = models.PositiveIntegerField(
        default=0
    )  # the last sequence number, under the row's lock
    made_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-id"], name="conversation_contact"),
            models.Index(fields=["account", "peer", "-id"], name="conversation_peer"),
        ]

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"


class Message(models.Model):
    """What somebody wrote to the other side. Internal notes are another table on purpose.

    `seq` has no gaps within a conversation. `text` is what is new; `rest` is quote and signature.
    """

    class Author(models.TextChoices):
        CONTACT = "contact", _("Customer")
        STAFF = "staff", _("Staff")
        ASSISTANT = "assistant", _("Assistant")
        SYSTEM = "system", _("System")

    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="messages", db_index=False
    )
    seq = models.PositiveIntegerField()
    author = models.CharField(max_length=10, choices=Author.choices)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, db_index=False)
    sender = models.CharField(
        max_length=254, blank=True, default=""
    )  # the real address it came from
    sender_name = models.CharField(max_length=160, blank=True, default="")
    at = models.DateTimeField(default=now)
    text = models.TextField()
    rest = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")  # as received; shown only in the sandbox
    external_id = models.CharField(max_length=250, blank=True, default="")
    marks = models.JSONField(default=list)  # unverified, automatic, bounce, needs-look …
    raw = models.ForeignKey(RawItem, models.PROTECT, null=True, blank=True, db_index=False)
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, null=True, blank=True, db_index=False)
    seen_at = models.DateTimeField(null=True, blank=True)  # read on the other side
    terms = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_order"),
            models.UniqueConstraint(
                fields=["raw"], condition=models.Q(raw__isnull=False), name="message_of_raw_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["external_id"], name="message_external", condition=~models.Q(external_id="")
            ),
            models.Index(
                fields=["outgoing"],
                name="message_outgoing",
                condition=models.Q(outgoing__isnull=False),
            ),
            models.Index(fields=["sender"], name="message_sender", condition=~models.Q(sender="")),
            GinIndex(fields=["terms"], name="message_terms"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_ours(self) -> bool:
        """Whether it went from us to the customer."""
        return self.author != Message.Author.CONTACT


class MessageFile(models.Model):
    """A file of a message, in the order of the message. `inline` ones stand inside its HTML."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="files", db_index=False)
    file = models.ForeignKey(File, models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)
    inline = models.CharField(max_length=250, blank=True, default="")  # its Content-ID

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "file"], name="message_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.file}"


class Awaited(models.Model):
    """A name that a mail of this talk refers to and that no mail here bears: what it answers may come later."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, db_index=False)
    name = models.CharField(max_length=250)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "conversation"], name="awaited_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.name}"
