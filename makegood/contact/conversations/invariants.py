from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import new_rows
from makegood.contact.conversations.models import Conversation, Message


@invariant(
    _("Messages of a conversation are numbered without a gap."),
    touched=new_rows(Message, "conversation_id"),
)
def messages_are_numbered_without_gap() -> "QuerySet[Any]":
    return (
        Conversation.objects.annotate(number=Count("messages"), last=Max("messages__seq"))
        .exclude(number=F("messages_count"), last=F("messages_count"))
        .exclude(messages_count=0, number=0)
    )
