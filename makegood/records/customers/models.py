from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
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

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="contact_terms")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class Handle(models.Model):
    """One way to reach a person: a mail address, a number, a chat visitor. One value, one person."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("Mail")
        PHONE = "phone", _("Phone")
        CHAT = "chat", _("Chat")
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
