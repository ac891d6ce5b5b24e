import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.base.files.models import File
from makegood.base.files.store import store
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean

# Bytes that are being kept are not forgotten: the row that names them is seen by others only after the commit.
KEEPING = "SELECT pg_advisory_xact_lock_shared(hashtextextended('files:' || name, 0)) FROM unnest(%s::text[]) name"
FORGETTING = "SELECT pg_advisory_xact_lock(hashtextextended('files:' || %s, 0))"
MAX_BYTES = 25 * 1024 * 1024
AT_ONCE = 8


class Damaged(Refused):
    """The stored bytes are not the ones we were given."""


@dataclass(frozen=True)
class NewFile:
    """A file on its way in: the name and type are what the sender says, and only data."""

    name: str
    type: str
    content: bytes


@transaction.atomic
def keep_many(new: Sequence[NewFile]) -> list[File]:
    """Store bytes (durable before this returns) and their rows; two statements for any number.

    The bytes come first: a crash in between leaves bytes without a row, never a row without bytes.
    """
    if not new:
        return []
    names = [hashlib.sha256(item.content).hexdigest() for item in new]
    rows(KEEPING, [sorted(set(names))])
    _put({name: item.content for name, item in zip(names, new, strict=True)})
    return File.objects.bulk_create(
        [
            File(
                sha256=sha256,
                size=len(item.content),
                name=safe_name(item.name),
                type=clean(item.type)[:120].lower() or "application/octet-stream",
            )
            for sha256, item in zip(names, new, strict=True)
        ]
    )


def _put(contents: dict[str, bytes]) -> None:
    """Many at once: the disk, or the far store, makes them durable together."""
    if len(contents) == 1:
        [(name, content)] = contents.items()
        store().put(name, content)
        return
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        list(pool.map(store().put, contents.keys(), contents.values()))


def keep(*, name: str, type: str, content: bytes) -> File:
    """Store one uploaded file. Raises Invalid when it is larger than MAX_BYTES."""
    if len(content) > MAX_BYTES:
        raise Invalid(
            _("This file is larger than 25 MB. Send a link or a smaller file."), field="file"
        )
    return keep_many([NewFile(name, type, content)])[0]


def safe_name(name: str) -> str:
    """The sender's file name as text that is safe to show: no control or direction marks, 255 at most."""
    shown = "".join(
        c
        for c in clean(name)
        if c.isprintable()
        and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f"
    )
    return shown.strip()[-255:]


def read(file: File) -> bytes:
    """The bytes, proven to be the ones that were stored. Raises Damaged (and remembers it)."""
    try:
        content = store().get(file.sha256)
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != file.sha256:
        File.objects.filter(pk=file.pk, damaged_at=None).update(damaged_at=now())
        raise Damaged(_("This file is damaged in our store. An administrator has been told."))
    return content


def note_said(file: File, *, texts: Sequence[Sequence[object]], why: str) -> None:
    """Keep what was read off a picture with it: nobody reads it twice, and it goes when the file goes."""
    file.said = {"texts": [list(one) for one in texts], "why": why}
    File.objects.filter(pk=file.pk).update(said=file.said)


def scrub(*, after: int = 0, limit: int = 500) -> int:
    """Read `limit` files after row `after` and mark the damaged; returns the last row seen, 0 at the end."""
    batch = list(File.objects.filter(pk__gt=after).order_by("pk")[:limit])
    for file in batch:
        try:
            read(file)
        except Damaged:
            continue
    return batch[-1].pk if len(batch) == limit else 0


def newest() -> int:
    """The highest row, for progress."""
    return int(File.objects.aggregate(last=Max("pk"))["last"] or 0)


def drop_rows(pks: Sequence[int]) -> list[str]:
    """Delete file rows that nothing else names, in the caller's transaction; returns the names of their bytes,
    for `forget_bytes` once that is committed."""
    gone = File.objects.filter(pk__in=pks)
    for relation in File._meta.related_objects:
        used = relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__in": list(pks)}
        )
        gone = gone.exclude(pk__in=used.values(relation.field.name))
    names = list(gone.values_list("sha256", flat=True))
    File.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
    return names


def forget_bytes(names: Sequence[str]) -> int:
    """Delete stored bytes that no file names any more; twice is the same. Returns how many. Each in a transaction
    of its own, so that it waits for who keeps the same bytes at this moment, and holds up nobody else."""
    return sum(_forget(name) for name in sorted(set(names)))


@transaction.atomic
def _forget(name: str) -> bool:
    rows(FORGETTING, [name])
    if File.objects.filter(sha256=name).exists():
        return False
    store().delete(name)
    return True
