from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import guarded
from makegood.base.access.networks import network_of
from makegood.base.live import feed
from makegood.base.ui.csp import content_origin
from makegood.base.ui.pictures import STARTS
from makegood.base.ui.preferences import ZONE_COOKIE, html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import cases_of_conversations, last_question
from makegood.care.feedback.queries import complaint_of
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import seen as note_seen
from makegood.kernel import actor as actors
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.loops.case_to_confirmation import customer_says, status_link
from makegood.portal import intake
from makegood.portal.brands import brand_for
from makegood.portal.copying import copies_of
from makegood.portal.intake import Filled, KeptFile
from makegood.portal.limits import TooMany, take
from makegood.portal.opening import ended, held, link, private
from makegood.portal.status import FORM, MINE, Opened, brand_of, status_of
from makegood.records.assets.queries import Label, read_label

PHOTOS = 30  # that one network may have read in an hour


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("public")
def form(request: HttpRequest) -> HttpResponse:
    """Write to us without an account."""
    account = intake.form_account(keep=request.method == "POST")
    if account is None:
        return private(render(request, "portal/closed.html", status=503))
    if request.method != "POST":
        about = clean(request.GET.get("about", ""))[:120]
        blank = Filled(once=intake.new_once(), text="", about=about)
        return _form(request, blank, {})
    filled, wrong = _filled(request)
    wrong = {**intake.check(filled), **wrong}
    if wrong:
        return _form(request, filled, wrong, status=422)
    try:
        message = intake.send_form(filled, account=account, network=network_of(request))
    except TooMany as error:
        return _late(_form(request, filled, {"": error.message}, status=429), error)
    if message is None:
        return private(render(request, "portal/taken.html", {"brand": brand_of(account)}))
    link = intake.form_link(message.conversation_id)
    return private(HttpResponseRedirect(f"{_path(link)}?new=1"))


def _filled(request: HttpRequest) -> tuple[Filled, dict[str, Any]]:
    """What the form holds, and what cannot be taken as it is. Files are kept in any case."""
    wrong: dict[str, Any] = {}
    if request.POST.get("website"):
        wrong["website"] = _("Leave this field empty.")
    files = _files(request, wrong)
    filled = Filled(
        once=request.POST.get("once", ""),
        text=request.POST.get("text", ""),
        name=request.POST.get("name", ""),
        reach=request.POST.get("reach", ""),
        about=request.POST.get("about", ""),
        language=html_lang(),
        files=files,
        complaint=request.POST.get("complaint") == "1",
    )
    return filled, wrong


def _files(request: HttpRequest, wrong: dict[str, Any]) -> tuple[KeptFile, ...]:
    """What came with the form: what fits is kept, though something else beside it does not."""
    tickets = request.POST.getlist("kept")
    uploads, refused = intake.fitting(request.FILES.getlist("files"), tickets)
    if refused:
        wrong["files"] = refused
    return intake.keep_files(uploads, tickets)


def _form(
    request: HttpRequest,
    filled: Filled,
    wrong: dict[str, Any],
    *,
    status: int = 200,
    read: bool = False,
) -> HttpResponse:
    context = {
        "read": read,
        "complaint": request.GET.get("complaint") == "1" or filled.complaint,
        "filled": filled,
        "wrong": wrong,
        "once": filled.once or intake.new_once(),
        "brand": brand_of(intake.form_account()),
    }
    return private(render(request, "portal/form.html", context, status=status))


@require_POST
@guarded("public")
def photo(request: HttpRequest) -> HttpResponse:
    """The same form again, with the number that stands on one of its photos filled in. Nothing is sent yet."""
    filled, wrong = _filled(request)
    try:
        take("photo.network", network_of(request), most=PHOTOS, per=intake.HOUR)
    except TooMany as error:
        return _late(_form(request, filled, {"": error.message}, status=429), error)
    pictures = [file for file in filled.files if file.type in STARTS]
    label = read_label(intake.content_of(pictures[-1])) if pictures else Label(why="picture")
    serial = label.best("serial")
    if not serial:
        said = _("We could not read a serial number on the photo. Please type it.")
        return _form(request, filled, {"": said, **wrong}, status=422)
    told = " ".join(dict.fromkeys([serial, *filter(None, [label.best("fault")])]))
    return _form(request, replace(filled, about=told[:120]), wrong, read=True)


@require_safe
@guarded("public", find=link)
@held
def status(request: HttpRequest, page: Opened) -> HttpResponse:
    """Where the case stands. Reading changes nothing: links are opened by scanners too."""
    if page.case is None:
        return ended(request)
    return _status(request, page, page.case, {})


@require_safe
@guarded("public", find=link)
@held
def part(request: HttpRequest, page: Opened) -> HttpResponse:
    """The part of the page that changes by itself."""
    if page.case is None:
        return HttpResponse(status=404)
    return _status(request, page, page.case, {}, template="portal/_now.html")


@require_safe
@guarded("public", find=link)
@held
def question(request: HttpRequest, page: Opened) -> HttpResponse:
    """The question, while it is open."""
    if page.case is None:
        return HttpResponse(status=404)
    return _status(request, page, page.case, {}, template="portal/_question.html")


@require_POST
@guarded("public", find=link)
@held
def words(request: HttpRequest, page: Opened) -> HttpResponse:
    """Something to add: words, files, or both."""
    if page.case is None or page.read_only:
        return ended(request)
    wrong: dict[str, Any] = {}
    files = _files(request, wrong)
    text, once = request.POST.get("text", ""), request.POST.get("once", "")
    if not wrong:
        try:
            message = intake.add_words(
                page,
                once=once,
                text=text,
                files=files,
                language=html_lang(),
                network=network_of(request),
            )
            return _back(page, message)
        except (Invalid, TooMany) as error:
            wrong["text"] = error.message
    typed = {"text": text, "files": files, "once": once, "wrong": wrong}
    return _status(request, page, page.case, typed, code=422)


@require_POST
@guarded("public", find=link)
@held
def answer(request: HttpRequest, page: Opened) -> HttpResponse:
    """Is it solved, and is there anything else? Words are a message: they never end in a drawer."""
    if page.case is None or not page.is_full or page.read_only:
        return ended(request)
    message = None
    asked = last_question(page.case)
    solved, more = request.POST.get("solved", ""), request.POST.get("words", "").strip()
    if asked is None or solved not in ("yes", "no"):
        typed = {"else": more, "unanswered": True}
        return _status(request, page, page.case, typed, code=422)
    try:
        customer_says(asked, solved=solved == "yes", words=more)
        if more:
            message = intake.add_words(
                page,
                once=request.POST.get("once", ""),
                text=more,
                files=(),
                language=html_lang(),
                network=network_of(request),
            )
    except Refused as error:
        typed = {"text": more, "refusal": error.message}
        return _status(request, page, page.case, typed, code=409)
    return _back(page, message)


@require_POST
@guarded("public", find=link)
@held
def seen(_request: HttpRequest, page: Opened) -> HttpResponse:
    """He has the page before his eyes: our messages are read."""
    if page.case is not None and page.is_full and not page.read_only:
        by = actors.contact(page.case.contact_id)
        for talk in page.talks:
            note_seen(talk, up_to=talk.messages_count, ours=True, by=by, case=page.case.pk)
    return HttpResponse(status=204)


def _status(
    request: HttpRequest,
    page: Opened,
    case: Case,
    typed: dict[str, Any],
    *,
    template: str = "portal/status.html",
    code: int = 200,
) -> HttpResponse:
    since = feed.newest()
    with _his_time(request, case):
        return _shown(request, page, case, typed, since=since, template=template, code=code)


def _house(account: Account | None, case: Case) -> str:
    """In whose name the page speaks: of the form, which everybody writes to, whoever looks after the device."""
    if account is not None and account.kind == FORM and case.asset is not None:
        return brand_for(case.asset.product)
    return brand_of(account)


def _his_time(request: HttpRequest, case: Case) -> AbstractContextManager[None]:
    """His own zone, until his browser has said in which one he is."""
    zone = case.contact.zone
    if request.COOKIES.get(ZONE_COOKIE) or not zone or zone not in available_timezones():
        return nullcontext()
    return timezone.override(ZoneInfo(zone))


def _shown(
    request: HttpRequest,
    page: Opened,
    case: Case,
    typed: dict[str, Any],
    *,
    since: int,
    template: str,
    code: int,
) -> HttpResponse:
    shown, complaint = status_of(page, case, house=_house), complaint_of(case)
    here = reverse("portal:status", args=[page.token])
    address = request.build_absolute_uri(here)
    context = {
        "status": shown,
        "case": case,
        "token": page.token,
        "since": since,
        "typed": typed,
        "once": typed.get("once") or intake.new_once(),
        "new": request.GET.get("new") == "1",
        "here": here,
        "address": address,
        "content": content_origin(request),
        "brand": shown.brand,
        "read_only": page.read_only,
        "signed_in": page.token.startswith(MINE),
        "complaint": complaint if page.is_full and not page.read_only else None,
        "may_complain": page.is_full and not page.read_only and complaint is None,
        "copies": copies_of(shown, address="" if page.token.startswith(MINE) else address),
    }
    return private(render(request, template, context, status=code))


def _back(page: Opened, message: Message | None) -> HttpResponse:
    """To the page again, so that a reload sends nothing twice; a new case has a link of its own."""
    path = reverse("portal:status", args=[page.token])
    if message is not None and page.talk is not None and message.conversation_id != page.talk.pk:
        path = _path(intake.form_link(message.conversation_id))
    elif message is not None and page.talk is None:
        case = cases_of_conversations([message.conversation_id])[message.conversation_id]
        path = path if case == page.case else _path(status_link(case))
    return private(HttpResponseRedirect(f"{path}#talk"))


def _path(address: str) -> str:
    return "/" + address.split("://", 1)[-1].partition("/")[2]


def _late(response: HttpResponse, error: TooMany) -> HttpResponse:
    response.headers["Retry-After"] = str(error.wait)
    return response
