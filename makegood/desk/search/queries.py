from dataclasses import dataclass

from django.db.models import QuerySet

from makegood.base.access.policy import ADMINISTRATOR, Principal
from makegood.base.database import rows
from makegood.care.cases.models import Case, CaseConversation
from makegood.care.cases.queries import newest_of, visible
from makegood.kernel.text import tsquery
from makegood.records.customers.models import Contact
from makegood.records.customers.rules import normal_phone

LIMIT = 20
CANDIDATES = 400  # the newest hits of everybody that are looked at; more words find less
NEWEST = 4000  # rows that are read to see whether a word is a common one
COMMON = LIMIT  # found so often among them, it is found often enough
OWN = 2000  # of the newest cases he may see, where the hits of everybody hold too few of his


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
    _add(found, who, "number", _numbered(words), limit)
    _add(found, who, "person", _of_persons(words), limit)
    query = tsquery(words)
    if len(found) < limit:
        ids, complete = _worded(query)
        _add(found, who, "text", ids, limit)
        if not complete and len(found) < limit:
            _add(found, who, "text", _worded_of(who, query), limit)
    return list(found.values())


def _add(found: dict[int, Hit], who: Principal, where: str, ids: list[int], limit: int) -> None:
    wanted = [pk for pk in ids if pk not in found]
    if not wanted or len(found) >= limit:
        return
    seen = visible(who).filter(pk__in=wanted).select_related("contact", "owner").defer("terms")
    for case in seen.order_by("-pk")[: limit - len(found)]:
        found[case.pk] = Hit(case, where)


def _numbered(words: str) -> list[int]:
    digits = words.upper().removeprefix("#").removeprefix("M-")
    return [int(digits)] if digits.isascii() and digits.isdigit() and len(digits) < 16 else []


def _of_persons(words: str) -> list[int]:
    people = list(find_contacts(words).values_list("pk", flat=True))
    if not people:
        return []
    cases = Case.objects.filter(contact__in=people).order_by("-pk")
    return list(cases.values_list("pk", flat=True)[:CANDIDATES])


HANDLES = """
SELECT DISTINCT contact_id FROM customers_handle WHERE value LIKE %(begin)s OR value = %(phone)s LIMIT %(n)s
"""


def find_contacts(words: str) -> "QuerySet[Contact]":
    """Contacts by words of the name, by mail address or by telephone number (as typed, or its digits);
    the newest four hundred where there are more."""
    words = words.strip()[:200]
    begin = words.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {"begin": f"{begin}%", "phone": normal_phone(words), "n": CANDIDATES}
    reached = [pk for (pk,) in rows(HANDLES, values)] if begin else []
    named, _complete = _matching("customers_contact", "id", tsquery(words))
    return Contact.objects.filter(pk__in={*reached, *named})


AMONG_NEWEST = """
SELECT key FROM (SELECT id, {key} AS key, terms FROM {table} ORDER BY id DESC LIMIT %(newest)s) t
WHERE terms @@ %(q)s::tsquery ORDER BY id DESC LIMIT %(n)s
"""
AMONG_ALL = """
WITH found AS MATERIALIZED (SELECT id, {key} AS key FROM {table} WHERE terms @@ %(q)s::tsquery)
SELECT key FROM found ORDER BY id DESC LIMIT %(n)s
"""


def _matching(table: str, key: str, query: str) -> tuple[list[int], bool]:
    """The newest rows that hold the words, and whether those are all. A common word is found by reading
    the newest rows, a rare one by the index: what the planner guesses of a word decides nothing."""
    if not query:
        return [], True
    values = {"q": query, "n": CANDIDATES, "newest": NEWEST}
    newest = rows(AMONG_NEWEST.format(table=table, key=key), values)
    if len(newest) >= COMMON:
        return [pk for (pk,) in newest], False
    found = rows(AMONG_ALL.format(table=table, key=key), values)
    return [pk for (pk,) in found], len(found) < CANDIDATES


def _worded(query: str) -> tuple[list[int], bool]:
    """The newest cases in whose titles, messages or notes the words stand, and whether those are all."""
    titled, all_titles = _matching("cases_case", "id", query)
    noted, all_notes = _matching("cases_note", "case_id", query)
    talks, all_talks = _matching("conversations_message", "conversation_id", query)
    strands = CaseConversation.objects.filter(conversation__in=talks)
    said = strands.values_list("case_id", flat=True) if talks else ()
    found = sorted({*titled, *noted, *said}, reverse=True)
    return found, all_titles and all_notes and all_talks


AMONG_OWN = """
SELECT id FROM cases_case WHERE id = ANY(%(ids)s) AND terms @@ %(q)s::tsquery
UNION SELECT case_id FROM cases_note WHERE case_id = ANY(%(ids)s) AND terms @@ %(q)s::tsquery
UNION SELECT s.case_id FROM cases_caseconversation s JOIN conversations_message m USING (conversation_id)
WHERE s.case_id = ANY(%(ids)s) AND m.terms @@ %(q)s::tsquery
ORDER BY 1 DESC LIMIT %(n)s
"""


def _worded_of(who: Principal, query: str) -> list[int]:
    """The same among the newest cases that he may see: for one whose share of all is small."""
    if not query or who.is_one_of(ADMINISTRATOR):
        return []
    ids = newest_of(who, limit=OWN)
    return [pk for (pk,) in rows(AMONG_OWN, {"q": query, "ids": ids, "n": LIMIT})] if ids else []
