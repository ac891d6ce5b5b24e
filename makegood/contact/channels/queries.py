from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from makegood.base.files.models import File
from makegood.base.files.operations import Damaged, read
from makegood.contact.channels.models import Account, Brand, Outgoing, RawItem, Sending, Standing
from makegood.contact.channels.ports import AccountView, OutgoingView, RawView, Undelivered
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.text import in_language

LOOKED_AFTER = timedelta(days=30)


def account_for(kind: str, addresses: Sequence[str]) -> Account | None:
    """The active account that one of these addresses belongs to, in their order (one query)."""
    found = accounts_at(kind, addresses)
    return next((found[a] for a in addresses if a in found), None)


def accounts_at(kind: str, addresses: Collection[str]) -> dict[str, Account]:
    """The active accounts of these addresses (one query)."""
    mine = Account.objects.filter(kind=kind, address__in=addresses, is_active=True)
    return {account.address: account for account in mine}


def default_account(kind: str) -> Account | None:
    """The first active account of a kind."""
    return Account.objects.filter(kind=kind, is_active=True).order_by("pk").first()


def account_of_line(line: str) -> Account | None:
    """The active account in whose name pages about a line of products speak; None where nobody chose one, or it is
    switched off (one statement, none without a line)."""
    line = line.strip()
    found = Account.objects.filter(brands__line=line, is_active=True)
    return found.first() if line else None


def lines_of_accounts() -> dict[str, Account]:
    """Each line of products for which an address of ours was chosen, with it (one statement)."""
    found = Brand.objects.select_related("account").order_by("line")
    return {one.line: one.account for one in found}


def name_in(account: Account, language: str) -> str:
    """The name under which customers know an account, in their language where it has one."""
    return in_language(account.settings.get("names") or {}, language) or account.name


def views_of(items: Sequence[RawItem], accounts: Mapping[int, Account]) -> list[RawView]:
    """Raw items as adapters read them."""
    return [
        RawView(
            pk=item.pk,
            external_id=item.external_id,
            account_id=item.account_id,
            account_address=accounts[item.account_id].address,
            language=accounts[item.account_id].language,
            body=bytes(item.body),
            envelope=item.envelope,
            received_at=item.received_at,
        )
        for item in items
    ]


def oldest_waiting() -> datetime | None:
    """When the oldest item came that no case holds yet."""
    return (
        RawItem.objects.filter(state=RawItem.State.NEW)
        .order_by("received_at")
        .values_list("received_at", flat=True)
        .first()
    )


def in_trouble() -> "QuerySet[Outgoing]":
    """Messages that did not leave for certain: a person has to look. What failed a month ago has had its owner's
    task, and of a code that has ended nobody can make anything any more."""
    moment = now()
    failed = Q(state=Outgoing.State.FAILED, made_at__gt=moment - LOOKED_AFTER)
    useless = Q(good_until__isnull=False, good_until__lt=moment)
    return (
        Outgoing.objects.filter(failed | Q(state=Outgoing.State.UNCERTAIN))
        .exclude(useless)
        .order_by("-made_at")
    )


def sending_paused() -> Sending | None:
    """The reason why nothing leaves now, if so."""
    return Sending.objects.filter(paused_at__isnull=False).first()


def hook_key(pk: int) -> str:
    """What nobody can guess in the address that a provider calls."""
    return ids.sign(str(pk), key=settings.SECRET_KEY, purpose="channels.hook", length=20)


def hook_of(account: Account) -> str:
    """The address that the provider calls: it is entered on his side."""
    return hook_path(account.kind, account.pk)


def hook_path(kind: str, pk: int) -> str:
    """The same, of an account by its row."""
    path = reverse("channels:hook", args=[kind, pk, hook_key(pk)])
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def account_behind(kind: str, pk: int, key: str) -> Account | None:
    """The active account of such an address."""
    good = ids.signed(str(pk), key, key=settings.SECRET_KEY, purpose="channels.hook", length=20)
    return Account.objects.filter(pk=pk, kind=kind, is_active=True).first() if good else None


def account_view(account: Account) -> AccountView:
    """An account as its adapter sees it."""
    return AccountView(
        pk=account.pk,
        kind=account.kind,
        address=account.address,
        language=account.language,
        hook=hook_of(account),
        settings=account.settings,
    )


def memory_of(account_id: int) -> dict[str, Any]:
    """What the adapter of an account remembers."""
    found = Standing.objects.filter(pk=account_id).values_list("memory", flat=True).first()
    return dict(found or {})


def said_before(raws: Sequence[RawView]) -> set[int]:
    """Those of these items whose name was here before with other content (one query): the rows."""
    names = {(raw.account_id, raw.external_id) for raw in raws if raw.external_id}
    found: dict[tuple[int, str], list[int]] = {}
    rows = RawItem.objects.filter(
        account_id__in={a for a, _ in names}, external_id__in={n for _, n in names}
    )
    for account, name, pk in rows.values_list("account_id", "external_id", "pk"):
        found.setdefault((account, name), []).append(pk)
    return {
        raw.pk
        for raw in raws
        if min(found.get((raw.account_id, raw.external_id), [raw.pk])) < raw.pk
    }


def files_of(outgoing: OutgoingView) -> list[tuple[File, bytes]]:
    """The files of a message that leaves, with their bytes. Raises Undelivered for a damaged one."""
    wanted = [int(pk) for pk in outgoing.envelope.get("files", ())]
    found = {file.pk: file for file in File.objects.filter(pk__in=wanted)} if wanted else {}
    try:
        return [(found[pk], read(found[pk])) for pk in wanted if pk in found]
    except Damaged as error:
        raise Undelivered(str(error.message), permanent=True) from error
