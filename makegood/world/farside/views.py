"""Providers, played: an administrator tries a channel without an account anywhere."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.models import Account
from makegood.contact.channels.ports import adapter_for
from makegood.records.people.queries import queues
from makegood.world.farside import stage
from makegood.world.farside.cast import CAST
from makegood.world.farside.forms import Word
from makegood.world.farside.playing import Ask, Thing
from makegood.world.here import only_here

MOST = 20 * 1024 * 1024


@guarded("administer")
@only_here
@require_GET
def far(request: HttpRequest) -> HttpResponse:
    """Every played provider: connected or not, and what customers got."""
    shown = []
    for kind in CAST:
        account = stage.account_of(kind)
        player = stage.player_of(account) if account else None
        got = player.got[::-1][:10] if player else []
        adapter = adapter_for(kind)
        look = {"label": adapter.label, "icon": adapter.icon, "who": _customers(kind, account)}
        shown.append({"kind": kind, "account": account, "got": got, **look})
    return render(request, "world/far.html", {"shown": shown})


def _customers(kind: str, account: Account | None) -> dict[str, str]:
    """As whom one can write, by the name that the provider has for him; somebody new is the last."""
    known = dict(stage.known_to(account)) if account else {}
    return known | {CAST[kind].customer: known.get(CAST[kind].customer, CAST[kind].customer)}


@guarded("administer")
@only_here
@require_POST
def connecting(request: HttpRequest, kind: str) -> HttpResponse:
    """Make an account that is connected to the played provider."""
    queue = queues().first()
    if kind not in CAST or queue is None:
        raise Http404
    stage.connect(kind, queue=queue, language=html_lang(), by=actor_of(request))
    messages.success(request, _("Connected. Write something as the customer."))
    return redirect("world:far")


@guarded("administer")
@only_here
@require_POST
def writing(request: HttpRequest, kind: str) -> HttpResponse:
    """A customer writes on a played channel."""
    account, form = stage.account_of(kind), Word(request.POST, request.FILES)
    if account is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for told in form.errors.values() for one in told))
        return redirect("world:far")
    upload = form.cleaned_data["file"]
    thing = (
        Thing(upload.name or "file", upload.content_type or "", upload.read(MOST))
        if upload
        else None
    )
    known = _customers(kind, account)
    who = form.cleaned_data["who"] if form.cleaned_data["who"] in known else CAST[kind].customer
    name = known[who] if known[who] != who else ""
    said = stage.write(account, who=who, text=form.cleaned_data["text"], thing=thing, name=name)
    messages.info(
        request, _("Our door answered with %(status)s") % {"status": ", ".join(map(str, said))}
    )
    return redirect("world:far")


@csrf_exempt
@guarded("public")
@only_here
@require_http_methods(["GET", "POST"])
def api(request: HttpRequest, kind: str, path: str) -> HttpResponse:
    """What the provider's API answers to us."""
    account = stage.account_of(kind)
    if account is None:
        raise Http404
    headers = {name.lower(): value for name, value in request.headers.items()}
    ask = Ask(str(request.method), f"/{path}", request.GET.dict(), headers, request.body)
    reply = stage.player_of(account).answer(ask)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)
