"""A person whose every personal column, in every table and file, holds a mark that stands nowhere else."""

import base64
import hashlib
import io
import quopri
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Value

from makegood.base.files import operations as files
from makegood.base.files.models import File
from makegood.base.privacy.naming import Person
from makegood.base.privacy.reaching import rows_of, tables
from makegood.base.privacy.registry import Held
from makegood.kernel.clock import now
from makegood.kernel.text import tsvector
from makegood.records.privacy.queries import addresses_of


def a_user() -> int:
    return (
        apps.get_model("access.User")
        ._default_manager.order_by("pk")
        .values_list("pk", flat=True)[0]
    )


def a_message() -> int:
    found = apps.get_model("conversations.Message")._default_manager.order_by("-pk")
    return found.values_list("pk", flat=True)[0]


# What the checks of a table ask of a row that no story has made.
MORE: dict[str, dict[str, Any]] = {
    "assets.Asset": {"state": "unknown"},
    "channels.Outgoing": {"good_until": now},
    "cases.Question": {"answer": "yes", "answered_at": now},
    "feedback.Import": {"state": "done"},
    "handoffs.Handoff": {
        "to_user_id": a_user,
        "state": "accepted",
        "answered_at": now,
        "answered_by_id": a_user,
        "returned_at": now,
        "returned_epoch": 3,
        "answer": "other",
        "back_to_id": a_user,
    },
    "diagnosis.Confirmation": {"words": "worn"},
    "entitlements.Terms": {"months": 24},
    "feedback.Delivery": {"state": "taken"},
    "promises.Proposal": {"message_id": a_message},
    "telemetry.Raw": {"id": 1},
    "tasks.Task": {"kind": "task", "state": "done", "ended_at": now},
}


class Marks:
    """Makes and finds the mark: as it is, in base64 at any offset, in quoted-printable, in hex."""

    def __init__(self) -> None:
        self.mark = f"zq{uuid.uuid4().hex[:14]}é"
        plain = self.mark.encode()
        inner = [base64.b64encode(b"x" * n + plain)[4 if n else 0 : -4] for n in range(3)]
        forms = [plain, plain[:-2], quopri.encodestring(plain[:-2]), *inner]
        self.forms = {f for one in forms for f in (one, one.hex().encode())}

    def is_in(self, content: bytes) -> bool:
        low = content.lower()
        return any(form in content or form.lower() in low for form in self.forms)

    def tables(self) -> list[str]:
        """The tables whose dump holds it."""
        return sorted(name for name in _names() if self.is_in(_dump(name)))

    def stored(self, root: Path) -> list[str]:
        return sorted(p.name for p in root.rglob("*") if p.is_file() and self.is_in(p.read_bytes()))


def _names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'public' AND relkind = 'r'"
        )
        return [name for (name,) in cursor.fetchall()]


def _dump(name: str) -> bytes:
    out = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} TO STDOUT") as copy:
        for piece in copy:
            out.write(piece)
    return out.getvalue()


class Seed:
    """Gives a person a row in every table that can hold something of his, with the mark in every column."""

    def __init__(self, contact: Any, case: Any, mark: str, *, other: Any) -> None:
        self.mark, self.other = mark, other
        self.address = addresses_of([contact.pk])[0]
        self.person = Person((contact.pk,), (self.address,))
        self.mine: dict[str, Any] = {
            "customers.Contact": contact,
            "cases.Case": case,
        }
        for label in ("conversations.Conversation", "conversations.Message", "channels.RawItem"):
            self.mine[label] = apps.get_model(label)._default_manager.order_by("pk").last()

    def everywhere(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for held in tables():
                if not rows_of(held, self.person).exists():
                    self.row(held.label)
            self._owners_of_the_handoff()
            for held in tables():
                if held.columns and held.label != "customers.Handle":  # it bears the mark already
                    self.fill(held)
            cursor.execute("SET LOCAL session_replication_role = origin")

    def _owners_of_the_handoff(self) -> None:
        """Whoever accepted it owned the case from then on, and gave it back."""
        changes = apps.get_model("cases.OwnerChange")
        for epoch, why in ((2, "handoff"), (3, "returned")):
            told = {"case": self.mine["cases.Case"], "epoch": epoch, "why": why, "actor": "other"}
            changes._default_manager.bulk_create(
                [changes(**told, owner_id=a_user(), reason=self.mark)]
            )

    def fill(self, held: Held) -> None:
        model = apps.get_model(held.label)
        fields = {f.name: f for f in model._meta.concrete_fields}
        for row in rows_of(held, self.person):
            new = {n: self.value(fields[n]) for n in held.columns if n not in held.addresses}
            new |= dict.fromkeys(set(held.addresses) & set(fields), self.address)
            model._default_manager.filter(pk=row.pk).update(**new)

    def row(self, label: str) -> Any:
        """His row of a table, made when there is none."""
        if label in self.mine:
            return self.mine[label]
        model = apps.get_model(label)
        told = {}
        for field in model._meta.concrete_fields:
            if field.primary_key and not field.is_relation:
                continue
            if field.is_relation:
                self._point(told, field)
            elif not field.has_default() and not field.null:
                told[field.name] = self.plain(field)
        ways = [h.addresses for h in tables() if h.label == label]
        names = {f.name for f in model._meta.concrete_fields}
        told |= dict.fromkeys(names & {n for each in ways for n in each}, self.address)
        more = {k: v() if callable(v) else v for k, v in MORE.get(label, {}).items()}
        [self.mine[label]] = model._default_manager.bulk_create([model(**{**told, **more})])
        return self.mine[label]

    def _point(self, told: dict[str, Any], field: Any) -> None:
        theirs = field.related_model._meta.label
        if field.name in ("into", "known", "new"):
            told[field.name] = self.other if theirs == "cases.Case" else self.other.contact
        elif theirs == "files.File":
            told[field.name] = self.file()
        elif not field.null or theirs in ("customers.Contact", "cases.Case"):
            told[field.name] = self.related(field.related_model)

    def related(self, model: Any) -> Any:
        label = model._meta.label
        held = next((h for h in tables() if h.label == label), None)
        found = rows_of(held, self.person) if held else model._default_manager.all()
        return self.mine.get(label) or found.order_by("-pk").first() or self.row(label)

    def plain(self, field: Any) -> Any:
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.DateTimeField):
            return now() + timedelta(hours=field.name in ("expires_at", "due", "expires"))
        if isinstance(field, models.DateField):
            return now().date()
        if isinstance(field, models.UUIDField):
            return uuid.uuid4()
        if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
            return self.mine["conversations.Message"].pk if field.name == "message" else 1
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.CharField | models.TextField):
            return "other"[: field.max_length]
        return self.value(field)

    def value(self, field: Any) -> Any:
        if isinstance(field, SearchVectorField):
            return Value(tsvector(self.mark), output_field=SearchVectorField())
        if isinstance(field, models.JSONField):
            plain = field.get_default() if field.has_default() else {}
            return [self.mark] if isinstance(plain, list) else {"words": self.mark}
        if isinstance(field, models.BinaryField):
            if field.max_length == 32:
                return hashlib.sha256(self.mark.encode()).digest()
            return base64.b64encode(self.mark.encode())
        return self.mark[: field.max_length]

    def file(self) -> File:
        content = f"a picture of {self.mark} {uuid.uuid4()}".encode()
        return files.keep(name=f"{self.mark}.txt", type="text/plain", content=content)
