from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import Language, User
from makegood.care.cases.models import Case
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product


class Fault(models.Model):
    """Something that can be wrong with a family of products. What we know of it stands in versions of its
    table; `live` is the one in use, and `codes` and `names` are its."""

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    codes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    live = models.ForeignKey(
        "Version", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.key


class FaultProduct(models.Model):
    """A product that can have the fault."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="products", db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="faults")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fault", "product"], name="faultproduct_once")
        ]

    def __str__(self) -> str:
        return f"{self.fault_id} {self.product_id}"


class Version(models.Model):
    """A table as it was written at one time. A draft may have flaws; what was once in use never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed")
        KEPT = "kept", pgettext_lazy("version", "Kept")
        DROPPED = "dropped", _("Dropped")

    class Origin(models.TextChoices):
        HAND = "hand", _("written by hand")
        IMPORT = "import", _("imported")
        LEARNED = "learned", _("learned from closed jobs")

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.HAND)
    table = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)  # of two editors the later one is told
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    overlays = models.JSONField(default=dict, blank=True)  # its numbers for one model, one batch
    scores = models.JSONField(default=dict, blank=True)  # how well it answered, as it was measured
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=now)
    saved_at = models.DateTimeField(default=now)
    saved_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fault", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["fault"], condition=Q(state="draft"), name="version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["fault"], condition=Q(state="proposed"), name="version_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fault_id} v{self.number}"


class Turn(models.Model):
    """Which version of a fault was in use from when on: the newest row is the one that is."""

    class Why(models.TextChoices):
        PUBLISHED = "published", _("published")
        LEARNED = "learned", _("learned, and measured to be no worse")
        APPROVED = "approved", _("learned, and taken by an expert")
        ROLLED_BACK = "rolled_back", _("rolled back")

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="turns", db_index=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="turns")
    why = models.CharField(max_length=12, choices=Why.choices)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["fault", "-id"], name="turn_of")]

    def __str__(self) -> str:
        return f"{self.fault_id} {self.version_id}"


class Session(models.Model):
    """One search for a cause: of a case, or of a customer who has no case yet. `token` is the digest of what
    his browser holds; `asking` is the question that stands open before him."""

    class State(models.TextChoices):
        OPEN = "open", _("Going on")
        SOLVED = "solved", _("Solved by the customer")
        HANDED = "handed", _("Handed to us")
        STOPPED = "stopped", _("Stopped for safety")

    class Origin(models.TextChoices):
        GUIDE = "guide", _("the customer's guide")
        DESK = "desk", _("beside a case")
        DEVICE = "device", _("the device itself")

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="searches", db_index=False
    )
    asset = models.ForeignKey(
        Asset, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    fault = models.ForeignKey(
        Fault, models.PROTECT, null=True, blank=True, related_name="sessions", db_index=False
    )
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, db_index=False)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    token = models.CharField(max_length=64, null=True, blank=True, unique=True)
    asking = models.CharField(max_length=60, blank=True, default="")
    once = models.CharField(
        max_length=40, blank=True, default=""
    )  # of the form that makes its case
    began_at = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(case__isnull=False), name="session_once_a_case"
            ),
            models.CheckConstraint(
                name="session_version_of_fault",
                condition=Q(fault=None, version=None)
                | Q(fault__isnull=False, version__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["fault", "-id"], name="session_fault"),
            models.Index(
                fields=["asset", "-id"], name="session_asset", condition=Q(asset__isnull=False)
            ),
            models.Index(
                fields=["last_at"],
                name="session_guide",
                condition=Q(origin="guide", state="open", case=None),
            ),
            models.Index(fields=["id"], name="session_sent", condition=~Q(once="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Answer(models.Model):
    """One thing that is known in a search: who said it and when. Taken back, it stays as history."""

    class Source(models.TextChoices):
        DEVICE = "device", _("the device")
        CUSTOMER = "customer", _("the customer")
        AGENT = "agent", _("an agent")
        TECHNICIAN = "technician", _("a technician")

    YES, NO, UNKNOWN = "yes", "no", "unknown"

    class Kind(models.TextChoices):
        FINDING = "finding", _("Finding")
        CHECK = "check", _("Check")

    session = models.ForeignKey(Session, models.CASCADE, related_name="answers", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=60)  # yes, no or unknown; the outcome of a check
    source = models.CharField(max_length=10, choices=Source.choices)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=Q(undone_at=None), name="answer_once"
            )
        ]
        indexes = [models.Index(fields=["session", "id"], name="answer_session")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.key} {self.value}"


class Confirmation(models.Model):
    """What it really was, said by whoever solved it: a cause of the table, or `other` in words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="confirmed_causes", db_index=False)
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="confirmations", db_index=False
    )
    fault = models.ForeignKey(Fault, models.PROTECT, null=True, blank=True, db_index=False)
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, db_index=False)
    cause = models.CharField(max_length=60)
    words = models.CharField(max_length=300, blank=True, default="")
    expected = models.FloatField(null=True, blank=True)  # how likely we had held it by then
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(withdrawn_at=None), name="confirmation_once"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], name="confirmation_case"),
            models.Index(fields=["fault", "-id"], name="confirmation_fault"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.cause}"


class Lesson(models.Model):
    """A job that was closed: what was known, and what it was. Keys only, and nothing of a person; a case that
    comes back takes its lesson back."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="lessons", db_index=False)
    confirmation = models.OneToOneField(
        Confirmation, models.SET_NULL, null=True, blank=True, related_name="lesson"
    )
    cause = models.CharField(max_length=60)
    evidence = models.JSONField(default=dict)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    model = models.CharField(max_length=60, blank=True, default="")
    batch = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lesson_withdrawn_later",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("at")),
            )
        ]
        indexes = [models.Index(fields=["fault", "-at"], name="lesson_fault")]

    def __str__(self) -> str:
        return f"{self.fault_id} {self.cause}"
