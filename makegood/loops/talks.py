"""Words on a channel where there is one talk with each person, as on a telephone: they join it."""

from collections.abc import Sequence
from dataclasses import replace

from makegood.contact.channels.ports import Inbound, RawView
from makegood.contact.channels.queries import said_before
from makegood.contact.conversations.operations import talks_with

CHANGED = "said-otherwise"  # the provider's name was here before, with other content


def in_talks(raws: Sequence[RawView], inbounds: Sequence[Inbound]) -> list[Inbound]:
    """The same, each in the latest talk with its peer; first words of one peer meet in one talk. What came
    again under the same name with other content is marked."""
    words = [
        n for n, one in enumerate(inbounds) if one.peer and not one.receipts and not one.ignored
    ]
    talks = talks_with({(raws[n].account_id, inbounds[n].peer) for n in words})
    again = said_before([raws[n] for n in words])
    result, heads = list(inbounds), dict[tuple[int, str], str]()
    for n in words:
        key = (raws[n].account_id, inbounds[n].peer)
        talk = talks.get(key)
        head = heads.setdefault(key, inbounds[n].external_id)
        marks = inbounds[n].marks + ((CHANGED,) if raws[n].pk in again else ())
        result[n] = replace(
            inbounds[n],
            conversation=talk.pk if talk else None,
            thread_ids=(head,) if head else (),
            marks=marks,
        )
    return result


def unreadable(reason: str = "") -> Inbound:
    """What nobody could read: a person looks at it."""
    marks = ("unreadable", reason) if reason else ("unreadable",)
    return Inbound(sender_kind="other", sender="", needs_look=True, marks=marks)
