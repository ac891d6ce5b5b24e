from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.operations import SETUP, LinkEnded
from makegood.base.access.policy import NOBODY, Principal
from makegood.base.access.queries import is_open_link
from makegood.base.ui.preferences import html_lang
from makegood.care.promises.models import Policy
from makegood.care.promises.operations import set_target
from makegood.care.promises.queries import targets_of
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import (
    make_account,
    pause_sending,
    resume_sending,
    switch_account,
)
from makegood.contact.channels.ports import adapter_for
from makegood.contact.channels.queries import sending_paused
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid, NotFound, Refused
from makegood.loops.first_day import FirstDay, open_house
from makegood.records.people import operations as people
from makegood.records.people import queries as known
from makegood.records.people.forms import names_in, names_out
from makegood.records.people.models import Queue
from makegood.web.settings.faces import Face, Finding, face_of, faces
from makegood.web.settings.forms import AccountForm, FirstDayForm, QueueForm


def _page(
    request: HttpRequest, template: str, form: forms.Form | None = None, **said: Any
) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and not form.is_valid() else 200
    context = {"section": "settings", "form": form, **said}
    return render(request, f"web/settings/{template}.html", context, status=status)


def _told(form: forms.Form, error: Refused) -> None:
    """A refusal stands at its field, or above the form; what was typed stays."""
    field = error.field if isinstance(error, Invalid) and error.field in form.fields else None
    form.add_error(field, str(error.message))


def _setup_link(_who: Principal, *, token: str) -> str:
    """The token while it holds, else nothing: an ended link has a page of its own."""
    return token if is_open_link(token, purpose=SETUP) else ""


@guarded("public", find=_setup_link)
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator makes himself and his company."""
    if not token:
        return _ended(request)
    form = FirstDayForm(request.POST or None, initial={"language": html_lang()})
    if request.method == "POST" and form.is_valid():
        try:
            open_house(token, FirstDay(**form.cleaned_data))
        except LinkEnded:
            return _ended(request)
        except Invalid as error:
            _told(form, error)
        else:
            messages.success(request, _("The house stands. Sign in and begin."))
            return redirect("account_login")
    return _page(request, "setup", form)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "web/settings/setup_ended.html", status=404)


@guarded("administer")
def queues(request: HttpRequest) -> HttpResponse:
    """All queues with their leads and targets."""
    all_queues = list(known.queues())
    targets, language = targets_of([queue.pk for queue in all_queues]), html_lang()
    found = [
        (
            queue,
            known.name_of(queue, language),
            known.name_of(queue.team, language),
            targets[queue.pk],
        )
        for queue in all_queues
    ]
    return _page(request, "queues", page="queues", queues=found)


@guarded("administer")
def queue_new(request: HttpRequest) -> HttpResponse:
    """A new queue."""
    return _queue(request, None)


@guarded("administer", find=known.one_queue)
def queue(request: HttpRequest, found: Queue) -> HttpResponse:
    """Name, team, lead and targets of a queue."""
    return _queue(request, found)


def _queue(request: HttpRequest, found: Queue | None) -> HttpResponse:
    form = QueueForm(request.POST or None, initial=_as_kept(found))
    if request.method == "POST" and form.is_valid():
        try:
            _keep_queue(request, found, form.cleaned_data)
        except Refused as error:
            _told(form, error)
        else:
            messages.success(request, _("Kept. New deadlines count by these times."))
            return redirect("settings:queues")
    name = known.name_of(found, html_lang()) if found else ""
    return _page(request, "queue", form, page="queues", name=name)


def _as_kept(found: Queue | None) -> dict[str, Any]:
    if found is None:
        return {}
    target: Policy = targets_of([found.pk])[found.pk]
    times = {"first_answer": target.first_answer, "next_answer": target.next_answer}
    fields = ("team", "duty_lead", "deputy", "is_default")
    return {**names_out(found.names), **times, **{name: getattr(found, name) for name in fields}}


def _keep_queue(request: HttpRequest, found: Queue | None, told: dict[str, Any]) -> None:
    by = actor_of(request)
    common = {
        "team": told["team"],
        "duty_lead": told["duty_lead"],
        "is_default": told["is_default"],
    }
    if found is None:
        found = people.make_queue(names=people.named(names_in(told)), by=by, **common)
    found = people.change_queue(found, names=names_in(told), deputy=told["deputy"], by=by, **common)
    set_target(found, first_answer=told["first_answer"], next_answer=told["next_answer"], by=by)


@guarded("administer")
def channels(request: HttpRequest) -> HttpResponse:
    """Our addresses, and whether anything may leave."""
    language = html_lang()
    found = [
        (account, _look_of(account), known.name_of(account.queue, language), face_of(account.kind))
        for account in Account.objects.select_related("queue").order_by("kind", "address")
    ]
    waiting = Outgoing.objects.filter(state=Outgoing.State.QUEUED).count()
    context: dict[str, Any] = {
        "accounts": found,
        "faces": faces(),
        "paused": sending_paused(),
        "waiting": waiting,
    }
    return _page(request, "channels", page="channels", **context)


def _look_of(account: Account) -> dict[str, Any]:
    """Label and icon of a kind; its bare name when its adapter is not installed here."""
    try:
        adapter = adapter_for(account.kind)
    except KeyError:
        return {"label": account.kind, "icon": "link"}
    return {"label": adapter.label, "icon": adapter.icon}


def _account_found(_who: Principal, *, pk: int) -> Account:
    """One of our addresses that can be changed by hand. Raises NotFound."""
    account = Account.objects.select_related("queue").filter(pk=pk).first()
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
    """Change an address, or try its settings."""
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
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "test":
                found = face.test(form.cleaned_data["address"], form.settings())
            else:
                _keep_account(face, account, form, by=actor_of(request))
                messages.success(request, _("Kept."))
                return redirect("settings:channels")
        except Refused as error:
            _told(form, error)
    context = {"face": face, "account": account, "findings": found, "page": "channels"}
    return _page(request, "channel", form, **context)


def _account_as_kept(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {"language": html_lang()}
    return {name: getattr(account, name) for name in ("address", "name", "queue", "language")}


def _keep_account(face: Face, account: Account | None, form: AccountForm, *, by: Actor) -> None:
    told = {name: form.cleaned_data[name] for name in ("name", "queue", "language")}
    address = account.address if account else face.check_address(form.cleaned_data["address"])
    if account is None and Account.objects.filter(kind=face.kind, address=address).exists():
        raise Invalid(_("This address is here already."), field="address")
    make_account(kind=face.kind, address=address, settings=form.settings(), by=by, **told)


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
