"""What is in a mailbox and not here yet, stored: by number, whatever flags or dates say."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from makegood.adapters.email.doors.smtp import SIZE_LIMIT
from makegood.adapters.email.models import Fetched, Folder, Stuck
from makegood.adapters.email.names import name_in
from makegood.base.database import rows
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.kernel.clock import now
from makegood.kernel.text import clean

BATCH = 100
BATCH_BYTES = 24 * 1024 * 1024
LIST_ALL_EVERY = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)  # of a mail that fails
TOLD_AFTER = 5  # failures: then a person hears of it
HEADER_BYTES = 64 * 1024
_FIELD = re.compile(rb"^[!-9;-~]+:.*(?:\n[ \t].*)*", re.MULTILINE)
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
        stored = _store(client, folder, some)
        fetched += len(stored)
        if stored and settings.get("mark_seen"):
            client.add_flags(
                stored, [SEEN], silent=True
            )  # after the commit: a hint for people only
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
    known |= set(_stuck(folder).filter(next_try__gt=now()).values_list("uid", flat=True))
    return sorted(uid for uid in set(listed) - known if everything or uid > last)


def _in_batches(
    client: IMAPClient, uids: Sequence[int], folder: Folder, settings: dict[str, Any]
) -> Iterator[dict[int, int]]:
    """Numbers with their sizes, in groups that are not too many and not too large; without the mails
    that were there before this mailbox was ours, if the account says `from_now`. After a failure the
    first ones come one by one, so that it shows which of them it was."""
    for start in range(0, len(uids), BATCH):
        facts = client.fetch(uids[start : start + BATCH], ["RFC822.SIZE", "INTERNALDATE"])
        single = start == 0 and folder.failures > 0
        group: dict[int, int] = {}
        for uid in sorted(facts):
            if settings.get("from_now") and _came_before(facts[uid], folder.began_at):
                continue
            own = int(facts[uid].get(b"RFC822.SIZE") or 0)
            if group and (single or sum(group.values()) + own > BATCH_BYTES):
                yield group
                group = {}
            group[uid] = own
        if group:
            yield group


def _came_before(facts: dict[bytes, Any], moment: datetime) -> bool:
    came = facts.get(b"INTERNALDATE")
    if not isinstance(came, datetime):
        return False
    aware = came.astimezone(UTC)  # IMAPClient gives the local time of this machine, without a zone
    return aware < moment - MARGIN


def _store(client: IMAPClient, folder: Folder, sizes: dict[int, int]) -> list[int]:
    """Fetch and keep; the numbers that are kept. One that fails is remembered and holds up nobody."""
    large = {uid: size for uid, size in sizes.items() if size > SIZE_LIMIT}
    for uid, size in large.items():
        _keep(folder, [_too_large(client, folder, uid, size)])
    uids = [uid for uid in sizes if uid not in large]
    try:
        mails = _fetched(client, uids)
    except (OSError, IMAPClientError) as error:
        if len(uids) == 1:
            _note(folder, uids[0], error)
        if isinstance(error, (OSError, IMAPClientAbortError)):
            raise  # the connection is gone; the next one takes them one by one
        singles = [{uid: sizes[uid]} for uid in uids] if len(uids) > 1 else []
        return [*large, *(kept for one in singles for kept in _store(client, folder, one))]
    _keep(folder, [(uid, _arrival(folder, uid, body)) for uid, body in mails])
    _stuck(folder).filter(uid__in=uids).delete()
    return [*large, *(uid for uid, _body in mails)]


def _fetched(client: IMAPClient, uids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Numbers and bytes of those that are still there."""
    if not uids:
        return []
    found = client.fetch(uids, ["BODY.PEEK[]"])
    bodies = [(uid, found[uid].get(b"BODY[]")) for uid in sorted(found) if uid in set(uids)]
    return [(uid, body) for uid, body in bodies if body is not None]


def _keep(folder: Folder, arrivals: Sequence[tuple[int, Arrival]]) -> None:
    if not arrivals:
        return
    with transaction.atomic():
        stored = accept_many([arrival for _uid, arrival in arrivals])
        Fetched.objects.bulk_create(
            [
                Fetched(folder=folder, uidvalidity=folder.uidvalidity, uid=uid, raw_id=raw)
                for (uid, _arrival), raw in zip(arrivals, stored, strict=True)
            ],
            ignore_conflicts=True,
        )


def _stuck(folder: Folder) -> "QuerySet[Stuck]":
    return Stuck.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)


@transaction.atomic
def _note(folder: Folder, uid: int, error: Exception) -> None:
    """Count a failure of one mail. It is tried again ever later, and in the end a person is told."""
    one, _made = _stuck(folder).get_or_create(
        uid=uid, defaults={"folder": folder, "uidvalidity": folder.uidvalidity}
    )
    one.failures += 1
    one.error = clean(f"{type(error).__name__}: {error}")[:300]
    if one.failures > 1:  # once may be the line's fault: the next look takes it again
        one.next_try = now() + min(FIRST_PAUSE * 3 ** min(one.failures - 2, 8), LONGEST_PAUSE)
    one.save(update_fields=["failures", "error", "next_try"])
    if one.failures == TOLD_AFTER:
        said = _("A mail in this mailbox cannot be fetched: %(error)s. We go on trying.")
        accept_many([_instead(folder, uid, b"", said % {"error": one.error})])


def _too_large(client: IMAPClient, folder: Folder, uid: int, size: int) -> tuple[int, Arrival]:
    """Who wrote and about what, and that the rest is more than we take."""
    found = client.fetch([uid], ["BODY.PEEK[HEADER]"])
    head = found.get(uid, {}).get(b"BODY[HEADER]") or b""
    said = _("This mail has %(size)s MB, more than we take. It still lies in the mailbox.")
    return uid, _instead(folder, uid, head, said % {"size": size // 1024 // 1024})


def _instead(folder: Folder, uid: int, head: bytes, said: str) -> Arrival:
    """A mail of its header and our sentence, for what cannot be here itself."""
    fields = _FIELD.findall(head[:HEADER_BYTES].replace(b"\r\n", b"\n"))
    kept = [f for f in fields if not f.lower().startswith((b"content-", b"mime-version"))]
    lines = [*kept, b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8", b""]
    body = b"\n".join([*lines, said.encode(), b""]).replace(b"\n", b"\r\n")
    told = {"imap": {"uidvalidity": folder.uidvalidity, "uid": uid}, "instead": True}
    name = f"imap:{folder.pk}:{folder.uidvalidity}:{uid}"
    return Arrival(account_id=folder.account_id, external_id=name, body=body, envelope=told)


def _arrival(folder: Folder, uid: int, body: bytes) -> Arrival:
    return Arrival(
        account_id=folder.account_id,
        external_id=name_in(body) or f"sha256:{hashlib.sha256(body).hexdigest()}",
        body=body,
        envelope={"imap": {"uidvalidity": folder.uidvalidity, "uid": uid}},
    )
