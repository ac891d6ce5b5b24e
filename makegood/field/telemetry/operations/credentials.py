"""Keys of devices: given once, kept as a digest, refused from the moment they are taken back."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.bus import wake
from makegood.base.journal.log import record
from makegood.field.telemetry.errors import TooManyKeys
from makegood.field.telemetry.events import KeyIssued, KeyRevoked
from makegood.field.telemetry.models import Credential
from makegood.field.telemetry.queries import digest_of
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset

KEYS = "makegood_device_keys"  # who holds a session of a device hears here which key ended; who writes them to files, that there is a new one
MOST_KEYS = 5
USED_EVERY = timedelta(hours=1)
_TURNS = 101  # as Mosquitto has it; the tokens are 256 bits that nobody guesses


@transaction.atomic
def issue(asset: Asset, *, name: str, by: Actor) -> tuple[Credential, str]:
    """A new key of a device and its token, which nobody can read again. Raises TooManyKeys above five at a time."""
    Asset.objects.select_for_update(no_key=True).get(pk=asset.pk)
    if Credential.objects.filter(asset=asset, revoked_at=None).count() >= MOST_KEYS:
        raise TooManyKeys(_("A device has at most five keys. Take one back first."))
    key, token = new_key(asset, name=name, by=by)
    key.save()
    record(KeyIssued(asset_id=asset.pk, key_id=key.pk), subject=f"asset:{asset.pk}", by=by)
    wake(KEYS, "new")
    return key, token


def new_key(asset: Asset, *, name: str, by: Actor) -> tuple[Credential, str]:
    """A key that is not saved yet, and its token."""
    token = f"mgd_{secrets.token_urlsafe(32)}"
    key = Credential(
        asset=asset,
        name=clean(name).strip()[:80],
        digest=digest_of(token),
        broker_hash=broker_hash(token),
        hint=token[4:10],
        made_by_id=by.user_id,
    )
    return key, token


@transaction.atomic
def revoke(key: Credential, *, by: Actor) -> None:
    """Take a key back: from the commit on it opens nothing, and a session that it opened ends. Twice is once."""
    changed = Credential.objects.filter(pk=key.pk, revoked_at=None).update(
        revoked_at=now(), revoked_by_id=by.user_id
    )
    if changed:
        record(
            KeyRevoked(asset_id=key.asset_id, key_id=key.pk),
            subject=f"asset:{key.asset_id}",
            by=by,
        )
        wake(KEYS, str(key.pk))


def used(keys: Sequence[int]) -> None:
    """Note that these keys opened something (written once an hour at most)."""
    moment = now()
    Credential.objects.filter(pk__in=keys).filter(
        Q(used_at=None) | Q(used_at__lt=moment - USED_EVERY)
    ).update(used_at=moment)


def broker_hash(token: str) -> str:
    """The token as a line of Mosquitto's password file has it."""
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", token.encode(), salt, _TURNS)
    return f"$7${_TURNS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
