"""Pages of the customer's guide: one question at a time, without an account; solved, or a case with all answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import guarded
from makegood.base.access.networks import network_of
from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.models import Answer, Session
from makegood.field.diagnosis.operations.searching import OVER
from makegood.field.diagnosis.queries import product_of, standing_answers
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.device_to_diagnosis import codes_of
from makegood.loops.guide_to_case import hand_over_now
from makegood.portal import guiding, intake
from makegood.portal.brands import brand_for
from makegood.portal.guiding import CALLED, GUIDE, HOUR, named
from makegood.portal.intake import Filled
from makegood.portal.limits import TooMany, take
from makegood.portal.opening import ended, link, opened_by, private
from makegood.portal.status import Opened
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.queries import asset_by_token

both = require_http_methods(["GET", "HEAD", "POST"])
COOKIE, KEPT = "makegood_guide", 14 * 24 * 3600


@dataclass(frozen=True)
class Subject:
    """What a guide is about: a product, and the device where its code was scanned."""

    product: Product
    asset: Asset | None = None


def device(_who: Principal, token: str) -> Subject | None:
    """What stands behind the code of a device; a code that is none opens a page that says so."""
    asset = asset_by_token(token)
    return Subject(asset.product, asset) if asset is not None and asset.product else None


def product(_who: Principal, model: str) -> Subject | None:
    """A product by its key."""
    found = Product.objects.filter(key=model, ended_at=None).first()
    return Subject(found) if found is not None else None


def held(view: Callable[[HttpRequest, Session], HttpResponse]) -> Callable[..., HttpResponse]:
    """With the guide that this browser holds; another address opens a page that says so."""

    @wraps(view)
    def inner(request: HttpRequest, session: Session | None) -> HttpResponse:
        return ended(request) if session is None else view(request, session)

    return inner


def guide_of(_who: Principal, token: str) -> Session | None:
    """The guide of an address."""
    return guiding.opened(token)


@both
@guarded("public", find=device)
def of_device(request: HttpRequest, found: Subject | None) -> HttpResponse:
    """What is wrong with this device?"""
    return ended(request) if found is None else _start(request, found.product, found.asset)


@both
@guarded("public", find=product)
def of_product(request: HttpRequest, found: Subject | None) -> HttpResponse:
    """What is wrong with a product of this model?"""
    return ended(request) if found is None else _start(request, found.product, None)


def _start(request: HttpRequest, what: Product, asset: Asset | None) -> HttpResponse:
    language = html_lang()
    faults = guiding.choices_of(what)
    if request.method == "POST":
        chosen = next((one for one in faults if str(one.pk) == request.POST.get("fault")), None)
        try:
            take("guide.begin", network_of(request), most=40, per=HOUR)
        except TooMany as error:
            return _late(_page(request, "guide_start", status=429, wrong=error.message), error)
        if chosen is not None:
            codes = tuple(codes_of(asset.pk)) if asset else ()
            _begun, token = guiding.begin(what, chosen, asset=asset, language=language, codes=codes)
            return _to(token)
    going_on = guiding.opened(request.COOKIES.get(COOKIE, ""))
    resumes = going_on is not None and going_on.state == Session.State.OPEN
    context: dict[str, Any] = {
        "product": named(what.names, language, what.model),
        "faults": [(one.pk, named(one.names, language, one.key)) for one in faults],
        "resume": request.COOKIES[COOKIE] if resumes and going_on.product_id == what.pk else "",  # type: ignore[union-attr]
        "about": asset.serial if asset else what.model,
        "of": what,
    }
    return _page(request, "guide_start", **context)


@both
@guarded("public", find=link)
def of_case(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What is wrong in his own case, by the link that he was sent: what he answers, its owner sees at once."""
    page = opened_by(request, opened)
    if page.case is None or not page.is_full or page.read_only:
        return ended(request)
    language, faults = html_lang(), guiding.helps(page.case)
    if request.method == "POST":
        chosen = next((one for one in faults if str(one.pk) == request.POST.get("fault")), None)
        if chosen is not None:
            return _to(guiding.begin_for_case(page.case, chosen, language=language))
    context: dict[str, Any] = {
        "product": page.case.number,
        "faults": [(one.pk, named(one.names, language, one.key)) for one in faults],
        "own": page.token,
        "of": product_of(page.case),
    }
    return _page(request, "guide_start", **context)


@require_http_methods(["GET", "HEAD"])
@guarded("public", find=guide_of)
@held
def page(request: HttpRequest, session: Session) -> HttpResponse:
    """The question that stands now, or what came out. Reading changes nothing."""
    return _shown(request, session, {})


@require_POST
@guarded("public", find=guide_of)
@held
def answers(request: HttpRequest, session: Session) -> HttpResponse:
    """His answer; the next question is chosen by all that is known."""
    if not _goes_on(session):
        return _shown(request, session, {"wrong": OVER}, code=409)
    try:
        take("guide.answer", network_of(request), most=400, per=HOUR)
        diagnosis.answer(
            session,
            key=request.POST.get("key", ""),
            value=request.POST.get("value", ""),
            source=Answer.Source.CUSTOMER,
            by=GUIDE,
        )
    except TooMany as error:
        return _late(_shown(request, session, {"wrong": error.message}, code=429), error)
    except Invalid as error:
        return _shown(request, session, {"wrong": error.message}, code=422)
    except Refused as error:
        return _shown(request, session, {"wrong": error.message}, code=409)
    return _next(request, session)


@require_POST
@guarded("public", find=guide_of)
@held
def back(request: HttpRequest, session: Session) -> HttpResponse:
    """One question back: the last answer is taken back, and asked again."""
    mine = [one for one in standing_answers(session) if one.source == Answer.Source.CUSTOMER]
    if mine and _goes_on(session):
        diagnosis.undo(mine[-1], by=GUIDE)
    return _to(_token(request))


def _goes_on(session: Session) -> bool:
    """Whether he may answer yet: not once it was sent to us or has ended, nor in a case that is closed."""
    closed = session.case is not None and session.case.status == Case.Status.CLOSED
    return session.state == Session.State.OPEN and not closed


@require_POST
@guarded("public", find=guide_of)
@held
def end(request: HttpRequest, session: Session) -> HttpResponse:
    """It works again, or it is dangerous."""
    state = {"solved": Session.State.SOLVED, "danger": Session.State.STOPPED}
    chosen = state.get(request.POST.get("how", ""))
    if chosen is not None and session.state == Session.State.OPEN:
        diagnosis.end(session, state=chosen, by=GUIDE)
        if session.case is not None:
            _tell(request, session, session.case, chosen)
    return _to(_token(request))


def _tell(request: HttpRequest, session: Session, case: Case, state: str) -> None:
    """What came out is a word of his in his case, that somebody answers."""
    solved = state == Session.State.SOLVED
    said = (
        _("It is working again.")
        if solved
        else _("I stopped because it may be dangerous, and switched it off.")
    )
    intake.add_words(
        Opened("", case),
        once=intake.new_once(),
        text=f"{said}\n\n{guiding.story(guiding.guided(session, html_lang()))}",
        files=(),
        language=html_lang(),
        network=network_of(request),
    )


@require_POST
@guarded("public", find=guide_of)
@held
def case(request: HttpRequest, session: Session) -> HttpResponse:
    """A case of it, with everything that he answered. The form has one name: sent twice, or again after we died with
    it in hand, it is one case."""
    if session.case_id is not None or session.state == Session.State.HANDED:
        return _to(_token(request))
    account = intake.form_account(keep=True)
    if account is None:
        return private(render(request, "portal/closed.html", status=503))
    once = f"{CALLED}{session.pk}{session.token}".replace("-", "")[:40]
    if session.once and intake.is_here(account, session.once):
        return _to(_token(request))
    now_at = guiding.guided(session, html_lang())
    words = request.POST.get("text", "").strip()
    filled = Filled(
        once=once,
        text=f"{words}\n\n{guiding.story(now_at)}".strip(),
        name=request.POST.get("name", ""),
        reach=request.POST.get("reach", ""),
        about=session.asset.serial if session.asset else "",
        language=html_lang(),
    )
    typed = {"text": words, "name": filled.name, "reach": filled.reach}
    wrong = intake.check(filled)
    if wrong:
        return _shown(request, session, {**typed, "errors": wrong}, code=422)
    diagnosis.sent_with(session, once)
    try:
        message = intake.send_form(filled, account=account, network=network_of(request))
    except TooMany as error:
        diagnosis.sent_with(session, "")
        return _late(_shown(request, session, {**typed, "wrong": error.message}, code=429), error)
    if message is None:
        return private(render(request, "portal/taken.html", {"brand": brand_for(session.product)}))
    hand_over_now(session.pk, message)
    path = "/" + intake.form_link(message.conversation_id).split("://", 1)[-1].partition("/")[2]
    return private(HttpResponseRedirect(f"{path}?new=1"))


def _next(request: HttpRequest, session: Session) -> HttpResponse:
    session.refresh_from_db()
    guiding.point(session, html_lang())
    return _to(_token(request))


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""


def _to(token: str) -> HttpResponse:
    """To the page again, so that a reload answers nothing twice; the browser keeps where it was."""
    response = private(HttpResponseRedirect(reverse("portal:guide", args=[token])))
    response.set_cookie(COOKIE, token, max_age=KEPT, path="/guide/", httponly=True, samesite="Lax")
    return response


def _shown(
    request: HttpRequest, session: Session, typed: dict[str, Any], *, code: int = 200
) -> HttpResponse:
    now_at = guiding.guided(session, html_lang())
    answered = any(one.source == "customer" for one in standing_answers(session))
    context: dict[str, Any] = {
        "guided": now_at,
        "asked": now_at.asked,
        "outcome": now_at.outcome,
        "session": session,
        "guide": _token(request),
        "may_go_back": answered and session.state == Session.State.OPEN,
        "steps": range(now_at.asked.about) if now_at.asked else (),
        "typed": typed,
        "of": session.product,
    }
    return _page(request, "guide", status=code, **context)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    about: Product | None = context.pop("of", None)
    shown = {"brand": brand_for(about), "here": request.path, **context}
    return private(render(request, f"portal/{name}.html", shown, status=status))


def _late(response: HttpResponse, error: TooMany) -> HttpResponse:
    response.headers["Retry-After"] = str(error.wait)
    return response
