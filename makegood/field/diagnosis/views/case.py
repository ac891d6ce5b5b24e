"""Beside a case: what is likely, what to ask or check next, what to bring, and at the end what it was."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import FoundCase, found_case
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.models import Answer, Confirmation, Fault, Session
from makegood.field.diagnosis.operations.confirming import NEVER_FOUND, NO_FAULT, standing_of
from makegood.field.diagnosis.queries import FoundAnswer
from makegood.field.diagnosis.queries.advising import (
    Advice,
    advise,
    cause_name,
    words_of,
)
from makegood.field.diagnosis.queries.measuring import alike
from makegood.field.diagnosis.queries.ranking import table_of
from makegood.field.diagnosis.views.shown import person_of
from makegood.kernel.errors import Invalid
from makegood.kernel.text import in_language

both = require_http_methods(["GET", "POST"])
TECHNICIAN = "technician"


@require_GET
@guarded("cases.work", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Causes with their reasons, the next step, what to bring. Looking changes nothing."""
    case = found.row
    session = queries.search_of(case)
    choices = _choices(case, session)
    context: dict[str, Any] = {
        "case": case,
        "session": session,
        "choices": choices,
        "named": _named(case, session),
        "owed": session is not None and operations.cause_is_owed(case.pk),
        "guide_link": _guide_link(request, session),
    }
    if session is not None and session.version is not None:
        context |= _searched(session, request)
    return render(request, "diagnosis/_panel.html", context)


def _guide_link(request: HttpRequest, session: Session | None) -> str:
    """Where the customer is led by himself: by the code of his device, else by its model."""
    if session is not None and session.asset is not None:
        place = reverse("portal:guide_device", args=[session.asset.token])
    elif session is not None and session.product is not None:
        place = reverse("portal:guide_product", args=[session.product.key])
    else:
        return ""
    return request.build_absolute_uri(place)


def _choices(case: Case, session: Session | None) -> list[tuple[Fault, str, bool]]:
    """What the product of the case can have; a code that stands in its words comes first."""
    product = session.product if session and session.product else queries.product_of(case)
    if product is None:
        return []
    said = f"{case.subject} {case.preview}".casefold()
    found = [
        (
            fault,
            in_language(fault.names, html_lang()) or fault.key,
            any(code.casefold() in said for code in fault.codes),
        )
        for fault in queries.faults_of(product)
    ]
    return sorted(found, key=lambda one: not one[2])


def _searched(session: Session, request: HttpRequest) -> dict[str, Any]:
    assert session.version is not None  # noqa: S101 - asked before
    language, table = html_lang(), table_of(session.version)
    answers = queries.standing_answers(session)
    shown = [
        (one, _words(table, one, language), person_of(one.by) if one.by.startswith("user") else "")
        for one in answers
        if one.key in table.finding or one.key in table.check
    ]
    advice = advise(session, language)
    open_signs = [
        (key, in_language(one.names, language) or key)
        for key, one in table.finding.items()
        if key not in {answer.key for answer in answers}
    ]
    return {
        "advice": advice,
        "step": advice.next,
        "more": _others(advice),
        "spoken": [row for row in shown if row[0].source == Answer.Source.DEVICE],
        "answers": [row for row in shown if row[0].source != Answer.Source.DEVICE],
        "open_signs": open_signs,
        "alike": alike(session, principal_of(request), language),
        "fault_name": in_language(session.fault.names, language) if session.fault else "",
    }


def _others(advice: Advice) -> list[Any]:
    """Other questions that pay, beside the next step."""
    return [one for one in advice.steps[1:] if one.is_question and one.worth > 0][:3]


def _words(table: Any, answer: Answer, language: str) -> str:
    if answer.value == Answer.UNKNOWN:
        asked_for = table.finding.get(answer.key) or table.check.get(answer.key)
        name = in_language(asked_for.names, language) or answer.key
        return _("%(asked)s: nobody knows") % {"asked": name}
    value = answer.value if answer.kind == "check" else answer.value == Answer.YES
    return words_of(table, answer.key, value, language)


def _named(case: Case, session: Session | None) -> tuple[Confirmation, str] | None:
    found = standing_of(case.pk).select_related("user").first()
    if found is None or session is None or session.version is None:
        return None
    return found, _cause_said(found.cause, session)


def _cause_said(cause: str, session: Session) -> str:
    if cause == NO_FAULT:
        return _("It was no fault")
    if cause == NEVER_FOUND:
        return _("It was never found out")
    assert session.version is not None  # noqa: S101 - asked before
    return cause_name(table_of(session.version), cause, html_lang())


@require_POST
@guarded("cases.work", find=found_case)
def choice(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What is wrong, of what the product can have."""
    wanted = request.POST.get("fault", "")
    known = [one for one, _name, _said in _choices(found.row, queries.search_of(found.row))]
    fault = next((one for one in known if str(one.pk) == wanted), None)
    if fault is None:
        raise Invalid(_("Say what is wrong."), field="fault")
    by = actor_of(request)
    session = operations.begin_for_case(found.row, fault=fault, by=by)
    said = f"{found.row.subject} {found.row.preview}".casefold()
    mentioned = [code for code in fault.codes if code.casefold() in said]
    operations.note_codes(session, mentioned, by=by)
    return done(_("The search has begun"), stirs="diagnosis")


@require_POST
@guarded("cases.work", find=found_case)
def answers(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Something is known now."""
    session = queries.search_of(found.row)
    if session is None:
        raise Invalid(_("Say first what is wrong."), field="fault")
    source = request.POST.get("source", "")
    if source not in (Answer.Source.CUSTOMER, Answer.Source.AGENT, Answer.Source.TECHNICIAN):
        mine = user_of(request).role == TECHNICIAN
        source = Answer.Source.TECHNICIAN if mine else Answer.Source.AGENT
    kept = operations.answer(
        session,
        key=request.POST.get("key", ""),
        value=request.POST.get("value", ""),
        source=source,
        by=actor_of(request),
    )
    return done(_("Noted"), stirs="diagnosis", about={"answer": kept.pk})


@require_POST
@guarded("cases.work", find=queries.found_answer)
def undo(request: HttpRequest, found: FoundAnswer) -> HttpResponse:
    """Take an answer back."""
    operations.undo(found.row, by=actor_of(request))
    return done(_("Taken back"), stirs="diagnosis")


@both
@guarded("cases.work", find=found_case)
def cause(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What it really was."""
    session = queries.search_of(found.row)

    def act() -> str:
        operations.confirm(
            found.row,
            cause=request.POST.get("cause", ""),
            words=request.POST.get("words", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Kept. It teaches when the case is closed.")

    standing = standing_of(found.row.pk).first()
    causes = advise(session, html_lang()).causes if session and session.version else ()
    context: dict[str, Any] = {
        "case": found.row,
        "causes": causes,
        "standing": standing,
        "session": session,
    }
    return asked(request, "diagnosis/_cause.html", act, stirs="diagnosis", **context)
