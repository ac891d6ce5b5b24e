"""Customers on the connected channels, from before the page of the simulators is opened: what their provider brings
is taken in by the adapter's own door, proven and read as always."""

import json
from collections.abc import Iterable
from typing import Any

from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.channels.ports import Item, Knock, adapter_for, is_door
from makegood.contact.channels.queries import account_view, hook_of
from makegood.kernel.clock import now
from makegood.world.farside.cast import CAST
from makegood.world.farside.playing import FarSide, Ring
from makegood.world.farside.wecom import WeCom


def ring(account: Account, told: dict[str, Any]) -> None:
    """A customer writes; the provider rings, and what he brings is stored."""
    player = CAST[account.kind](
        address=account.address, settings=account.settings, hook=hook_of(account), pk=account.pk
    )
    player.count = int(now().timestamp())  # he gives no name twice
    rings = player.says(told["who"], told["text"], name=told["name"])
    items = _fetched(player) if isinstance(player, WeCom) else _brought(account, player, rings)
    accept_many(
        [
            Arrival(
                account_id=account.pk,
                external_id=item.external_id,
                body=item.body,
                envelope=item.envelope,
            )
            for item in items
        ]
    )


def _brought(account: Account, player: FarSide, rings: Iterable[Ring]) -> list[Item]:
    adapter = adapter_for(account.kind)
    assert is_door(adapter)  # noqa: S101 - those that are played call us
    found: list[Item] = []
    for one in rings:
        knock = Knock(
            method=one.method,
            url=f"{player.hook}?{one.query}" if one.query else player.hook,
            headers=one.headers,
            query={},
            body=one.body,
            at=now(),
        )
        found += adapter.open(knock, account_view(account)).items
    return found


def _fetched(player: WeCom) -> list[Item]:
    """What would be fetched from him over the wire, as the adapter keeps it."""
    items = []
    for one in player.queue:
        body = json.dumps(one, ensure_ascii=False, sort_keys=True).encode()
        who = player.customer_of(str(one["external_userid"]))
        told = {"nickname": who["nickname"], "unionid": who["unionid"]}
        items.append(Item(external_id=str(one["msgid"]), body=body, envelope=told))
    return items
