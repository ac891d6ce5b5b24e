"""What a search for a cause says of a person: that his case had it. Tables and lessons are nobody's."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal
from makegood.field.diagnosis.operations.forgetting import forget_guides

OURS = "what we know of our products"

impersonal("diagnosis.Fault", OURS, "key", "names", "codes")
impersonal(
    "diagnosis.Version", OURS, "table", "overlays", "scores", "state", "origin", "made_by", "saved_by"
)  # fmt: skip
impersonal("diagnosis.Turn", "who of us changed what is in use", "why", "by")
impersonal(
    "diagnosis.Session", "keys of a table, a digest", "origin", "state", "language", "token", "asking",
    "once",
)  # fmt: skip
impersonal(
    "diagnosis.Answer", "keys of a table, and who of us wrote them", "kind", "key", "value", "source",
    "by", "undone_by",
)  # fmt: skip
personal("diagnosis.Confirmation", "words", title=_("What it was"), of="case__contact")
impersonal(
    "diagnosis.Confirmation", "keys of a table, and who of us wrote them", "cause", "by", "withdrawn_by"
)  # fmt: skip
impersonal("diagnosis.Lesson", "keys of a table", "cause", "evidence", "model", "batch")
keeps(
    kind="guides",
    title=_("Customers’ guides that never became a case"),
    loses=_("How often such a guide helped, and where it was left, is no longer known."),
    label="diagnosis.Session",
    since="began_at",
    days=365,
    only={"case": None},
    contact="asset__owner",
    by=forget_guides,
)
