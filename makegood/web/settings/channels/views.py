from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.policy import NOBODY, Principal
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import (
    keep_wordings,
    make_account,
    pause_sending,
    resume_sending,
    settle_uncertain,
    speak_for,
    switch_account,
)
from makegood.contact.channels.ports import adapter_for, is_approving
from makegood.contact.channels.queries import account_view, in_trouble, sending_paused
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid, NotFound, Refused
from makegood.loops.case_to_answer import find_out
from makegood.records.people import queries as known
from makegood.web.settings.channels.looks import health_of, look_of, renamed, titles_of, troubled
from makegood.web.settings.faces import (
    Face,
    Finding,
    face_of,
    faces,
    is_connecting,
    is_guiding,
    tried,
)
from makegood.web.settings.forms import AccountForm
from makegood.web.undelivered import reason_of

AT_MOST = 200


def _page(
    request: HttpRequest, template: str, form: forms.Form | None = None, **said: Any
) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and not form.is_valid() else 200
    context = {"section": "settings", "page": "channels", "form": form, **said}
    return render(request, f"web/settings/{template}.html", context, status=status)


@guarded("administer")
def channels(request: HttpRequest) -> HttpResponse:
    """Our addresses, and whether anything may leave."""
    language = html_lang()
    accounts = list(Account.objects.select_related("queue", "standing").order_by("kind", "address"))
    failing = troubled(accounts)
    found: list[dict[str, Any]] = [
        {
            "account": account,
            "look": look_of(account),
            "titles": titles_of(account),
            "queue": known.name_of(account.queue, language),
            "face": face_of(account.kind),
            "standing": getattr(account, "standing", None),
            "failing": failing.get(account.pk, 0),
        }
        for account in accounts
    ]
    waiting = Outgoing.objects.filter(state=Outgoing.State.QUEUED).count()
    context: dict[str, Any] = {
        "accounts": [one for one in found if one["look"]["connects"]],
        "others": [one for one in found if not one["look"]["connects"]],
        "faces": faces(),
        "paused": sending_paused(),
        "waiting": waiting,
    }
    return _page(request, "channels", **context)


def _account_found(_who: Principal, *, pk: int) -> Account:
    """One of our addresses that can be changed by hand. Raises NotFound."""
    account = Account.objects.select_related("queue", "standing").filter(pk=pk).first()
    if account is None or face_of(account.kind) is None:
        raise NotFound
    return account


def _kind(_who: Principal, *, kind: str) -> Face:
    """A kind of account that can be made by hand. Raises NotFound."""
    face = face_of(kind)
    if face is None:
        raise NotFound
    return face


@guarded("administer", find=_kind)
def channel_new(request: HttpRequest, face: Face) -> HttpResponse:
    """A new address of ours."""
    return _account(request, face, None)


@guarded("administer", find=_account_found)
def channel(request: HttpRequest, account: Account) -> HttpResponse:
    """Change an address, try its settings, tell its provider where we are."""
    return _account(request, _kind(NOBODY, kind=account.kind), account)


def _account(request: HttpRequest, face: Face, account: Account | None) -> HttpResponse:
    form = AccountForm(
        request.POST or None,
        initial=_account_as_kept(account),
        face=face,
        kept=account.settings if account else {},
        is_new=account is None,
    )
    found: list[Finding] = []
    act = request.POST.get("act")
    if account is not None and act in ("connect", "wordings"):
        form = AccountForm(
            initial=_account_as_kept(account), face=face, kept=account.settings, is_new=False
        )
        found = _beyond(face, account, act, by=actor_of(request))
    elif request.method == "POST" and form.is_valid():
        try:
            if act == "test":
                found = face.test(form.cleaned_data["address"], form.settings())
            else:
                kept = _keep_account(face, account, form, by=actor_of(request))
                messages.success(request, _("Kept."))
                if account is None and is_guiding(face):
                    return redirect("settings:channel", pk=kept.pk)
                return redirect("settings:channels")
        except Refused as error:
            at_field(form, error)
    return _page(request, "channel", form, **_beside(face, account), findings=found)


def _beside(face: Face, account: Account | None) -> dict[str, Any]:
    """What stands around the form."""
    told: dict[str, Any] = {"face": face, "account": account, "title": face.label}
    if is_guiding(face):
        told["steps"] = face.steps
    if account is None:
        return told
    if is_guiding(face):
        told["copies"] = face.copies(account_view(account))
    return {
        **told,
        "title": titles_of(account)[0],
        "can_connect": is_connecting(face),
        "can_fetch": is_approving(adapter_for(account.kind)),
        "templates": account.templates.filter(is_active=True).order_by("name", "language"),
        "health": health_of(account),
    }


def _beyond(face: Face, account: Account, act: str, *, by: Actor) -> list[Finding]:
    """What the provider is told, or asked, on a button."""
    adapter = adapter_for(account.kind)
    if act == "connect" and is_connecting(face):
        return face.connect(account_view(account))
    if act == "wordings" and is_approving(adapter):

        def fetch() -> str:
            count = keep_wordings(account, adapter.wordings(account_view(account)), by=by)
            return ngettext("%(n)s approved template", "%(n)s approved templates", count) % {
                "n": count
            }

        return tried(fetch)
    return []


def _account_as_kept(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {"language": html_lang()}
    kept = {name: getattr(account, name) for name in ("address", "name", "queue", "language")}
    return {**kept, "lines": list(account.brands.values_list("line", flat=True))}


def _keep_account(face: Face, account: Account | None, form: AccountForm, *, by: Actor) -> Account:
    told = {name: form.cleaned_data[name] for name in ("name", "queue", "language")}
    address = account.address if account else face.check_address(form.cleaned_data["address"])
    if account is None and Account.objects.filter(kind=face.kind, address=address).exists():
        raise Invalid(_("This address is here already."), field="address")
    settings = form.settings()
    if account is not None:
        settings = renamed(settings, account.name, told["name"])
    kept = make_account(kind=face.kind, address=address, settings=settings, by=by, **told)
    if "lines" in form.fields:
        speak_for(kept, lines=form.cleaned_data["lines"], by=by)
    return kept


def _any_account(_who: Principal, *, pk: int) -> Account:
    """One of our addresses, of whatever kind. Raises NotFound."""
    account = Account.objects.filter(pk=pk).first()
    if account is None:
        raise NotFound
    return account


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("administer", find=_any_account)
def channel_switch(request: HttpRequest, account: Account) -> HttpResponse:
    """Switch an address off or on. Read after signing in again, it is the page of channels."""
    if request.method == "POST":
        on = request.POST.get("on") == "yes"
        switch_account(account, on=on, by=actor_of(request))
        said = (
            _("It takes mail and messages again.")
            if on
            else _("It takes nothing new. What had come before is filed.")
        )
        messages.success(request, said)
    return redirect("settings:channels")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("administer")
def sending(request: HttpRequest) -> HttpResponse:
    """Stop everything that would leave, or let it go. Read after signing in again, it is the page of channels."""
    if request.method != "POST":
        return redirect("settings:channels")
    if request.POST.get("act") == "resume":
        resume_sending(by=actor_of(request))
    else:
        reason = request.POST.get("reason", "").strip() or _("Stopped by hand")
        pause_sending(reason, by=actor_of(request))
    return redirect("settings:channels")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("administer", find=_any_account)
def channel_undelivered(request: HttpRequest, account: Account) -> HttpResponse:
    """What did not leave by an address, and what nobody is sure of: sent again, or known to have arrived."""
    mine = in_trouble().filter(account=account)
    if request.method == "POST":
        count = _settle(mine, request.POST.get("act", ""), request.POST.get("id", ""), request)
        if count:
            messages.success(
                request,
                ngettext("%(n)s message is settled.", "%(n)s messages are settled.", count)
                % {"n": count},
            )
        return redirect("settings:channel_undelivered", pk=account.pk)
    found = list(mine.defer("envelope")[:AT_MOST])
    more = mine.count() - len(found)
    return _page(
        request,
        "channel_undelivered",
        account=account,
        rows=[(one, reason_of(one.error)) for one in found],
        more=more,
        look=look_of(account),
        title=titles_of(account)[0],
    )


def _settle(mine: Any, act: str, name: str, request: HttpRequest) -> int:
    """How many were settled. All at once only what failed for certain: what may have arrived is decided
    one by one, and a code is never sent twice."""
    if act == "all":
        failed = mine.filter(state=Outgoing.State.FAILED, good_until=None)
        chosen = list(failed.order_by("made_at")[:AT_MOST])
    else:
        try:
            chosen = list(mine.filter(pk=UUID(name)))
        except ValueError:
            chosen = []
    for outgoing in chosen:
        _one(outgoing, arrived=act == "arrived", by=actor_of(request))
    return len(chosen)


def _one(outgoing: Outgoing, *, arrived: bool, by: Actor) -> None:
    message = (
        Message.objects.select_related("conversation__account").filter(outgoing=outgoing).first()
    )
    case = (
        cases_of_conversations([message.conversation_id]).get(message.conversation_id)
        if message
        else None
    )
    if message is not None and case is not None:
        find_out(message, case=case, arrived=arrived, by=by)
    else:
        settle_uncertain(outgoing, arrived=arrived, by=by)
