import secrets

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.kernel.clock import now
from makegood.records.customers.models import Company, Contact


def new_token() -> str:
    """What stands in the code on a device: 128 bits that nobody guesses, and that say nothing."""
    return secrets.token_urlsafe(16)


class Product(models.Model):
    """A model that we sell and look after. `names` and `kinds` by language; `counter`: the reading that says
    how much it was used (hours, cycles, km, litres), "" for none."""

    key = models.SlugField(max_length=40, unique=True)
    model = models.CharField(max_length=60)
    line = models.CharField(max_length=60, blank=True, default="")
    kind = models.SlugField(max_length=40, blank=True, default="")
    names = models.JSONField(default=dict)
    serial_pattern = models.CharField(max_length=200, blank=True, default="")
    serial_example = models.CharField(max_length=60, blank=True, default="")
    counter = models.CharField(max_length=20, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)  # no new device of it
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.model


class Part(models.Model):
    """A part that can be ordered: its number, names by language and list price."""

    number = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="CNY")

    def __str__(self) -> str:
        return self.number


class ProductPart(models.Model):
    """A part that a product is made of."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="bill", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="products")
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "part"], name="product_part_once"),
            models.CheckConstraint(name="product_part_some", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.part_id}"


class Site(models.Model):
    """A place where devices stand."""

    name = models.CharField(max_length=160)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True)
    address = models.CharField(max_length=300, blank=True, default="")
    zone = models.CharField(max_length=60, default="UTC")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """One device, by its serial number. Who has it now stands here, who had it before in `Ownership`."""

    class State(models.TextChoices):
        USED = "used", _("In use")
        STORED = "stored", _("In store")
        RETIRED = "retired", _("Out of use")
        UNKNOWN = "unknown", _("Not known to us")  # it spoke to us, and nobody has entered it

    serial = models.CharField(max_length=60, unique=True)  # as rules.serial_key has it
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True)
    owner = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="assets", db_index=False
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="assets", db_index=False
    )
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="assets")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.USED)
    batch = models.CharField(max_length=40, blank=True, default="")
    firmware = models.CharField(max_length=40, blank=True, default="")
    bought_on = models.DateField(null=True, blank=True)
    installed_on = models.DateField(null=True, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    facts = models.JSONField(default=dict, blank=True)  # fields of one's own: name → value
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=now)
    terms = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asset_has_serial", condition=Q(serial__regex=r"^[^\s/+#]{1,60}$")
            ),
            models.CheckConstraint(
                name="asset_not_in_itself", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="asset_known_has_product", condition=Q(state="unknown") | ~Q(product=None)
            ),
        ]
        indexes = [
            models.Index(fields=["product", "batch"], name="asset_batch"),
            models.Index(fields=["owner"], name="asset_owner", condition=~Q(owner=None)),
            models.Index(fields=["company"], name="asset_company", condition=~Q(company=None)),
            models.Index(fields=["parent"], name="asset_parent", condition=~Q(parent=None)),
            models.Index(fields=["-id"], name="asset_unknown", condition=Q(state="unknown")),
            models.Index(  # for whoever leaves the hyphens out
                Replace("serial", Value("-"), Value("")), name="asset_plain_serial"
            ),
            GinIndex(fields=["terms"], name="asset_terms"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def topic(self) -> str:
        """The name under which the journal and open pages know it."""
        return f"asset:{self.pk}"


class Ownership(models.Model):
    """Who had a device, from when to when: the open row is who has it now."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="owners", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(until=None), name="asset_owned_once_now"
            ),
            models.CheckConstraint(
                name="ownership_ends_later", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]
        indexes = [models.Index(fields=["asset", "-since"], name="ownership_of")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.since:%Y-%m-%d}"


class Fitted(models.Model):
    """A part that was built into a device, and when it came out again."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="fitted", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT)
    serial = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, blank=True)
    counter = models.FloatField(null=True, blank=True)  # what the device had run by then
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fitted_before_removed",
                condition=Q(removed_at=None) | Q(removed_at__gte=F("at")),
            )
        ]
        indexes = [models.Index(fields=["asset", "-at"], name="fitted_into")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.part_id}"


class Document(models.Model):
    """A manual, a drawing, a certificate: of a product, or of one device."""

    product = models.ForeignKey(
        Product, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    asset = models.ForeignKey(
        Asset, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=10, blank=True, default="")
    file = models.ForeignKey(File, models.PROTECT)
    for_customers = models.BooleanField(default=False)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_of_one",
                condition=Q(product=None, asset__isnull=False)
                | Q(product__isnull=False, asset=None),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Usage(models.Model):
    """How far the counter of a device stood: a few rows a day at most. What cannot be is kept and marked
    (`doubt`), and never counts."""

    class Doubt(models.TextChoices):
        NONE = "", _("none")
        BACK = "back", _("less than before")
        LEAP = "leap", _("more than can be in that time")
        CLOCK = "clock", _("at a time that cannot be")
        UNIT = "unit", _("in another unit")

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="usages", db_index=False)
    unit = models.CharField(max_length=20)
    value = models.FloatField()  # what the counter showed
    total = models.FloatField()  # what the device has run: counters that began again are added up
    at = models.DateTimeField()
    came_at = models.DateTimeField(default=now)
    source = models.CharField(max_length=40)  # device, staff, customer, visit, import
    doubt = models.CharField(max_length=10, blank=True, default="", choices=Doubt.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "unit", "at"], name="usage_once_at_a_time"),
            models.CheckConstraint(
                name="usage_is_a_number",
                condition=Q(value__gte=0, value__lt=1e12, total__gte=0, total__lt=1e12),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.value} {self.unit}"


class Field(models.Model):
    """A fact of one's own that is kept of every device. Its value stands in `Asset.facts` by `key`."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", pgettext_lazy("kind of field", "Number")
        DATE = "date", _("Date")
        YES = "yes", _("Yes or no")
        CHOICE = "choice", _("One of a list")

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    type = models.CharField(max_length=10, choices=Type.choices, default=Type.TEXT)
    choices = models.JSONField(default=list, blank=True)
    searchable = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class Word(models.Model):
    """What we call something that is kept by its key, by language: a kind of product, a reading, a skill. One without
    a row here is called by its key."""

    class Of(models.TextChoices):
        KIND = "kind", _("Kind")
        READING = "reading", _("Reading")
        SKILL = "skill", _("Skill")

    of = models.CharField(max_length=10, choices=Of.choices)
    key = models.CharField(max_length=60)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "key"], name="word_once"),
            models.CheckConstraint(
                name="word_has_key_and_name", condition=~Q(key="") & ~Q(names={})
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.key}"


class Import(models.Model):
    """A table of devices or products: looked at whole before anything comes in. `rows` and `reached`: how far it is."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not begun")
        RUNNING = "running", _("Under way")
        WRONG = "wrong", _("Has rows to mend")
        DONE = "done", _("Came in")

    class What(models.TextChoices):
        DEVICES = "devices", _("Devices")
        PRODUCTS = "products", _("Products and their parts")

    what = models.CharField(max_length=10, choices=What.choices)
    file = models.ForeignKey(File, models.PROTECT, related_name="asset_imports")
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    mapping = models.JSONField(default=dict)  # field → place of its column
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    rows = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0, db_default=0)  # rows that came in so far
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    flaws = models.PositiveIntegerField(default=0)  # all of them; the first are told
    told = models.JSONField(default=list)  # [row, column, reason, value]
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    @property
    def share(self) -> float:
        """How much of it came in, 0 to 1."""
        return self.reached / self.rows if self.rows else 0.0
