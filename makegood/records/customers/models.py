from datetime import datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.kernel.clock import now


class Company(models.Model):
    """An organisation whose people contact us. `tier`: what it has bought, "" for nothing special."""

    name = models.CharField(max_length=160)
    tier = models.CharField(max_length=20, blank=True, default="", db_default="")
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person outside whom we serve."""

    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    # What he is called while nobody knows his name: the address he came by, as much as a list may show.
    called = models.CharField(max_length=120, blank=True, default="", db_default="")
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    zone = models.CharField(max_length=60, default="UTC")
    place = models.CharField(max_length=120, blank=True, default="")
    tier = models.CharField(
        max_length=20, blank=True, default="", db_default=""
    )  # before that of his company
    facts = models.JSONField(default=list, blank=True)  # what is known already: sentences
    made_at = models.DateTimeField(default=now)
    terms = SearchVectorField(null=True)  # the words of the name
    # The contact that stays, when two were found to be one person. Whatever still names this one when it
    # is written lands there (a trigger).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_not_into_itself", condition=~Q(merged_into=F("id"))
            )
        ]
        indexes = [
            GinIndex(fields=["terms"], name="contact_terms"),
            models.Index(
                fields=["merged_into"],
                name="contact_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.called or gettext("Customer %(number)s") % {"number": self.pk}


class Handle(models.Model):
    """One way to reach a person: a mail address, a number, a chat visitor. One value, one person.

    `verified_at` says when his own channel, and nobody's claim, showed that it is his. What somebody
    only typed has kinds of its own: it never finds whoever really has the address.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        PHONE = "phone", _("Phone")
        CHAT = "chat", _("Chat")
        TELEGRAM = "telegram", _("Telegram")
        WECOM = "wecom", _("WeCom")
        UNION = "unionid", _("WeChat")  # joins the ids of one person in several apps
        LINE = "line", _("LINE")
        WHATSAPP = "whatsapp", _("WhatsApp")  # where it is no telephone number
        TYPED_MAIL = "typedmail", _("Mail, as typed")
        TYPED_PHONE = "typedphone", _("Phone, as typed")
        ORDER = "order", _("Order")
        OTHER = "other", _("Other")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="handles", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=254)  # in the one form in which it is compared
    shown = models.CharField(max_length=254)  # as the customer writes it
    verified_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=now)
    parts = SearchVectorField(null=True)  # of a number: its ends, to find it by any part

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="handle_once")]
        indexes = [
            models.Index(fields=["contact"], name="handle_contact"),
            models.Index(fields=["value"], name="handle_begins", opclasses=["varchar_pattern_ops"]),
            GinIndex(
                fields=["parts"], name="handle_parts", condition=models.Q(parts__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.shown}"


class Merge(models.Model):
    """Two contacts were found to be one person: what went where, so that it can be taken back."""

    UNDO = timedelta(days=30)

    away = models.ForeignKey(Contact, models.PROTECT, related_name="merges_away")
    into = models.ForeignKey(Contact, models.PROTECT, related_name="merges")
    why = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    before = models.JSONField(default=dict)  # what the one that stays was, where it changed
    moved = models.JSONField(default=dict)  # rows by the name of their holder
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["away"], condition=Q(undone_at=None), name="contact_merged_once"
            ),
            models.CheckConstraint(name="contact_merge_of_two", condition=~Q(away=F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.away_id} -> {self.into_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + Merge.UNDO


class Split(models.Model):
    """Some addresses of a contact went to a new one."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="splits")
    new = models.ForeignKey(Contact, models.PROTECT, related_name="split_from")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.contact_id} / {self.new_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + Merge.UNDO


class Apart(models.Model):
    """One of us said that two contacts are two persons: nobody is asked again."""

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="apart_once"),
            models.CheckConstraint(name="apart_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
