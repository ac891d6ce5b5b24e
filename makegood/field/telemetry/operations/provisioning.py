"""Keys for many devices: handed out as a table, or fetched by the devices themselves with the key of their product."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from makegood.base.bus import wake
from makegood.base.journal.log import Fact, record, record_many
from makegood.field.telemetry.errors import NotItsOwn, UsedUp, WrongKey
from makegood.field.telemetry.events import (
    KeyClaimed,
    KeyIssued,
    ProductKeyIssued,
    ProductKeyRevoked,
)
from makegood.field.telemetry.models import Credential, ProductKey, Stand
from makegood.field.telemetry.operations.credentials import KEYS, MOST_KEYS, new_key, revoke
from makegood.field.telemetry.queries import digest_of
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import heard_of
from makegood.records.assets.rules import serial_key

MOST_AT_ONCE = 5000  # devices of one table
MOST_CLAIMS = 1_000_000
AGAIN = timedelta(minutes=10)  # for a device that did not get our answer


@dataclass(frozen=True)
class Given:
    """One line of the table: a device with its token, or why it has none: unknown, has_key, too_many."""

    serial: str
    token: str = ""
    why: str = ""


@transaction.atomic
def issue_many(serials: Sequence[str], *, name: str, anew: bool, by: Actor) -> list[Given]:
    """A key for each of these devices, all or none, in the order in which they were named; the tokens are nowhere
    else. One that has a key is left out, unless `anew`. A few statements. Raises Invalid for too many."""
    keys = list(dict.fromkeys(filter(None, map(serial_key, serials))))
    if not 1 <= len(keys) <= MOST_AT_ONCE:
        raise Invalid(_("Name between one and 5,000 devices."), field="serials")
    locked = Asset.objects.select_for_update(no_key=True).filter(serial__in=keys).order_by("pk")
    assets = {one.serial: one for one in locked.defer("terms")}
    open_ones = Credential.objects.filter(asset__in=assets.values(), revoked_at=None)
    has = dict(open_ones.values_list("asset_id").annotate(Count("pk")))
    given: list[Given] = []
    made: list[Credential] = []
    for serial in keys:
        why = _why_not(assets.get(serial), has, anew=anew)
        if why:
            given.append(Given(serial, why=why))
            continue
        key, token = new_key(assets[serial], name=name, by=by)
        made.append(key)
        given.append(Given(serial, token))
    Credential.objects.bulk_create(made)
    record_many([_issued(one, by) for one in made])
    wake(KEYS, "new")
    return given


def _issued(key: Credential, by: Actor) -> Fact:
    event = KeyIssued(asset_id=key.asset_id, key_id=key.pk)
    return Fact(event=event, subject=f"asset:{key.asset_id}", by=by)


def _why_not(asset: Asset | None, has: dict[int, int], *, anew: bool) -> str:
    if asset is None or asset.state == Asset.State.RETIRED:
        return "unknown"
    count = has.get(asset.pk, 0)
    if count >= MOST_KEYS:
        return "too_many"
    return "has_key" if count and not anew else ""


@transaction.atomic
def issue_product_key(
    product: Product, *, name: str, most: int, by: Actor
) -> tuple[ProductKey, str]:
    """A key for devices of a product and its token, which nobody can read again. Raises Invalid."""
    if not 1 <= most <= MOST_CLAIMS:
        raise Invalid(_("Say how many devices may come with it, at most a million."), field="most")
    token = f"mgp_{secrets.token_urlsafe(32)}"
    key = ProductKey.objects.create(
        product=product,
        name=clean(name).strip()[:80],
        digest=digest_of(token),
        hint=token[4:10],
        most=most,
        made_by_id=by.user_id,
    )
    fact = ProductKeyIssued(product_id=product.pk, product_key_id=key.pk, most=most)
    record(fact, subject=f"product:{product.pk}", by=by)
    return key, token


@transaction.atomic
def revoke_product_key(key: ProductKey, *, by: Actor) -> None:
    """From the commit on nothing is fetched with it; keys that were fetched stay. Twice is once."""
    changed = ProductKey.objects.filter(pk=key.pk, revoked_at=None).update(
        revoked_at=now(), revoked_by_id=by.user_id
    )
    if changed:
        fact = ProductKeyRevoked(product_id=key.product_id, product_key_id=key.pk)
        record(fact, subject=f"product:{key.product_id}", by=by)


@transaction.atomic
def claim(token: str, serial: str) -> tuple[Credential, str]:
    """The key of a device that had only its product's, and its token. A device fetches one key in its life; while
    it has not used it, it may ask once more within ten minutes, and the first one ends. A number that nobody entered
    becomes an unknown device. Raises WrongKey, UsedUp, NotItsOwn."""
    with_key = (
        ProductKey.objects.select_for_update(of=("self",))
        .filter(digest=digest_of(token), revoked_at=None)
        .first()
    )
    if with_key is None:
        raise WrongKey(_("No key of a product."))
    if with_key.claimed >= with_key.most and not _asks_again(with_key, serial):
        raise UsedUp(_("As many devices as may have come with this key."))
    pk = heard_of([serial]).get(serial_key(serial))
    if pk is None:
        raise NotItsOwn(_("This is no serial number."))
    asset = Asset.objects.select_for_update(no_key=True).get(pk=pk)
    is_again = _claimable(asset, with_key)
    key, own = new_key(asset, name=with_key.name, by=SYSTEM)
    key.claimed_with = with_key
    key.save()
    with_key.claimed += not is_again
    with_key.used_at = now()
    with_key.save(update_fields=["claimed", "used_at"])
    fact = KeyClaimed(asset_id=pk, key_id=key.pk, product_key_id=with_key.pk)
    record(fact, subject=f"asset:{pk}", by=SYSTEM)
    wake(KEYS, "new")
    return key, own


def _asks_again(with_key: ProductKey, serial: str) -> bool:
    key = serial_key(serial)
    return Credential.objects.filter(claimed_with=with_key, asset__serial=key).exists()


def _claimable(asset: Asset, with_key: ProductKey) -> bool:
    """Whether it asks again, after the key that it did not get has ended. Raises NotItsOwn."""
    if asset.product_id not in (None, with_key.product_id) or asset.state == Asset.State.RETIRED:
        raise NotItsOwn(_("This device is of another product, or out of use."))
    known = list(Credential.objects.filter(asset=asset).order_by("pk"))
    if not known:
        return False
    *earlier, last = known
    is_new = last.claimed_with_id == with_key.pk and last.revoked_at is None
    is_lost = is_new and last.made_at > now() - AGAIN and not any(one.used_at for one in known)
    is_heard = Stand.objects.filter(asset=asset, heard_at__gte=last.made_at).exists()
    if not is_lost or is_heard or any(one.revoked_at is None for one in earlier):
        raise NotItsOwn(_("This device has had a key. People give it another one."))
    revoke(last, by=SYSTEM)
    return True
