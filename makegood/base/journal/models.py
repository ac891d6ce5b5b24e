from django.db import models

from makegood.kernel.clock import now


class Entry(models.Model):
    """One fact. Written once, in the transaction that made it true; the database refuses changes.

    Five readers: customer timeline, reactions in `loops`, live pages, webhooks, analysis. The table
    is partitioned by month (`migrations/0002_partitions`).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    case = models.BigIntegerField(null=True)
    customer = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80)
    facts = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Reaction(models.Model):
    """One thing that must still follow from one fact. The row is deleted in the transaction in
    which it was done, so that what it changed in the database happens exactly once."""

    entry = models.BigIntegerField()
    entry_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=now)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["name", "subject", "id"], name="reaction_order")]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
