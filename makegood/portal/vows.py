"""What we promised a customer, as he sees it: open, paused, kept, moved, broken, with their times. Never our
own reminders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.base.ui.times import by_when
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import WORD
from makegood.kernel.clock import now


@dataclass(frozen=True)
class Vow:
    """One promise. `state`: open, late (its time has passed), waits (for him), rests (for somebody else), kept,
    kept_late, moved, broken or released. `at` is when it ended or its clock stopped; `due` of a moved one is
    the new time."""

    state: str
    what: str
    due: datetime
    at: datetime | None = None
    is_over: bool = False

    @property
    def icon(self) -> str:
        """The shape of its state."""
        return {
            "open": "soon",
            "late": "late",
            "broken": "late",
            "kept": "ok",
            "kept_late": "ok",
            "released": "x",
        }.get(self.state, "wait")

    @property
    def said(self) -> str:
        """The state with its times, in the language and the zone of the page."""
        moment = now()
        return self.words(due=by_when(self.due, moment), at=by_when(self.at or self.due, moment))

    def words(self, *, due: str, at: str) -> str:
        """The state with these times, or with marks where a page writes them itself."""
        words = {
            "open": _("by %(due)s"),
            "late": _("was due %(due)s; we are late, and that is our mistake"),
            "waits": _("paused: we wait for you since %(at)s"),
            "rests": _("paused: we wait for somebody else since %(at)s"),
            "kept": _("kept, %(at)s"),
            "kept_late": _("kept late, %(at)s; promised for %(due)s"),
            "moved": _("not kept as promised; the new time is %(due)s"),
            "broken": _("not kept; it was due %(due)s"),
            "released": _("you released us, %(at)s"),
        }
        return words[self.state] % {"due": due, "at": at}


def vows_of(promises: Iterable[Promise]) -> list[Vow]:
    """What runs, the next due first, then what is over, the latest first. `promises`: those to the customer,
    with the ones that took their place."""
    known = {promise.pk: promise for promise in promises}
    found = [vow for vow in (_vow(promise, known) for promise in known.values()) if vow]
    running = sorted((v for v in found if not v.is_over), key=lambda v: v.due)
    return running + sorted(
        (v for v in found if v.is_over), key=lambda v: v.at or v.due, reverse=True
    )


def _vow(promise: Promise, known: dict[int, Promise]) -> Vow | None:
    what, due, at = _what(promise), promise.due, promise.ended_at
    if promise.state == Promise.State.OPEN:
        return _running(promise, what)
    if promise.state == Promise.State.KEPT:
        late = at is not None and at > due
        return Vow("kept_late" if late else "kept", what, due, at, is_over=True)
    if promise.state == Promise.State.MISSED:
        new = known.get(promise.moved_to_id or 0)
        if promise.moved_to_id is None:
            return Vow("broken", what, due, at, is_over=True)
        return Vow("moved", what, new.due if new else promise.told_due or due, at, is_over=True)
    if promise.kind in WORD:
        return Vow("released", what, due, at, is_over=True)
    return None  # an answer that he needed no more


def _running(promise: Promise, what: str) -> Vow:
    if promise.paused_at is not None:
        his = promise.paused_because == Promise.Because.CUSTOMER
        return Vow("waits" if his else "rests", what, promise.due, promise.paused_at)
    late = promise.due <= now()
    return Vow("late" if late else "open", what, promise.due)


def _what(promise: Promise) -> str:
    said = {
        Promise.Kind.FIRST_ANSWER: _("A first answer"),
        Promise.Kind.NEXT_ANSWER: _("An answer"),
        Promise.Kind.SOLUTION: _("The solution"),
        Promise.Kind.REMEDY: _("What we offered to make it good"),
    }
    return promise.what or str(said.get(Promise.Kind(promise.kind), promise.get_kind_display()))
