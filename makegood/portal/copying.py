"""What a customer takes along from the page of his case: its number, its address, and in a few lines how it stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from makegood.base.ui.times import by_when
from makegood.kernel.clock import now
from makegood.portal.status import Status


@dataclass(frozen=True)
class Copy:
    """A button, and what it puts on the clipboard."""

    label: str
    text: str


def copies_of(shown: Status, *, address: str) -> list[Copy]:
    """What can be copied. Without `address`, of a page that opens in this browser only, no link."""
    number = Copy(_("Copy the number"), shown.case.number)
    link = [Copy(_("Copy the link"), address)] if address else []
    return [number, *link, Copy(_("Copy a summary"), summary_of(shown, address=address))]


def summary_of(shown: Status, *, address: str) -> str:
    """A line each: what it is, how it stands, who is responsible, what we promised, where it is seen."""
    lines = [f"{shown.case.number} · {shown.case.subject}", shown.headline]
    if shown.owner:
        lines.append(_("%(name)s is responsible") % {"name": shown.owner})
    if shown.promise is not None:
        told = {"what": shown.promise.what, "due": by_when(shown.promise.due, now())}
        sentence = (
            _("We promised you by %(due)s: %(what)s")
            if shown.promise.what
            else _("We promised you an answer by %(due)s")
        )
        lines.append(sentence % told)
    return "\n".join([*lines, *([address] if address else [])])
