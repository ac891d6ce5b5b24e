from dataclasses import dataclass

from django.db.models import Q, QuerySet

from makegood.base.access.policy import Principal
from makegood.base.database import rows
from makegood.care.cases.models import Case
from makegood.care.cases.queries import visible
from makegood.kernel.text import tsquery
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.rules import normal_phone

LIMIT = 20
CANDIDATES = 400  # the newest hits that are looked at; more words find less


@dataclass(frozen=True)
class Hit:
    """One found case: why it was found, and the words around the find."""

    case: Case
    where: str  # number, person, title, message, note
    excerpt: str = ""


def find(who: Principal, words: str, *, limit: int = LIMIT) -> list[Hit]:
    """Cases this member of staff may see, by number, person, number of telephone, or words in any
    message or note, in either script; newest first, numbers and persons before words."""
    words = words.strip()[:200]
    if not words or not who.is_staff:
        return []
    found: dict[int, Hit] = {}
    for where, ids in (
        ("number", _numbered(words)),
        ("person", _of_persons(words)),
        ("text", _worded(words)),
    ):
        _add(found, who, where, ids, limit)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _add(found: dict[int, Hit], who: Principal, where: str, ids: list[int], limit: int) -> None:
    wanted = [pk for pk in ids if pk not in found]
    if not wanted:
        return
    seen = {
        c.pk: c
        for c in visible(who)
        .filter(pk__in=wanted)
        .select_related("contact", "owner")
        .defer("terms")
    }
    for pk in wanted:
        if pk in seen and len(found) < limit:
            found[pk] = Hit(seen[pk], where)


def _numbered(words: str) -> list[int]:
    digits = words.upper().removeprefix("#").removeprefix("M-")
    return [int(digits)] if digits.isascii() and digits.isdigit() and len(digits) < 16 else []


def _of_persons(words: str) -> list[int]:
    people = find_contacts(words).values("pk")
    return list(
        Case.objects.filter(contact__in=people)
        .order_by("-pk")
        .values_list("pk", flat=True)[:CANDIDATES]
    )


def find_contacts(words: str) -> "QuerySet[Contact]":
    """Contacts by name, mail address or telephone number (as typed, or its digits)."""
    words = words.strip()
    number = normal_phone(words)
    handles = Q(value__startswith=words.casefold())
    if number:
        handles |= Q(value=number)
    return Contact.objects.filter(
        Q(name__icontains=words) | Q(pk__in=Handle.objects.filter(handles).values("contact"))
    )


WORDED = """
SELECT id FROM (
  SELECT id FROM (SELECT id FROM cases_case WHERE terms @@ %(q)s::tsquery ORDER BY id DESC LIMIT %(n)s) c
  UNION
  SELECT case_id FROM (
    SELECT s.case_id FROM (SELECT conversation_id, id FROM conversations_message
      WHERE terms @@ %(q)s::tsquery ORDER BY id DESC LIMIT %(n)s) m
    JOIN cases_caseconversation s ON s.conversation_id = m.conversation_id) f
  UNION
  SELECT case_id FROM (SELECT case_id FROM cases_note WHERE terms @@ %(q)s::tsquery ORDER BY id DESC LIMIT %(n)s) o
) found ORDER BY id DESC LIMIT %(n)s
"""


def _worded(words: str) -> list[int]:
    query = tsquery(words)
    return [pk for (pk,) in rows(WORDED, {"q": query, "n": CANDIDATES})] if query else []
