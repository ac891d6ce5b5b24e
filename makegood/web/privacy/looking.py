"""One press shows what is hidden in a message or note, and the journal says who looked."""

import re
from dataclasses import dataclass
from html import unescape

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.privacy.rules import GRAVE, Found, find
from makegood.care.cases.models import Case, Note
from makegood.contact.conversations.models import Message
from makegood.kernel.errors import Invalid, Refused
from makegood.records.privacy.operations import note_look
from makegood.web.opened import Opened, case_of

LETTER = 500_000  # of the HTML of a letter is looked through
MARKUP = re.compile(r"<[^<>]*>")


class NotForYou(Refused):
    """What is hidden there is seen by those who lead."""


@dataclass(frozen=True)
class Place:
    """Where it stands: the row, its text, and from where to where."""

    row: str
    text: str
    start: int
    end: int


@require_POST
@guarded("cases.see", find=case_of)
def hidden(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What stands there, in place of the button."""
    place = _place(opened, request.POST.get("place", ""))
    one = next((f for f in find(place.text) if (f.start, f.end) == (place.start, place.end)), None)
    if one is None:
        raise Invalid(_("It has changed. Load the page again."), field="place")
    look(request, opened.row, place.row, one)
    response = HttpResponse(
        format_html(
            '<mark class="unmasked" id="{}" tabindex="-1" autofocus>{}</mark>',
            request.POST["place"],
            place.text[one.start : one.end],
        )
    )
    response["Cache-Control"] = "private, no-store"
    return response


def look(request: HttpRequest, case: Case, row: str, one: Found) -> None:
    """Write down that he looks. Raises NotForYou."""
    if not may(principal_of(request), "privacy.look", one.kind):
        raise NotForYou(_("Only those who lead may look at it."))
    note_look(case=case.pk, contact=case.contact_id, place=row, of=one.kind, by=actor_of(request))


def look_at_original(request: HttpRequest, case: Case, message: Message) -> None:
    """Somebody opens a letter as it was sent, with whatever is hidden in its words, its subject and what its HTML
    shows. Raises NotForYou."""
    subject = message.conversation.subject
    found = find("\n".join([subject, message.text, message.rest, *_shown(message.html)]))
    kinds = {one.kind: one for one in found}
    for kind in sorted(
        kinds, key=lambda kind: kind not in GRAVE
    ):  # refused before anything is noted
        look(request, case, f"message:{message.pk}", kinds[kind])


def _shown(html: str) -> tuple[str, str]:
    """The words of HTML, read once as if marks stood within a number and once as if they stood between two."""
    start = html[:LETTER]
    return unescape(MARKUP.sub("", start)), unescape(MARKUP.sub(" ", start))


def _place(opened: Opened, told: str) -> Place:
    """The place that was pressed, in a message or note of this very case. Raises Invalid."""
    kind, *rest = told.split(":")
    if len(rest) == 4 and all(
        n.isascii() and n.isdigit() and len(n) < 19 for n in rest[::2] + rest[3:]
    ):
        pk, part, start, end = rest
        text = _text(opened, kind, int(pk), part)
        if text is not None:
            return Place(f"{kind}:{pk}", text, int(start), int(end))
    raise Invalid(_("It has changed. Load the page again."), field="place")


def _text(opened: Opened, kind: str, pk: int, part: str) -> str | None:
    case = opened.row
    if kind == "note" and part == "text":
        return Note.objects.filter(pk=pk, case=case).values_list("text", flat=True).first()
    if kind == "message" and part in ("text", "rest"):
        talks = case.strands.values("conversation")
        found = Message.objects.filter(pk=pk, conversation__in=talks)
        return found.values_list(part, flat=True).first()
    return None
