"""Reviews and complaints. A review that was matched to a person is his; what it was read from goes too."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal

HIS = ("customer", "case__contact")
OF_REVIEW = ("review__customer", "review__case__contact")
SAME_SOURCE = ("source__reviews__customer", "source__reviews__case__contact")

personal(
    "feedback.Review",
    "title",
    "text",
    "author",
    "order",
    "device",
    "url",
    title=_("Reviews"),
    of=HIS,
)
impersonal(
    "feedback.Review",
    "the source's number of it, so that it is not taken in again; digests and kinds of product",
    "external_id",
    "language",
    "product",
    "digest",
)
personal("feedback.Version", "title", "text", title=_("Reviews as they were"), of=OF_REVIEW)
impersonal("feedback.Version", "a digest", "digest")
personal(
    "feedback.Delivery",
    "body",
    "reason",
    title=_("Reviews as they came"),
    of=SAME_SOURCE,
    only={"state__in": ("taken", "unreadable")},
    exported=False,
)
impersonal("feedback.Delivery", "a digest", "sha256")
personal(
    "feedback.Import",
    title=_("Tables of reviews"),
    of=SAME_SOURCE,
    only={"state__in": ("done", "stopped")},
    drop=True,
    files="file",
    exported=False,
)
impersonal("feedback.Import", "how a table is read", "encoding", "delimiter", "mapping")
personal(
    "feedback.WrongRow",
    "reason",
    "line",
    title=_("Lines that could not be read"),
    of=("run__source__reviews__customer", "run__source__reviews__case__contact"),
    exported=False,
)
personal(
    "feedback.Match",
    "evidence",
    title=_("Whose review it may be"),
    of=("contact", *OF_REVIEW),
    exported=False,
)
personal("feedback.PublicAnswer", "text", "link", title=_("Public answers"), of=OF_REVIEW)
personal("feedback.Complaint", "words", title=_("Complaints"), of="case__contact")
impersonal("feedback.Complaint", "names of channels and actors", "channel", "by")

keeps(
    kind="review deliveries",
    title=_("Reviews byte for byte, as their source sent them"),
    loses=_("Nothing that anybody uses: the reviews themselves stay."),
    label="feedback.Delivery",
    since="received_at",
    days=365,
    columns=("body",),
    only={"state": "taken"},
)
