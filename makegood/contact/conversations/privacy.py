"""What was said."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.keeping import keeps
from makegood.base.privacy.registry import impersonal, personal

personal("conversations.Conversation", "peer", "subject", title=_("Conversations"), of="contact")
personal(
    "conversations.Message",
    "sender",
    "sender_name",
    "text",
    "rest",
    "html",
    "external_id",
    "terms",
    title=_("Messages"),
    of="conversation__contact",
    addresses=("sender",),
    source="raw__body",
)
impersonal("conversations.Message", "names of marks", "marks")
personal(
    "conversations.MessageFile",
    "inline",
    title=_("Files of messages"),
    of="message__conversation__contact",
    addresses=("message__sender",),
    drop=True,
    files="file",
)
personal(
    "conversations.Awaited",
    "name",
    title=_("Mails that were referred to"),
    of="conversation__contact",
    drop=True,
    exported=False,
)

keeps(
    kind="outbox",
    title=_("Messages as they left (the words stay in the case)"),
    loses=_("A message that left cannot be shown byte for byte, nor be sent again."),
    label="conversations.Message",
    since="at",
    days=365,
    through="outgoing",
    columns=("envelope",),
    only={"outgoing__state__in": ("sent", "delivered", "failed", "withdrawn")},
)
