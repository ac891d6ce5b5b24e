"""What came and what left, byte for byte."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal

personal(
    "channels.RawItem",
    "external_id",
    "body",
    "envelope",
    "reason",
    title=_("As it came in"),
    of=("message__conversation__contact", "copy_of__message__conversation__contact"),
    addresses=("envelope__mail_from", "message__sender"),
    unique=("external_id",),
)
impersonal("channels.RawItem", "a digest: the same item is not taken in a second time", "sha256")
personal(
    "channels.Outgoing",
    "recipient",
    "envelope",
    "secret",
    "error",
    title=_("What we sent"),
    of=("customer", "message__conversation__contact"),
    addresses=("recipient",),
)
impersonal("channels.Outgoing", "names that we gave", "reference", "external_id")
personal(
    "channels.AutomaticCount",
    "address",
    title=_("Automatic messages, counted"),
    addresses=("address",),
    drop=True,
    exported=False,
)
personal(
    "channels.Media",
    "reference",
    "name",
    "reason",
    title=_("Files at the provider"),
    by_number=("message", "conversations.Message", "conversation__contact"),
)
impersonal("channels.Media", "a kind of file", "type")
impersonal("channels.Piece", "the provider's number of a part", "name")
impersonal("channels.Account", "an address of ours", "kind", "address", "name", "settings")
impersonal("channels.Brand", "a line of products", "line")
impersonal("channels.Sending", "a sentence of the program", "reason")
impersonal("channels.Template", "our own wording", "name", "language", "category", "body")
impersonal("channels.Standing", "how the connection is", "refusal", "trouble", "memory")

keeps(
    kind="raw",
    title=_("Mails and messages byte for byte (the read text stays)"),
    loses=_("A mail cannot be saved as it came, nor be read anew by a better program."),
    label="channels.RawItem",
    since="received_at",
    days=730,
    columns=("body", "envelope"),
    only={"state__in": ("filed", "ignored", "early"), "needs_look": False},
)
keeps(
    kind="media",
    title=_("Where files lay with the provider"),
    loses=_("Nothing that anybody uses: the files themselves are here."),
    label="channels.Media",
    since="made_at",
    days=730,
    columns=("reference",),
    only={"state__in": ("kept", "refused", "lost")},
)
