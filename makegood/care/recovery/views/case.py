"""Beside a case: what the customer is to hear, what was offered, and what he said to it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import FoundCase, found_case
from makegood.care.recovery import operations, queries
from makegood.care.recovery.models import Apology, Offer, Remedy
from makegood.care.recovery.queries import FoundApology, FoundOffer
from makegood.care.recovery.rules import reaches
from makegood.care.recovery.views.shown import Priced, offer_shown, priced
from makegood.kernel.errors import Invalid

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("cases.work", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Apologies that lie ready or were sent, and offers."""
    case = found.row
    apologies = queries.drafts_of(case)
    context = {
        "case": case,
        "drafts": [one for one in apologies if one.state == Apology.State.DRAFT],
        "told": [one for one in apologies if one.state == Apology.State.SENT],
        "offers": [offer_shown(one, html_lang()) for one in queries.offers_of(case)],
        "may_offer": case.status != Case.Status.CLOSED,
    }
    return render(request, "recovery/_panel.html", context)


@require_POST
@guarded("cases.work", find=queries.found_apology)
def sending(request: HttpRequest, found: FoundApology) -> HttpResponse:
    """Send it as it is."""
    operations.send(found.row, user=user_of(request), by=actor_of(request))
    return done(_("The customer is told, with the new time"), stirs="recovery")


@both
@guarded("cases.work", find=queries.found_apology)
def words(request: HttpRequest, found: FoundApology) -> HttpResponse:
    """Send it in one's own words, with another time, with something to choose from."""
    apology = found.row
    case = apology.promise.case

    def act() -> str:
        operations.send(
            apology,
            user=user_of(request),
            by=actor_of(request),
            text=request.POST.get("text", ""),
            due=_moment(request.POST.get("due", "")),
            remedies=_chosen(request),
        )
        return _("The customer is told, with the new time")

    return asked(
        request,
        "recovery/_words.html",
        act,
        stirs="recovery",
        apology=apology,
        case=case,
        remedies=_offerable(request, apology.promise.kind),
        picked=request.POST.getlist("remedies"),
    )


@both
@guarded("cases.work", find=queries.found_apology)
def word(request: HttpRequest, found: FoundApology) -> HttpResponse:
    """It will be kept, and why."""

    def act() -> str:
        why = request.POST.get("why", "")
        operations.vouch(found.row, user=user_of(request), why=why, by=actor_of(request))
        return _("Nothing is sent before the last moment")

    return asked(request, "recovery/_vouch.html", act, stirs="recovery", apology=found.row)


@both
@guarded("cases.work", find=found_case)
def offering(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Offer something to choose from."""
    case = found.row
    let_down = list(queries.let_down_of(case)[:10])

    def act() -> str:
        chosen = request.POST.get("promise", "")
        promise = next((one for one in let_down if str(one.pk) == chosen), None)
        offer = operations.make_offer(
            case,
            promise=promise,
            remedies=_chosen(request),
            words=request.POST.get("words", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        if offer.state == Offer.State.ASKED:
            return _("This is above what you may give. An approval is asked; then it is offered.")
        return _("Offered. Only the customer accepts it.")

    return asked(
        request,
        "recovery/_offer.html",
        act,
        stirs="recovery",
        case=case,
        promises=let_down,
        remedies=_offerable(request, ""),
        picked=request.POST.getlist("remedies"),
    )


@both
@guarded("cases.work", find=queries.found_offer)
def consent(request: HttpRequest, found: FoundOffer) -> HttpResponse:
    """Write down what the customer said, with the message in which he said it."""
    offer = found.row
    messages = queries.words_since(offer)

    def act() -> str:
        chosen, quoted = request.POST.get("choice", ""), request.POST.get("message", "")
        message = next((one for one in messages if str(one.pk) == quoted), None)
        if message is None:
            raise Invalid(_("Choose the message in which he says it."), field="message")
        if chosen == "none":
            operations.decline(offer, words=message.text, by=actor_of(request))
            return _("He takes none of them. That is written down.")
        line = offer.lines.select_related("remedy").filter(remedy_id=_number(chosen)).first()
        if line is None:
            raise Invalid(_("Say what he chose."), field="choice")
        said = request.POST.get("words", "").strip() or message.text
        operations.accept(
            offer, remedy=line.remedy, words=said, message=message, by=actor_of(request)
        )
        return _("Accepted in his words, and promised with a time")

    lines = [priced(line.remedy, html_lang()) for line in offer.lines.select_related("remedy")]
    return asked(
        request,
        "recovery/_consent.html",
        act,
        stirs="recovery",
        offer=offer,
        lines=lines,
        messages=messages,
    )


@both
@guarded("cases.work", find=queries.found_offer)
def recall(request: HttpRequest, found: FoundOffer) -> HttpResponse:
    """Take an offer back before it is answered."""

    def act() -> str:
        why = request.POST.get("why", "")
        operations.withdraw(found.row, why=why, by=actor_of(request))
        return _("Taken back")

    return asked(request, "recovery/_recall.html", act, stirs="recovery", offer=found.row)


def _offerable(request: HttpRequest, kind: str) -> list[Priced]:
    """What this member of staff may offer; above his sum an approval is asked."""
    role = user_of(request).role
    able = [one for one in queries.remedies_for(kind) if reaches(role, one.min_role)]
    most = {one.currency: queries.authority_of(role, one.currency) for one in able}
    return [priced(one, html_lang(), above=one.cost > most[one.currency]) for one in able]


def _chosen(request: HttpRequest) -> list[Remedy]:
    wanted = {_number(text) for text in request.POST.getlist("remedies")}
    return [one for one in queries.remedies_for() if one.pk in wanted]


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


def _moment(text: str) -> datetime | None:
    """A moment as the browser gives it, in the viewer's zone; None for nothing. Raises Invalid."""
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(_("Choose a day and a time."), field="due") from None
    return found if found.tzinfo else found.replace(tzinfo=get_current_timezone())
