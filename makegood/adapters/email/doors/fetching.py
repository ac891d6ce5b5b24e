"""What is in a mailbox and not here yet, stored: by number, whatever flags or dates say."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from imapclient import SEEN, IMAPClient

from makegood.adapters.email.models import Fetched, Folder
from makegood.adapters.email.names import name_in
from makegood.base.database import rows
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.kernel.clock import now

BATCH = 100
BATCH_BYTES = 24 * 1024 * 1024
LIST_ALL_EVERY = timedelta(minutes=10)
MARGIN = timedelta(hours=1)  # between the server's clock and ours


def fetch_new(client: IMAPClient, folder: Folder, settings: dict[str, Any]) -> int:
    """Store every mail of the mailbox that is not stored yet; returns how many were fetched.

    The mailbox is named by `settings["folder"]` (INBOX). Raises what the connection raises; everything
    stored until then stays, and the next call goes on from there.
    """
    name = str(settings.get("folder") or "INBOX")
    told = client.select_folder(name, readonly=not settings.get("mark_seen"))
    _same_numbers(folder, int(told[b"UIDVALIDITY"]))
    fetched = 0
    for some in _in_batches(client, _missing(client, folder), folder, settings):
        fetched += _store(client, folder, some)
        if settings.get("mark_seen"):
            client.add_flags(some, [SEEN], silent=True)  # after the commit: a hint for people only
    return fetched


def _same_numbers(folder: Folder, uidvalidity: int) -> None:
    """Numbers of another validity name other mails: begin again with a full list."""
    if folder.uidvalidity != uidvalidity:
        folder.uidvalidity, folder.listed_at = uidvalidity, None
        folder.save(update_fields=["uidvalidity", "listed_at"])


def _missing(client: IMAPClient, folder: Folder) -> list[int]:
    """Numbers on the server without a mail here: the new ones, and every ten minutes all."""
    [(last,)] = rows(
        "SELECT coalesce(max(uid), 0) FROM email_fetched WHERE folder_id = %s AND uidvalidity = %s",
        [folder.pk, folder.uidvalidity],
    )
    everything = folder.listed_at is None or now() - folder.listed_at > LIST_ALL_EVERY
    listed = client.search("ALL") if everything else client.search(["UID", f"{last + 1}:*"])
    known = set(
        Fetched.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)
        .filter(uid__gt=0 if everything else last)
        .values_list("uid", flat=True)
    )
    if everything:
        folder.listed_at = now()
        folder.save(update_fields=["listed_at"])
    return sorted(uid for uid in set(listed) - known if everything or uid > last)


def _in_batches(
    client: IMAPClient, uids: Sequence[int], folder: Folder, settings: dict[str, Any]
) -> Iterator[list[int]]:
    """Numbers in groups that are not too many and not too large; without the mails that were there
    before this mailbox was ours, if the account says `from_now`."""
    for start in range(0, len(uids), BATCH):
        facts = client.fetch(uids[start : start + BATCH], ["RFC822.SIZE", "INTERNALDATE"])
        group: list[int] = []
        size = 0
        for uid in sorted(facts):
            if settings.get("from_now") and _came_before(facts[uid], folder.began_at):
                continue
            own = int(facts[uid].get(b"RFC822.SIZE") or 0)
            if group and size + own > BATCH_BYTES:
                yield group
                group, size = [], 0
            group.append(uid)
            size += own
        if group:
            yield group


def _came_before(facts: dict[bytes, Any], moment: datetime) -> bool:
    came = facts.get(b"INTERNALDATE")
    if not isinstance(came, datetime):
        return False
    aware = came.astimezone(UTC)  # IMAPClient gives the local time of this machine, without a zone
    return aware < moment - MARGIN


def _store(client: IMAPClient, folder: Folder, uids: Sequence[int]) -> int:
    found = client.fetch(uids, ["BODY.PEEK[]"])
    bodies = [(uid, found[uid].get(b"BODY[]")) for uid in sorted(found) if uid in set(uids)]
    mails = [(uid, body) for uid, body in bodies if body is not None]  # the rest has vanished
    if not mails:
        return 0
    with transaction.atomic():
        stored = accept_many([_arrival(folder, uid, body) for uid, body in mails])
        Fetched.objects.bulk_create(
            [
                Fetched(folder=folder, uidvalidity=folder.uidvalidity, uid=uid, raw_id=raw)
                for (uid, _), raw in zip(mails, stored, strict=True)
            ],
            ignore_conflicts=True,
        )
    return len(mails)


def _arrival(folder: Folder, uid: int, body: bytes) -> Arrival:
    return Arrival(
        account_id=folder.account_id,
        external_id=name_in(body) or f"sha256:{hashlib.sha256(body).hexdigest()}",
        body=body,
        envelope={"imap": {"uidvalidity": folder.uidvalidity, "uid": uid}},
    )
