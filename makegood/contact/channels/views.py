from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import guarded
from makegood.base.access.policy import Principal
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import (
    Arrival,
    accept_many,
    have_pulled,
    heard,
    turned_away,
)
from makegood.contact.channels.ports import Knock, NotProven, Welcome, adapter_for, is_door
from makegood.contact.channels.queries import account_behind, account_view, accounts_at
from makegood.kernel.clock import now

LARGEST = 4 * 1024 * 1024  # the largest that a provider sends is 3 MB


def _behind(_who: Principal, *, kind: str, pk: int, key: str) -> Account | None:
    """The account whose address this is; None looks the same to everybody."""
    account = account_behind(kind, pk, key)
    return account if account is not None and is_door(adapter_for(kind)) else None


@csrf_exempt
@require_http_methods(["GET", "POST"])
@guarded("public", find=_behind)
def hook(request: HttpRequest, account: Account | None) -> HttpResponse:
    """The one door for every provider that calls: what he brings is stored before he gets his answer."""
    if account is None:
        raise Http404
    adapter = adapter_for(account.kind)
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    assert is_door(adapter)  # noqa: S101 - seen by _behind
    knock = Knock(
        method=str(request.method),
        url=f"{settings.BASE_URL.rstrip('/')}{request.get_full_path()}",
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=request.body,
        at=now(),
    )
    try:
        welcome = adapter.open(knock, account_view(account))
    except NotProven as why:
        if request.method == "POST":
            turned_away(account.pk, reason=str(why))
        return HttpResponse(status=401)
    if request.method == "POST":
        _take_in(account, welcome)
    return HttpResponse(welcome.body, status=welcome.status, content_type=welcome.type)


@transaction.atomic
def _take_in(account: Account, welcome: Welcome) -> None:
    whose = _whose(account, {item.address for item in welcome.items} | {welcome.pull_for})
    if welcome.items:
        accept_many(
            [
                Arrival(
                    account_id=whose.get(item.address, account.pk),
                    external_id=item.external_id,
                    body=item.body,
                    envelope=item.envelope,
                )
                for item in welcome.items
            ]
        )
    if welcome.pull is not None:
        have_pulled(whose.get(welcome.pull_for, account.pk), hint=welcome.pull)
    if welcome.status < HTTPStatus.MULTIPLE_CHOICES:
        heard(account.pk)


def _whose(account: Account, addresses: set[str]) -> dict[str, int]:
    """Other accounts of the same kind by their addresses (at most one query); what is not among them is
    for this one."""
    others = addresses - {"", account.address}
    found = accounts_at(account.kind, others) if others else {}
    return {address: other.pk for address, other in found.items()}
