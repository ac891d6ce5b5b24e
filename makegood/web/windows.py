"""The reply windows of a case: how long, and how often, each of its channels takes an answer still."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from makegood.care.cases.models import Case
from makegood.contact.channels.models import Template
from makegood.contact.channels.ports import window_of
from makegood.contact.channels.rules import Left
from makegood.contact.conversations.models import Conversation
from makegood.loops.further_ways import further_ways
from makegood.loops.reply_window import Chosen, window_left
from makegood.web.channels import icon_of, label_of

PLACE = re.compile(r"{{\s*(\w+)\s*}}")


@dataclass(frozen=True)
class Shown:
    """One window. `templates` are offered once it has closed, those of the customer's language first."""

    talk: int
    label: str
    icon: str
    left: Left
    templates: Sequence[Template] = ()


@dataclass(frozen=True)
class Further:
    """An address of his by which nobody has written here yet."""

    key: str
    label: str
    icon: str
    address: str
    proven: bool


def windows_of(talks: Sequence[Conversation], *, language: str) -> list[Shown]:
    """Those of the talks that have one."""
    found = []
    for talk in talks:
        window, left = window_of(talk.account.kind), window_left(talk)
        if window is None or left is None:
            continue
        offered = _offered(talk, language) if window.templates and not left.is_open else []
        kind = talk.account.kind
        found.append(Shown(talk.pk, label_of(kind), icon_of(kind), left, offered))
    return found


def further_of(case: Case, talks: Sequence[Conversation]) -> list[Further]:
    """Where else he can be written to, once all of them have closed."""
    return [
        Further(
            one.key, label_of(one.account.kind), icon_of(one.account.kind), one.peer, one.proven
        )
        for one in further_ways(case, talks)
    ]


def _offered(talk: Conversation, language: str) -> list[Template]:
    first = language.partition("-")[0]
    found = Template.objects.filter(account=talk.account_id, is_active=True)
    return sorted(found, key=lambda one: (not one.language.startswith(first), one.name))


def places_of(template: Template) -> list[str]:
    """What has to be filled in, in the order of the text, each once."""
    return list(dict.fromkeys(PLACE.findall(template.body)))


def chosen(template: Template, values: Sequence[str]) -> Chosen:
    """A wording with its places filled in."""
    filled = dict(zip(places_of(template), values, strict=True))
    text = PLACE.sub(lambda place: filled[place.group(1)], template.body)
    return Chosen(template.name, template.language, tuple(values), text)
