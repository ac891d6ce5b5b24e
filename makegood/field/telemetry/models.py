"""What devices send: the keys with which they may speak, every message as it came, and what was read from it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product


class ProductKey(models.Model):
    """With what a device of a product that has no key of its own yet may fetch one, by its serial number. It opens
    nothing else; `most` devices may come with it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="device_keys")
    name = models.CharField(max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # its first signs, to tell it from others
    most = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_key_has_an_end", condition=Q(claimed__lte=F("most"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.hint}"


class Credential(models.Model):
    """With what a device proves who it is; several at a time, so that one can be changed for another. Only a
    digest of the token is here, and one in the form that Mosquitto reads (`broker_hash`)."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="credentials")
    name = models.CharField(max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    broker_hash = models.CharField(max_length=200)
    hint = models.CharField(max_length=8)  # its first signs, to tell it from others
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_with = models.ForeignKey(
        ProductKey, models.SET_NULL, null=True, blank=True, related_name="given", db_index=False
    )  # the device fetched it itself

    class Meta:
        indexes = [
            models.Index(
                fields=["revoked_at"], name="credential_revoked", condition=~Q(revoked_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.hint}"


class Batch(models.Model):
    """Messages that one commit stored and nobody has read yet: the rows of `Raw` from `id * 4096` on, all of
    one moment. The row goes in the transaction that read them. `slow`: of devices that say too much."""

    id = models.BigAutoField(primary_key=True)
    came_at = models.DateTimeField()
    messages = models.PositiveIntegerField()
    slow = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["slow", "id"], name="batch_order")]

    def __str__(self) -> str:
        return f"{self.pk} {self.messages}"


class Raw(models.Model):
    """One message as it came. Partitioned by week (`migrations/0001_initial`). A message that names itself (an id,
    a sequence number or its time) is stored once however often it comes: `key` is unique within a week, and looked
    for in those before."""

    class Kind(models.IntegerChoices):
        EVENTS = 1, _("Events")
        READINGS = 2, _("Readings")

    id = models.BigIntegerField(primary_key=True)
    came_at = models.DateTimeField()
    asset = models.ForeignKey(
        Asset, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    key = models.UUIDField()
    payload = models.BinaryField()

    class Meta:
        managed = False
        db_table = "telemetry_raw"

    def __str__(self) -> str:
        return f"{self.asset_id} {self.came_at:%Y-%m-%d %H:%M:%S}"


class Name(models.Model):
    """A series of readings: what is measured, in which unit ("" for none)."""

    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "unit"], name="name_once_in_a_unit")]

    def __str__(self) -> str:
        return f"{self.name} {self.unit}".strip()


class Reading(models.Model):
    """One value at one time. Partitioned by month; a device has one value of a series at a time."""

    pk = models.CompositePrimaryKey("asset_id", "name_id", "at")
    asset = models.ForeignKey(
        Asset, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    name = models.ForeignKey(
        Name, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    value = models.FloatField()

    class Meta:
        managed = False
        db_table = "telemetry_reading"

    def __str__(self) -> str:
        return f"{self.asset_id} {self.value}"


class Span(models.Model):
    """The readings of one series in one hour or one day: what charts of long times are drawn from."""

    SIZES: ClassVar[list[tuple[str, Any]]] = [("h", _("Hour")), ("d", pgettext_lazy("span", "Day"))]
    pk = models.CompositePrimaryKey("asset_id", "name_id", "size", "start")
    asset = models.ForeignKey(
        Asset, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    name = models.ForeignKey(
        Name, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    size = models.CharField(max_length=1, choices=SIZES)
    start = models.DateTimeField()
    count = models.PositiveIntegerField()
    low = models.FloatField()
    high = models.FloatField()
    sum = models.FloatField()

    class Meta:
        db_table = "telemetry_span"

    def __str__(self) -> str:
        return f"{self.asset_id} {self.size} {self.start:%Y-%m-%d %H}"


class Last(models.Model):
    """The newest value of a series of a device. `clock`: whether its time is the device's own."""

    pk = models.CompositePrimaryKey("asset_id", "name_id")
    asset = models.ForeignKey(
        Asset, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    name = models.ForeignKey(
        Name, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    value = models.FloatField()
    clock = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.asset_id} {self.value}"


class Stand(models.Model):
    """How far we have heard a device: when, how many messages, the newest sequence number of each kind, and
    how often its clock could not be right."""

    asset = models.OneToOneField(Asset, models.CASCADE, primary_key=True, related_name="stand")
    heard_at = models.DateTimeField()
    messages = models.BigIntegerField(default=0)
    event_seq = models.BigIntegerField(null=True, blank=True)
    reading_seq = models.BigIntegerField(null=True, blank=True)
    restarts = models.PositiveIntegerField(default=0)
    wrong_clock = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.asset_id} {self.heard_at:%Y-%m-%d %H:%M}"


class Gap(models.Model):
    """Sequence numbers that did not come (yet): from `first` to `last`. What comes late makes it smaller."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="gaps", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=Raw.Kind.choices)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    noticed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "kind", "first"], name="gap_once"),
            models.CheckConstraint(name="gap_is_one", condition=Q(first__lte=F("last"))),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.first}-{self.last}"


class Aside(models.Model):
    """A message that could not be read or not be followed: set aside, so that the others go on."""

    class Why(models.TextChoices):
        UNREADABLE = "unreadable", _("It cannot be read")
        LARGE = "large", _("It is too large")
        FAILED = "failed", _("We failed to follow it")

    raw = models.BigIntegerField(unique=True)
    came_at = models.DateTimeField()
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+")
    why = models.CharField(max_length=12, choices=Why.choices)
    reason = models.CharField(max_length=300)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["next_try"], name="aside_again", condition=~Q(next_try=None)),
            models.Index(fields=["came_at"], name="aside_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.raw} {self.why}"
