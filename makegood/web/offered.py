"""What the words being written promise and how they sound: beside the box, before they are sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from makegood.base.access.http import principal_of
from makegood.base.access.policy import may
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations.making import LEVEL
from makegood.care.promises.ports import Ask, Verdict, ask
from makegood.care.promises.queries.phrases import house_of
from makegood.care.promises.reading.finding import Found
from makegood.care.promises.reading.wording import Mark, wording
from makegood.kernel.because import in_words
from makegood.kernel.clock import now
from makegood.loops.words_to_promises import Said, promises_in

SAFE, TIGHT, HARDLY, LOOKED_AT = 0.8, 0.4, 0.1, 5


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A promise in the box: by when, whether it can be kept, and what could be said instead.

    `start` and `end` count as the browser does. `risk`: ok, soon or late. `due` is empty while it cannot
    be recorded. `needs`: "" or "reason" (he may promise it with one) or "right" (he may not).
    """

    start: int
    end: int
    words: str
    title: str
    theirs: str
    hedged: bool
    risk: str
    verdict: str
    share: str
    reasons: tuple[str, ...]
    instead: str
    due: str
    needs: str
    recorded: bool


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """Words that shift blame or hurt, with a better sentence; counted as the browser does."""

    start: int
    end: int
    words: str
    better: str


def promised(request: HttpRequest) -> list[Said]:
    """Which words of the form are to be taken down as promises."""
    found = []
    for text in request.POST.getlist("promised"):
        try:
            told = json.loads(text)
            due = parse_datetime(str(told.get("due", "")))
            words, why = str(told.get("words", "")), str(told.get("why", ""))
        except (ValueError, AttributeError):
            continue
        found.append(Said(words=words, due=due if due and due.tzinfo else None, why=why))
    return found


def seen_in(request: HttpRequest, case: Case, text: str) -> list[Seen]:
    """The promises in a text to the customer of a case; those who know are asked about each."""
    recorded = {said.words for said in promised(request)}
    return [
        _seen(request, case, text, found, recorded=found.quote in recorded)
        for found in promises_in(text, case=case)[:LOOKED_AT]
    ]


def _seen(request: HttpRequest, case: Case, text: str, found: Found, *, recorded: bool) -> Seen:
    moment = now()
    passed = found.by is not None and found.by <= moment
    known = Verdict(chance=0.0) if passed else _asked(case, found, moment)
    due = None if passed else found.by or known.earliest
    likely = known.chance >= LEVEL
    return Seen(
        start=_place(text, found.start),
        end=_place(text, found.end),
        words=found.quote,
        title=_title(found, due, moment),
        theirs=_their_time(case, due, moment),
        hedged=not found.firm,
        risk="ok" if known.chance >= SAFE else "soon" if known.chance >= TIGHT else "late",
        verdict=said_of(known, passed=passed),
        share="" if passed else f"{int(known.chance * 100)} %",  # never rounded up over a bound
        reasons=tuple(in_words(str(reason)) for reason in known.reasons),
        instead="" if known.chance >= SAFE and found.by else str(known.sentence),
        due=due.isoformat() if due else "",
        needs="" if likely or passed or due is None else _needs(request, case),
        recorded=recorded,
    )


def _asked(case: Case, found: Found, moment: datetime) -> Verdict:
    soon = found.by or moment + timedelta(hours=1)
    kind = Promise.Kind.PERSON
    return ask(Ask(case=case, what=found.what, kind=kind, due=soon, doing=found.kind))


def _needs(request: HttpRequest, case: Case) -> str:
    thing = Feasibility(case=case)
    return "reason" if may(principal_of(request), "promises.overrule", thing) else "right"


def _title(found: Found, due: datetime | None, moment: datetime) -> str:
    if due is None:
        return _("No time is named")
    if found.by is None:
        return _("No time is named; we would hold to %(when)s") % {"when": by_when(due, moment)}
    return _("By %(when)s") % {"when": by_when(due, moment)}


def _their_time(case: Case, due: datetime | None, moment: datetime) -> str:
    """The same moment by the customer's clock, where it goes differently."""
    if due is None or not case.contact.zone:
        return ""
    there = ZoneInfo(case.contact.zone)
    if due.astimezone(there).utcoffset() == timezone.localtime(due).utcoffset():
        return ""
    with timezone.override(there):
        return _("%(when)s by the customer's clock") % {"when": by_when(due, moment)}


def said_of(known: Verdict, *, passed: bool = False) -> str:
    """Whether it can be kept, in a word or two."""
    if passed:
        return _("This moment has passed")
    if known.chance >= SAFE:
        return _("Can be kept")
    if known.chance >= TIGHT:
        return _("Tight")
    return _("Will hardly be kept") if known.chance >= HARDLY else _("Cannot be kept")


def sounds_in(case: Case, text: str) -> list[Sounds]:
    """The words of a text that could be put better."""
    marks: Sequence[Mark] = wording(text, language=case.language, house=house_of(case))
    return [
        Sounds(
            start=_place(text, mark.start),
            end=_place(text, mark.end),
            words=mark.quote,
            better=mark.better,
        )
        for mark in marks
    ]


def _place(text: str, index: int) -> int:
    """A place in a text as the browser counts: two for an emoji."""
    return index + sum(1 for char in text[:index] if ord(char) > 0xFFFF)
