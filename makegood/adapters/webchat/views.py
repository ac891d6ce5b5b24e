import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.adapters.webchat import operations
from makegood.adapters.webchat.cross_site import NotAllowed, cross_site, said, visitor_from
from makegood.adapters.webchat.operations import MINUTE, Words
from makegood.adapters.webchat.origins import is_allowed
from makegood.adapters.webchat.queries import KIND, state_of
from makegood.base.access.http import guarded
from makegood.base.access.networks import network_of
from makegood.base.files.operations import MAX_BYTES
from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.models import Account
from makegood.contact.channels.queries import account_for, default_account
from makegood.kernel.errors import Invalid
from makegood.portal.limits import take
from makegood.portal.status import brand_of


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def session(request: HttpRequest) -> HttpResponse:
    """A token for a new visitor of an account's chat."""
    account = _account(str(said(request).get("account") or ""))
    origin = request.headers.get("Origin", "")
    if not is_allowed(account, origin):
        raise NotAllowed
    take("chat.session", network_of(request), most=60, per=MINUTE * 10)
    visitor, token = operations.begin_session(account, origin=origin, language=html_lang())
    return JsonResponse(
        {"token": token, "visitor": visitor.pk, "name": brand_of(account)}, status=201
    )


def _account(address: str) -> Account:
    found = account_for(KIND, [address]) if address else default_account(KIND)
    if found is None:
        raise NotAllowed
    return found


@cross_site
@require_http_methods(["GET", "POST", "OPTIONS"])
@guarded("public")
def messages(request: HttpRequest) -> HttpResponse:
    """GET: what is new after a number, and how things stand. POST: one message of the visitor."""
    if request.method == "POST":
        return _send(request)
    visitor = visitor_from(request)
    operations.here(visitor)
    talk, after = _number(request.GET.get("talk")), _number(request.GET.get("after"))
    return JsonResponse(state_of(visitor, request, talk=talk, after=after))


def _send(request: HttpRequest) -> HttpResponse:
    visitor, told = visitor_from(request), said(request)
    words = Words(
        client=_uuid(told.get("client")),
        text=str(told.get("text") or ""),
        files=tuple(_uuid(name) for name in _list(told.get("files"))),
        wants="person" if told.get("wants") == "person" else "",
    )
    message = operations.send(visitor, words, network=network_of(request))
    if message is None:
        return JsonResponse({"client": str(words.client)}, status=202)
    return JsonResponse(
        {"client": str(words.client), "talk": message.conversation_id, "seq": message.seq}
    )


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def files(request: HttpRequest) -> HttpResponse:
    """One file for a message to come: the form field `file`, its name `client` by the browser."""
    visitor = visitor_from(request)
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file first."), field="file")
    if (upload.size or 0) > MAX_BYTES:
        raise Invalid(
            _("This file is larger than 25 MB. Send a link or a smaller file."), field="file"
        )
    kept = operations.keep_upload(
        visitor,
        client=_uuid(request.POST.get("client")),
        name=upload.name or "",
        type=upload.content_type or "",
        content=upload.read(),
    )
    return JsonResponse({"client": str(kept.client)}, status=201)


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def typing(request: HttpRequest) -> HttpResponse:
    """The visitor is writing."""
    operations.tell_typing(visitor_from(request))
    return HttpResponse(status=204)


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def seen(request: HttpRequest) -> HttpResponse:
    """The visitor has read our messages up to a number."""
    visitor, told = visitor_from(request), said(request)
    operations.note_seen(visitor, talk=_number(told.get("talk")), seq=_number(told.get("seq")))
    return HttpResponse(status=204)


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def address(request: HttpRequest) -> HttpResponse:
    """A mail address, for when he is gone."""
    visitor = visitor_from(request)
    kept = operations.leave_address(visitor, mail=str(said(request).get("mail") or ""))
    return JsonResponse({"mail": kept.mail})


@cross_site
@require_http_methods(["POST", "OPTIONS"])
@guarded("public")
def answer(request: HttpRequest) -> HttpResponse:
    """Is it solved? The visitor says yes or no to the question that he was shown."""
    visitor, told = visitor_from(request), said(request)
    solved = told.get("solved")
    if not isinstance(solved, bool):
        raise Invalid(_("Choose yes or no. We do not choose for you."), field="solved")
    operations.say_whether_solved(visitor, question=_number(told.get("question")), solved=solved)
    return HttpResponse(status=204)


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise Invalid(
            _("This message could not be read. Reload the page and send it again."), field="client"
        ) from None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
