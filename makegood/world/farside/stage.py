"""The played providers of this process: whoever is asked for first makes them, and they forget with it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from makegood.base import egress
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.queries import hook_of
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.records.people.models import Queue
from makegood.world.farside.cast import CAST
from makegood.world.farside.playing import FarSide, Ring, Thing


@dataclass
class _Stage:
    players: dict[int, FarSide] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_stage = _Stage()
SHOWN = 12  # customers to choose from


def api_of(kind: str) -> str:
    """Where the provider is played."""
    path = reverse("world:far_api", args=[kind, "-"]).removesuffix("/-")
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def connect(
    kind: str, *, queue: Queue, language: str, by: Actor, names: Mapping[str, str] | None = None
) -> Account:
    """An account of ours that is connected to the played provider; twice is one. `names`: as whom its customers
    know us, by language."""
    papers = CAST[kind].papers(api_of(kind))
    return make_account(
        kind=kind,
        address=CAST[kind].usual,
        name=names[language] if names else str(queue),
        queue=queue,
        language=language,
        settings={**papers, "names": dict(names)} if names else papers,
        by=by,
    )


def account_of(kind: str) -> Account | None:
    """The account that is connected to him."""
    address = CAST[kind].usual if kind in CAST else ""
    found = Account.objects.filter(kind=kind, address=address).first()
    where = found.settings.get("url" if kind == "webhook" else "api", "") if found else ""
    return found if where.startswith(api_of(kind)) else None


def player_of(account: Account) -> FarSide:
    """Who plays the provider of that account."""
    with _stage.lock:
        if account.pk not in _stage.players:
            player = CAST[account.kind](
                address=account.address,
                settings=account.settings,
                hook=hook_of(account),
                pk=account.pk,
            )
            player.count = int(now().timestamp())  # he gives no name twice, whoever played before
            for who, at in _last_words(account):
                player.remember(who, at)
            _stage.players[account.pk] = player
        return _stage.players[account.pk]


def forget(account: Account) -> None:
    """Whoever is asked for next begins anew."""
    with _stage.lock:
        _stage.players.pop(account.pk, None)


def known_to(account: Account) -> list[tuple[str, str]]:
    """Who wrote to this account lately, the last one first: as his provider names him, and his name."""
    talks = Conversation.objects.filter(account=account).select_related("contact")
    found = talks.defer("contact__terms").order_by("-pk")[:SHOWN]
    return list(dict.fromkeys((talk.peer, str(talk.contact)) for talk in found))


def _last_words(account: Account) -> list[tuple[str, datetime]]:
    """Who wrote to this account, and when last: the provider knew it before this process began."""
    heard = Message.objects.filter(
        conversation__account=account, author=Message.Author.CONTACT
    ).values_list("conversation__peer")
    return list(heard.annotate(last=Max("at")).values_list("conversation__peer", "last"))


def write(
    account: Account, *, who: str, text: str, thing: Thing | None, name: str = ""
) -> list[int]:
    """A customer writes; the provider rings at our door over HTTP. Returns what we answered."""
    player = player_of(account)
    told = {"name": name} if name else {}
    return [_ring(player.hook, ring) for ring in player.says(who, text, thing=thing, **told)]


def _ring(hook: str, ring: Ring) -> int:
    parts = urlsplit(hook)
    url = f"{hook}?{ring.query}" if ring.query else hook
    near = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    headers = dict(ring.headers)
    return egress.send(ring.method, url, headers=headers, body=ring.body, allowed=[near]).status
